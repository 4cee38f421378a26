/** Cells that hold a day, a month or an instant. */
import { instantOf, type DateFormat, type DateParts, type Moment } from '../../../domain/date-format.ts';
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
  const accepted = 'a month such as 2024-03, or a day in it';
  if (/^\d{4}-\d{2}$/.test(plain)) return monthOf(Number(plain.slice(0, 4)), Number(plain.slice(5)), accepted);
  const parts = context.dateFormat?.read(plain);
  if (parts && parts.day === null) return monthOf(parts.year, parts.month, accepted);
  const day = readDay(text, context);
  return day.ok ? found(day.value.slice(0, 7)) : { ...day, accepted };
}

function monthOf(year: number, month: number, accepted: string): Reading<Month> {
  if (year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12) return found(isoDay(year, month, 1).slice(0, 7));
  return refused(year > 0 && year <= LAST_JALALI_YEAR ? 'is not a month of the Gregorian calendar' : 'is no month', accepted);
}

function readMoment(text: string, context: CellContext): Reading<Moment> {
  const plain = withAsciiDigits(text);
  const { dateFormat, calendar } = context;
  const accepted = acceptedDates(context);
  const parts = dateFormat?.read(plain) ?? (dateFormat?.excludesIso ? null : isoParts(plain)) ?? (calendar === 'jalali' ? jalaliParts(plain) : null);
  if (parts === null || parts.day === null) return refused(notADate(plain, dateFormat), accepted);
  if (calendar === 'jalali' && parts.year >= FIRST_YEAR) return refused('looks like a Gregorian date, but the mapping says the calendar is Jalali', accepted);
  if (calendar === 'gregorian' && parts.year >= 1200 && parts.year <= LAST_JALALI_YEAR) return refused('looks like a Jalali date', `${accepted}; for Jalali dates set calendar to "jalali" in the mapping`);
  const day = calendar === 'jalali' ? dayOfJalali(parts.year, parts.month, parts.day) : isoDay(parts.year, parts.month, parts.day);
  if (day === null || !isLocalDay(day)) return refused('is not a day of the calendar', accepted);
  const { hour, minute, second } = parts;
  if (Number(day.slice(0, 4)) < FIRST_YEAR || Number(day.slice(0, 4)) > LAST_YEAR) return refused(`lies outside the years ${FIRST_YEAR} to ${LAST_YEAR}`, accepted);
  if ((hour ?? 0) > 23 || minute > 59 || second > 59) return refused('has a time of day that does not exist', accepted);
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

function acceptedDates({ dateFormat, calendar }: CellContext): string {
  if (calendar === 'jalali') return 'a Jalali day such as 1403/05/12';
  return dateFormat === null ? 'a day such as 2024-03-31, or an instant such as 2024-03-31T14:00:00Z' : `a date written as ${dateFormat.pattern}`;
}

function notADate(text: string, format: DateFormat | null): string {
  if (format !== null) return `is not written as ${format.pattern}`;
  if (JALALI.test(text)) return 'looks like a Jalali date; for those set calendar to "jalali" in the mapping';
  if (ANY_ORDER.test(text)) return 'is a date whose order of day and month is not known; say it in the mapping, for example dateFormat "dd.MM.yyyy" or "MM/dd/yyyy"';
  if (/^\d{5}(\.\d+)?$/.test(text)) return 'looks like a serial number of a spreadsheet; for those set dateFormat to "excel" in the mapping';
  if (/^\d{10}(\d{3})?$/.test(text)) return 'looks like seconds since 1970; for those set dateFormat to "unix" in the mapping';
  return 'is no date';
}

function isoDay(year: number, month: number, day: number): Day {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
