/**
 * What a period's answers and silences at one touchpoint and metric led to, gathered row by row. Rows may come in any
 * order; memory is bounded by groups × days, except for the amounts that medians need. The figures: `outcome-report.ts`.
 */
import { addToSum, emptySum } from '../exact-sum.ts';
import type { ExactSum } from '../exact-sum.ts';
import type { Category, Metric, Scale } from '../metric.ts';
import { bottomCategory } from '../score.ts';
import { countCase, emptyCases } from './case-effect.ts';
import type { CaseTally } from './case-effect.ts';
import { countChange, emptyChanges, scoreChange } from './change-signal.ts';
import type { ChangeTally } from './change-signal.ts';
import type { FollowUp } from './follow-up-window.ts';
import { addToGroup, emptyGroup } from './outcome-groups.ts';
import type { FollowedCustomer, GroupTally } from './outcome-groups.ts';
import { countInvited, emptyRepresentation } from './representativeness.ts';
import type { RepresentationTally, Stratum } from './representativeness.ts';
import { countWeighted, emptyWeights } from './weighted-score.ts';
import type { WeightTally } from './weighted-score.ts';

/** Customers who were asked and did not answer, each a group of its own. */
export const UNANSWERED_GROUPS = ['silent', 'bounced', 'unsubscribed', 'skipped'] as const;
export type UnansweredGroup = (typeof UNANSWERED_GROUPS)[number];

/** A customer's first answer of the period given while active. The category is that of the answered survey version. */
export interface FirstAnswer extends FollowedCustomer {
  score: number;
  category: Category;
  /** `null` where it is known only once everybody is: then whoever gathers counts the invited (`countInvited`). */
  stratum: Stratum | null;
  /** Its case was closed at the close of the landmark day. */
  hasClosedCase: boolean;
}

/** A silent customer; `answeredLater` if they also appear as a `FirstAnswer`, so that they are invited only once. */
export interface SilentCustomer extends FollowedCustomer {
  stratum: Stratum | null;
  answeredLater: boolean;
}

/** A customer's latest answer of the period: a snapshot, never followed. */
export interface LatestAnswer {
  score: number;
  category: Category;
  /** Active on the last observed day. */
  isActive: boolean;
  money: readonly SnapshotMoney[];
}

/** In whole minor units: MRR and CLV as of the close of the answer's day, and MRR on the last observed day. */
export interface SnapshotMoney {
  currency: string;
  mrr: number;
  clv: number | null;
  mrrNow: number;
}

/** The first answer of the period that another one precedes, followed from its own day. */
export interface ChangedAnswer extends FollowUp {
  previousScore: number;
  score: number;
}

/** Answers of one category and score; versions with other thresholds may put one score into two categories. */
export interface ScoreGroup {
  category: Category;
  score: number;
  tally: GroupTally;
}

export interface CurrencySnapshot {
  mrrWeights: WeightTally;
  clvWeights: WeightTally;
  mrrAtRisk: ExactSum;
  customersAtRisk: number;
}

export interface TouchpointTally {
  metric: Metric;
  scale: Scale;
  /** By score; several of one score only where versions differ in their thresholds. */
  scores: Map<number, ScoreGroup[]>;
  unanswered: Record<UnansweredGroup, GroupTally>;
  snapshots: Map<string, CurrencySnapshot>;
  changes: ChangeTally;
  cases: CaseTally;
  representation: RepresentationTally;
}

export function emptyTouchpoint(metric: Metric, scale: Scale): TouchpointTally {
  return {
    metric,
    scale,
    scores: new Map(),
    unanswered: { silent: emptyGroup(), bounced: emptyGroup(), unsubscribed: emptyGroup(), skipped: emptyGroup() },
    snapshots: new Map(),
    changes: emptyChanges(),
    cases: emptyCases(),
    representation: emptyRepresentation(),
  };
}

/** Adds one customer's first answer in place. */
export function addFirstAnswer(tally: TouchpointTally, answer: FirstAnswer): void {
  const { category, score } = answer;
  addToGroup(scoreGroup(tally, category, score).tally, answer);
  if (answer.stratum !== null) countInvited(tally.representation, answer.stratum, answer);
  if (category === bottomCategory(tally.metric)) {
    countCase(tally.cases, answer.followedDays, answer.churned, answer.hasClosedCase);
  }
}

/** Adds one silent customer in place. */
export function addSilent(tally: TouchpointTally, customer: SilentCustomer): void {
  addToGroup(tally.unanswered.silent, customer);
  if (!customer.answeredLater && customer.stratum !== null) countInvited(tally.representation, customer.stratum, null);
}

/** Adds one customer whom the ask did not reach, or who was not asked, in place. */
export function addUnreached(tally: TouchpointTally, group: Exclude<UnansweredGroup, 'silent'>, customer: FollowedCustomer): void {
  addToGroup(tally.unanswered[group], customer);
}

/** Adds one customer's latest answer in place. */
export function addLatestAnswer(tally: TouchpointTally, answer: LatestAnswer): void {
  const { metric } = tally;
  const { category, score } = answer;
  const isLowest = category === bottomCategory(metric);
  for (const { currency, mrr, clv, mrrNow } of answer.money) {
    const snapshot = snapshotOf(tally, currency);
    countWeighted(snapshot.mrrWeights, metric, category, score, mrr);
    if (clv !== null) countWeighted(snapshot.clvWeights, metric, category, score, clv);
    if (isLowest && answer.isActive && mrrNow > 0) {
      addToSum(snapshot.mrrAtRisk, mrrNow);
      snapshot.customersAtRisk += 1;
    }
  }
}

/** Adds one customer's first changed answer in place. */
export function addChangedAnswer(tally: TouchpointTally, answer: ChangedAnswer): void {
  const change = scoreChange(answer.previousScore, answer.score, tally.scale);
  countChange(tally.changes, change, answer.followedDays, answer.churned);
}

function scoreGroup(tally: TouchpointTally, category: Category, score: number): ScoreGroup {
  let groups = tally.scores.get(score);
  if (groups === undefined) tally.scores.set(score, (groups = []));
  let found = groups.find((group) => group.category === category);
  if (found === undefined) groups.push((found = { category, score, tally: emptyGroup() }));
  return found;
}

function snapshotOf(tally: TouchpointTally, currency: string): CurrencySnapshot {
  let found = tally.snapshots.get(currency);
  if (found === undefined) {
    found = { mrrWeights: emptyWeights(), clvWeights: emptyWeights(), mrrAtRisk: emptySum(), customersAtRisk: 0 };
    tally.snapshots.set(currency, found);
  }
  return found;
}
