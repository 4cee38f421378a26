/**
 * Did closing a case help? Low scorers with and without a closed case, compared from a landmark day on (Anderson, Cain and
 * Gelber, Journal of Clinical Oncology 1, 1983): whoever left before had no chance of a closed case, and counting them among
 * those without would make any case look good (immortal time). What happens to a case after the landmark moves nobody.
 */
import type { ClosedSpan } from '../case-history.ts';
import { addDays } from '../period.ts';
import type { Day } from '../period.ts';
import { churnDifference } from './churn-difference.ts';
import type { ChurnDifference } from './churn-difference.ts';
import { countFollowUp, emptyFollowUps } from './survival.ts';
import type { FollowUpCounts } from './survival.ts';

/** Days a company has to close a case before its effect is looked for. */
export const LANDMARK_DAYS = 14;

/** Follow-ups of low scorers from the landmark on. */
export interface CaseTally {
  withClosedCase: FollowUpCounts;
  without: FollowUpCounts;
}

export function emptyCases(): CaseTally {
  return { withClosedCase: emptyFollowUps(), without: emptyFollowUps() };
}

/** Whether the case of an answer was closed at the close of its landmark day: one that was reopened before is not. */
export function isClosedAtLandmark(answeredOn: Day, spans: readonly ClosedSpan[]): boolean {
  const landmark = addDays(answeredOn, LANDMARK_DAYS);
  return spans.some(({ from, until }) => from <= landmark && (until === null || until > landmark));
}

/** Counts one low scorer in place, from the landmark on, unless they left or went out of sight by then. */
export function countCase(tally: CaseTally, followedDays: number, churned: boolean, isClosed: boolean): void {
  const afterLandmark = followedDays - LANDMARK_DAYS;
  if (afterLandmark < (churned ? 1 : 0)) return;
  countFollowUp(isClosed ? tally.withClosedCase : tally.without, afterLandmark, churned);
}

/**
 * Churn with − without a closed case from the landmark to `horizon` days after the answer, a fraction −1…1: below 0 means
 * that closing helped, or that the cases which were closed were the easier ones, for nobody drew lots. `null` unless both
 * were followed that long.
 */
export function caseEffect(tally: CaseTally, horizon: number): ChurnDifference | null {
  return churnDifference(tally.withClosedCase, tally.without, horizon - LANDMARK_DAYS);
}
