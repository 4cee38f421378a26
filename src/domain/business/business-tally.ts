/**
 * What one period has to remember of its customers: counts and sums only, so that customers may be streamed one by one
 * and memory does not grow with their number. All currencies are kept side by side and never added.
 */
import type { Fraction } from '../fraction.ts';
import { addMonths, lastDay } from '../local-day.ts';
import { addDays } from '../period.ts';
import type { Day, DayRange } from '../period.ts';
import { addCost, costWithin, purposeOf } from './acquisition.ts';
import type { CostPurpose, CostRow } from './acquisition.ts';
import { activeIntervals, countStanding, emptyCounts, standingIn } from './customer-base.ts';
import type { ActiveInterval, CustomerCounts, RelationFacts } from './customer-base.ts';
import { activeDaysIn } from './engagement.ts';
import { revenueToDate } from './lifetime-value.ts';
import { purchasesIn, purchaseSums } from './purchases.ts';
import type { PurchaseRow } from './purchases.ts';
import { emptyMovements, hadRecurringBefore, movementOf, mrrOn, recurringRows } from './recurring-revenue.ts';
import type { MovementTotals, RecurringRow, RevenueRow } from './recurring-revenue.ts';
import { countRenewals } from './renewal.ts';
import type { RenewalCounts, RenewalRow } from './renewal.ts';

/** Everything known about one customer, as recorded by the report's `asOf`. */
export interface CustomerFacts extends RelationFacts {
  revenue: readonly RevenueRow[];
  purchases: readonly PurchaseRow[];
  renewals: readonly RenewalRow[];
  activeDays: readonly Day[];
}

/** A customer's facts before `until`, with what every period needs worked out once. */
export interface PreparedCustomer {
  intervals: readonly ActiveInterval[];
  recurring: readonly RecurringRow[];
  revenue: readonly RevenueRow[];
  purchases: readonly PurchaseRow[];
  renewals: readonly RenewalRow[];
  activeDays: readonly Day[];
}

/** Sums of one currency, in minor units. */
export interface CurrencyTally {
  mrrAtStart: bigint;
  mrrAtEnd: bigint;
  payingAtStart: number;
  payingAtEnd: number;
  movements: MovementTotals;
  /** Movements of customers with MRR > 0 at START only: the base of revenue churn. */
  movementsOfPaying: MovementTotals;
  /** MRR at END − at START over customers of START. */
  changeOfExisting: bigint;
  oneTimeRevenue: bigint;
  /** Revenue to date of customers at END. */
  revenueToDate: bigint;
  /** Last twelve months before the period's end. */
  purchases: { count: number; amountMinor: bigint; buyers: number };
  /** `null` = no such cost is known. */
  costs: Record<CostPurpose, Fraction | null>;
}

export interface BusinessTally {
  /** The observed part of the period. */
  range: DayRange;
  until: Day;
  openingDay: Day;
  closingDay: Day;
  purchaseYear: DayRange;
  customers: CustomerCounts;
  renewals: RenewalCounts;
  purchases: { buyers: number; repeatBuyers: number };
  activity: { customerDays: number; customers: number };
  currencies: Map<string, CurrencyTally>;
}

/** Empty tally of a period's observed part (`observedPart` of `local-day.ts`); `until` is the first unobserved day. */
export function emptyTally(range: DayRange, until: Day): BusinessTally {
  return {
    range,
    until,
    openingDay: addDays(range.from, -1),
    closingDay: lastDay(range),
    purchaseYear: { from: addMonths(range.to, -12), to: range.to },
    customers: emptyCounts(),
    renewals: { due: 0, renewed: 0 },
    purchases: { buyers: 0, repeatBuyers: 0 },
    activity: { customerDays: 0, customers: 0 },
    currencies: new Map(),
  };
}

/** Drops facts from `until` on and prepares the rest; serves every period of a report. */
export function prepareCustomer(facts: CustomerFacts, until: Day): PreparedCustomer {
  const revenue = facts.revenue.filter((row) => row.startsOn < until);
  return {
    intervals: activeIntervals({
      startedOn: facts.startedOn !== null && facts.startedOn < until ? facts.startedOn : null,
      churns: facts.churns.filter((row) => row.date < until),
    }),
    recurring: recurringRows(revenue),
    revenue,
    purchases: facts.purchases.filter((row) => row.purchasedOn < until),
    renewals: facts.renewals.filter((row) => row.dueOn < until),
    activeDays: facts.activeDays.filter((day) => day < until),
  };
}

