import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, total, variance } from '../../../src/domain/distribution.ts';
import type { CategoryCounts, Distribution } from '../../../src/domain/distribution.ts';
import { compareMeans, compareNps, compareShares } from '../../../src/domain/significance.ts';
import type { Comparison, MeanSample, Verdict } from '../../../src/domain/significance.ts';

const counts = ([promoter, passive, detractor]: readonly number[]): CategoryCounts => ({
  promoter: promoter ?? 0,
  passive: passive ?? 0,
  detractor: detractor ?? 0,
});
const sample = (d: Distribution): MeanSample => ({ mean: mean(d), variance: variance(d), n: total(d) });

function expectNumbers(actual: Comparison, difference: number, low: number, high: number, pValue: number): void {
  expect(actual.difference).toBeCloseTo(difference, 6);
  expect(actual.low).toBeCloseTo(low, 5);
  expect(actual.high).toBeCloseTo(high, 5);
  expect((actual.pValue ?? NaN) / pValue).toBeCloseTo(1, 7);
}

describe('compareNps', () => {
  // Promoters, passives, detractors earlier and later; difference, low, high, p from statsmodels moments and scipy's normal tail.
  it.each<[number[], number[], number, number, number, number, Verdict]>([
    [[60, 30, 10], [70, 20, 10], 10, -8.490263249661353, 28.490263249661353, 0.2891455637972513, 'no-clear-change'],
    [[50, 30, 20], [70, 20, 10], 30, 9.916345547364067, 50.083654452635926, 0.0034147911781178164, 'up'],
    [[300, 300, 400], [420, 280, 300], 22, 14.678019441325507, 29.321980558674493, 3.885188523486098e-9, 'up'],
    [[40, 0, 0], [39, 1, 0], -2.5, -7.338273420199074, 2.33827342019907, 0.31118466882261764, 'no-clear-change'],
    [[15, 10, 5], [12, 10, 8], -20, -59.27180385954256, 19.271803859542565, 0.31820503919294585, 'no-clear-change'],
    [[70, 20, 10], [50, 30, 20], -30, -50.083654452635926, -9.916345547364067, 0.0034147911781178164, 'down'],
    [[500, 300, 200], [500, 300, 200], 0, -6.845859888463124, 6.845859888463124, 1, 'no-clear-change'],
  ])('%o → %o', (earlier, later, difference, low, high, pValue, verdict) => {
    const comparison = compareNps(counts(earlier), counts(later));
    expectNumbers(comparison, difference, low, high, pValue);
    expect(comparison.verdict).toBe(verdict);
  });

  it('has no p-value without a standard error, and decides unanimous groups by permutation', () => {
    const unanimous = compareNps(counts([0, 0, 30]), counts([30, 0, 0]));
    expect(unanimous).toEqual({ difference: 200, low: 200, high: 200, pValue: null, verdict: 'up' });
    expect(compareNps(counts([0, 30, 0]), counts([0, 0, 30])).verdict).toBe('down');
    expect(compareNps(counts([30, 0, 0]), counts([45, 0, 0]))).toEqual({
      difference: 0,
      low: 0,
      high: 0,
      pValue: null,
      verdict: 'no-clear-change',
    });
    // 2 ÷ C(6, 3) = 0.1 and 2 ÷ C(8, 4) ≈ 0.029.
    expect(compareNps(counts([0, 0, 3]), counts([3, 0, 0]), 1).verdict).toBe('no-clear-change');
    expect(compareNps(counts([0, 0, 4]), counts([4, 0, 0]), 1).verdict).toBe('up');
  });
});

describe('compareShares', () => {
  // [part, n] earlier and later: statsmodels proportions_ztest, confint_proportions_2indep(method='newcomb'). The intervals of
  // 56/70 − 48/80, 9/10 − 3/10 and 5/56 − 0/29 are also printed in Newcombe 1998 (method 10).
  it.each<[[number, number], [number, number], number, number, number, number, Verdict]>([
    [[400, 500], [430, 500], 6, 1.3413741212986983, 10.643826561723447, 0.011551394496139775, 'up'],
    [[10, 100], [25, 100], 15, 4.470214164400188, 25.325567471113896, 0.00524720373911564, 'up'],
    [[40, 40], [38, 40], -5, -16.503877369140973, 4.479709438986003, 0.15207808079297497, 'no-clear-change'],
    [[56, 70], [48, 80], -20, -33.38726540369061, -5.243147240236498, 0.00804508136819656, 'down'],
    [[9, 10], [3, 10], -60, -80.9017973535488, -17.05227239345029, 0.006169899320544151, 'too-few'],
    [[5, 56], [0, 29], -8.928571428571429, -19.256001385511166, 3.8137147903536937, 0.09718656817057973, 'too-few'],
    [[1000, 20000], [1100, 20000], 0.5, 0.06280009631389984, 0.9376103264564362, 0.024973006760644276, 'up'],
  ])('%o → %o', (earlier, later, difference, low, high, pValue, verdict) => {
    const comparison = compareShares({ part: earlier[0], n: earlier[1] }, { part: later[0], n: later[1] });
    expectNumbers(comparison, difference, low, high, pValue);
    expect(comparison.verdict).toBe(verdict);
  });

  it('keeps an interval where the standard error is zero, but no p-value', () => {
    const comparison = compareShares({ part: 0, n: 40 }, { part: 0, n: 50 });
    expect(comparison).toMatchObject({ difference: 0, pValue: null, verdict: 'no-clear-change' });
    expect(comparison.low).toBeCloseTo(-8.762160119728668, 5);
    expect(comparison.high).toBeCloseTo(7.1347599133358734, 5);
  });
});

