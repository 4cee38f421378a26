/** How well a score tells who will leave: churn lift of the lowest category, AUC of the score, and both over many touchpoints. */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { Z } from '../confidence.ts';
import { churnWithin } from './survival.ts';
import type { ChurnEstimate, FollowUpCounts } from './survival.ts';

/** Churn of the lowest category against everybody's; all churn as fractions 0–1. */
export interface ChurnLift {
  /** F_low ÷ F_all; above 1 means that low scorers leave more. `null` when nobody left. */
  value: number | null;
  low: number | null;
  high: number | null;
  ofLowest: ChurnEstimate;
  ofRest: ChurnEstimate;
  /** F_all: the n-weighted mean of the lowest category and the rest. */
  ofAll: number;
}

/** Customers of one score: who left within the horizon, and who was seen that long without leaving. */
export interface ScoreOutcome {
  score: number;
  leavers: number;
  stayers: number;
}

export interface Auc {
  value: number;
  /** DeLong's 95 % interval, clamped to 0–1; `null` below two leavers or two stayers. */
  low: number | null;
  high: number | null;
  /** Two-sided, against a score that tells nothing; `null` when all scores are alike. */
  pValue: number | null;
  leavers: number;
  stayers: number;
}

/**
 * Lift = F_low ÷ F_all at `horizon`, answerers only. Interval: R = F_low ÷ F_rest on the log scale with Greenwood's
 * variances, carried over by R ÷ (wR + 1 − w) with w = n_low ÷ n. Bounds are `null` where the log has no variance (nobody
 * or everybody left in one of the two). `null` when either group is empty or was not followed that long.
 */
export function churnLift(lowest: FollowUpCounts, rest: FollowUpCounts, horizon: number): ChurnLift | null {
  const ofLowest = churnWithin(lowest, horizon);
  const ofRest = churnWithin(rest, horizon);
  if (ofLowest === null || ofRest === null) return null;
  const weight = lowest.n / (lowest.n + rest.n);
  const ofAll = weight * ofLowest.value + (1 - weight) * ofRest.value;
  const value = ofAll === 0 ? null : ofLowest.value / ofAll;
  return { value, ...liftBounds(ofLowest, ofRest, weight), ofLowest, ofRest, ofAll };
}

/**
 * P(a leaver scored below somebody who stayed) + ½ P(equal): above 0.5 means that low scores leave. Interval by
 * DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988), from counts per score. The p-value is that of the
 * Mann–Whitney test (normal approximation, variance corrected for ties, no continuity correction): unlike DeLong's
 * variance it is taken under "tells nothing", so it holds its level with few leavers. `null` without leavers or stayers.
 */
export function auc(outcomes: readonly ScoreOutcome[]): Auc | null {
  const ascending = outcomes.toSorted((one, other) => one.score - other.score);
  const leavers = ascending.reduce((total, outcome) => total + outcome.leavers, 0);
  const stayers = ascending.reduce((total, outcome) => total + outcome.stayers, 0);
  if (leavers === 0 || stayers === 0) return null;
  const placed = placements(ascending, leavers, stayers);
  const value = placed.reduce((total, { ofLeaver, outcome }) => total + outcome.leavers * ofLeaver, 0) / leavers;
  return { value, ...delongBounds(placed, value, leavers, stayers), pValue: mannWhitney(ascending, value, leavers, stayers), leavers, stayers };
}

/**
 * p-values adjusted for asking about many touchpoints at once (Benjamini and Hochberg 1995): below 0.05 keeps the
 * expected share of false discoveries under 5 %. An unknown p stays unknown and is no test; the order is kept.
 */
export function adjustPValues(pValues: readonly (number | null)[]): (number | null)[] {
  const known = pValues.filter((pValue) => pValue !== null).toSorted((one, other) => other - one);
  const adjusted = new Map<number, number>();
  let smallest = 1;
  known.forEach((pValue, index) => {
    smallest = Math.min(smallest, (pValue * known.length) / (known.length - index));
    adjusted.set(pValue, smallest);
  });
  return pValues.map((pValue) => (pValue === null ? null : (adjusted.get(pValue) ?? null)));
}

function liftBounds(ofLowest: ChurnEstimate, ofRest: ChurnEstimate, weight: number): { low: number | null; high: number | null } {
  if (ofLowest.value === 0 || ofRest.value === 0 || ofLowest.variance === null || ofRest.variance === null) {
    return { low: null, high: null };
  }
  const ratio = ofLowest.value / ofRest.value;
  const spread = Z * Math.sqrt(ofLowest.variance / ofLowest.value ** 2 + ofRest.variance / ofRest.value ** 2);
  const carriedOver = (bound: number): number => bound / (weight * bound + 1 - weight);
  return { low: carriedOver(ratio * Math.exp(-spread)), high: carriedOver(ratio * Math.exp(spread)) };
}

interface Placement {
  outcome: ScoreOutcome;
  /** Share of stayers above this score, ties half. */
  ofLeaver: number;
  /** Share of leavers below this score, ties half. */
  ofStayer: number;
}

function placements(ascending: readonly ScoreOutcome[], leavers: number, stayers: number): Placement[] {
  let leaversBelow = 0;
  let stayersBelow = 0;
  return ascending.map((outcome) => {
    const placement = {
      outcome,
      ofLeaver: (stayers - stayersBelow - outcome.stayers / 2) / stayers,
      ofStayer: (leaversBelow + outcome.leavers / 2) / leavers,
    };
    leaversBelow += outcome.leavers;
    stayersBelow += outcome.stayers;
    return placement;
  });
}

function delongBounds(
  placed: readonly Placement[],
  value: number,
  leavers: number,
  stayers: number,
): { low: number | null; high: number | null } {
  if (leavers < 2 || stayers < 2) return { low: null, high: null };
  let ofLeavers = 0;
  let ofStayers = 0;
  for (const { outcome, ofLeaver, ofStayer } of placed) {
    ofLeavers += outcome.leavers * (ofLeaver - value) ** 2;
    ofStayers += outcome.stayers * (ofStayer - value) ** 2;
  }
  const margin = Z * Math.sqrt(ofLeavers / (leavers - 1) / leavers + ofStayers / (stayers - 1) / stayers);
  return { low: Math.max(0, value - margin), high: Math.min(1, value + margin) };
}

function mannWhitney(outcomes: readonly ScoreOutcome[], value: number, leavers: number, stayers: number): number | null {
  const n = leavers + stayers;
  let ties = 0;
  for (const outcome of outcomes) ties += (outcome.leavers + outcome.stayers) ** 3 - (outcome.leavers + outcome.stayers);
  const variance = (n + 1 - ties / (n * (n - 1))) / (12 * leavers * stayers);
  // A rounding error below zero must not become a number: all scores alike have no variance at all.
  return variance > 1e-15 ? 2 * normalCdf(-Math.abs(value - 0.5) / Math.sqrt(variance), 0, 1) : null;
}
