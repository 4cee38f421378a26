/** Date formats that people write: `dd.MM.yyyy`, `M/d/yyyy h:mm a`, `excel`, `unix`. */
import { DateTime } from 'luxon';
import { addDays, startOfDay, type Day } from './period.ts';

/** Numbers as they stand in a cell, unchecked against any calendar; `offset` as in ISO 8601. */
export interface DateParts {
  year: number;
  month: number;
  /** `null` where the format names no day of the month. */
  day: number | null;
  hour: number | null;
  minute: number;
  second: number;
  offset: string | null;
}

/** A day of the calendar with a time of day, or `null` for the day alone; `offset` as in ISO 8601. */
export interface Moment extends Pick<DateParts, 'hour' | 'minute' | 'second' | 'offset'> {
  day: Day;
}

export interface DateFormat {
  pattern: string;
  /** ISO 8601 would be read differently, so it is not accepted beside this format. */
  excludesIso: boolean;
  /** `null` where the text is not written in this format. */
  read(text: string): DateParts | null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TOKEN = /yyyy|yy|MMMM|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|a|Z|'[^']*'|[^A-Za-z]|[A-Za-z]+/g;
/** Any amount of white space is one space, in pattern and text alike, so that no expression has two ways to read a gap. */
const GAP = /\s+/g;
/** Pieces of a pattern as groups of a regular expression. */
const GROUPS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})', yy: '(?<shortYear>\\d{2})', MMMM: '(?<monthName>[a-z]{3,9})', MMM: '(?<monthName>[a-z]{3,9})\\.?', MM: '(?<month>\\d{2})', M: '(?<month>\\d{1,2})', dd: '(?<day>\\d{2})', d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})', H: '(?<hour>\\d{1,2})', hh: '(?<hour>\\d{2})', h: '(?<hour>\\d{1,2})', mm: '(?<minute>\\d{2})', ss: '(?<second>\\d{2})(?:\\.\\d+)?', a: '(?<half>[ap])\\.?m\\.?', Z: '(?<offset>z|utc|gmt|[+-]\\d{2}:?\\d{2})',
};

/** A format by its pattern, or `null` where the pattern makes none. Case of years and days does not matter (`DD/MM/YYYY`). */
export function dateFormat(pattern: string): DateFormat | null {
  const name = pattern.trim().toLowerCase();
  if (name === 'iso') return { pattern, excludesIso: false, read: () => null };
  if (name === 'excel') return { pattern, excludesIso: false, read: serialDay };
  if (name === 'unix') return { pattern, excludesIso: false, read: unixTime };
  return fromPattern(pattern);
}

function fromPattern(pattern: string): DateFormat | null {
  const tokens = pattern.trim().replaceAll(GAP, ' ').replaceAll('Y', 'y').replaceAll('D', 'd').match(TOKEN) ?? [];
  const seen = new Set<string>();
  let source = '';
  for (const token of tokens) {
    const group = Object.hasOwn(GROUPS, token) ? GROUPS[token] : undefined;
    if (group === undefined && /^[A-Za-z]/.test(token)) return null;
    if (group === undefined) {
      source += token.replaceAll("'", '').replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      continue;
    }
    const meaning = /<(\w+)>/.exec(group)?.[1] ?? '';
    if (seen.has(meaning)) return null;
    seen.add(meaning);
    source += group;
  }
  if (!(seen.has('year') || seen.has('shortYear')) || !(seen.has('month') || seen.has('monthName'))) return null;
  const expression = new RegExp(`^${source}$`, 'i');
  return { pattern, excludesIso: /^y+-/i.test(pattern.trim()), read: (text) => partsOf(expression.exec(text.replaceAll(GAP, ' '))?.groups) };
}

function partsOf(groups: Record<string, string | undefined> | undefined): DateParts | null {
  if (groups === undefined) return null;
  const number = (name: string): number | null => (groups[name] === undefined ? null : Number(groups[name]));
  const shortYear = number('shortYear');
  const month = number('month') ?? MONTHS.indexOf((groups.monthName ?? '').toLowerCase().slice(0, 3)) + 1;
  return {
    year: number('year') ?? (shortYear ?? 0) + ((shortYear ?? 0) < 70 ? 2000 : 1900),
    month,
    day: number('day'),
    hour: hourOf(number('hour'), groups.half),
    minute: number('minute') ?? 0,
    second: number('second') ?? 0,
    offset: groups.offset ?? null,
  };
}

/** 12 am is midnight and 12 pm is noon; an hour beyond its clock stays out of range and is refused with the date. */
function hourOf(hour: number | null, half: string | undefined): number | null {
  if (hour === null || half === undefined) return hour;
  if (hour < 1 || hour > 12) return 24;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

const SERIAL = /^(\d{1,6})(?:\.(\d+))?$/;
const SECONDS_PER_DAY = 86_400;

/** Days since 1899-12-30, as spreadsheets count them from March 1900 on. */
function serialDay(text: string): DateParts | null {
  const [, days, fraction] = SERIAL.exec(text) ?? [];
  if (days === undefined || Number(days) < 61) return null;
  const seconds = fraction === undefined ? null : Math.round(Number(`0.${fraction}`) * SECONDS_PER_DAY);
  const day = addDays('1899-12-30', Number(days) + (seconds === SECONDS_PER_DAY ? 1 : 0));
  return timed(day, seconds === null ? null : seconds % SECONDS_PER_DAY, null);
}

/** Seconds since 1970, or milliseconds. */
function unixTime(text: string): DateParts | null {
  if (!/^\d{9,13}$/.test(text)) return null;
  const seconds = text.length > 11 ? Math.floor(Number(text) / 1_000) : Number(text);
  return timed(addDays('1970-01-01', Math.floor(seconds / SECONDS_PER_DAY)), seconds % SECONDS_PER_DAY, 'Z');
}

function timed(day: Day, seconds: number | null, offset: string | null): DateParts {
  return {
    year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8)), offset,
    hour: seconds === null ? null : Math.floor(seconds / 3_600), minute: Math.floor((seconds ?? 0) / 60) % 60, second: (seconds ?? 0) % 60,
  };
}

/** The instant of a moment: by its offset, else on the clocks of the zone, where a day alone is its first moment. */
export function instantOf({ day, hour, minute, second, offset }: Moment, timeZone: string): Date {
  if (offset !== null) return new Date(Date.parse(`${day}T00:00:00Z`) + 1_000 * ((hour ?? 0) * 3_600 + minute * 60 + second) - offsetMinutes(offset) * 60_000);
  if (hour === null) return startOfDay(day, timeZone);
  return DateTime.fromObject({ year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8)), hour, minute, second }, { zone: timeZone }).toJSDate();
}

/** Minutes east of UTC of `Z`, `UTC`, `+01`, `+0330`, `-05:00`. */
function offsetMinutes(offset: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(offset) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
