import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanInterval, npsInterval, shareInterval } from '../../../../src/domain/confidence.ts';
import { expectedExcessLoss } from '../../../../src/domain/outcomes/value-at-risk.ts';
import { countWeighted, emptyWeights, weightedScore } from '../../../../src/domain/outcomes/weighted-score.ts';
import { defaultScale, defaultThresholds } from '../../../../src/domain/metric.ts';
import type { Metric } from '../../../../src/domain/metric.ts';
import { money } from '../../../../src/domain/money.ts';
import { categorize } from '../../../../src/domain/score.ts';

function weigh(metric: Metric, answers: readonly (readonly [score: number, weight: number])[]) {
  const thresholds = defaultThresholds(metric, defaultScale(metric)) ?? { low: 0, high: 0 };
  const tally = emptyWeights();
  for (const [score, weight] of answers) countWeighted(tally, metric, categorize(metric, thresholds, score), score, weight);
  return tally;
}

describe('weighted score', () => {
  // numpy, scipy.stats.t and statsmodels proportion_confint(method="wilson") at the effective n.
  it.each([
    ['nps', [[10, 100], [3, 50], [8, 50], [9, 400], [6, 10]], 72.1311475409836, -36.24604181658781, 96.06329164943827],
    ['csat', [[5, 100], [3, 50], [4, 50], [4, 400], [1, 10]], 90.1639344262295, 29.09599038937288, 99.51401404790927],
    ['ces', [[7, 100], [3, 50], [5, 50], [6, 400], [2, 10]], 5.770491803278689, -4.331842345015791, 15.87282595157317],
  ] as const)('%s', (metric, answers, value, low, high) => {
    const score = weightedScore(weigh(metric, answers), metric);
    expect(score.value).toBeCloseTo(value, 10);
    expect(score.low).toBeCloseTo(low, 4);
    expect(score.high).toBeCloseTo(high, 4);
    expect(score.effectiveN).toBeCloseTo(2.125071387778412, 10);
    expect(score).toMatchObject({ n: 5, warning: 'few-customers' });
    expect(score.largestShare).toBeCloseTo(400 / 610, 12);
  });

  it('lets weights not above 0 have no say', () => {
    expect(weightedScore(weigh('nps', [[10, 0], [0, -5], [3, Number.NaN]]), 'nps')).toEqual({
      value: null, low: null, high: null, n: 0, effectiveN: 0, largestShare: null, warning: null,
    });
    expect(weightedScore(weigh('nps', [[10, 7], [0, 0]]), 'nps')).toMatchObject({ value: 100, n: 1, effectiveN: 1 });
  });

  it('warns by effective n, not by n', () => {
    const even = Array.from({ length: 40 }, () => [9, 5] as const);
    expect(weightedScore(weigh('nps', even), 'nps').warning).toBeNull();
    expect(weightedScore(weigh('nps', [...even, [0, 100_000]]), 'nps')).toMatchObject({ n: 41, warning: 'few-customers' });
  });

  const answers = (metric: Metric) => {
    const { min, max } = defaultScale(metric);
    return fc.array(fc.tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: 10_000 })), { minLength: 2, maxLength: 40 });
  };

  it.each(['nps', 'csat', 'ces'] as const)('%s: the unit of weights does not matter, equal weights are no weights, more is surer', (metric) => {
    fc.assert(
      fc.property(answers(metric), fc.integer({ min: 2, max: 1000 }), (list, factor) => {
        const score = weightedScore(weigh(metric, list), metric);
        const scaled = weightedScore(weigh(metric, list.map(([value, weight]) => [value, weight * factor] as const)), metric);
        expect(scaled.value).toBeCloseTo(score.value ?? NaN, 8);
        expect(scaled.effectiveN).toBeCloseTo(score.effectiveN, 6);
        expect(score.effectiveN).toBeLessThanOrEqual(list.length + 1e-9);
        const plain = weightedScore(weigh(metric, list.map(([value]) => [value, 3] as const)), metric);
        expect(plain.effectiveN).toBeCloseTo(list.length, 8);
        const larger = weightedScore(weigh(metric, [...list, ...list, ...list, ...list]), metric);
        if (score.low === null || score.high === null || larger.low === null || larger.high === null || metric === 'nps') return;
        expect(larger.high - larger.low).toBeLessThanOrEqual(score.high - score.low + 1e-9);
      }),
    );
  });

  it('has no interval where one weight is nearly all', () => {
    const nearlyOne = weightedScore(weigh('ces', [[7, 1422], [7, 1]]), 'ces');
    expect(nearlyOne.value).toBe(7);
    expect([nearlyOne.low, nearlyOne.high]).toEqual([null, null]);
  });

  it('is the plain interval under equal weights', () => {
    const list = [10, 10, 9, 8, 3, 0, 9].map((score) => [score, 5] as const);
    const nps = weightedScore(weigh('nps', list), 'nps');
    const plain = npsInterval(4, 2, 7);
    expect(nps.low).toBeCloseTo(plain?.low ?? NaN, 9);
    expect(nps.high).toBeCloseTo(plain?.high ?? NaN, 9);
    const csat = weightedScore(weigh('csat', [5, 4, 1].map((score) => [score, 2] as const)), 'csat');
    expect(csat.low).toBeCloseTo(100 * (shareInterval(2, 3)?.low ?? NaN), 9);
    const ces = weightedScore(weigh('ces', [7, 5, 3].map((score) => [score, 2] as const)), 'ces');
    expect(ces.high).toBeCloseTo(meanInterval(5, 4, 3)?.high ?? NaN, 9);
  });
});

describe('expected excess loss', () => {
  const atRisk = money(1_000_000, 'EUR');
  const churn = (value: number, low: number | null, high: number | null) => ({ value, low, high, variance: 0 });

  it('is MRR at risk × (F_low − F_all), as a range', () => {
    expect(expectedExcessLoss(atRisk, { ofLowest: churn(0.3, 0.2, 0.45), ofAll: 0.125 })).toEqual({
      currency: 'EUR', low: money(75_000, 'EUR'), value: money(175_000, 'EUR'), high: money(325_000, 'EUR'),
    });
  });

  it('is floored at 0 and has no ends without bounds', () => {
    expect(expectedExcessLoss(atRisk, { ofLowest: churn(0.1, 0.05, 0.3), ofAll: 0.2 })).toEqual({
      currency: 'EUR', low: money(0, 'EUR'), value: money(0, 'EUR'), high: money(100_000, 'EUR'),
    });
    expect(expectedExcessLoss(atRisk, { ofLowest: churn(0, null, null), ofAll: 0 })).toEqual({
      currency: 'EUR', low: null, value: money(0, 'EUR'), high: null,
    });
  });

  it('rounds each end once to the minor unit', () => {
    expect(expectedExcessLoss(money(101, 'JPY'), { ofLowest: churn(0.5, 0.25, 0.75), ofAll: 0 })).toMatchObject({
      low: money(25, 'JPY'), value: money(51, 'JPY'), high: money(76, 'JPY'),
    });
  });
});
