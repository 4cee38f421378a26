/** Which two groups of answers are to be compared: each some days, and everybody or one value of a segment. */
import { addMonths } from './local-day.ts';
import { previousPeriod } from './period.ts';
import type { DayRange } from './period.ts';
import type { SegmentValue } from './segment.ts';

export interface AnswerGroup extends DayRange {
  /** `null`: everybody. */
  where: SegmentValue | null;
}

export const OTHER_DAYS = ['same', 'previous', 'year', 'other'] as const;
export type OtherDays = (typeof OTHER_DAYS)[number];

/** The days meant; those of `other` are given. */
export function otherDays(kind: Exclude<OtherDays, 'other'>, { from, to }: DayRange): DayRange {
  switch (kind) {
    case 'same':
      return { from, to };
    case 'previous':
      return previousPeriod(from, to);
    case 'year':
      return { from: addMonths(from, -12), to: addMonths(to, -12) };
  }
}

/** Whether an answer may be in both: then their difference is not that of two samples, and no test for two fits. */
export function shareAnswers(one: AnswerGroup, other: AnswerGroup): boolean {
  if (one.to <= other.from || other.to <= one.from) return false;
  if (one.where === null || other.where === null || one.where.segment !== other.where.segment) return true;
  return one.where.value === other.where.value;
}
