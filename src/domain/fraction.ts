/**
 * Exact quotients of integers. Averages of money pass through here so that rounding happens once, at the very end,
 * and a ratio standing exactly on a boundary is seen to stand on it.
 */
import { Decimal } from 'decimal.js';

/** Always in lowest terms with a positive denominator. */
export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };

/** `numerator / denominator` in lowest terms; a zero denominator is the caller's mistake and throws. */
export function fraction(numerator: bigint | number, denominator: bigint | number = 1n): Fraction {
  const top = BigInt(numerator);
  const bottom = BigInt(denominator);
  if (bottom === 0n) throw new RangeError('a fraction needs a denominator other than zero');
  const divisor = greatestCommonDivisor(top < 0n ? -top : top, bottom < 0n ? -bottom : bottom);
  const sign = bottom < 0n ? -1n : 1n;
  return { numerator: (sign * top) / divisor, denominator: (sign * bottom) / divisor };
}

/** The exact value of a decimal such as `24`, `"0.01"` or `24.5` (a number is read as its shortest decimal form). */
export function fractionOfDecimal(value: string | number): Fraction {
  const decimal = new Decimal(value);
  if (!decimal.isFinite()) throw new RangeError(`not a decimal number: ${value}`);
  const places = decimal.decimalPlaces();
  const [whole = '0', decimals = ''] = decimal.abs().toFixed(places).split('.');
  const digits = BigInt(whole + decimals);
  return fraction(decimal.isNegative() ? -digits : digits, 10n ** BigInt(places));
}

export function addFractions(one: Fraction, other: Fraction): Fraction {
  if (one.denominator === other.denominator) return fraction(one.numerator + other.numerator, one.denominator);
  return fraction(one.numerator * other.denominator + other.numerator * one.denominator, one.denominator * other.denominator);
}

export function subtractFractions(one: Fraction, other: Fraction): Fraction {
  return addFractions(one, { numerator: -other.numerator, denominator: other.denominator });
}

export function multiplyFractions(one: Fraction, other: Fraction): Fraction {
  return fraction(one.numerator * other.numerator, one.denominator * other.denominator);
}

/** `one / other`, or `null` when `other` is zero: an empty denominator is "no data". */
export function divideFractions(one: Fraction, other: Fraction): Fraction | null {
  if (other.numerator === 0n) return null;
  return fraction(one.numerator * other.denominator, one.denominator * other.numerator);
}

/** Negative, zero or positive as `one` is below, equal to or above `other`. */
export function compareFractions(one: Fraction, other: Fraction): number {
  const difference = one.numerator * other.denominator - other.numerator * one.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The nearest integer, halves away from zero. */
export function roundFraction({ numerator, denominator }: Fraction): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/** The nearest double, also where numerator and denominator themselves are beyond its range. */
export function numberOfFraction({ numerator, denominator }: Fraction): number {
  return new Decimal(numerator.toString()).div(denominator.toString()).toNumber();
}

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  let [larger, smaller] = [one, other];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
