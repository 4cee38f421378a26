/**
 * Calendar periods of an account. A day is the string `YYYY-MM-DD`, local to the account, so days sort and compare as text;
 * ranges are half-open, `from` inclusive and `to` exclusive. Only `dayOf` and `startOfDay` know about time zones.
 */
import { DateTime } from 'luxon';

/** `YYYY-MM-DD`. */
export type Day = string;
/** `YYYY-MM`. */
export type Month = string;

export const INTERVALS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Interval = (typeof INTERVALS)[number];

export interface DayRange {
  from: Day;
  to: Day;
}

const MILLISECONDS_PER_DAY = 86_400_000;

// Making a formatter costs some 50 µs, using one under 1 µs, and this runs for every answer. There are as many as zones in use.
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Local day of an instant. Throws a `RangeError` for an unknown time zone or an invalid date. */
export function dayOf(instant: Date, timeZone: string): Day {
  let format = dayFormats.get(timeZone);
  if (format === undefined) {
    // Swedish writes dates as ISO does, with Latin digits and the Gregorian calendar.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    dayFormats.set(timeZone, format);
  }
  return format.format(instant);
}

/** First instant of a local day: midnight, or the first instant after a gap that swallows it. */
export function startOfDay(day: Day, timeZone: string): Date {
  const midnight = DateTime.fromISO(day, { zone: timeZone }).startOf('day');
  // Where clocks go back over midnight (Havana) the day has two; luxon takes the later one.
  return DateTime.min(midnight, ...midnight.getPossibleOffsets()).toJSDate();
}

/** The day `count` days later (earlier if negative). */
export function addDays(day: Day, count: number): Day {
  return dayFromNumber(dayNumber(day) + count);
}

/** Days from `from` to `to`; negative if `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** Order of two days as a sort function wants it. */
export function compareDays(a: Day, b: Day): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function monthOf(day: Day): Month {
  return day.slice(0, 7);
}

/** Months that hold at least one day of the range, ascending; none for an empty range. */
export function monthsBetween(from: Day, to: Day): Month[] {
  return bucketsBetween(from, to, 'month').map((bucket) => monthOf(bucket.from));
}

/**
 * The calendar days, weeks, months, quarters or years that the range touches, ascending, each clipped to the range so that
 * together they are the range; none for an empty range.
 * @param weekStart ISO weekday with which weeks begin; 1, Monday, makes ISO weeks
 */
export function bucketsBetween(from: Day, to: Day, interval: Interval, weekStart = 1): DayRange[] {
  const buckets: DayRange[] = [];
  let start = from;
  while (start < to) {
    const next = startOfNext(start, interval, weekStart);
    const end = next < to ? next : to;
    buckets.push({ from: start, to: end });
    start = end;
  }
  return buckets;
}

/**
 * The period just before a range. A range of whole calendar months (so also of quarters or years) is preceded by as many
 * whole months: March by February, a quarter by the quarter before, a leap year by the year before. Any other range is
 * preceded by as many days, so whole ISO weeks by whole ISO weeks.
 */
export function previousPeriod(from: Day, to: Day): DayRange {
  if (from >= to) return { from, to: from };
  if (from.endsWith('-01') && to.endsWith('-01')) {
    return { from: dayFromMonthNumber(2 * monthNumber(from) - monthNumber(to)), to: from };
  }
  return { from: addDays(from, -daysBetween(from, to)), to: from };
}

function startOfNext(day: Day, interval: Interval, weekStart: number): Day {
  if (interval === 'day') return addDays(day, 1);
  // As many days as the account's week is ahead of the ISO week.
  if (interval === 'week') return addDays(startOfNextIso(addDays(day, 1 - weekStart), interval), weekStart - 1);
  return startOfNextIso(day, interval);
}

function startOfNextIso(day: Day, interval: Exclude<Interval, 'day'>): Day {
  const start = DateTime.fromISO(day, { zone: 'utc' }).startOf(interval);
  // By milliseconds and not by luxon's formatting, whose digits follow the machine's locale.
  return dayFromNumber(start.plus({ [interval]: 1 }).toMillis() / MILLISECONDS_PER_DAY);
}

function dayNumber(day: Day): number {
  return Date.parse(day) / MILLISECONDS_PER_DAY;
}

function dayFromNumber(number: number): Day {
  return new Date(number * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

function monthNumber(day: Day): number {
  return 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1;
}

function dayFromMonthNumber(number: number): Day {
  return new Date(Date.UTC(Math.floor(number / 12), number % 12, 1)).toISOString().slice(0, 10);
}
