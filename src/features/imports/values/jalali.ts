/**
 * The Persian (Solar Hijri, Jalali) calendar in the arithmetic of its 33-year cycle, which agrees with the official calendar
 * and with ICU for the years 1178–1500 (1799–2122).
 */
import { addDays, type Day } from '../../../domain/period.ts';

const FIRST_JALALI_YEAR = 1178;
export const LAST_JALALI_YEAR = 1500;

/** Nowruz of the first year that is kept here. */
const FIRST_NOWRUZ: Day = '1799-03-21';

/** Eight years of every 33 have a 366th day. */
function isJalaliLeapYear(year: number): boolean {
  return (25 * year + 11) % 33 < 8;
}

/** Days of a month: six of 31, five of 30, and the last of 29 or 30. */
export function daysOfJalaliMonth(year: number, month: number): number {
  if (month <= 6) return 31;
  return month <= 11 || isJalaliLeapYear(year) ? 30 : 29;
}

/** The Gregorian day of a Jalali date, or `null` where there is no such date in the years kept here. */
export function dayOfJalali(year: number, month: number, dayOfMonth: number): Day | null {
  if (year < FIRST_JALALI_YEAR || year > LAST_JALALI_YEAR || month < 1 || month > 12) return null;
  if (dayOfMonth < 1 || dayOfMonth > daysOfJalaliMonth(year, month)) return null;
  const leapDays = Math.floor((8 * year + 21) / 33) - Math.floor((8 * FIRST_JALALI_YEAR + 21) / 33);
  const monthDays = (month - 1) * 30 + Math.min(month - 1, 6);
  return addDays(FIRST_NOWRUZ, 365 * (year - FIRST_JALALI_YEAR) + leapDays + monthDays + dayOfMonth - 1);
}