/** Adds one customer to `tally`, in place. The order of customers does not matter. */
export function addCustomer(tally: BusinessTally, customer: PreparedCustomer): void {
  const standing = standingIn(customer.intervals, tally.range);
  countStanding(tally.customers, standing);
  addRecurring(tally, customer, standing.atStart);
  addRevenue(tally, customer, standing.atEnd);
  addPurchases(tally, customer);
  const renewals = countRenewals(customer.renewals, tally.range, tally.until);
  tally.renewals.due += renewals.due;
  tally.renewals.renewed += renewals.renewed;
  const days = activeDaysIn(customer.activeDays, tally.range);
  tally.activity.customerDays += days;
  tally.activity.customers += Number(days > 0);
}

/** Adds one cost row to `tally`, in place; a cost of another time is left out. */
export function addCostRow(tally: BusinessTally, row: CostRow): void {
  const cost = costWithin(row, tally.range);
  if (cost === null) return;
  const { costs } = currencyTally(tally, row.amount.currency);
  const purpose = purposeOf(row.category);
  costs[purpose] = addCost(costs[purpose], cost);
}

/** Currencies any fact of the period is in, sorted. */
export function currenciesOf(tally: BusinessTally): string[] {
  return [...tally.currencies.keys()].toSorted();
}

export function emptyCurrencyTally(): CurrencyTally {
  return {
    mrrAtStart: 0n,
    mrrAtEnd: 0n,
    payingAtStart: 0,
    payingAtEnd: 0,
    movements: emptyMovements(),
    movementsOfPaying: emptyMovements(),
    changeOfExisting: 0n,
    oneTimeRevenue: 0n,
    revenueToDate: 0n,
    purchases: { count: 0, amountMinor: 0n, buyers: 0 },
    costs: { acquisition: null, retention: null, service: null },
  };
}

function currencyTally(tally: BusinessTally, currency: string): CurrencyTally {
  let found = tally.currencies.get(currency);
  if (found === undefined) tally.currencies.set(currency, (found = emptyCurrencyTally()));
  return found;
}

function addRecurring(tally: BusinessTally, customer: PreparedCustomer, existed: boolean): void {
  const opening = mrrOn(customer.intervals, customer.recurring, tally.openingDay);
  const closing = mrrOn(customer.intervals, customer.recurring, tally.closingDay);
  for (const currency of new Set([...opening.keys(), ...closing.keys()])) {
    const sums = currencyTally(tally, currency);
    const before = opening.get(currency) ?? 0n;
    const after = closing.get(currency) ?? 0n;
    sums.mrrAtStart += before;
    sums.mrrAtEnd += after;
    sums.payingAtStart += Number(before > 0n);
    sums.payingAtEnd += Number(after > 0n);
    if (existed) sums.changeOfExisting += after - before;
    const movement = movementOf(before, after, hadRecurringBefore(customer.recurring, currency, tally.range.from));
    if (movement === null) continue;
    sums.movements[movement.kind] += movement.changeMinor;
    if (before > 0n) sums.movementsOfPaying[movement.kind] += movement.changeMinor;
  }
}

function addRevenue(tally: BusinessTally, customer: PreparedCustomer, atEnd: boolean): void {
  for (const { type, startsOn, amount } of customer.revenue) {
    if (type !== 'one-time' || startsOn < tally.range.from || startsOn >= tally.range.to) continue;
    currencyTally(tally, amount.currency).oneTimeRevenue += amount.amountMinor;
  }
  if (!atEnd) return;
  for (const [currency, amountMinor] of revenueToDate(customer.revenue, tally.range.to)) {
    currencyTally(tally, currency).revenueToDate += amountMinor;
  }
}

function addPurchases(tally: BusinessTally, customer: PreparedCustomer): void {
  const count = purchasesIn(customer.purchases, tally.range);
  tally.purchases.buyers += Number(count > 0);
  tally.purchases.repeatBuyers += Number(count > 1);
  for (const [currency, sum] of purchaseSums(customer.purchases, tally.purchaseYear)) {
    const { purchases } = currencyTally(tally, currency);
    purchases.count += sum.count;
    purchases.amountMinor += sum.amountMinor;
    purchases.buyers += 1;
  }
}
