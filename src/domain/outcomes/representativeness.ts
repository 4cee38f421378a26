/** Do those who answer stand for those who were asked? Invited against answered, and the score with the bias taken out. */
import type { Category, Metric } from '../metric.ts';
import { countWeighted, emptyWeights, weightedScore } from './weighted-score.ts';
import type { WeightedScore } from './weighted-score.ts';

/** Tenure buckets as whole days since the customer started, lower ends: under 90 days, under a year, under three years, longer. */
const TENURE_BUCKETS = [0, 90, 365, 1095] as const;

/** Where an invited customer stands: decile 0 (lowest CLV) … 9, `null` when no value is known; index into `TENURE_BUCKETS`. */
export interface Stratum {
  clvDecile: number | null;
  tenureBucket: number;
}

export interface StratumCounts extends Stratum {
  invited: number;
  answered: number;
}

interface StratumTally extends StratumCounts {
  /** One entry per category and score. */
  answers: { category: Category; score: number; count: number }[];
}

/** At most 11 × 4 strata, whatever the number of customers. */
export type RepresentationTally = Map<number, StratumTally>;

export interface Representativeness {
  strata: (StratumCounts & { invitedShare: number; answeredShare: number | null })[];
  invited: number;
  answered: number;
  /** ½ Σ |share of invited − share of answered|: 0 = answers mirror the invited, towards 1 = others answer than are asked. */
  dissimilarity: number | null;
  /** Share of the invited whose stratum gave no answer and was merged with the nearest one that did. */
  mergedShare: number | null;
  /** Score with every stratum weighted to its share of the invited. */
  postStratified: WeightedScore;
}

const UNKNOWN_DECILE = 10;

export function tenureBucket(tenureDays: number): number {
  return TENURE_BUCKETS.reduce<number>((found, lowest, index) => (tenureDays >= lowest ? index : found), 0);
}

export function emptyRepresentation(): RepresentationTally {
  return new Map();
}

/** Counts one invited customer in place, with their answer if they gave one. Every customer once. */
export function countInvited(
  tally: RepresentationTally,
  stratum: Stratum,
  answer: { category: Category; score: number } | null,
): void {
  const key = (stratum.clvDecile ?? UNKNOWN_DECILE) * TENURE_BUCKETS.length + stratum.tenureBucket;
  let counts = tally.get(key);
  if (counts === undefined) tally.set(key, (counts = { clvDecile: stratum.clvDecile, tenureBucket: stratum.tenureBucket, invited: 0, answered: 0, answers: [] }));
  counts.invited += 1;
  if (answer === null) return;
  counts.answered += 1;
  const { category, score } = answer;
  const same = counts.answers.find((other) => other.score === score && other.category === category);
  if (same === undefined) counts.answers.push({ category, score, count: 1 });
  else same.count += 1;
}

/** Invited against answered by stratum, and the score post-stratified to the invited, its interval at the effective n. */
export function representativeness(tally: RepresentationTally, metric: Metric, minimum?: number): Representativeness {
  const strata = [...tally].toSorted(([one], [other]) => one - other).map(([, counts]) => counts);
  const invited = strata.reduce((total, counts) => total + counts.invited, 0);
  const answered = strata.reduce((total, counts) => total + counts.answered, 0);
  const shares = strata.map((counts) => ({
    clvDecile: counts.clvDecile,
    tenureBucket: counts.tenureBucket,
    invited: counts.invited,
    answered: counts.answered,
    invitedShare: counts.invited / invited,
    answeredShare: answered === 0 ? null : counts.answered / answered,
  }));
  const distance = shares.reduce((total, share) => total + Math.abs(share.invitedShare - (share.answeredShare ?? 0)), 0);
  const { represented, merged } = mergeUnanswered(strata);
  const weights = emptyWeights();
  for (const [stratum, standsFor] of represented) {
    for (const { category, score, count } of stratum.answers) {
      countWeighted(weights, metric, category, score, standsFor / stratum.answered, count);
    }
  }
  return {
    strata: shares,
    invited,
    answered,
    dissimilarity: answered === 0 ? null : distance / 2,
    mergedShare: answered === 0 ? null : merged / invited,
    postStratified: weightedScore(weights, metric, minimum),
  };
}

/** For every stratum that answered, how many invited it stands for: its own and those of its silent neighbours. */
function mergeUnanswered(strata: readonly StratumTally[]): { represented: Map<StratumTally, number>; merged: number } {
  const answering = strata.filter((stratum) => stratum.answered > 0);
  const represented = new Map(answering.map((stratum) => [stratum, stratum.invited]));
  let merged = 0;
  for (const silent of strata) {
    if (silent.answered > 0) continue;
    const nearest = nearestOf(silent, answering);
    if (nearest === undefined) continue;
    represented.set(nearest, (represented.get(nearest) ?? 0) + silent.invited);
    merged += silent.invited;
  }
  return { represented, merged };
}

/** The first of the nearest. */
function nearestOf(silent: Stratum, answering: readonly StratumTally[]): StratumTally | undefined {
  let nearest: StratumTally | undefined;
  let least = Infinity;
  for (const stratum of answering) {
    const distance = distanceOf(silent, stratum);
    if (distance < least) [nearest, least] = [stratum, distance];
  }
  return nearest;
}

/** A neighbour in tenure is nearer than any in value; an unknown value is far from every known one. */
function distanceOf(one: Stratum, other: Stratum): number {
  const tenure = Math.abs(one.tenureBucket - other.tenureBucket);
  if (one.clvDecile === other.clvDecile) return tenure;
  const decile = one.clvDecile === null || other.clvDecile === null ? UNKNOWN_DECILE : Math.abs(one.clvDecile - other.clvDecile);
  return decile * TENURE_BUCKETS.length + tenure;
}
