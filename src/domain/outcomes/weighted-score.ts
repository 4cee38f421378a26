/** Scores in which customers count by what they are worth, or by whom they stand for. */
import { DEFAULT_MINIMUM_SAMPLE, weightedMeanInterval, weightedNpsInterval, weightedShareInterval } from '../confidence.ts';
import type { Bounds } from '../confidence.ts';
import { bottomCategory, topCategory } from '../score.ts';
import type { Category, Metric } from '../metric.ts';

/** Sums of positive weights; everything a weighted score and its interval need. */
export interface WeightTally {
  /** Answers with a weight > 0. */
  n: number;
  weight: number;
  squaredWeight: number;
  largestWeight: number;
  topWeight: number;
  bottomWeight: number;
  weightedScore: number;
  weightedSquaredScore: number;
}

export interface WeightedScore {
  /** NPS −100…100, CSAT in percent, CES as the mean on its scale; `null` without weights. */
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
  /** Kish's (Σw)² ÷ Σw²: as many answers of equal weight would be as sure. Takes the place of n in the interval. */
  effectiveN: number;
  /** Share of all weight that the heaviest customer holds, 0–1. */
  largestShare: number | null;
  /** A few customers make the number: effectively fewer than the minimum sample. */
  warning: 'few-customers' | null;
}

export function emptyWeights(): WeightTally {
  return { n: 0, weight: 0, squaredWeight: 0, largestWeight: 0, topWeight: 0, bottomWeight: 0, weightedScore: 0, weightedSquaredScore: 0 };
}

/** Counts `count` answers of one score and weight in place; a weight that is not above 0 has no say. */
export function countWeighted(tally: WeightTally, metric: Metric, category: Category, score: number, weight: number, count = 1): void {
  if (!(weight > 0) || count <= 0) return;
  const total = weight * count;
  tally.n += count;
  tally.weight += total;
  tally.squaredWeight += weight * total;
  if (weight > tally.largestWeight) tally.largestWeight = weight;
  if (category === topCategory(metric)) tally.topWeight += total;
  else if (category === bottomCategory(metric)) tally.bottomWeight += total;
  tally.weightedScore += total * score;
  tally.weightedSquaredScore += total * score * score;
}

/** The metric's score with weights in place of heads. Multiplying all weights by one number changes nothing. */
export function weightedScore(tally: WeightTally, metric: Metric, minimum: number = DEFAULT_MINIMUM_SAMPLE): WeightedScore {
  const { n, weight } = tally;
  if (n === 0) return { value: null, low: null, high: null, n, effectiveN: 0, largestShare: null, warning: null };
  const effectiveN = (weight * weight) / tally.squaredWeight;
  const { value, bounds } = valueOf(tally, metric, effectiveN);
  return {
    value,
    low: bounds?.low ?? null,
    high: bounds?.high ?? null,
    n,
    effectiveN,
    largestShare: tally.largestWeight / weight,
    warning: effectiveN < minimum ? 'few-customers' : null,
  };
}

function valueOf(tally: WeightTally, metric: Metric, effectiveN: number): { value: number; bounds: Bounds | null } {
  const top = tally.topWeight / tally.weight;
  const bottom = tally.bottomWeight / tally.weight;
  if (metric === 'nps') return { value: 100 * (top - bottom), bounds: weightedNpsInterval(top, bottom, effectiveN) };
  if (metric === 'csat') {
    const share = weightedShareInterval(top, effectiveN);
    return { value: 100 * top, bounds: share === null ? null : { low: 100 * share.low, high: 100 * share.high } };
  }
  const mean = tally.weightedScore / tally.weight;
  const spread = Math.max(0, tally.weightedSquaredScore / tally.weight - mean * mean);
  return { value: mean, bounds: weightedMeanInterval(mean, spread, effectiveN) };
}
