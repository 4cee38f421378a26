import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accumulate,
  addScore,
  countsByCategory,
  emptyDistribution,
  mean,
  mergeDistributions,
  share,
  total,
  totalOfCounts,
  variance,
} from '../../../src/domain/distribution.ts';
import type { Distribution } from '../../../src/domain/distribution.ts';

const scores = fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 60 });
const distributionOf = (all: number[]): Distribution =>
  all.reduce((sum, score) => addScore(sum, score), emptyDistribution());

describe('a distribution', () => {
  it('counts scores and forgets those that are taken away again', () => {
    const distribution = addScore(addScore(addScore(emptyDistribution(), 9), 9), 3);
    expect(distribution).toEqual({ '9': 2, '3': 1 });
    expect(addScore(distribution, 3, -1)).toEqual({ '9': 2 });
    expect(distribution).toEqual({ '9': 2, '3': 1 });
  });

  it('allows negative counts in a change', () => {
    expect(mergeDistributions([{ '3': -1, '9': 1 }, { '3': 1 }])).toEqual({ '9': 1 });
    expect(addScore(emptyDistribution(), 3, -1)).toEqual({ '3': -1 });
  });

  it('drops the zeros that stored increments leave behind', () => {
    expect(mergeDistributions([{ '9': 0, '8': 2 }])).toEqual({ '8': 2 });
  });

  it('accumulates in place', () => {
    const target: Distribution = { '1': 1 };
    accumulate(target, { '1': 2, '5': 1 });
    expect(target).toEqual({ '1': 3, '5': 1 });
  });

  it('has no mean, variance or share without answers, and no variance of one', () => {
    expect([mean({}), variance({}), share({}, 9)]).toEqual([null, null, null]);
    expect(variance({ '7': 1 })).toBeNull();
    expect([total({}), totalOfCounts({})]).toEqual([0, 0]);
  });

  it('shows the share of one score', () => {
    expect(share({ '9': 3, '2': 1 }, 9)).toBe(0.75);
    expect(share({ '9': 3 }, 2)).toBe(0);
  });

  it('counts every category, zeros included', () => {
    expect(countsByCategory('nps', { low: 6, high: 9 }, { '10': 2, '9': 1, '0': 4 })).toEqual({
      promoter: 3,
      passive: 0,
      detractor: 4,
    });
  });
});

describe('properties', () => {
  it('has the mean and sample variance of the scores it counts', () => {
    fc.assert(
      fc.property(scores.filter((all) => all.length >= 2), (all) => {
        const centre = all.reduce((a, b) => a + b) / all.length;
        const squares = all.reduce((sum, score) => sum + (score - centre) ** 2, 0);
        expect(mean(distributionOf(all))).toBeCloseTo(centre, 10);
        expect(variance(distributionOf(all))).toBeCloseTo(squares / (all.length - 1), 10);
      }),
    );
  });

  it('merges to the distribution of all the scores, in any order and grouping', () => {
    fc.assert(
      fc.property(scores, scores, scores, (a, b, c) => {
        const [x, y, z] = [distributionOf(a), distributionOf(b), distributionOf(c)];
        const whole = distributionOf([...a, ...b, ...c]);
        expect(mergeDistributions([z, mergeDistributions([y, x])])).toEqual(whole);
        expect(mergeDistributions([mergeDistributions([x, y]), z])).toEqual(whole);
        expect(total(whole)).toBe(a.length + b.length + c.length);
      }),
    );
  });

  it('puts each answer into exactly one category, and categories add up as distributions do', () => {
    const thresholds = { low: 6, high: 9 };
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const counts = (all: number[]) => countsByCategory('nps', thresholds, distributionOf(all));
        expect(totalOfCounts(counts(a))).toBe(a.length);
        const [x, y, both] = [counts(a), counts(b), counts([...a, ...b])];
        expect(both.promoter).toBe((x.promoter ?? 0) + (y.promoter ?? 0));
        expect(both.detractor).toBe((x.detractor ?? 0) + (y.detractor ?? 0));
      }),
    );
  });
});
