import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addFractions,
  compareFractions,
  divideFractions,
  fraction,
  fractionOfDecimal,
  multiplyFractions,
  numberOfFraction,
  roundFraction,
  subtractFractions,
  ZERO,
} from '../../../src/domain/fraction.ts';

const aFraction = fc
  .tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: -50n, max: 50n }).filter((value) => value !== 0n))
  .map(([top, bottom]) => fraction(top, bottom));

describe('fraction', () => {
  it('is kept in lowest terms with a positive denominator', () => {
    expect(fraction(6, -4)).toEqual({ numerator: -3n, denominator: 2n });
    expect(fraction(0, 7)).toEqual(ZERO);
  });

  it('refuses a zero denominator', () => {
    expect(() => fraction(1, 0)).toThrow(RangeError);
  });

  it.each([
    ['0.1', 1n, 10n],
    [0.1, 1n, 10n],
    ['-2.50', -5n, 2n],
    [24, 24n, 1n],
    ['1e-7', 1n, 10_000_000n],
  ])('reads %s exactly', (value, numerator, denominator) => {
    expect(fractionOfDecimal(value)).toEqual({ numerator, denominator });
  });

  it.each(['Infinity', 'NaN'])('refuses %s', (value) => {
    expect(() => fractionOfDecimal(value)).toThrow(RangeError);
  });

  it('has no quotient by zero', () => {
    expect(divideFractions(fraction(1), ZERO)).toBeNull();
  });

  it('calculates without loss', () => {
    fc.assert(
      fc.property(aFraction, aFraction, (one, other) => {
        expect(subtractFractions(addFractions(one, other), other)).toEqual(one);
        const quotient = divideFractions(one, other);
        if (quotient !== null) expect(multiplyFractions(quotient, other)).toEqual(one);
        expect(Math.sign(compareFractions(one, other))).toBe(Math.sign(numberOfFraction(one) - numberOfFraction(other)));
      }),
    );
  });

  it('rounds halves away from zero, symmetrically', () => {
    expect(roundFraction(fraction(5, 2))).toBe(3n);
    expect(roundFraction(fraction(-5, 2))).toBe(-3n);
    expect(roundFraction(fraction(7, 3))).toBe(2n);
    fc.assert(
      fc.property(aFraction, (value) => {
        const opposite = roundFraction(multiplyFractions(value, fraction(-1)));
        expect(opposite).toBe(-roundFraction(value));
        expect(Math.abs(Number(roundFraction(value)) - numberOfFraction(value))).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it('becomes the nearest number even when its parts are beyond the range of numbers', () => {
    expect(numberOfFraction(fraction(10n ** 400n, 4n * 10n ** 400n))).toBe(0.25);
    expect(numberOfFraction(fraction(1, 3))).toBe(1 / 3);
  });
});
