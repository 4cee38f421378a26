/** Is a later group (or period) different from an earlier one, by how much, and how sure is that. Two-sided, at the 5 % level. */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { DEFAULT_MINIMUM_SAMPLE, shareInterval, Z } from './confidence.ts';
import { totalOfCounts } from './distribution.ts';
import type { CategoryCounts } from './distribution.ts';

export type Verdict = 'up' | 'down' | 'no-clear-change' | 'too-few';

/** Later − earlier with its 95 % interval, all in the unit of the compared value; numbers that cannot be known are `null`. */
export interface Comparison {
  difference: number | null;
  low: number | null;
  high: number | null;
  /** `null` where the standard error is zero or a group is too small to have one. */
  pValue: number | null;
  /** `too-few` overrules the numbers: they are shown, but no direction is claimed. */
  verdict: Verdict;
}

/** `part` of `n` answers. */
export interface ShareSample {
  part: number;
  n: number;
}

/** Mean and sample variance of `n` observations; `null` as far as unknown. */
export interface MeanSample {
  mean: number | null;
  variance: number | null;
  n: number;
}

const ALPHA = 0.05;

/**
 * NPS difference in points, by z on the unadjusted variances p + d − (p − d)², each over its n (Rocks 2016). Unanimous
 * groups have standard error zero: the interval has width zero, p is `null`, and the verdict is by permutation (`verdictOf`).
 */
export function compareNps(
  earlier: CategoryCounts,
  later: CategoryCounts,
  minimumSample: number = DEFAULT_MINIMUM_SAMPLE,
): Comparison {
  const [nEarlier, nLater] = [totalOfCounts(earlier), totalOfCounts(later)];
  if (nEarlier <= 0 || nLater <= 0) return unknown();
  const [from, to] = [npsMoments(earlier, nEarlier), npsMoments(later, nLater)];
  const error = Math.sqrt(from.variance / nEarlier + to.variance / nLater);
  const difference = to.net - from.net;
  return {
    difference: 100 * difference,
    low: 100 * (difference - Z * error),
    high: 100 * (difference + Z * error),
    ...judge(difference, normalPValue(difference, error), nEarlier, nLater, minimumSample),
  };
}

/**
 * Difference of two shares in percentage points: p-value by the pooled z test without continuity correction, interval by
 * Newcombe's hybrid score method (Newcombe 1998, method 10) from the two Wilson intervals. The two methods may disagree at
 * the margin; the verdict follows the p-value.
 */
export function compareShares(
  earlier: ShareSample,
  later: ShareSample,
  minimumSample: number = DEFAULT_MINIMUM_SAMPLE,
): Comparison {
  const [from, to] = [shareInterval(earlier.part, earlier.n), shareInterval(later.part, later.n)];
  if (from === null || to === null) return unknown();
  const [pFrom, pTo] = [earlier.part / earlier.n, later.part / later.n];
  const pooled = (earlier.part + later.part) / (earlier.n + later.n);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / earlier.n + 1 / later.n));
  const difference = pTo - pFrom;
  return {
    difference: 100 * difference,
    low: 100 * (difference - Math.hypot(pTo - to.low, from.high - pFrom)),
    high: 100 * (difference + Math.hypot(to.high - pTo, pFrom - from.low)),
    ...judge(difference, normalPValue(difference, error), earlier.n, later.n, minimumSample),
  };
}

/** Difference of two means in score units, by Welch's t test with Satterthwaite's degrees of freedom. */
export function compareMeans(
  earlier: MeanSample,
  later: MeanSample,
  minimumSample: number = DEFAULT_MINIMUM_SAMPLE,
): Comparison {
  if (earlier.mean === null || later.mean === null) return unknown();
  const difference = later.mean - earlier.mean;
  if (earlier.variance === null || later.variance === null) return { ...unknown(), difference };
  const [from, to] = [earlier.variance / earlier.n, later.variance / later.n];
  const error = Math.sqrt(from + to);
  if (error === 0) {
    const judged = judge(difference, null, earlier.n, later.n, minimumSample);
    return { difference, low: difference, high: difference, ...judged };
  }
  const freedom = (from + to) ** 2 / (from ** 2 / (earlier.n - 1) + to ** 2 / (later.n - 1));
  const margin = tQuantile(1 - ALPHA / 2, freedom) * error;
  const pValue = 2 * tCdf(-Math.abs(difference) / error, freedom);
  return {
    difference,
    low: difference - margin,
    high: difference + margin,
    ...judge(difference, pValue, earlier.n, later.n, minimumSample),
  };
}

function npsMoments(counts: CategoryCounts, n: number): { net: number; variance: number } {
  const p = (counts.promoter ?? 0) / n;
  const d = (counts.detractor ?? 0) / n;
  return { net: p - d, variance: p + d - (p - d) ** 2 };
}

function normalPValue(difference: number, error: number): number | null {
  return error === 0 ? null : 2 * normalCdf(-Math.abs(difference) / error, 0, 1);
}

function judge(
  difference: number,
  pValue: number | null,
  nEarlier: number,
  nLater: number,
  minimumSample: number,
): Pick<Comparison, 'pValue' | 'verdict'> {
  if (Math.min(nEarlier, nLater) < minimumSample) return { pValue, verdict: 'too-few' };
  return { pValue, verdict: verdictOf(difference, pValue, nEarlier, nLater) };
}

/**
 * Up or down where p < 0.05. Without a standard error both groups are unanimous and no z or t exists; if they differ, all of
 * the later answers lie on one side of all of the earlier ones, and the exact permutation test has p = 2 ÷ C(n₁ + n₂, n₁).
 * That decides: 30 promoters after 30 detractors is no coincidence, one after one may be.
 */
function verdictOf(difference: number, pValue: number | null, nEarlier: number, nLater: number): Verdict {
  if (difference === 0) return 'no-clear-change';
  const isClear = pValue === null ? arrangementsExceed(2 / ALPHA, nEarlier, nLater) : pValue < ALPHA;
  if (!isClear) return 'no-clear-change';
  return difference > 0 ? 'up' : 'down';
}

/** Whether C(a + b, a) > bound, without computing a number that overflows. */
function arrangementsExceed(bound: number, a: number, b: number): boolean {
  const [small, large] = [Math.min(a, b), Math.max(a, b)];
  let arrangements = 1;
  for (let i = 1; i <= small; i += 1) {
    arrangements = (arrangements * (large + i)) / i;
    if (arrangements > bound) return true;
  }
  return false;
}

function unknown(): Comparison {
  return { difference: null, low: null, high: null, pValue: null, verdict: 'too-few' };
}
