/**
 * Monthly recurring revenue of one customer: what a row is worth a month, what is owed on a day, and how a period moved it.
 * Sources: SharpSpring and ClickUp (MRR), QuestionPro (movements and growth), CRM-CX (revenue churn).
 */
import { fraction, roundFraction } from '../fraction.ts';
import type { Money } from '../money.ts';
import { daysBetween } from '../period.ts';
import type { Day } from '../period.ts';
import { activeAtClose } from './customer-base.ts';
import type { ActiveInterval } from './customer-base.ts';

export interface RevenueRow {
  /** Rows without one form a single subscription of their customer. */
  subscriptionId: string | null;
  type: 'recurring' | 'one-time';
  startsOn: Day;
  /** Inclusive. */
  endsOn: Day;
  amount: Money;
}

/** A recurring row with its monthly amount worked out once. */
export interface RecurringRow {
  subscriptionId: string | null;
  startsOn: Day;
  endsOn: Day;
  monthly: Money;
}

/** Minor units a month by currency; a currency that is absent stands at 0. */
export type MonthlyAmounts = ReadonlyMap<string, bigint>;

export const MOVEMENTS = ['new', 'expansion', 'contraction', 'churned', 'reactivation'] as const;
export type MovementKind = (typeof MOVEMENTS)[number];

/** Change of one customer's MRR in one currency, in minor units; contraction and churned are negative. */
export interface Movement {
  kind: MovementKind;
  changeMinor: bigint;
}

/** Minor units by kind, signed, so that they add up to the change of the MRR exactly. */
export type MovementTotals = Record<MovementKind, bigint>;

const NOTHING: MonthlyAmounts = new Map();

/** Days ÷ 30.4375 rounded to whole, at least 1: a year is 12, a quarter 3, a week 1. */
export function monthsOfRow(row: Pick<RevenueRow, 'startsOn' | 'endsOn'>): number {
  const days = daysBetween(row.startsOn, row.endsOn) + 1;
  return Math.max(1, Math.round(days / 30.4375));
}

/** Amount ÷ months of the row, rounded once to the minor unit (halves away from zero). */
export function monthlyAmount(row: Pick<RevenueRow, 'startsOn' | 'endsOn' | 'amount'>): Money {
  const exact = fraction(row.amount.amountMinor, monthsOfRow(row));
  return { amountMinor: roundFraction(exact), currency: row.amount.currency };
}

/** The recurring rows among `rows`, with their monthly amounts. */
export function recurringRows(rows: readonly RevenueRow[]): RecurringRow[] {
  return rows
    .filter((row) => row.type === 'recurring')
    .map((row) => ({
      subscriptionId: row.subscriptionId,
      startsOn: row.startsOn,
      endsOn: row.endsOn,
      monthly: monthlyAmount(row),
    }));
}

/**
 * MRR of a customer on a day, by currency: nothing unless active at its close (paid-through time does not count), else the
 * sum over subscriptions of the row covering the day. Within one subscription the later start wins, whatever its currency;
 * among rows of one start the later end, then the larger amount, so that the order of rows never matters.
 */
export function mrrOn(intervals: readonly ActiveInterval[], rows: readonly RecurringRow[], day: Day): MonthlyAmounts {
  if (rows.length === 0 || !activeAtClose(intervals, day)) return NOTHING;
  const covering = new Map<string | null, RecurringRow>();
  for (const row of rows) {
    if (row.startsOn > day || row.endsOn < day) continue;
    const other = covering.get(row.subscriptionId);
    if (other === undefined || prevails(row, other)) covering.set(row.subscriptionId, row);
  }
  const amounts = new Map<string, bigint>();
  for (const { monthly } of covering.values()) {
    amounts.set(monthly.currency, (amounts.get(monthly.currency) ?? 0n) + monthly.amountMinor);
  }
  return amounts;
}

/** Did a recurring row of theirs in that currency start before `from`? Tells a reactivation from new revenue. */
export function hadRecurringBefore(rows: readonly RecurringRow[], currency: string, from: Day): boolean {
  return rows.some((row) => row.startsOn < from && row.monthly.currency === currency);
}

/** Opening against closing MRR of one customer and currency, or `null` without a change. */
export function movementOf(openingMinor: bigint, closingMinor: bigint, hadRecurring: boolean): Movement | null {
  const changeMinor = closingMinor - openingMinor;
  if (changeMinor === 0n) return null;
  if (openingMinor === 0n) return { kind: hadRecurring ? 'reactivation' : 'new', changeMinor };
  if (closingMinor === 0n) return { kind: 'churned', changeMinor };
  return { kind: changeMinor > 0n ? 'expansion' : 'contraction', changeMinor };
}

export function emptyMovements(): MovementTotals {
  return { new: 0n, expansion: 0n, contraction: 0n, churned: 0n, reactivation: 0n };
}

/** The change of the MRR: opening + this = closing, to the minor unit. */
export function totalMovement(totals: MovementTotals): bigint {
  return MOVEMENTS.reduce((sum, kind) => sum + totals[kind], 0n);
}

/**
 * Recurring revenue lost from the paying customers of START, in minor units. Gross = churned + contraction; net also
 * subtracts expansion, so it is negative when upgrades outweigh losses. New revenue and reactivations are in neither.
 */
export function lostRecurringRevenue(
  totals: Pick<MovementTotals, 'churned' | 'contraction' | 'expansion'>,
): { gross: bigint; net: bigint } {
  const gross = -(totals.churned + totals.contraction);
  return { gross, net: gross - totals.expansion };
}

function prevails(row: RecurringRow, other: RecurringRow): boolean {
  if (row.startsOn !== other.startsOn) return row.startsOn > other.startsOn;
  if (row.endsOn !== other.endsOn) return row.endsOn > other.endsOn;
  if (row.monthly.amountMinor !== other.monthly.amountMinor) return row.monthly.amountMinor > other.monthly.amountMinor;
  return row.monthly.currency > other.monthly.currency;
}
