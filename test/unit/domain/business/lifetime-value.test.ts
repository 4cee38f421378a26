import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  annuityFactor,
  contributionValue,
  latestLifetimeValues,
  purchaseModelValue,
  quantile,
  quantileBounds,
  quantileGroup,
  revenueToDate,
  summarizeValues,
} from '../../../../src/domain/business/lifetime-value.ts';
import { fraction, numberOfFraction } from '../../../../src/domain/fraction.ts';
import { money } from '../../../../src/domain/money.ts';

describe('CLV variants', () => {
  it('CRM-CX, contribution × periods: (59 − 40) × 24 = 456', () => {
    expect(contributionValue(fraction(59 - 40), 24)).toEqual(fraction(456));
  });

  it('ClickUp, purchase model: 50 × 4 × 5 = 1000', () => {
    expect(purchaseModelValue(fraction(50), fraction(4), 5)).toEqual(fraction(1000));
  });

  // Σ 1/(1+r)^t for t = 0 … 23 with 50 digits in Python's decimal.
  it.each([
    ['0', 24],
    ['0.01', 21.45582113020413],
    ['0.1', 9.883218422057523],
  ])('discounted at %s a period, 24 periods are worth %d', (rate, factor) => {
    expect(numberOfFraction(annuityFactor(24, rate))).toBeCloseTo(factor, 12);
    expect(numberOfFraction(contributionValue(fraction(19), 24, rate))).toBeCloseTo(19 * factor, 10);
  });

  it('discounts the second payment, not the first', () => {
    expect(numberOfFraction(annuityFactor(2, '0.25'))).toBeCloseTo(1.8, 15);
    expect(annuityFactor(0, '0.25')).toEqual(fraction(0));
  });

  it('discounts whole periods at possible rates only', () => {
    expect(() => annuityFactor(1.5, '0.01')).toThrow(RangeError);
    expect(() => annuityFactor(12, '-1')).toThrow(RangeError);
    expect(contributionValue(fraction(10), 1.5)).toEqual(fraction(15));
  });

  it('SharpSpring, revenue to date: whole rows by their start, refunds subtract, one currency each', () => {
    const row = (type: 'recurring' | 'one-time', startsOn: string, minor: number, currency = 'EUR') =>
      ({ subscriptionId: null, type, startsOn, endsOn: '2030-12-31', amount: money(minor, currency) });
    const rows = [row('recurring', '2024-01-01', 12_000), row('one-time', '2024-02-01', 500), row('one-time', '2024-02-02', -200), row('one-time', '2024-03-01', 7, 'USD'), row('recurring', '2024-04-01', 99)];
    expect(Object.fromEntries(revenueToDate(rows, '2024-04-01'))).toEqual({ EUR: 12_300n, USD: 7n });
  });
});

describe('imported lifetime values', () => {
  const row = (asOf: string, minor: number, currency = 'EUR') => ({ asOf, value: money(minor, currency) });

  it('takes the latest before `until`, by currency, in any order', () => {
    const rows = [row('2024-01-01', 900), row('2024-03-01', 100), row('2024-02-01', 500), row('2024-02-01', 700), row('2024-01-15', 5, 'USD')];
    for (const order of [rows, rows.toReversed()]) {
      expect(Object.fromEntries(latestLifetimeValues(order, '2024-03-01'))).toEqual({ EUR: money(700, 'EUR'), USD: money(5, 'USD') });
    }
    expect(latestLifetimeValues(rows, '2024-01-01').size).toBe(0);
  });

  it('averages the middle two of an even number; quartiles as numpy.percentile', () => {
    expect(summarizeValues([1, 2, 3, 4, 10, 11], 'EUR')).toEqual({
      n: 6,
      mean: money(5, 'EUR'), // 31 ÷ 6 = 5.17
      median: money(4, 'EUR'), // 3.5, half away from zero
      lowerQuartile: money(2, 'EUR'), // 2.25
      upperQuartile: money(9, 'EUR'), // 8.5
    });
    expect(quantile([100, 200, 400, 1000], 0.25)).toEqual(fraction(175));
    expect(quantile([100, 200, 400, 1000], 0.5)).toEqual(fraction(300));
    expect(quantile([100, 200, 400, 1000], 0.75)).toEqual(fraction(550));
  });

  it('has no number without values', () => {
    expect(summarizeValues([], 'EUR')).toEqual({ n: 0, mean: null, median: null, lowerQuartile: null, upperQuartile: null });
    expect(quantileBounds([], 10)).toEqual([]);
    expect(quantileGroup([], 5)).toBe(0);
  });

  it('cuts values into groups of equal size', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    const bounds = quantileBounds(values, 10);
    expect(bounds).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect([1, 10, 11, 90, 91, 1000].map((value) => quantileGroup(bounds, value))).toEqual([0, 0, 1, 8, 9, 9]);
  });

  it('orders quartiles and keeps them among the values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 100_000 }), { minLength: 1 }), (values) => {
        const sorted = Float64Array.from(values).toSorted();
        const parts = [0, 0.25, 0.5, 0.75, 1].map((share) => numberOfFraction(quantile(sorted, share) ?? fraction(0)));
        expect(parts).toEqual(parts.toSorted((a, b) => a - b));
        expect(parts[0]).toBe(sorted[0]);
        expect(parts[4]).toBe(sorted.at(-1));
      }),
    );
  });
});
