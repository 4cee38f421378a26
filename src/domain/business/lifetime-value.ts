/**
 * Customer lifetime value in the variants the sources print, and the value of a group of customers.
 * Sources: CRM-CX (contribution × periods), ClickUp (purchase model), SharpSpring (revenue to date).
 */
import { Decimal } from 'decimal.js';
import { addToSum, emptySum, totalOfSum } from '../exact-sum.ts';
import { addFractions, fraction, fractionOfDecimal, multiplyFractions, roundFraction } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import { moneyOfFraction } from '../money.ts';
import type { Money } from '../money.ts';
import type { Day } from '../period.ts';
import type { RevenueRow } from './recurring-revenue.ts';

/** Periods of the default variant, unless an account sets another number: 24 months. */
export const DEFAULT_CLV_PERIODS = 24;

/** Money statistics of a group; quartiles interpolate linearly, so that an even median averages the middle two. */
export interface ValueSummary {
  n: number;
  mean: Money | null;
  median: Money | null;
  lowerQuartile: Money | null;
  upperQuartile: Money | null;
}

const Precise = Decimal.clone({ precision: 60 });

/**
 * Margin per customer and period × periods, exact in the unit of the margin. (59 − 40) × 24 = 456 (CRM-CX).
 * With a `discountRate` per period it is Σ margin ÷ (1 + rate)^t for t = 0 … periods − 1, which takes whole periods and a rate above −1.
 */
export function contributionValue(margin: Fraction, periods: number, discountRate: string | null = null): Fraction {
  const factor = discountRate === null ? fractionOfDecimal(periods) : annuityFactor(periods, discountRate);
  return multiplyFractions(margin, factor);
}

/** Σ 1 ÷ (1 + rate)^t for t = 0 … periods − 1, to 40 decimals; 24 at rate 0 is 24. */
export function annuityFactor(periods: number, discountRate: string): Fraction {
  if (!Number.isInteger(periods) || periods < 0) throw new RangeError('discounting takes a whole number of periods');
  const growth = new Precise(discountRate).plus(1);
  if (!growth.isFinite() || growth.lte(0)) throw new RangeError(`not a discount rate above -1: ${discountRate}`);
  let factor = new Precise(0);
  let weight = new Precise(1);
  for (let period = 0; period < periods; period += 1) {
    factor = factor.plus(weight);
    weight = weight.div(growth);
  }
  return fractionOfDecimal(factor.toDecimalPlaces(40).toFixed());
}

/** Average purchase value × purchases a year × years, exact in the unit of the value. 50 × 4 × 5 = 1000 (ClickUp). */
export function purchaseModelValue(averageValue: Fraction, purchasesAYear: Fraction, years: number): Fraction {
  return multiplyFractions(multiplyFractions(averageValue, purchasesAYear), fractionOfDecimal(years));
}

/**
 * Revenue of a customer over the whole relationship in minor units by currency: whole rows that start before `before`,
 * recurring and one-time, refunds negative; purchases are never added (SharpSpring).
 */
export function revenueToDate(rows: readonly RevenueRow[], before: Day): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { startsOn, amount } of rows) {
    if (startsOn < before) totals.set(amount.currency, (totals.get(amount.currency) ?? 0n) + amount.amountMinor);
  }
  return totals;
}

/** An imported lifetime value: what a customer was held to be worth on a day. */
export interface LifetimeValueRow {
  asOf: Day;
  value: Money;
}

/**
 * The imported value that holds for a customer, by currency: the latest one before `until`; of several on one day (by
 * different methods) the largest, so that the order of rows never matters.
 */
export function latestLifetimeValues(rows: readonly LifetimeValueRow[], until: Day): Map<string, Money> {
  const latest = new Map<string, LifetimeValueRow>();
  for (const row of rows) {
    if (row.asOf >= until) continue;
    const other = latest.get(row.value.currency);
    if (other === undefined || row.asOf > other.asOf || (row.asOf === other.asOf && row.value.amountMinor > other.value.amountMinor)) {
      latest.set(row.value.currency, row);
    }
  }
  return new Map([...latest].map(([currency, { value }]) => [currency, value]));
}

/**
 * Mean, median and quartiles of a group's values in whole minor units, each rounded once to money. `ascending` must be
 * sorted. The values themselves are needed: this is the one place where memory grows with customers, by 8 bytes each.
 */
export function summarizeValues(ascending: ArrayLike<number>, currency: string): ValueSummary {
  const n = ascending.length;
  const at = (share: number): Money | null => {
    const value = quantile(ascending, share);
    return value === null ? null : moneyOfFraction(value, currency);
  };
  const sum = emptySum();
  for (let index = 0; index < n; index += 1) addToSum(sum, ascending[index] ?? 0);
  return {
    n,
    mean: n === 0 ? null : { amountMinor: roundFraction(fraction(totalOfSum(sum), n)), currency },
    median: at(0.5),
    lowerQuartile: at(0.25),
    upperQuartile: at(0.75),
  };
}

/** Quantile of ascending whole numbers by linear interpolation (Hyndman and Fan's type 7), exact; `null` for none. */
export function quantile(ascending: ArrayLike<number>, share: number): Fraction | null {
  if (ascending.length === 0) return null;
  const position = multiplyFractions(fraction(ascending.length - 1), fractionOfDecimal(share));
  const index = Number(position.numerator / position.denominator);
  const rest = fraction(position.numerator % position.denominator, position.denominator);
  const lower = ascending[index] ?? 0;
  const step = (ascending[index + 1] ?? lower) - lower;
  return addFractions(fraction(lower), multiplyFractions(rest, fraction(step)));
}

/** Upper bounds that cut ascending values into `parts` groups of about equal size; for deciles 9 bounds, `[]` for no values. */
export function quantileBounds(ascending: ArrayLike<number>, parts: number): number[] {
  if (ascending.length === 0) return [];
  return Array.from({ length: parts - 1 }, (_, index) => {
    const rank = Math.ceil(((index + 1) * ascending.length) / parts);
    return ascending[Math.max(0, rank - 1)] ?? 0;
  });
}

/** Which of the groups (0 = lowest value) holds `value`; a value equal to a bound belongs below it. */
export function quantileGroup(bounds: readonly number[], value: number): number {
  let group = 0;
  while (group < bounds.length && value > (bounds[group] ?? Infinity)) group += 1;
  return group;
}
