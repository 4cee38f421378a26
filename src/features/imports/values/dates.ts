/** Cells that hold a day, a month or an instant. */
import { instantOf, type DateFormat, type DateParts, type Moment } from '../../../domain/date-format.ts';
import type { Accepted, Problem } from '../../../domain/import-remark.ts';
import { isLocalDay } from '../../../domain/local-day.ts';
import { dayOf, type Day, type Month } from '../../../domain/period.ts';
import { dayOfJalali, LAST_JALALI_YEAR } from './jalali.ts';
import { withAsciiDigits } from '../../../domain/plain-text.ts';
import { found, refused, type CellContext, type Reading } from './reading.ts';

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const BASIC = /^(?:19|20)\d{6}$/;
const ANY_ORDER = /^\d{1,4}([./-])\d{1,2}\1\d{1,4}/;
const JALALI = /^(1[2-5]\d{2})[./-](\d{1,2})[./-](\d{1,2})$/;

const FIRST_YEAR = 1900;
const LAST_YEAR = 2200;

/** A local day. Of an instant with an offset it is the account's local day; a local time is dropped. */
export function readDay(text: string, context: CellContext): Reading<Day> {
  const moment = readMoment(text, context);
  if (!moment.ok) return moment;
  const { day, offset } = moment.value;
  return found(offset === null ? day : dayOf(instantOf(moment.value, context.timeZone), context.timeZone));
}

/** An instant. A local time is the account's; a day alone is its first moment. */
export function readInstant(text: string, context: CellContext): Reading<Date> {
  const moment = readMoment(text, context);
  return moment.ok ? found(instantOf(moment.value, context.timeZone)) : moment;
}

/** A Gregorian month, of itself or of a day in it. */
export function readMonth(text: string, context: CellContext): Reading<Month> {
  const plain = withAsciiDigits(text);
  if (/^\d{4}-\d{2}$/.test(plain)) return monthOf(Number(plain.slice(0, 4)), Number(plain.slice(5)));
  const parts = context.dateFormat?.read(plain);
  if (parts && parts.day === null) return monthOf(parts.year, parts.month);
  const day = readDay(text, context);
  return day.ok ? found(day.value.slice(0, 7)) : { ...day, accepted: [{ code: 'month' }] };
}

function monthOf(year: number, month: number): Reading<Month> {
  if (year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12) return found(isoDay(year, month, 1).slice(0, 7));
  return refused(year > 0 && year <= LAST_JALALI_YEAR ? 'no-gregorian-month' : 'no-month', 'month');
}

function readMoment(text: string, context: CellContext): Reading<Moment> {
  const plain = withAsciiDigits(text);
  const { dateFormat, calendar } = context;
  const accepted = acceptedDates(context);
  const parts = dateFormat?.read(plain) ?? (dateFormat?.excludesIso ? null : isoParts(plain)) ?? (calendar === 'jalali' ? jalaliParts(plain) : null);
  if (parts === null || parts.day === null) return refused(notADate(plain, dateFormat), accepted);
  if (calendar === 'jalali' && parts.year >= FIRST_YEAR) return refused('gregorian-date', accepted);
  if (calendar === 'gregorian' && parts.year >= 1200 && parts.year <= LAST_JALALI_YEAR) return refused('jalali-date', accepted, 'set-jalali');
  const day = calendar === 'jalali' ? dayOfJalali(parts.year, parts.month, parts.day) : isoDay(parts.year, parts.month, parts.day);
  if (day === null || !isLocalDay(day)) return refused('no-such-day', accepted);
  const { hour, minute, second } = parts;
  if (Number(day.slice(0, 4)) < FIRST_YEAR || Number(day.slice(0, 4)) > LAST_YEAR) return refused({ code: 'outside-years', about: { first: FIRST_YEAR, last: LAST_YEAR } }, accepted);
  if ((hour ?? 0) > 23 || minute > 59 || second > 59) return refused('no-such-time', accepted);
  return found({ day, hour, minute, second, offset: parts.offset });
}

function isoParts(text: string): DateParts | null {
  const match = ISO.exec(text);
  if (match === null) return BASIC.test(text) ? isoParts(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) : null;
  const [, year, month, day, hour, minute = '0', second = '0', offset = null] = match;
  return { year: Number(year), month: Number(month), day: Number(day), hour: hour === undefined ? null : Number(hour), minute: Number(minute), second: Number(second), offset };
}

function jalaliParts(text: string): DateParts | null {
  const match = JALALI.exec(text);
  if (match === null) return null;
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]), hour: null, minute: 0, second: 0, offset: null };
}

function acceptedDates({ dateFormat, calendar }: CellContext): Accepted {
  if (calendar === 'jalali') return { code: 'jalali-day' };
  return dateFormat === null ? { code: 'day-or-instant' } : { code: 'in-format', about: { format: dateFormat.pattern } };
}

function notADate(text: string, format: DateFormat | null): Problem {
  if (format !== null) return { code: 'not-in-format', about: { format: format.pattern } };
  if (JALALI.test(text)) return { code: 'unsaid-jalali' };
  if (ANY_ORDER.test(text)) return { code: 'unknown-order' };
  if (/^\d{5}(\.\d+)?$/.test(text)) return { code: 'serial-number' };
  if (/^\d{10}(\d{3})?$/.test(text)) return { code: 'unix-seconds' };
  return { code: 'no-date' };
}

function isoDay(year: number, month: number, day: number): Day {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
