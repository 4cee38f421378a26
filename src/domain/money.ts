/**
 * Exact money: integer minor units with their currency. Amounts of different currencies are never added;
 * a quotient or a conversion is rounded once, halves away from zero.
 */
import { fraction, fractionOfDecimal, multiplyFractions, roundFraction } from './fraction.ts';
import type { Fraction } from './fraction.ts';

export interface Money {
  /** Whole minor units: cents of EUR, yen of JPY, fils of KWD. */
  amountMinor: bigint;
  /** ISO 4217 code. */
  currency: string;
}

/** Money at the edge: a decimal string with exactly the currency's decimals. */
export interface MoneyAmount {
  amount: string;
  currency: string;
}

/** `too-precise`: more decimals than the currency has; `too-large`: beyond what can be kept exactly everywhere. */
export type MoneyRefusal = 'unknown-currency' | 'not-a-decimal' | 'too-precise' | 'too-large';
export type ParsedMoney = { ok: true; money: Money } | { ok: false; reason: MoneyRefusal };

/** ISO 4217 minor units where they are not 2 (ISO's list, not CLDR's, which hides the decimals some countries stopped using). */
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  CLF: 4, UYW: 4,
};
const CURRENCIES = new Set([...Intl.supportedValuesOf('currency'), ...Object.keys(EXPONENTS)]);
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** Decimals of a currency: 2 for most, 0 for JPY, 3 for KWD. */
export function currencyExponent(currency: string): number {
  return Object.hasOwn(EXPONENTS, currency) ? (EXPONENTS[currency] ?? 2) : 2;
}

/** Money from whole minor units; a number must be a safe integer. */
export function money(amountMinor: bigint | number, currency: string): Money {
  if (typeof amountMinor === 'number' && !Number.isSafeInteger(amountMinor)) {
    throw new RangeError(`not a whole number of minor units: ${amountMinor}`);
  }
  return { amountMinor: BigInt(amountMinor), currency };
}

/**
 * Money from a plain decimal string such as `"12.5"` or `"-3"`. Anything that has been a float on its way (a number,
 * an exponent) is refused, as are decimals the currency does not have, unless they are zeros.
 */
export function parseMoney(amount: unknown, currency: string): ParsedMoney {
  if (!isCurrency(currency)) return { ok: false, reason: 'unknown-currency' };
  const match = typeof amount === 'string' ? DECIMAL.exec(amount) : null;
  if (match === null) return { ok: false, reason: 'not-a-decimal' };
  const [, sign = '', whole = '', decimals = ''] = match;
  const exponent = currencyExponent(currency);
  if (/[1-9]/.test(decimals.slice(exponent))) return { ok: false, reason: 'too-precise' };
  const digits = (whole + decimals.slice(0, exponent).padEnd(exponent, '0')).replace(/^0+(?=\d)/, '');
  if (digits.length > 16 || BigInt(digits) > BigInt(Number.MAX_SAFE_INTEGER)) return { ok: false, reason: 'too-large' };
  const magnitude = BigInt(digits);
  return { ok: true, money: { amountMinor: sign === '-' ? -magnitude : magnitude, currency } };
}

/** The amount as a decimal string with exactly the currency's decimals: `"12.50"`, `"-3"`, `"0.125"`. */
export function formatAmount({ amountMinor, currency }: Money): string {
  const exponent = currencyExponent(currency);
  const sign = amountMinor < 0n ? '-' : '';
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

export function toMoneyAmount(value: Money): MoneyAmount {
  return { amount: formatAmount(value), currency: value.currency };
}

/** Sum of two amounts of one currency; different currencies throw. */
export function addMoney(one: Money, other: Money): Money {
  requireSameCurrency(one, other);
  return { amountMinor: one.amountMinor + other.amountMinor, currency: one.currency };
}

/** Difference of two amounts of one currency; different currencies throw. */
export function subtractMoney(one: Money, other: Money): Money {
  requireSameCurrency(one, other);
  return { amountMinor: one.amountMinor - other.amountMinor, currency: one.currency };
}

/** Sum of any number of amounts of the named currency, 0 for none. */
export function sumMoney(amounts: Iterable<Money>, currency: string): Money {
  let total: Money = { amountMinor: 0n, currency };
  for (const amount of amounts) total = addMoney(total, amount);
  return total;
}

/** Amount ÷ a whole number, rounded once (halves away from zero); `null` when dividing by 0. */
export function divideMoney(value: Money, divisor: bigint | number): Money | null {
  if (BigInt(divisor) === 0n) return null;
  return moneyOfFraction(fraction(value.amountMinor, divisor), value.currency);
}

/** Amount × a decimal factor, rounded once (halves away from zero). */
export function multiplyMoney(value: Money, factor: string | number): Money {
  return moneyOfFraction(multiplyFractions(fraction(value.amountMinor), fractionOfDecimal(factor)), value.currency);
}

/** Amount in another currency: `rate` is what one unit of the amount's currency costs in `currency`; rounded once. */
export function convertMoney(value: Money, rate: string, currency: string): Money {
  const shift = currencyExponent(currency) - currencyExponent(value.currency);
  const scale = shift >= 0 ? fraction(10n ** BigInt(shift)) : fraction(1n, 10n ** BigInt(-shift));
  const exact = multiplyFractions(multiplyFractions(fraction(value.amountMinor), fractionOfDecimal(rate)), scale);
  return moneyOfFraction(exact, currency);
}

/** Rounds an exact number of minor units to money. */
export function moneyOfFraction(minorUnits: Fraction, currency: string): Money {
  return { amountMinor: roundFraction(minorUnits), currency };
}

function requireSameCurrency(one: Money, other: Money): void {
  if (one.currency !== other.currency) throw new RangeError(`${one.currency} and ${other.currency} cannot be added`);
}
