/** Counts per score: what every score value is computed from. All functions are linear in the counts and leave their input alone. */
import { CATEGORIES } from './metric.ts';
import type { Category, Metric, Thresholds } from './metric.ts';
import { categorize } from './score.ts';

/**
 * Score → count, keyed by the score as a string, without zero counts. Counts may be negative in a *change* (a revision
 * takes one from the old score), never in what the changes add up to.
 */
export type Distribution = Record<string, number>;

/** Count per category; holds every category of its metric, zeros included. */
export type CategoryCounts = Partial<Record<Category, number>>;

export function emptyDistribution(): Distribution {
  return {};
}

/** Adds `change` to `target` in place; a count that becomes zero disappears. For accumulators the caller owns. */
export function accumulate(target: Distribution, change: Distribution): void {
  for (const [score, count] of Object.entries(change)) {
    const sum = (target[score] ?? 0) + count;
    if (sum === 0) delete target[score];
    else target[score] = sum;
  }
}

/** `distribution` with `count` more answers of `score`; a negative `count` takes them away. */
export function addScore(distribution: Distribution, score: number, count = 1): Distribution {
  return mergeDistributions([distribution, { [score]: count }]);
}

/** Sum of distributions, in any order or grouping; `{}` for none. */
export function mergeDistributions(distributions: Iterable<Distribution>): Distribution {
  const merged = emptyDistribution();
  for (const distribution of distributions) accumulate(merged, distribution);
  return merged;
}

/** Number of answers. */
export function total(distribution: Distribution): number {
  let n = 0;
  for (const count of Object.values(distribution)) n += count;
  return n;
}

/** Mean score on the survey's scale, or `null` without answers. */
export function mean(distribution: Distribution): number | null {
  const n = total(distribution);
  if (n <= 0) return null;
  let sum = 0;
  for (const [score, count] of Object.entries(distribution)) sum += Number(score) * count;
  return sum / n;
}

/** Unbiased sample variance Σ(x − mean)² ÷ (n − 1), in squared score units, or `null` below two answers. */
export function variance(distribution: Distribution): number | null {
  const n = total(distribution);
  const centre = mean(distribution);
  if (centre === null || n < 2) return null;
  let squares = 0;
  for (const [score, count] of Object.entries(distribution)) squares += count * (Number(score) - centre) ** 2;
  return squares / (n - 1);
}

/** Share (0–1) of answers that chose exactly `score`, or `null` without answers. */
export function share(distribution: Distribution, score: number): number | null {
  const n = total(distribution);
  return n > 0 ? (distribution[score] ?? 0) / n : null;
}

/** Answers per category under these thresholds, best category first. */
export function countsByCategory(metric: Metric, thresholds: Thresholds, distribution: Distribution): CategoryCounts {
  const counts: CategoryCounts = {};
  for (const category of CATEGORIES[metric]) counts[category] = 0;
  for (const [score, count] of Object.entries(distribution)) {
    const category = categorize(metric, thresholds, Number(score));
    counts[category] = (counts[category] ?? 0) + count;
  }
  return counts;
}

/** Number of answers behind category counts. */
export function totalOfCounts(counts: CategoryCounts): number {
  let n = 0;
  for (const count of Object.values(counts)) n += count;
  return n;
}
