/** Scores against outcomes at one touchpoint and metric, computed from its tally, and many touchpoints ranked by what they tell. */
import { DEFAULT_MINIMUM_SAMPLE } from '../confidence.ts';
import { totalOfSum } from '../exact-sum.ts';
import { CATEGORIES } from '../metric.ts';
import type { Category, Metric, Scale } from '../metric.ts';
import { money } from '../money.ts';
import type { Money } from '../money.ts';
import { bottomCategory } from '../score.ts';
import { changeSignal } from './change-signal.ts';
import type { LogRank } from './log-rank.ts';
import { aucFigure, byHorizon, caseEffectFigure, churnFigure, differenceFigure, isMissing, liftFigure, logRankFigure, missing } from './outcome-figures.ts';
import type { AucFigure, ByHorizon, CaseEffectFigure, DifferenceFigure, Horizon, LiftFigure, Missing, OutcomeFigure } from './outcome-figures.ts';
import { clvOfGroup, mergeGroups, mrrOfGroup } from './outcome-groups.ts';
import type { GroupClv, GroupMrr, GroupTally } from './outcome-groups.ts';
import { adjustPValues, churnLift } from './predictive-power.ts';
import { representativeness } from './representativeness.ts';
import type { Representativeness } from './representativeness.ts';
import { mergeFollowUps, survivalCurve } from './survival.ts';
import type { CurvePoint, FollowUpCounts } from './survival.ts';
import { UNANSWERED_GROUPS } from './touchpoint-outcomes.ts';
import type { CurrencySnapshot, TouchpointTally, UnansweredGroup } from './touchpoint-outcomes.ts';
import { expectedExcessLoss } from './value-at-risk.ts';
import type { ExcessLoss } from './value-at-risk.ts';
import { weightedScore } from './weighted-score.ts';
import type { WeightedScore } from './weighted-score.ts';

/** The horizon by which touchpoints are ranked and losses foreseen, unless a report asks for another. */
export const DEFAULT_HORIZON: Horizon = 90;

export interface OutcomeOptions {
  /** Fewest answers that get a number. */
  minimum: number;
  horizon: Horizon;
}

export type GroupName = Category | `score:${number}` | UnansweredGroup;

export interface OutcomeGroup {
  group: GroupName;
  customers: number;
  churn: ByHorizon<OutcomeFigure>;
  /** Empty below the minimum of answers. */
  curve: CurvePoint[];
  mrr: GroupMrr[];
  clv: GroupClv[];
  clvMean: Money[];
  clvMedian: Money[];
}

export type WeightedFigure = { weight: 'mrr' | 'clv'; currency: string } & (WeightedScore | (Missing & { n: number; effectiveN: number }));

export interface TouchpointOutcomes {
  metric: Metric;
  scale: Scale;
  /** Customers with a first answer. */
  customers: number;
  groups: OutcomeGroup[];
  logRank: LogRank | Missing;
  lift: ByHorizon<LiftFigure>;
  auc: ByHorizon<AucFigure>;
  weighted: WeightedFigure[];
  mrrAtRisk: (Money & { customers: number })[];
  expectedExcessLoss: (ExcessLoss | (Missing & { currency: string }))[];
  /** Churn after a drop of the score − churn after none. */
  change: ByHorizon<DifferenceFigure>;
  representativeness: Representativeness | Missing;
  /** Churn of low scorers with − without a closed case; `null` where no case was closed in time. */
  caseEffect: ByHorizon<CaseEffectFigure> | null;
}

/** All figures of one touchpoint; churn, lift and AUC are fractions and ratios, never percent. */
export function touchpointOutcomes(
  tally: TouchpointTally,
  { minimum, horizon }: OutcomeOptions = { minimum: DEFAULT_MINIMUM_SAMPLE, horizon: DEFAULT_HORIZON },
): TouchpointOutcomes {
  const { metric, scale, cases, changes } = tally;
  const scores = scoreGroups(tally);
  const categories = CATEGORIES[metric].map((category) => ({ group: category, tally: categoryGroup(tally, category) }));
  const lowest = followUpsOf(categories.filter(({ group }) => group === bottomCategory(metric)));
  const rest = followUpsOf(categories.filter(({ group }) => group !== bottomCategory(metric)));
  const unanswered = UNANSWERED_GROUPS.map((group) => ({ group, tally: tally.unanswered[group] }));
  const byScore = scores.map(({ score, tally: group }) => ({ score, followUps: group.followUps }));
  const others = changes.steady.n + changes.rise.n;
  return {
    metric,
    scale,
    customers: lowest.n + rest.n,
    groups: [...categories, ...scores, ...unanswered].map((group) => outcomeGroup(group.group, group.tally, minimum)),
    logRank: logRankFigure(categories.map((category) => category.tally.followUps), minimum),
    lift: byHorizon((days) => liftFigure(lowest, rest, days, minimum)),
    auc: byHorizon((days) => aucFigure(byScore, days, minimum)),
    weighted: weightedFigures(tally, minimum),
    ...atRisk(tally, lowest, rest, horizon, minimum),
    change: byHorizon((days) => differenceFigure(changeSignal(changes, days), [changes.drop.n, others], minimum, 'change-signal/1')),
    representativeness: representation(tally, minimum),
    caseEffect: cases.withClosedCase.n === 0 ? null : byHorizon((days) => caseEffectFigure(cases, days, minimum)),
  };
}

