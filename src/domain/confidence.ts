/**
 * 95 % confidence intervals. Every `n` may be an effective sample size, so the same formulas serve weighted scores:
 * NPS by the adjusted Wald method, shares by Wilson, means by Student's t.
 */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** Both ends of an interval, in the unit of the value they belong to. */
export interface Bounds {
  low: number;
  high: number;
}

/** 97.5 % quantile of the standard normal distribution, as the metric definitions print it. */
export const Z = 1.959964;

/** Answers below which a comparison is not judged, unless an account sets another minimum. */
export const DEFAULT_MINIMUM_SAMPLE = 30;

/** Kish's effective sample size (Σw)² ÷ Σw² of positive weights; 0 without weights. */
export function effectiveSampleSize(weights: Iterable<number>): number {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/**
 * Interval of an NPS in points, clamped to ±100; `null` without answers. Adjusted Wald: ¾ is added to promoters and to
 * detractors, 1½ to passives (B. Rocks, Interval Estimation for the Net Promoter Score, The American Statistician 70, 2016).
 * The NPS itself stays unadjusted, so a single answer lies outside its own interval.
 */
export function npsInterval(promoters: number, detractors: number, n: number): Bounds | null {
  if (n <= 0) return null;
  const size = n + 3;
  const p = (promoters + 0.75) / size;
  const d = (detractors + 0.75) / size;
  const margin = Z * Math.sqrt((p + d - (p - d) ** 2) / size);
  return { low: Math.max(-100, 100 * (p - d - margin)), high: Math.min(100, 100 * (p - d + margin)) };
}

/** `npsInterval` of weighted shares (0–1) with an effective sample size in place of n. */
export function weightedNpsInterval(promoterShare: number, detractorShare: number, effectiveN: number): Bounds | null {
  return npsInterval(promoterShare * effectiveN, detractorShare * effectiveN, effectiveN);
}

/** Wilson's score interval of the share `part ÷ n`, as fractions 0–1; `null` for n = 0. */
export function shareInterval(part: number, n: number): Bounds | null {
  if (n <= 0) return null;
  const p = part / n;
  const scale = 1 + Z ** 2 / n;
  const centre = (p + Z ** 2 / (2 * n)) / scale;
  const margin = (Z / scale) * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  // At the ends the bound equals the share exactly; computed, it would miss it by a rounding error.
  return { low: part <= 0 ? 0 : centre - margin, high: part >= n ? 1 : centre + margin };
}

/** `shareInterval` of a weighted share (0–1) with an effective sample size in place of n. */
export function weightedShareInterval(share: number, effectiveN: number): Bounds | null {
  return shareInterval(share * effectiveN, effectiveN);
}

/**
 * Student's t interval mean ± t(0.975, n − 1)·√(variance ÷ n), in score units; `null` below two answers. `variance` is the
 * sample variance. Not clamped to the scale; answers that are all alike give an interval of width zero.
 */
export function meanInterval(mean: number | null, variance: number | null, n: number): Bounds | null {
  if (mean === null || variance === null || n <= 1) return null;
  const margin = tQuantile(0.975, n - 1) * Math.sqrt(variance / n);
  // So little more than one answer (an effective n of 1.01) that t has no finite quantile: nothing can be said.
  return Number.isFinite(margin) ? { low: mean - margin, high: mean + margin } : null;
}

/**
 * `meanInterval` of a weighted mean. `spread` is the weighted mean of squared deviations Σw(x − mean)² ÷ Σw; it is made
 * unbiased here by n_eff ÷ (n_eff − 1), which for equal weights is the ordinary sample variance.
 */
export function weightedMeanInterval(mean: number | null, spread: number | null, effectiveN: number): Bounds | null {
  if (spread === null || effectiveN <= 1) return null;
  return meanInterval(mean, (spread * effectiveN) / (effectiveN - 1), effectiveN);
}
