/**
 * Local wall times and instants. Every wall time happens exactly once: its instant is the earliest one at which the
 * local clock has reached it. Where clocks go forward, a skipped time is the first instant after the gap; where they go
 * back, a repeated time is its first occurrence.
 */
import { IANAZone } from 'luxon';
import { DAY, requireDurationMs } from './duration.ts';
import type { Delay, SendingWindow } from './survey.ts';

const MINUTE = 60_000;

/** Beyond every offset from UTC that was ever in use, so a reading and its instant are never further apart. */
const WIDEST_OFFSET = 16 * 60 * MINUTE;

/** Two weeks: a weekday that clocks leave out altogether (Apia, 30 December 2011) comes back a week later. */
const DAYS_AHEAD = 14;

const CANONICAL_ZONES = new Set(Intl.supportedValuesOf('timeZone'));

/** A local clock's reading, written as the milliseconds UTC would show for the same digits. */
type Reading = number;

/** Whether a text names an IANA time zone (`Europe/Warsaw`, `UTC`, also aliases); plain offsets such as `+03:00` do not. */
export function isTimeZone(name: string): boolean {
  if (CANONICAL_ZONES.has(name)) return true;
  return name.length <= 64 && /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);
}

function requireZone(name: string): IANAZone {
  const zone = IANAZone.create(name);
  if (!zone.isValid) throw new RangeError(`Not a time zone: ${JSON.stringify(name)}`);
  return zone;
}

/** Minutes after midnight of a wall time `HH:MM`, 0 … 1440 (`"24:00"` is the end of the day), or `null`. */
export function wallTimeMinutes(text: string): number | null {
  if (text === '24:00') return 24 * 60;
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

/** A wall time at which something happens; `24:00` only ever ends a window. */
function requireMoment(text: string): number {
  const minutes = wallTimeMinutes(text);
  if (minutes === null || minutes === 24 * 60) throw new RangeError(`Not a wall time: ${JSON.stringify(text)}`);
  return minutes;
}

/** A usable window: at least one ISO weekday, `from` before `to` on the same day (it may not wrap midnight; `to` may be `"24:00"`). */
export function isSendingWindow(window: SendingWindow): boolean {
  const from = wallTimeMinutes(window.from);
  const to = wallTimeMinutes(window.to);
  const weekdays = window.days.length > 0 && window.days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7);
  return weekdays && from !== null && to !== null && from < to;
}

function offsetAt(instant: number, zone: IANAZone): number {
  return zone.offset(instant) * MINUTE;
}

function readingAt(instant: number, zone: IANAZone): Reading {
  return instant + offsetAt(instant, zone);
}

function startOfDay(reading: Reading): Reading {
  return Math.floor(reading / DAY) * DAY;
}

/** 1 = Monday … 7 = Sunday. */
function isoWeekday(reading: Reading): number {
  return new Date(reading).getUTCDay() || 7;
}

/** The instant of the offset change between two instants whose offsets differ, to the second. */
function offsetChange(before: number, after: number, zone: IANAZone): number {
  const oldOffset = offsetAt(before, zone);
  let low = Math.floor(before / 1000);
  let high = Math.ceil(after / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * 1000, zone) === oldOffset) low = middle;
    else high = middle;
  }
  return high * 1000;
}

/** The earliest instant at which the local clock has reached a reading. */
function instantOf(reading: Reading, zone: IANAZone): number {
  const earliest = reading - WIDEST_OFFSET;
  const latest = reading + WIDEST_OFFSET;
  const before = offsetAt(earliest, zone);
  const after = offsetAt(latest, zone);
  if (before === after) return reading - after;
  const change = offsetChange(earliest, latest, zone);
  // Reached before the clocks changed; otherwise after it, and in a gap by the change itself.
  return reading - before < change ? reading - before : Math.max(reading - after, change);
}

/** The instant of a wall time `HH:MM` on a calendar day `YYYY-MM-DD` in an IANA zone. Throws on an unknown zone, day or time. */
export function wallTimeInstant(day: string, time: string, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) throw new RangeError(`Not a day: ${JSON.stringify(day)}`);
  return new Date(instantOf(midnight + requireMoment(time) * MINUTE, requireZone(timeZone)));
}

/** What the local clock shows at an instant, `YYYY-MM-DDTHH:MM`, as forms write it. Throws on an unknown zone. */
export function wallTimeOf(instant: Date, timeZone: string): string {
  return new Date(readingAt(instant.getTime(), requireZone(timeZone))).toISOString().slice(0, 16);
}

/**
 * When a delay after an interaction is over. A duration is elapsed time; `{ days, at }` is the wall time `at` in the
 * given zone, `days` local calendar days after the local day of the interaction. Never before the interaction itself,
 * so `{ days: 0, at }` with a time already past that day means at once.
 */
export function delayedUntil(occurredAt: Date, delay: Delay, timeZone: string): Date {
  if (typeof delay === 'string') return new Date(occurredAt.getTime() + requireDurationMs(delay));
  const zone = requireZone(timeZone);
  const day = startOfDay(readingAt(occurredAt.getTime(), zone)) + delay.days * DAY;
  const instant = instantOf(day + requireMoment(delay.at) * MINUTE, zone);
  return new Date(Math.max(instant, occurredAt.getTime()));
}

/** Instants on a local day at which a window may open: its `from`, and, where clocks change that day, the change and `from` once more. */
function openings(midnight: Reading, from: number, zone: IANAZone): number[] {
  const opening = midnight + from * MINUTE;
  const first = instantOf(opening, zone);
  const start = instantOf(midnight, zone);
  const end = instantOf(midnight + DAY, zone);
  if (offsetAt(start, zone) === offsetAt(end, zone)) return [first];
  return [first, offsetChange(start, end, zone), opening - offsetAt(end, zone)];
}

/**
 * The earliest instant, not before the given one, at which the clock in the given zone reads a weekday and time inside
 * the window (`from` inclusive, `to` exclusive). A time that occurs twice is inside both times; a window that a clock
 * change swallows whole is passed over that day. `null` = always open. Throws on an unusable window.
 */
export function nextInWindow(instant: Date, window: SendingWindow | null, timeZone: string): Date {
  if (window === null) return instant;
  const from = wallTimeMinutes(window.from);
  const to = wallTimeMinutes(window.to);
  if (!isSendingWindow(window) || from === null || to === null) throw new RangeError(`Not a sending window: ${JSON.stringify(window)}`);
  const zone = requireZone(timeZone);
  const isOpen = (at: number): boolean => {
    const reading = readingAt(at, zone);
    const minutes = (reading - startOfDay(reading)) / MINUTE;
    return window.days.includes(isoWeekday(reading)) && minutes >= from && minutes < to;
  };
  const earliest = instant.getTime();
  if (isOpen(earliest)) return instant;
  const today = startOfDay(readingAt(earliest, zone));
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const midnight = today + ahead * DAY;
    if (!window.days.includes(isoWeekday(midnight))) continue;
    const found = openings(midnight, from, zone).filter((at) => at >= earliest && isOpen(at));
    if (found.length > 0) return new Date(Math.min(...found));
  }
  throw new RangeError(`No opening within ${DAYS_AHEAD} days: ${JSON.stringify(window)}`);
}
