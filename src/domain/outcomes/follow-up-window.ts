/**
 * From whom and how long a score's consequences are watched. Whole local days; follow each customer from their *first*
 * answer of the period: with the latest one, survivors restart their clock and leavers do not.
 */
import { activeAtClose } from '../business/customer-base.ts';
import type { ActiveInterval, ChurnRow } from '../business/customer-base.ts';
import { addDays, daysBetween } from '../period.ts';
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
  return day < until ? followTo(day, churns, addDays(until, -1)) : null;
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
  const lastObserved = addDays(until, -1);
  const ends = laterAnswerOn !== null && laterAnswerOn < lastObserved ? laterAnswerOn : lastObserved;
  return followTo(expiredOn, churns, ends);
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
  const counting = answers.filter(({ answeredOn }) => isWithin(answeredOn, range) && activeAtClose(intervals, answeredOn));
  return counting.reduce<Answer | null>((first, answer) => (first === null || answer.answeredOn < first.answeredOn ? answer : first), null);
}

/** The last of a customer's answers in `range`, for snapshots only, or `null`; of one day the one that comes last. */
export function latestAnswer<Answer extends { answeredOn: Day }>(answers: readonly Answer[], range: DayRange): Answer | null {
  return answers
    .filter(({ answeredOn }) => isWithin(answeredOn, range))
    .reduce<Answer | null>((latest, answer) => (latest === null || answer.answeredOn >= latest.answeredOn ? answer : latest), null);
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
  const firstAnswer = answeredOn.filter((day) => isWithin(day, range)).toSorted()[0] ?? until;
  const endsBefore = firstAnswer < until ? firstAnswer : until;
  return (
    asks
      .filter(({ sentOn }) => isWithin(sentOn, range))
      .toSorted((one, other) => (one.sentOn < other.sentOn ? -1 : Number(one.sentOn > other.sentOn)))
      .map(({ expiredOn }) => expiredOn)
      .find((day) => day !== null && day < endsBefore && activeAtClose(intervals, day)) ?? null
  );
}

function followTo(day: Day, churns: readonly ChurnRow[], lastObserved: Day): FollowUp {
  let left: Day | null = null;
  for (const { date, type } of churns) {
    if (type === 'full' && date > day && date <= lastObserved && (left === null || date < left)) left = date;
  }
  return { followedDays: daysBetween(day, left ?? lastObserved), churned: left !== null };
}

function isWithin(day: Day, { from, to }: DayRange): boolean {
  return day >= from && day < to;
}
