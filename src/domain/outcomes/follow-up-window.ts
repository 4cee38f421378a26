/**
 * From whom and how long a score's consequences are watched. Whole local days; follow each customer from their *first*
 * answer of the period: with the latest one, survivors restart their clock and leavers do not.
 */
import { activeAtClose } from '../business/customer-base.ts';
import type { ActiveInterval, ChurnRow } from '../business/customer-base.ts';
import { daysBetween } from '../period.ts';
import type { Day, DayRange } from '../period.ts';

/** How many whole days a customer was followed, and whether that ended because they left. */
export interface FollowUp {
  followedDays: number;
  churned: boolean;
}

/** An ask of one customer at one touchpoint; `expiredOn` is `null` unless it expired unanswered. */
export interface Ask {
  sentOn: Day;
  expiredOn: Day | null;
}

/**
 * From a day on until the first full churn on a *later* day (churn on the same day is not after; a return does not undo it),
 * else until the last observed day, the one before `until`. `null` if the day itself was not observed.
 */
export function followUpFrom(day: Day, churns: readonly ChurnRow[], until: Day): FollowUp | null {
  return day < until ? followTo(day, churns, until, until) : null;
}

/**
 * The same for a silent customer, from the day their ask expired; a later answer there ends the observation on its day,
 * after any churn of that day.
 */
export function silentFollowUp(
  expiredOn: Day,
  churns: readonly ChurnRow[],
  laterAnswerOn: Day | null,
  until: Day,
): FollowUp | null {
  if (expiredOn >= until) return null;
  return followTo(expiredOn, churns, until, laterAnswerOn !== null && laterAnswerOn < until ? laterAnswerOn : until);
}

/**
 * The first of a customer's answers in `range` given while active (at the close of its day), or `null`. Answers of one
 * day keep the order they come in, so give them in the order they were made.
 */
export function firstWhileActive<Answer extends { answeredOn: Day }>(
  answers: readonly Answer[],
  intervals: readonly ActiveInterval[],
  range: DayRange,
): Answer | null {
  let first: Answer | null = null;
  for (const answer of answers) {
    const { answeredOn } = answer;
    if (isWithin(answeredOn, range) && (first === null || answeredOn < first.answeredOn) && activeAtClose(intervals, answeredOn)) first = answer;
  }
  return first;
}

/** The last of a customer's answers in `range`, for snapshots only, or `null`; of one day the one that comes last. */
export function latestAnswer<Answer extends { answeredOn: Day }>(answers: readonly Answer[], range: DayRange): Answer | null {
  let latest: Answer | null = null;
  for (const answer of answers) {
    if (isWithin(answer.answeredOn, range) && (latest === null || answer.answeredOn >= latest.answeredOn)) latest = answer;
  }
  return latest;
}

/**
 * The day from which a customer counts as silent at a touchpoint, when their first ask sent in `range` that qualifies
 * expired: unanswered, before any answer of the period there (one of the same day included), before `until`, and with the
 * customer still active; else `null`.
 */
export function silentSince(
  asks: readonly Ask[],
  answeredOn: readonly Day[],
  intervals: readonly ActiveInterval[],
  range: DayRange,
  until: Day,
): Day | null {
  let endsBefore = until;
  for (const day of answeredOn) if (isWithin(day, range) && day < endsBefore) endsBefore = day;
  let first: Ask | null = null;
  for (const ask of asks) {
    const { sentOn, expiredOn } = ask;
    if (!isWithin(sentOn, range) || (first !== null && sentOn >= first.sentOn)) continue;
    if (expiredOn !== null && expiredOn < endsBefore && activeAtClose(intervals, expiredOn)) first = ask;
  }
  return first?.expiredOn ?? null;
}

/** Until the close of `endsOn`, or of the day before `until` where both are one day. */
function followTo(day: Day, churns: readonly ChurnRow[], until: Day, endsOn: Day): FollowUp {
  let left: Day | null = null;
  for (const { date, type } of churns) {
    if (type === 'full' && date > day && date < until && date <= endsOn && (left === null || date < left)) left = date;
  }
  if (left !== null) return { followedDays: daysBetween(day, left), churned: true };
  return { followedDays: daysBetween(day, endsOn) - (endsOn === until ? 1 : 0), churned: false };
}

function isWithin(day: Day, { from, to }: DayRange): boolean {
  return day >= from && day < to;
}
