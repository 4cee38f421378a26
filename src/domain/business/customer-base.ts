/**
 * Who is a customer when: active intervals from churn rows, and what a period does to the customer base.
 * Sources: SharpSpring, QuestionPro, ClickUp (churn), SendPulse (end-of-period variant, retention), CRM-CX (lifetime).
 */
import type { Day, DayRange } from '../period.ts';
import { percent } from '../ratio.ts';

export type ChurnType = 'full' | 'partial' | 'returned';

export interface ChurnRow {
  date: Day;
  type: ChurnType;
}

/** The facts about one relation; `startedOn` is `null` for somebody surveyed but never imported as a customer. */
export interface RelationFacts {
  startedOn: Day | null;
  churns: readonly ChurnRow[];
}

/** Active at the close of every day from `from` on and before `until`; `null` = still active. Empty if both are one day. */
export interface ActiveInterval {
  from: Day;
  until: Day | null;
}

/** What one customer is to a period. START is the close of the day before `from`, END the close of the period's last day. */
export interface Standing {
  atStart: boolean;
  atEnd: boolean;
  /** At START and not at END; who left and came back inside the period is not lost. */
  lost: boolean;
  /** At END and not at START: new or returned. */
  won: boolean;
  /** Started in the period, even if gone again. */
  acquired: boolean;
  /** Began or resumed the relation inside the period and is gone at its END: counted in neither lost nor won. */
  joinedAndLeft: boolean;
}

/** How many customers stand in each way to a period: lost ≤ start, won ≤ end, end = start − lost + won. */
export interface CustomerCounts {
  start: number;
  end: number;
  lost: number;
  won: number;
  acquired: number;
  joinedAndLeft: number;
}

/**
 * The intervals in which a customer was active, ascending. Only `full` ends a relation and only `returned` reopens it;
 * rows before the start, repeated ends and repeated returns change nothing. Both on one day can only have happened in
 * the order that the state before allows (left and came back, or came back and left), so the state at its close is as before.
 */
export function activeIntervals({ startedOn, churns }: RelationFacts): ActiveInterval[] {
  if (startedOn === null) return [];
  const intervals: ActiveInterval[] = [];
  let since: Day | null = startedOn;
  for (const [date, { full, returned }] of turningDays(churns, startedOn)) {
    if (since !== null && full && !returned) {
      intervals.push({ from: since, until: date });
      since = null;
    } else if (since === null && returned) {
      if (full) intervals.push({ from: date, until: date });
      else since = date;
    }
  }
  if (since !== null) intervals.push({ from: since, until: null });
  return intervals;
}

/** Was the customer active at the close of `day`? */
export function activeAtClose(intervals: readonly ActiveInterval[], day: Day): boolean {
  for (const { from, until } of intervals) if (from <= day && (until === null || day < until)) return true;
  return false;
}

/** Was the customer active at the close of the day before `day`? */
export function activeBefore(intervals: readonly ActiveInterval[], day: Day): boolean {
  return intervals.some(({ from, until }) => from < day && (until === null || day <= until));
}

export function standingIn(intervals: readonly ActiveInterval[], period: DayRange): Standing {
  const atStart = activeBefore(intervals, period.from);
  const atEnd = activeBefore(intervals, period.to);
  const startedOn = intervals[0]?.from;
  const joined = intervals.some(({ from }) => from >= period.from && from < period.to);
  return {
    atStart,
    atEnd,
    lost: atStart && !atEnd,
    won: atEnd && !atStart,
    acquired: startedOn !== undefined && startedOn >= period.from && startedOn < period.to,
    joinedAndLeft: joined && !atStart && !atEnd,
  };
}

export function emptyCounts(): CustomerCounts {
  return { start: 0, end: 0, lost: 0, won: 0, acquired: 0, joinedAndLeft: 0 };
}

/** Adds one customer's standing to `counts`, in place. */
export function countStanding(counts: CustomerCounts, standing: Standing): void {
  counts.start += Number(standing.atStart);
  counts.end += Number(standing.atEnd);
  counts.lost += Number(standing.lost);
  counts.won += Number(standing.won);
  counts.acquired += Number(standing.acquired);
  counts.joinedAndLeft += Number(standing.joinedAndLeft);
}

/** Lost ÷ customers at START, in percent 0–100; customers won count in neither. 5 of 100, 10 won → 5 (SharpSpring, QuestionPro, ClickUp). */
export function churnPercent({ lost, start }: Pick<CustomerCounts, 'lost' | 'start'>): number | null {
  return percent(lost, start);
}

/** End-of-period variant: lost ÷ customers at END, in percent; may exceed 100. 50 of 3000 → 1.666… (SendPulse). */
export function churnOfEndPercent({ lost, end }: Pick<CustomerCounts, 'lost' | 'end'>): number | null {
  return percent(lost, end);
}

/** (Customers at END − won) ÷ customers at START, in percent 0–100. (3500 − 200) ÷ 3375 → 97.777… (SendPulse). */
export function retentionPercent({ end, won, start }: Pick<CustomerCounts, 'end' | 'won' | 'start'>): number | null {
  return percent(end - won, start);
}

/** 1 ÷ churn rate, in periods; `null` without customers at START or without a loss. 5 % a month → 20 months (CRM-CX). */
export function expectedLifetime({ lost, start }: Pick<CustomerCounts, 'lost' | 'start'>): number | null {
  return lost > 0 && start > 0 ? start / lost : null;
}

function turningDays(churns: readonly ChurnRow[], startedOn: Day): [Day, { full: boolean; returned: boolean }][] {
  const days = new Map<Day, { full: boolean; returned: boolean }>();
  for (const { date, type } of churns) {
    if (type === 'partial' || date < startedOn) continue;
    const turns = days.get(date) ?? { full: false, returned: false };
    turns[type] = true;
    days.set(date, turns);
  }
  return [...days].toSorted(([one], [other]) => (one < other ? -1 : 1));
}
