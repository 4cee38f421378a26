import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustPValues, auc, churnLift } from '../../../../src/domain/outcomes/predictive-power.ts';
import type { ScoreOutcome } from '../../../../src/domain/outcomes/predictive-power.ts';
import { followed, PLACEBO, THIRD, TREATED } from './samples.ts';

const outcomesOf = (leavers: number[], stayers: number[]): ScoreOutcome[] =>
  [...new Set([...leavers, ...stayers])].map((score) => ({
    score,
    leavers: leavers.filter((other) => other === score).length,
    stayers: stayers.filter((other) => other === score).length,
  }));

describe('churn lift', () => {
  // Kaplan–Meier and Greenwood by an independent script in Python, survival checked there against lifelines.
  it.each([
    ['placebo over treated, day 10', PLACEBO, TREATED, 10, 1.4294954721862871, 1.0418757701389296, 1.7047398411535855],
    ['placebo over treated, day 22', PLACEBO, TREATED, 22, 1.3465346534653466, 1.0852228122650136, 1.5632427946012144],
    ['third over treated, day 24', THIRD, TREATED, 24, 0.988946437594745, 0.6168826269527041, 1.4081942348609646],
    ['treated over placebo, day 10', TREATED, PLACEBO, 10, 0.5705045278137129, 0.2952601588464146, 0.9581242298610707],
  ])('%s', (_, lowest, rest, horizon, value, low, high) => {
    const lift = churnLift(followed(lowest), followed(rest), horizon);
    expect(lift?.value).toBeCloseTo(value, 10);
    expect(lift?.low).toBeCloseTo(low, 6);
    expect(lift?.high).toBeCloseTo(high, 6);
  });

  it('compares with the n-weighted mean of both', () => {
    const lift = churnLift(followed(THIRD), followed(TREATED), 24);
    const expected = (15 * (lift?.ofLowest.value ?? NaN) + 21 * (lift?.ofRest.value ?? NaN)) / 36;
    expect(lift?.ofAll).toBeCloseTo(expected, 12);
  });

  it('has no bounds without a variance, no value when nobody left, nothing when nobody was watched', () => {
    expect(churnLift(followed('5 40+ 40+'), followed('40+ 40+ 40+'), 30)).toMatchObject({ value: 2, low: null, high: null });
    expect(churnLift(followed('40+ 40+'), followed('5 40+'), 30)).toMatchObject({ value: 0, low: null, high: null });
    expect(churnLift(followed('5 6'), followed('5 40+'), 30)).toMatchObject({ low: null, high: null });
    expect(churnLift(followed('40+'), followed('40+'), 30)).toMatchObject({ value: null, ofAll: 0 });
    expect(churnLift(followed('20+'), followed('40+'), 30)).toBeNull();
  });
});

