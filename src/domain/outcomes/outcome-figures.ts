/** The parts of an outcomes report, each a number with its interval or the reason why there is none. */
import type { Figure } from '../figure.ts';
import { caseEffect, LANDMARK_DAYS } from './case-effect.ts';
import type { CaseTally } from './case-effect.ts';
import type { ChurnDifference } from './churn-difference.ts';
import { logRank } from './log-rank.ts';
import type { LogRank } from './log-rank.ts';
import { auc, churnLift } from './predictive-power.ts';
import type { ScoreOutcome } from './predictive-power.ts';
import { churnWithin, outcomesWithin } from './survival.ts';
import type { FollowUpCounts } from './survival.ts';

/** Days after an answer at which churn is read. */
export const HORIZONS = [30, 90, 180, 365] as const;
export type Horizon = (typeof HORIZONS)[number];
export type ByHorizon<Part> = Record<Horizon, Part>;

/** `too-few` answers or leavers; `not-followed`: nobody was watched that long; `no-churn`: nobody left, so nothing to compare. */
export type NoNumber = 'too-few' | 'not-followed' | 'no-churn';
export interface Missing {
  value: null;
  reason: NoNumber;
}

export type OutcomeFigure = Figure | Missing;
export type LiftFigure = Figure | Missing;
export type AucFigure = (Figure & { leavers: number; stayers: number; pValue: number | null }) | Missing;
export type DifferenceFigure = (Figure & { pValue: number | null; of: [number, number] }) | Missing;
/** The difference beside the churn of either side; `of`: customers with a closed case, and without one. */
export type CaseEffectFigure = DifferenceFigure & { of: [number, number]; withClosedCase: OutcomeFigure; without: OutcomeFigure };

/** Leavers a comparison needs, unless even the minimum of answers is set lower. */
const FEWEST_LEAVERS = 5;

/** `leavers` is enough where `minimum` answers are. */
function isEnoughLeavers(leavers: number, minimum: number): boolean {
  return leavers >= Math.min(FEWEST_LEAVERS, minimum);
}

/** A part for every horizon. */
export function byHorizon<Part>(part: (horizon: Horizon) => Part): ByHorizon<Part> {
  return { 30: part(30), 90: part(90), 180: part(180), 365: part(365) };
}

/** Churn within `horizon` days as a fraction; numerator = those seen leaving by then, denominator = n = customers followed. */
export function churnFigure(counts: FollowUpCounts, horizon: number, minimum: number): OutcomeFigure {
  if (counts.n < minimum || counts.n === 0) return missing('too-few');
  const churn = churnWithin(counts, horizon);
  if (churn === null) return missing('not-followed');
  const { leavers } = outcomesWithin(counts, horizon);
  const { value, low, high } = churn;
  return { value, numerator: leavers, denominator: counts.n, n: counts.n, low, high, ...reading('churn-after/1', 'kaplan-meier') };
}

/** Churn of the lowest category ÷ everybody's, needing enough answers in both the lowest category and the rest. */
export function liftFigure(lowest: FollowUpCounts, rest: FollowUpCounts, horizon: number, minimum: number): LiftFigure {
  const n = lowest.n + rest.n;
  if (Math.min(lowest.n, rest.n) < Math.max(1, minimum)) return missing('too-few');
  const lift = churnLift(lowest, rest, horizon);
  if (lift === null) return missing('not-followed');
  if (lift.value === null) return missing('no-churn');
  const leavers = outcomesWithin(lowest, horizon).leavers + outcomesWithin(rest, horizon).leavers;
  if (!isEnoughLeavers(leavers, minimum)) return missing('too-few');
  const { value, low, high } = lift;
  return { value, numerator: lift.ofLowest.value, denominator: lift.ofAll, n, low, high, ...reading('churn-lift/1', 'lowest-to-all') };
}

/** AUC of the score among those whose fate by `horizon` is known; n = leavers + stayers. */
export function aucFigure(scores: readonly { score: number; followUps: FollowUpCounts }[], horizon: number, minimum: number): AucFigure {
  const outcomes: ScoreOutcome[] = scores.map(({ score, followUps }) => ({ score, ...outcomesWithin(followUps, horizon) }));
  const found = auc(outcomes);
  const leavers = outcomes.reduce((total, outcome) => total + outcome.leavers, 0);
  const stayers = outcomes.reduce((total, outcome) => total + outcome.stayers, 0);
  const n = scores.reduce((total, { followUps }) => total + followUps.n, 0);
  if (n === 0 || n < minimum) return missing('too-few');
  if (stayers === 0) return missing('not-followed');
  if (leavers === 0) return missing('no-churn');
  if (found === null || leavers + stayers < minimum || !isEnoughLeavers(Math.min(leavers, stayers), minimum)) return missing('too-few');
  const { value, low, high, pValue } = found;
  const parts = { value, numerator: null, denominator: null, n: leavers + stayers, low, high };
  return { ...parts, ...reading('auc/1', 'delong'), leavers, stayers, pValue };
}

/** Log-rank between categories, those without answers left out. */
export function logRankFigure(groups: readonly FollowUpCounts[], minimum: number): LogRank | Missing {
  const answered = groups.filter((group) => group.n > 0);
  const n = answered.reduce((total, group) => total + group.n, 0);
  const leavers = answered.reduce((total, group) => total + outcomesWithin(group, Infinity).leavers, 0);
  if (n < minimum || answered.length < 2) return missing('too-few');
  if (leavers === 0) return missing('no-churn');
  const test = isEnoughLeavers(leavers, minimum) ? logRank(answered) : null;
  return test ?? missing('too-few');
}

/** Difference of two groups' churn, needing enough customers in both; `of` are the two numbers of customers. */
export function differenceFigure(
  difference: ChurnDifference | null,
  of: [number, number],
  minimum: number,
  definition: string,
): DifferenceFigure {
  if (Math.min(...of) < Math.max(1, minimum)) return missing('too-few');
  if (difference === null) return missing('not-followed');
  const { value, low, high, pValue } = difference;
  const parts = { value, numerator: null, denominator: null, n: of[0] + of[1], low, high };
  return { ...parts, ...reading(definition, 'kaplan-meier'), pValue, of };
}

/** Churn from the landmark to `horizon` days after the answer, with and without a closed case, and the difference. */
export function caseEffectFigure(cases: CaseTally, horizon: number, minimum: number): CaseEffectFigure {
  const { withClosedCase, without } = cases;
  const of: [number, number] = [withClosedCase.n, without.n];
  const side = (counts: FollowUpCounts): OutcomeFigure => {
    const churn = churnFigure(counts, horizon - LANDMARK_DAYS, minimum);
    return isMissing(churn) ? churn : { ...churn, definition: 'churn-from-landmark/1' };
  };
  return { ...differenceFigure(caseEffect(cases, horizon), of, minimum, 'case-effect/1'), of, withClosedCase: side(withClosedCase), without: side(without) };
}

export function missing(reason: NoNumber): Missing {
  return { value: null, reason };
}

export function isMissing(part: object): part is Missing {
  return 'reason' in part;
}

function reading(definition: string, variant: string): { definition: string; variant: string } {
  return { definition, variant };
}
