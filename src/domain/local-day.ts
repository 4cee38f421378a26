/** Arithmetic of local days and ranges beyond the buckets of `period.ts`. */
import { addDays, daysBetween } from './period.ts';
import type { Day, DayRange } from './period.ts';

const LOCAL_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Is this text a day of the calendar, written `YYYY-MM-DD`? */
export function isLocalDay(text: string): boolean {
  if (!LOCAL_DAY.test(text)) return false;
  const day = Number(text.slice(8));
  const month = Number(text.slice(5, 7));
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(Number(text.slice(0, 4)), month);
}

/** The same day of another month; a day that month lacks becomes its last (31 March − 1 month → 28 or 29 February). */
export function addMonths(day: Day, months: number): Day {
  const monthIndex = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex - year * 12 + 1;
  const dayOfMonth = Math.min(Number(day.slice(8, 10)), daysOfMonth(year, month));
  return [padded(year, 4), padded(month, 2), padded(dayOfMonth, 2)].join('-');
}

/** Number of days of a month; `month` is 1 … 12. */
export function daysOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Days both ranges share, 0 when they do not meet. */
export function overlapDays(one: DayRange, other: DayRange): number {
  const from = one.from > other.from ? one.from : other.from;
  const to = one.to < other.to ? one.to : other.to;
  return from < to ? daysBetween(from, to) : 0;
}

/** The part of a range before `until`, the first unobserved day, or `null` when none of it has been observed. */
export function observedPart(range: DayRange, until: Day): DayRange | null {
  if (until <= range.from) return null;
  return until < range.to ? { from: range.from, to: until } : range;
}

/** The last day of a range that is not empty: the one whose close is the range's END. */
export function lastDay(range: DayRange): Day {
  return addDays(range.to, -1);
}

function padded(number: number, length: number): string {
  return number.toString().padStart(length, '0');
}
