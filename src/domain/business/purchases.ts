/** Purchases: how many buyers come back, and what the purchase model of CLV is made of. Source: ClickUp. */
import type { Money } from '../money.ts';
import type { Day, DayRange } from '../period.ts';
import { percent } from '../ratio.ts';

export interface PurchaseRow {
  purchasedOn: Day;
  amount: Money;
}

/** Purchases of one customer in one currency. */
export interface PurchaseSum {
  count: number;
  amountMinor: bigint;
}

/** Number of a customer's purchases in the range, in any currency. */
export function purchasesIn(rows: readonly PurchaseRow[], range: DayRange): number {
  return rows.reduce((count, row) => count + Number(isWithin(row, range)), 0);
}

/** A customer's purchases in the range by currency. */
export function purchaseSums(rows: readonly PurchaseRow[], range: DayRange): Map<string, PurchaseSum> {
  const sums = new Map<string, PurchaseSum>();
  for (const row of rows) {
    if (!isWithin(row, range)) continue;
    const sum = sums.get(row.amount.currency) ?? { count: 0, amountMinor: 0n };
    sum.count += 1;
    sum.amountMinor += row.amount.amountMinor;
    sums.set(row.amount.currency, sum);
  }
  return sums;
}

/** Buyers with at least two purchases in the period ÷ buyers in it, in percent 0–100. 200 of 1000 → 20 (ClickUp). */
export function repeatPurchasePercent(repeatBuyers: number, buyers: number): number | null {
  return percent(repeatBuyers, buyers);
}

function isWithin({ purchasedOn }: PurchaseRow, range: DayRange): boolean {
  return purchasedOn >= range.from && purchasedOn < range.to;
}
