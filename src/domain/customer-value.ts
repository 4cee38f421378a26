/** What one customer is worth on a day, from what was imported about them. */
import { activeAtClose, activeIntervals } from './business/customer-base.ts';
import { latestLifetimeValues, revenueToDate } from './business/lifetime-value.ts';
import { mrrOn, recurringRows } from './business/recurring-revenue.ts';
import type { OwnedFacts } from './facts.ts';
import type { Money } from './money.ts';
import { addDays, type Day } from './period.ts';

export interface CustomerValue {
  /** `null` where no start was imported. */
  relation: { state: 'active' | 'left' | 'to-come'; day: Day } | null;
  /** By currency, in its alphabetical order. */
  mrr: Money[];
  /** The latest imported value. */
  clv: Money[];
  toDate: Money[];
}

/** As of the close of `today`. */
export function customerValue(facts: OwnedFacts, today: Day): CustomerValue {
  const intervals = activeIntervals(facts);
  const last = intervals.at(-1);
  const tomorrow = addDays(today, 1);
  return {
    relation: last === undefined ? null
      : activeAtClose(intervals, today) ? { state: 'active', day: intervals.find(({ from, until }) => from <= today && (until === null || today < until))?.from ?? last.from }
        : last.from > today ? { state: 'to-come', day: last.from } : { state: 'left', day: last.until ?? last.from },
    mrr: inOrder([...mrrOn(intervals, recurringRows(facts.revenue), today)].map(([currency, amountMinor]) => ({ currency, amountMinor }))),
    clv: inOrder([...latestLifetimeValues(facts.lifetimeValues, tomorrow).values()]),
    toDate: inOrder([...revenueToDate(facts.revenue, tomorrow)].map(([currency, amountMinor]) => ({ currency, amountMinor }))),
  };
}

function inOrder(amounts: Money[]): Money[] {
  return amounts.toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
}
