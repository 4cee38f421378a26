/** What became of a case over time, and on which days it was closed. */
import { dayOf } from './period.ts';
import type { Day } from './period.ts';

export type CaseStatus = 'open' | 'closed';

/** What people work through: open ones, those past their due time, one's own, and what was closed. */
export const CASE_LISTS = ['open', 'overdue', 'mine', 'closed'] as const;
export type CaseList = (typeof CASE_LISTS)[number];

/** A case opened, closed or reopened at an instant. */
export interface CaseTurn {
  at: Date;
  to: CaseStatus;
}

/** Local days at whose close a case was closed: from the day of its closing to the day before it was reopened. */
export interface ClosedSpan {
  from: Day;
  /** The day it was reopened; `null` while it is closed. */
  until: Day | null;
}

/** Turns in the order they happened, seen as of `asOf` (`null` = all of them). Closed and reopened on one day is no span. */
export function closedSpans(turns: readonly CaseTurn[], timeZone: string, asOf: Date | null = null): ClosedSpan[] {
  const spans: ClosedSpan[] = [];
  for (const { at, to } of turns) {
    if (asOf !== null && at > asOf) continue;
    const day = dayOf(at, timeZone);
    const last = spans.at(-1);
    const isClosed = last !== undefined && last.until === null;
    if (to === 'closed' && !isClosed) {
      // Reopened and closed again within a day: at the close of every day it was closed.
      if (last?.until === day) last.until = null;
      else spans.push({ from: day, until: null });
    }
    if (to === 'open' && isClosed) {
      if (last.from === day) spans.pop();
      else last.until = day;
    }
  }
  return spans;
}