describe('AUC', () => {
  // DeLong from all pairs in numpy; value also by scikit-learn roc_auc_score, p by scipy mannwhitneyu (asymptotic, no continuity correction).
  it.each([
    [[0, 2, 3, 3, 6, 7, 9], [5, 6, 8, 8, 9, 9, 10, 10, 10, 4], 0.8357142857142857, 0.6323027394859664, 1, 0.020944637753204903],
    [[1, 1, 2, 3], [4, 5, 5], 1, 1, 1, 0.030753561259274524],
    [[1, 2, 2, 5, 5], [1, 1, 2, 3, 4, 5, 5, 5], 0.525, 0.1791433043827106, 0.8708566956172894, 0.8789011506359462],
    [[10, 9, 10, 8], [0, 3, 9, 10, 2], 0.225, 0, 0.5536959527162181, 0.16876122858514953],
  ])('leavers %j, stayers %j → %d', (leavers, stayers, value, low, high, pValue) => {
    const found = auc(outcomesOf(leavers, stayers));
    expect(found?.value).toBeCloseTo(value, 12);
    expect(found?.low).toBeCloseTo(low, 6);
    expect(found?.high).toBeCloseTo(high, 6);
    expect(found?.pValue).toBeCloseTo(pValue, 10);
    expect(found).toMatchObject({ leavers: leavers.length, stayers: stayers.length });
  });

  it('by hand: of the pairs (2, 3) (2, 5) (4, 3) (4, 5) three are in order', () => {
    // Placements ½·(1 + ½): leavers 1 and ½, stayers ½ and 1; each variance ⅛, so 0.75 ± 1.96·√(⅛/2 + ⅛/2)
    const found = auc(outcomesOf([2, 4], [3, 5]));
    expect(found?.value).toBe(0.75);
    expect(found?.low).toBeCloseTo(0.75 - 1.959964 * Math.sqrt(0.125), 10);
    expect(found?.high).toBe(1);
  });

  it('is unknown without leavers or stayers, unsure with one, and has no p where all scores are alike', () => {
    expect(auc(outcomesOf([], [1, 2]))).toBeNull();
    expect(auc(outcomesOf([1, 2], []))).toBeNull();
    expect(auc([])).toBeNull();
    expect(auc(outcomesOf([1], [2, 3]))).toMatchObject({ value: 1, low: null, high: null });
    expect(auc(outcomesOf([7, 7, 7], [7, 7, 7, 7, 7, 7, 7]))).toMatchObject({ value: 0.5, pValue: null });
  });

  it('equals a count over all pairs, mirrors with the scale, keeps its p, and contains itself', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 2, maxLength: 25 });
    fc.assert(
      fc.property(scores, scores, (leavers, stayers) => {
        const found = auc(outcomesOf(leavers, stayers));
        const mirrored = auc(outcomesOf(leavers.map((score) => 10 - score), stayers.map((score) => 10 - score)));
        let pairs = 0;
        for (const leaver of leavers) for (const stayer of stayers) pairs += leaver < stayer ? 1 : leaver === stayer ? 0.5 : 0;
        expect(found?.value).toBeCloseTo(pairs / (leavers.length * stayers.length), 10);
        expect(mirrored?.value).toBeCloseTo(1 - (found?.value ?? NaN), 10);
        expect(mirrored?.pValue ?? 1).toBeCloseTo(found?.pValue ?? 1, 8);
        expect(found?.low).toBeLessThanOrEqual((found?.value ?? NaN) + 1e-12);
        expect(found?.high).toBeGreaterThanOrEqual((found?.value ?? NaN) - 1e-12);
      }),
    );
  });
});

describe('Benjamini–Hochberg', () => {
  // scipy.stats.false_discovery_control and statsmodels multipletests(method='fdr_bh').
  it.each([
    [
      [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216],
      [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057142857142857, 0.216, 0.216, 0.216],
    ],
    [[0.04, 0.01, 0.01, 0.5], [0.05333333333333333, 0.02, 0.02, 0.5]],
    [[0.9], [0.9]],
    [[], []],
  ])('%j → %j', (pValues, expected) => {
    const adjusted = adjustPValues(pValues);
    expect(adjusted).toHaveLength(expected.length);
    adjusted.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 12));
  });

  it('leaves the unknown unknown, and does not count it', () => {
    expect(adjustPValues([null, 0.02, null, 0.04])).toEqual([null, 0.04, null, 0.04]);
  });

  it('never lowers a p-value, keeps their order, and does not mind the order of touchpoints', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (pValues) => {
        const adjusted = adjustPValues(pValues);
        expect(adjustPValues(pValues.toReversed())).toEqual(adjusted.toReversed());
        pValues.forEach((pValue, one) => {
          expect(adjusted[one]).toBeGreaterThanOrEqual(pValue - 1e-15);
          expect(adjusted[one]).toBeLessThanOrEqual(1);
          pValues.forEach((other, two) => {
            if (pValue < other) expect(adjusted[one] ?? NaN).toBeLessThanOrEqual(adjusted[two] ?? NaN);
          });
        });
      }),
    );
  });
});
