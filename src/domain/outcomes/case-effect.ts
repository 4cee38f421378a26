/**
 * Did closing a case help? Low scorers with and without a closed case, compared from a landmark day on: whoever left before
 * had no chance of a closed case, and counting them among those without would make any case look good (immortal time).
 */
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

/**
 * Counts one low scorer in place, unless they left or went out of sight by the landmark. `closedAfterDays` are whole days
 * from the answer to the closing of its case, `null` without one; a case closed after the landmark counts as not closed.
 */
export function countCase(tally: CaseTally, followedDays: number, churned: boolean, closedAfterDays: number | null): void {
  const afterLandmark = followedDays - LANDMARK_DAYS;
  if (afterLandmark < (churned ? 1 : 0)) return;
  const isClosed = closedAfterDays !== null && closedAfterDays <= LANDMARK_DAYS;
  countFollowUp(isClosed ? tally.withClosedCase : tally.without, afterLandmark, churned);
}

/**
 * Churn with − without a closed case within `horizon` days of the answer: below 0 means that closing helped, or that the
 * cases which were closed were the easier ones. `null` unless both were followed that long past the landmark.
 */
export function caseEffect(tally: CaseTally, horizon: number): ChurnDifference | null {
  return churnDifference(tally.withClosedCase, tally.without, horizon - LANDMARK_DAYS);
}
