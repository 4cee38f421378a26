/** Engagement ("stickiness"): how much of a period's active users come back on a day. Source: QuestionPro (DAU ÷ MAU). */
import { fraction } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import type { Day, DayRange } from '../period.ts';

/** Days on which one customer was active in the range; the same day twice counts once. */
export function activeDaysIn(days: readonly Day[], range: DayRange): number {
  return new Set(days.filter((day) => day >= range.from && day < range.to)).size;
}

/**
 * Mean over *all* days of the range of the distinct customers active that day ÷ distinct customers active in the range, as
 * an exact ratio 0–1. `customerDays` is the sum of everyone's active days, so no day needs its own set of customers.
 * `null` when nobody was active.
 */
export function stickiness(customerDays: number, activeCustomers: number, daysOfRange: number): Fraction | null {
  return activeCustomers > 0 && daysOfRange > 0 ? fraction(customerDays, activeCustomers * daysOfRange) : null;
}
