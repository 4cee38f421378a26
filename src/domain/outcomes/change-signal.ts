/** Change signals: does a drop between two answers of one customer announce that they leave? */
import type { Scale } from '../metric.ts';
import { churnDifference } from './churn-difference.ts';
import type { ChurnDifference } from './churn-difference.ts';
import { countFollowUp, emptyFollowUps, mergeFollowUps } from './survival.ts';
import type { FollowUpCounts } from './survival.ts';

export type ScoreChange = 'drop' | 'steady' | 'rise';

/** Follow-ups by change, each customer once: from their first answer of the period that has one before it. */
export type ChangeTally = Record<ScoreChange, FollowUpCounts>;

/** Smallest change of score that counts: a fifth of the scale, at least 1 (2 on 0–10, 1 on 1–5, 2 on 1–7). */
export function smallestChange(scale: Scale): number {
  return Math.max(1, Math.ceil((scale.max - scale.min) / 5));
}

export function scoreChange(previousScore: number, score: number, scale: Scale): ScoreChange {
  const change = score - previousScore;
  if (Math.abs(change) < smallestChange(scale)) return 'steady';
  return change < 0 ? 'drop' : 'rise';
}

export function emptyChanges(): ChangeTally {
  return { drop: emptyFollowUps(), steady: emptyFollowUps(), rise: emptyFollowUps() };
}

/** Counts one change in place; the follow-up runs from the later of the two answers. */
export function countChange(tally: ChangeTally, change: ScoreChange, followedDays: number, churned: boolean): void {
  countFollowUp(tally[change], followedDays, churned);
}

/** Churn after a drop − churn of those who stayed or rose; `null` unless both were followed `horizon` days. */
export function changeSignal(tally: ChangeTally, horizon: number): ChurnDifference | null {
  return churnDifference(tally.drop, mergeFollowUps([tally.steady, tally.rise]), horizon);
}