/**
 * Touchpoints ordered by how well their score tells who leaves within `horizon` days (AUC, best first, unknown last, else
 * as they came), each with its p-value adjusted for looking at all of them.
 */
export function rankTouchpoints<Outcomes extends Pick<TouchpointOutcomes, 'auc'>>(
  touchpoints: readonly Outcomes[],
  horizon: Horizon = DEFAULT_HORIZON,
): (Outcomes & { adjustedPValue: number | null })[] {
  const adjusted = adjustPValues(touchpoints.map(({ auc }) => pValueOf(auc[horizon])));
  return touchpoints
    .map((outcomes, index) => ({ ...outcomes, adjustedPValue: adjusted[index] ?? null }))
    .toSorted((one, other) => (other.auc[horizon].value ?? -1) - (one.auc[horizon].value ?? -1));
}

function outcomeGroup(group: GroupName, tally: GroupTally, minimum: number): OutcomeGroup {
  const { followUps } = tally;
  const clv = clvOfGroup(tally);
  return {
    group,
    customers: followUps.n,
    churn: byHorizon((days) => churnFigure(followUps, days, minimum)),
    curve: followUps.n < minimum ? [] : survivalCurve(followUps),
    mrr: mrrOfGroup(tally),
    clv,
    clvMean: clv.flatMap(({ mean }) => mean ?? []),
    clvMedian: clv.flatMap(({ median }) => median ?? []),
  };
}

function categoryGroup(tally: TouchpointTally, category: Category): GroupTally {
  return mergeGroups([...tally.scores.values()].flat().filter((group) => group.category === category).map((group) => group.tally));
}

/** One group per score that was given, best first, whatever its category. */
function scoreGroups(tally: TouchpointTally): { group: `score:${number}`; score: number; tally: GroupTally }[] {
  return [...tally.scores]
    .toSorted(([one], [other]) => other - one)
    .map(([score, groups]) => ({ group: `score:${score}`, score, tally: mergeGroups(groups.map((group) => group.tally)) }));
}

function followUpsOf(groups: readonly { tally: GroupTally }[]): FollowUpCounts {
  return mergeFollowUps(groups.map(({ tally }) => tally.followUps));
}

function weightedFigures(tally: TouchpointTally, minimum: number): WeightedFigure[] {
  return currencies(tally).flatMap(([currency, { mrrWeights, clvWeights }]) =>
    ([['mrr', mrrWeights], ['clv', clvWeights]] as const)
      .filter(([, weights]) => weights.n > 0)
      .map(([weight, weights]): WeightedFigure => {
        const score = weightedScore(weights, tally.metric, minimum);
        if (weights.n >= minimum) return { weight, currency, ...score };
        return { weight, currency, ...missing('too-few'), n: score.n, effectiveN: score.effectiveN };
      }),
  );
}

function atRisk(
  tally: TouchpointTally,
  lowest: FollowUpCounts,
  rest: FollowUpCounts,
  horizon: Horizon,
  minimum: number,
): Pick<TouchpointOutcomes, 'mrrAtRisk' | 'expectedExcessLoss'> {
  const mrrAtRisk = currencies(tally).map(([currency, snapshot]) => ({
    ...money(totalOfSum(snapshot.mrrAtRisk), currency),
    customers: snapshot.customersAtRisk,
  }));
  const figure = liftFigure(lowest, rest, horizon, minimum);
  const lift = churnLift(lowest, rest, horizon);
  // Nobody having left is an answer here, though no quotient: nothing is expected to be lost.
  const reason = isMissing(figure) && figure.reason !== 'no-churn' ? figure.reason : null;
  return {
    mrrAtRisk,
    expectedExcessLoss: mrrAtRisk.map(({ amountMinor, currency }) =>
      lift === null || reason !== null
        ? { currency, ...missing(reason ?? 'not-followed') }
        : expectedExcessLoss({ amountMinor, currency }, lift),
    ),
  };
}

function representation(tally: TouchpointTally, minimum: number): Representativeness | Missing {
  const figure = representativeness(tally.representation, tally.metric, minimum);
  return figure.answered === 0 || figure.answered < minimum ? missing('too-few') : figure;
}

function currencies(tally: TouchpointTally): [string, CurrencySnapshot][] {
  return [...tally.snapshots].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function pValueOf(figure: AucFigure): number | null {
  return isMissing(figure) ? null : figure.pValue;
}
