import cdf from '@stdlib/stats-base-dists-chisquare-cdf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSampled, samplePlace } from '../../../src/domain/sampling.ts';

const CUSTOMERS = 20_000;

/** Upper tail probability of counts that should all be equal. */
function uniformity(counts: number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return 1 - cdf(statistic, counts.length - 1);
}

const ID_SHAPES: Record<string, (index: number) => string> = {
  'counted numbers': String,
  'zero-padded numbers': (index) => `C-${String(index).padStart(8, '0')}`,
  'object ids made one after another': (index) => `65f1c0de0000000000${index.toString(16).padStart(6, '0')}`,
  addresses: (index) => `user${index}@example.com`,
  'Persian names': (index) => `مشتری-${index}`,
};

describe('samplePlace', () => {
  it('is known for known ids, so that no release moves anybody', () => {
    expect(samplePlace('survey', 'customer').toFixed(6)).toBe('91.204099');
    expect(samplePlace('', 'مشتری').toFixed(6)).toBe('48.375696');
  });

  it('lies in [0, 100) and depends on both ids, not on their concatenation', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (survey, customer) => {
        const place = samplePlace(survey, customer);
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThan(100);
        expect(samplePlace(survey, customer)).toBe(place);
      }),
    );
    expect(samplePlace('ab', 'c')).not.toBe(samplePlace('a', 'bc'));
    expect(samplePlace('1', '2')).not.toBe(samplePlace('2', '1'));
  });

  it.each(Object.entries(ID_SHAPES))('spreads %s evenly (χ² over 100 bins)', (_shape, idOf) => {
    const counts = Array.from({ length: 100 }, () => 0);
    for (let index = 0; index < CUSTOMERS; index += 1) {
      const bin = Math.floor(samplePlace('survey-1', idOf(index)));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    expect(uniformity(counts)).toBeGreaterThan(0.001);
  });

  it('is independent between surveys (χ² over 10 × 10 bins)', () => {
    const counts = Array.from({ length: 100 }, () => 0);
    for (let index = 0; index < CUSTOMERS; index += 1) {
      const bin = Math.floor(samplePlace('survey-1', `c${index}`) / 10) * 10 + Math.floor(samplePlace('survey-2', `c${index}`) / 10);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    expect(uniformity(counts)).toBeGreaterThan(0.001);
  });
});

describe('isSampled', () => {
  it('takes nobody at 0 and everybody at 100', () => {
    const customers = Array.from({ length: 2000 }, (_, index) => `c${index}`);
    expect(customers.filter((customer) => isSampled('survey', customer, 0))).toEqual([]);
    expect(customers.filter((customer) => isSampled('survey', customer, 100))).toEqual(customers);
  });

  it('keeps everybody who was in when the percentage is raised', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.string(), percent, percent, (survey, customer, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        if (isSampled(survey, customer, low)) expect(isSampled(survey, customer, high)).toBe(true);
      }),
    );
  });
});
