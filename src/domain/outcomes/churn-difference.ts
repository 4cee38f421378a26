/** Two groups' churn side by side: the difference with its interval, and whether the curves differ at all. */
import { logRank } from './log-rank.ts';
import { churnWithin } from './survival.ts';
import type { ChurnEstimate, FollowUpCounts } from './survival.ts';

/** `one` − `other`, churn within a horizon as fractions 0–1. */
export interface ChurnDifference {
  value: number;
  /** `null` where one of the two has no bounds: nobody or everybody left in it. */
  low: number | null;
  high: number | null;
  /** Log-rank over the whole follow-up; `null` when nothing tells the groups apart. */
  pValue: number | null;
  one: ChurnEstimate;
  other: ChurnEstimate;
}

/**
 * Difference of churn within `horizon` days. Its interval is recovered from the two log(−log) intervals (the square-and-add
 * method of Zou and Donner, Statistics in Medicine 27, 2008), so it stays within ±1 where the plain variances would not.
 * `null` unless both groups were followed that long.
 */
export function churnDifference(one: FollowUpCounts, other: FollowUpCounts, horizon: number): ChurnDifference | null {
  const [left, right] = [churnWithin(one, horizon), churnWithin(other, horizon)];
  if (left === null || right === null) return null;
  const value = left.value - right.value;
  return { value, ...bounds(value, left, right), pValue: logRank([one, other])?.pValue ?? null, one: left, other: right };
}

function bounds(value: number, one: ChurnEstimate, other: ChurnEstimate): { low: number | null; high: number | null } {
  if (one.low === null || one.high === null || other.low === null || other.high === null) return { low: null, high: null };
  return {
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}
