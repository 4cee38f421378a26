/**
 * Amounts of other currencies in the one a report asks for, by imported exchange rates. A rate holds from its day until the
 * next one of its pair; where only the opposite pair was imported its inverse is used. Nothing is guessed: an amount
 * without a rate stays in its own currency.
 */
import type { OwnedFacts } from './facts.ts';
import { divideFractions, fraction, fractionOfDecimal, multiplyFractions, roundFraction } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import { currencyExponent } from './money.ts';
import type { Money } from './money.ts';
import type { Day } from './period.ts';

/** What one unit of `from` costs in `to`, from `day` on. */
export interface RateRow {
  day: Day;
  from: string;
  to: string;
  /** Positive decimal. */
  rate: string;
}

/** Rates of each pair, ascending by day. */
export type RateTable = ReadonlyMap<string, readonly { day: Day; rate: Fraction }[]>;

const pairOf = (from: string, to: string): string => `${from}>${to}`;

/** The imported rates by pair; the same day of the same pair holds one rate. */
export function rateTable(rows: readonly RateRow[]): RateTable {
  const table = new Map<string, { day: Day; rate: Fraction }[]>();
  for (const { day, from, to, rate } of rows) {
    const pair = pairOf(from, to);
    table.set(pair, [...(table.get(pair) ?? []), { day, rate: fractionOfDecimal(rate) }]);
  }
  for (const rates of table.values()) rates.sort((one, other) => (one.day < other.day ? -1 : 1));
  return table;
}

/** What one unit of `from` costs in `to` on a day: the latest rate of that day or before, `null` when none is known. */
export function rateOn(table: RateTable, from: string, to: string, day: Day): Fraction | null {
  if (from === to) return fraction(1);
  const direct = latest(table.get(pairOf(from, to)), day);
  if (direct !== null) return direct;
  const opposite = latest(table.get(pairOf(to, from)), day);
  return opposite === null ? null : divideFractions(fraction(1), opposite);
}

/** Amount in another currency at a rate, rounded once to its minor unit. */
function exchange({ amountMinor, currency }: Money, rate: Fraction, to: string): Money {
  return { amountMinor: roundFraction(multiplyFractions(fraction(amountMinor), inMinorUnits(rate, currency, to))), currency: to };
}

/** The same for whole minor units as numbers; a result beyond the safe integers is the caller's mistake and throws. */
export function exchangeMinor(amountMinor: number, from: string, rate: Fraction, to: string): number {
  if (from === to) return amountMinor;
  const converted = Number(exchange({ amountMinor: BigInt(amountMinor), currency: from }, rate, to).amountMinor);
  if (!Number.isSafeInteger(converted)) throw new RangeError(`${amountMinor} ${from} is too much for ${to}`);
  return converted;
}

/**
 * A customer's facts with every amount in one currency, each at the rate of its own day (revenue its start, purchases and
 * values theirs), so that a past period stays as it was. Amounts without a rate keep their currency.
 */
export function factsInCurrency(facts: OwnedFacts, currency: string, table: RateTable): OwnedFacts {
  return {
    ...facts,
    revenue: facts.revenue.map((row) => ({ ...row, amount: amountInCurrency(row.amount, row.startsOn, currency, table) })),
    purchases: facts.purchases.map((row) => ({ ...row, amount: amountInCurrency(row.amount, row.purchasedOn, currency, table) })),
    lifetimeValues: facts.lifetimeValues.map((row) => ({ ...row, value: amountInCurrency(row.value, row.asOf, currency, table) })),
  };
}

/** An amount in `currency` at the rate of a day, or as it is without one. */
export function amountInCurrency(amount: Money, day: Day, currency: string, table: RateTable): Money {
  if (amount.currency === currency) return amount;
  const rate = rateOn(table, amount.currency, currency, day);
  return rate === null ? amount : exchange(amount, rate, currency);
}

function latest(rates: readonly { day: Day; rate: Fraction }[] | undefined, day: Day): Fraction | null {
  let found: Fraction | null = null;
  for (const candidate of rates ?? []) {
    if (candidate.day > day) break;
    found = candidate.rate;
  }
  return found;
}

function inMinorUnits(rate: Fraction, from: string, to: string): Fraction {
  const shift = currencyExponent(to) - currencyExponent(from);
  return multiplyFractions(rate, shift >= 0 ? fraction(10n ** BigInt(shift)) : fraction(1n, 10n ** BigInt(-shift)));
}
