/** Durations as people write them: a whole number and one unit, such as `"90s"`, `"2h"`, `"7d"`. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** One day of elapsed time in milliseconds. A calendar day may be shorter or longer where clocks change. */
export const DAY = 24 * HOUR;

const UNITS: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** Interactions are kept for 400 days, so no promise made for one reaches further. */
const LONGEST_DURATION = 400 * DAY;

const WORDS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
  [SECOND, 'second'],
] as const;

/**
 * Milliseconds of a duration: `"0m"`, `"90s"`, `"2h"`, `"7d"`, `"4w"`. Days and weeks are elapsed time (24 h each).
 * `null` for anything else: another unit, a sign, a fraction, leading zeros, spaces, or more than 400 days.
 */
export function durationMs(text: string): number | null {
  const match = /^(0|[1-9]\d{0,8})([smhdw])$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined) return null;
  const length = Number(match[1]) * unit;
  return length <= LONGEST_DURATION ? length : null;
}

/** As `durationMs`, for texts that were checked when they were stored: a bad one is breakage and throws. */
export function requireDurationMs(text: string): number {
  const length = durationMs(text);
  if (length === null) throw new RangeError(`Not a duration: ${JSON.stringify(text)}`);
  return length;
}

/** English words for a length in milliseconds, largest unit first: `"3 days"`, `"2 hours 30 minutes"`; under a second `"0 seconds"`. */
export function describeDuration(length: number): string {
  const parts: string[] = [];
  let rest = length;
  for (const [unit, word] of WORDS) {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    if (count > 0) parts.push(`${count} ${word}${count === 1 ? '' : 's'}`);
  }
  return parts.length > 0 ? parts.join(' ') : '0 seconds';
}
