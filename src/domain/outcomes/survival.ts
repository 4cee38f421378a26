/**
 * Who is still there, how many days after an answer: the product-limit estimate of Kaplan and Meier (1958) with
 * Greenwood's variance (1926). Customers are counted by day, so memory is bounded by days, however many they are.
 */
import { Z } from '../confidence.ts';

/** How many left, and how many were last seen still there, by whole days of follow-up. */
export interface FollowUpCounts {
  n: number;
  /** Longest follow-up of anyone, in days; −1 for nobody. */
  longest: number;
  left: Uint32Array;
  stayed: Uint32Array;
}

/** Survival to the close of `day` as a fraction 0–1, its 95 % band, and how many were at risk on that day. */
export interface CurvePoint {
  day: number;
  survival: number;
  low: number | null;
  high: number | null;
  atRisk: number;
}

/** Churn within a number of days as a fraction 0–1, its 95 % interval and Greenwood's variance. */
export interface ChurnEstimate {
  value: number;
  low: number | null;
  high: number | null;
  /** `null` when everybody left: the estimate has no variance there. */
  variance: number | null;
}

const FIRST_CAPACITY = 64;

export function emptyFollowUps(): FollowUpCounts {
  return { n: 0, longest: -1, left: new Uint32Array(FIRST_CAPACITY), stayed: new Uint32Array(FIRST_CAPACITY) };
}

/** Counts one customer in place: followed for so many whole days, and whether that ended because they left. */
export function countFollowUp(counts: FollowUpCounts, followedDays: number, churned: boolean): void {
  if (followedDays < (churned ? 1 : 0)) throw new RangeError(`a follow-up cannot end on day ${followedDays}`);
  if (followedDays >= counts.left.length) grow(counts, followedDays + 1);
  const days = churned ? counts.left : counts.stayed;
  days[followedDays] = (days[followedDays] ?? 0) + 1;
  counts.n += 1;
  if (followedDays > counts.longest) counts.longest = followedDays;
}

/** The counts of several groups as one. */
export function mergeFollowUps(groups: readonly FollowUpCounts[]): FollowUpCounts {
  const merged = emptyFollowUps();
  for (const group of groups) {
    if (group.longest >= merged.left.length) grow(merged, group.longest + 1);
    for (let day = 0; day <= group.longest; day += 1) {
      merged.left[day] = (merged.left[day] ?? 0) + (group.left[day] ?? 0);
      merged.stayed[day] = (merged.stayed[day] ?? 0) + (group.stayed[day] ?? 0);
    }
    merged.n += group.n;
    merged.longest = Math.max(merged.longest, group.longest);
  }
  return merged;
}

/** How many left within `horizon` days, and how many were seen for at least as long without leaving by then. */
export function outcomesWithin(counts: FollowUpCounts, horizon: number): { leavers: number; stayers: number } {
  let leavers = 0;
  let stayers = 0;
  for (let day = 0; day <= counts.longest; day += 1) {
    if (day <= horizon) leavers += counts.left[day] ?? 0;
    else stayers += counts.left[day] ?? 0;
    if (day >= horizon) stayers += counts.stayed[day] ?? 0;
  }
  return { leavers, stayers };
}

/**
 * The curve as its steps: day 0, then every day on which somebody left. On one day leaving comes before the end of
 * observation. Bounds by Greenwood on the log(−log) scale, `null` where survival is 0 or 1. Empty for nobody.
 */
export function survivalCurve(counts: FollowUpCounts): CurvePoint[] {
  if (counts.n === 0) return [];
  const curve: CurvePoint[] = [{ day: 0, survival: 1, low: null, high: null, atRisk: counts.n }];
  for (const { day, survival, greenwood, atRisk } of steps(counts, counts.longest)) {
    curve.push({ day, survival, ...survivalBounds(survival, greenwood), atRisk });
  }
  return curve;
}

/**
 * Churn(h) = 1 − S(h), day h included; `null` if nobody was followed h days while S > 0, for then nobody can know. Its
 * bounds are those of S turned round, `null` where S is 0 or 1. Without censoring it is the plain share of leavers.
 */
export function churnWithin(counts: FollowUpCounts, horizon: number): ChurnEstimate | null {
  let survival = 1;
  let greenwood = 0;
  for (const step of steps(counts, horizon)) ({ survival, greenwood } = step);
  if (counts.n === 0 || (counts.longest < horizon && survival > 0)) return null;
  const bounds = survivalBounds(survival, greenwood);
  return {
    value: 1 - survival,
    low: bounds.high === null ? null : 1 - bounds.high,
    high: bounds.low === null ? null : 1 - bounds.low,
    variance: survival === 0 ? null : survival ** 2 * greenwood,
  };
}

interface Step {
  day: number;
  survival: number;
  /** Greenwood's sum Σ d ÷ (n(n − d)) up to this day; infinite once everybody left. */
  greenwood: number;
  atRisk: number;
}

function* steps(counts: FollowUpCounts, horizon: number): Generator<Step> {
  let atRisk = counts.n;
  let survival = 1;
  let greenwood = 0;
  const last = Math.min(horizon, counts.longest);
  for (let day = 0; day <= last; day += 1) {
    const left = counts.left[day] ?? 0;
    if (left > 0) {
      // Kept as a quotient of counts, so that the last customer's leaving gives exactly 0.
      survival *= (atRisk - left) / atRisk;
      greenwood += left / (atRisk * (atRisk - left));
      yield { day, survival, greenwood, atRisk };
    }
    atRisk -= left + (counts.stayed[day] ?? 0);
  }
}

function survivalBounds(survival: number, greenwood: number): { low: number | null; high: number | null } {
  if (survival <= 0 || survival >= 1) return { low: null, high: null };
  const spread = (Z * Math.sqrt(greenwood)) / Math.abs(Math.log(survival));
  return { low: survival ** Math.exp(spread), high: survival ** Math.exp(-spread) };
}

function grow(counts: FollowUpCounts, needed: number): void {
  const capacity = Math.max(needed, counts.left.length * 2);
  counts.left = enlarged(counts.left, capacity);
  counts.stayed = enlarged(counts.stayed, capacity);
}

function enlarged(values: Uint32Array, capacity: number): Uint32Array {
  const larger = new Uint32Array(capacity);
  larger.set(values);
  return larger;
}