describe('compareMeans', () => {
  // Distributions earlier and later: scipy.stats.ttest_ind(equal_var=False).
  it.each<[Distribution, Distribution, number, number, number, number, Verdict]>([
    [
      { '1': 2, '4': 10, '5': 20, '6': 31, '7': 30 },
      { '1': 10, '3': 10, '4': 20, '5': 20, '6': 20, '7': 10 },
      -1.2293906810035846,
      -1.6647555533227982,
      -0.794025808684371,
      1.022774054109462e-7,
      'down',
    ],
    [{ '4': 20, '5': 20 }, { '4': 18, '5': 22 }, 0.05, -0.17485487708076553, 0.27485487708076517, 0.6592108044497854, 'no-clear-change'],
    [{ '7': 30 }, { '6': 1, '7': 29 }, -1 / 30, -0.10150765473775664, 0.034840988071090206, 0.3255819880161952, 'no-clear-change'],
    [{ '1': 3, '7': 4 }, { '5': 6 }, 0.5714285714285712, -2.394676507846301, 3.5375336507034434, 0.6540046202515182, 'too-few'],
    [
      { '1': 100, '2': 200, '3': 300, '4': 400, '5': 500 },
      { '1': 110, '2': 190, '3': 290, '4': 400, '5': 530 },
      0.0241228070175441,
      -0.06547037855539932,
      0.11371599259048752,
      0.5975877290564456,
      'no-clear-change',
    ],
  ])('%o → %o', (earlier, later, difference, low, high, pValue, verdict) => {
    const comparison = compareMeans(sample(earlier), sample(later));
    expectNumbers(comparison, difference, low, high, pValue);
    expect(comparison.verdict).toBe(verdict);
  });

  it('has no p-value when everybody answered alike on both sides', () => {
    expect(compareMeans(sample({ '5': 30 }), sample({ '6': 30 }))).toEqual({
      difference: 1,
      low: 1,
      high: 1,
      pValue: null,
      verdict: 'up',
    });
    expect(compareMeans(sample({ '5': 30 }), sample({ '5': 99 })).verdict).toBe('no-clear-change');
  });

  it('knows the difference from a single answer, but not how sure it is', () => {
    expect(compareMeans(sample({ '5': 30 }), sample({ '7': 1 }))).toEqual({
      difference: 2,
      low: null,
      high: null,
      pValue: null,
      verdict: 'too-few',
    });
  });
});

describe('too few answers', () => {
  const nothing = { difference: null, low: null, high: null, pValue: null, verdict: 'too-few' };

  it('says so of an empty side without inventing numbers', () => {
    expect(compareNps(counts([0, 0, 0]), counts([50, 0, 0]))).toEqual(nothing);
    expect(compareShares({ part: 30, n: 40 }, { part: 0, n: 0 })).toEqual(nothing);
    expect(compareMeans(sample({}), sample({ '5': 40, '6': 3 }))).toEqual(nothing);
  });

  it('needs the minimum on both sides, 30 unless set', () => {
    expect(compareNps(counts([1, 0, 28]), counts([40, 0, 1])).verdict).toBe('too-few');
    expect(compareNps(counts([40, 0, 1]), counts([1, 0, 28])).verdict).toBe('too-few');
    expect(compareNps(counts([1, 0, 29]), counts([40, 0, 1])).verdict).toBe('up');
    expect(compareNps(counts([1, 0, 28]), counts([40, 0, 1]), 29).verdict).toBe('up');
    expect(compareShares({ part: 1, n: 30 }, { part: 29, n: 30 }, 31).verdict).toBe('too-few');
  });
});

describe('two-sided tests are symmetric', () => {
  const count = fc.integer({ min: 0, max: 300 });
  const group = fc.tuple(count, count, count).filter(([a, b, c]) => a + b + c >= 2);
  const opposite: Record<Verdict, Verdict> = {
    up: 'down',
    down: 'up',
    'no-clear-change': 'no-clear-change',
    'too-few': 'too-few',
  };

  function expectMirrored(forth: Comparison, back: Comparison): void {
    expect(back.difference).toBeCloseTo(-(forth.difference ?? NaN), 8);
    expect(back.low).toBeCloseTo(-(forth.high ?? NaN), 8);
    expect(back.high).toBeCloseTo(-(forth.low ?? NaN), 8);
    expect(back.verdict).toBe(opposite[forth.verdict]);
    if (forth.pValue === null) expect(back.pValue).toBeNull();
    else expect(back.pValue).toBeCloseTo(forth.pValue, 10);
    expect(forth.low).toBeLessThanOrEqual((forth.difference ?? NaN) + 1e-9);
    expect(forth.high).toBeGreaterThanOrEqual((forth.difference ?? NaN) - 1e-9);
  }

  it('for NPS, shares and means', () => {
    fc.assert(
      fc.property(group, group, (a, b) => {
        expectMirrored(compareNps(counts(a), counts(b)), compareNps(counts(b), counts(a)));
        const [x, y] = [a, b].map(([part, middle, rest]) => ({ part, n: part + middle + rest }));
        if (!x || !y) throw new Error('two groups');
        expectMirrored(compareShares(x, y), compareShares(y, x));
        const [u, v] = [a, b].map(([low, middle, high]) => sample({ '1': low, '4': middle, '7': high }));
        if (!u || !v) throw new Error('two groups');
        expectMirrored(compareMeans(u, v), compareMeans(v, u));
      }),
    );
  });
});
