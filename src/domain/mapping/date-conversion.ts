/** Conversions into instants, as ISO 8601 in UTC. */
import { DateTime } from 'luxon';
import { dateFormat, instantOf, type DateFormat } from '../date-format.ts';
import { isLocalDay } from '../local-day.ts';
import { converted, refused, type Converted, type Converter } from './converted.ts';
import type { LocalDateConversion } from './mapping.ts';

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const NUMBER = /^-?\d{1,16}(?:\.\d{1,9})?$/;
const LONGEST_DATE = 60;

/** 1970 … 2200, as an interaction may have happened. */
const EARLIEST = 0;
const LATEST = Date.UTC(2201, 0) - 1;
/** March 1973: earlier ones are milliseconds read out of seconds. */
const EARLIEST_MILLISECONDS = 1e11;

const EXACT_DATE = 'an instant with an offset such as "2026-05-04T09:30:00Z"; for other dates use { "date": "DD/MM/YYYY HH:mm", "zone": "Europe/Warsaw" }, "unix-seconds" or "unix-milliseconds"';

/** ISO 8601 with an offset. */
export function dateConversion(text: string): Converted {
  const parts = ISO.exec(text.trim());
  if (parts === null) return refused(text, 'is not an instant in ISO 8601', EXACT_DATE);
  if (parts[3] === undefined) return refused(text, 'does not say where its clock stands', EXACT_DATE);
  return isoInstant(text, parts, 'UTC');
}

/** A date in a pattern of `date-format.ts`, or in ISO 8601, on the clocks of a zone where it has no offset of its own. */
export function localDateConversion({ date: pattern, zone }: LocalDateConversion): Converter {
  const format = dateFormat(pattern);
  return (value) => {
    if (typeof value !== 'string' || value.length > LONGEST_DATE) return refused(value, 'is not a date', `a text written as ${pattern}`);
    if (format === null || isIso(format)) {
      const parts = ISO.exec(value.trim());
      return parts === null ? refused(value, 'is not a date in ISO 8601', 'a date such as "2026-05-04" or "2026-05-04T09:30:00"') : isoInstant(value, parts, zone);
    }
    return written(value, format, zone);
  };
}

/** Whether a pattern can be used: one that names a day. `excel` and `unix` are numbers, not written dates. */
export function isDatePattern(pattern: string): boolean {
  const format = dateFormat(pattern);
  return format !== null && (isIso(format) || /d/i.test(pattern.replaceAll(/'[^']*'/g, '')) && !/^\s*(excel|unix)\s*$/i.test(pattern));
}

function isIso({ pattern }: DateFormat): boolean {
  return pattern.trim().toLowerCase() === 'iso';
}

function written(text: string, format: DateFormat, zone: string): Converted {
  const accepted = `a date written as ${format.pattern}`;
  const parts = format.read(text.trim());
  if (parts === null || parts.day === null) return refused(text, 'is not such a date', accepted);
  const day = [String(parts.year).padStart(4, '0'), String(parts.month).padStart(2, '0'), String(parts.day).padStart(2, '0')].join('-');
  if (!isLocalDay(day)) return refused(text, 'is not a day of the calendar', accepted);
  if ((parts.hour ?? 0) > 23 || parts.minute > 59 || parts.second > 59) return refused(text, 'has a time of day that does not exist', accepted);
  return bounded(text, instantOf({ ...parts, day }, zone).getTime());
}

function isoInstant(text: string, [, day = '', time, offset]: RegExpExecArray, zone: string): Converted {
  if (!isLocalDay(day)) return refused(text, 'is not a day of the calendar', 'a day such as "2026-05-04"');
  const sign = offset === undefined || /^utc$/i.test(offset) ? offset && 'Z' : offset;
  const iso = `${day}${time === undefined ? '' : `T${time}${sign ?? ''}`}`;
  // What says its own offset the platform reads the same, ten times as fast; what it cannot read is left to the calendar.
  const exact = sign === undefined ? Number.NaN : Date.parse(iso);
  if (!Number.isNaN(exact)) return bounded(text, exact);
  const instant = DateTime.fromISO(iso, { zone });
  return instant.isValid ? bounded(text, instant.toMillis()) : refused(text, 'has a time of day that does not exist', EXACT_DATE);
}

/** Seconds or milliseconds since 1970. One taken for the other lands in 1970 or far ahead and is refused. */
export function unixConversion(unit: 'seconds' | 'milliseconds'): Converter {
  return (value) => {
    const number = typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value.trim())) ? Number(value) : Number.NaN;
    if (!Number.isFinite(number)) return refused(value, 'is not a number', `${unit} since 1970 such as ${unit === 'seconds' ? '1767225600' : '1767225600000'}`);
    const instant = Math.round(unit === 'seconds' ? number * 1000 : number);
    if (instant > LATEST) return refused(value, `lies beyond the year 2200 as ${unit}`, unit === 'seconds' ? 'seconds since 1970; for milliseconds convert by "unix-milliseconds"' : 'milliseconds since 1970');
    if (instant < EARLIEST_MILLISECONDS) return refused(value, `lies before March 1973 as ${unit}`, unit === 'milliseconds' ? 'milliseconds since 1970; for seconds convert by "unix-seconds"' : 'seconds since 1970');
    return converted(new Date(instant).toISOString());
  };
}

function bounded(text: string, instant: number): Converted {
  if (instant < EARLIEST || instant > LATEST) return refused(text, 'is not between the years 1970 and 2200', 'a date between them');
  return converted(new Date(instant).toISOString());
}
