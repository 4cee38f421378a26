import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { churnDifference } from '../../../../src/domain/outcomes/churn-difference.ts';
import { logRank } from '../../../../src/domain/outcomes/log-rank.ts';
import { countFollowUp, emptyFollowUps } from '../../../../src/domain/outcomes/survival.ts';
import { followed, PLACEBO, THIRD, TREATED } from './samples.ts';

describe('log-rank test', () => {
  // lifelines multivariate_logrank_test and statsmodels survdiff, which agree to 12 digits.
  it.each([
    ['treated, placebo', [TREATED, PLACEBO], 16.792940989216547, 4.168809109e-5],
    ['treated, third', [TREATED, THIRD], 0.44213115294209, 0.50609562817168],
    ['all three', [TREATED, PLACEBO, THIRD], 23.01482210776289, 1.00552964344e-5],
  ])('agrees with lifelines and statsmodels: %s', (_, texts, statistic, pValue) => {
    const test = logRank(texts.map(followed));
    expect(test?.statistic).toBeCloseTo(statistic, 10);
    expect((test?.pValue ?? NaN) / pValue).toBeCloseTo(1, 8);
    expect(test?.degreesOfFreedom).toBe(texts.length - 1);
  });

  it('has nothing to say where nothing tells groups apart', () => {
    expect(logRank([])).toBeNull();
    expect(logRank([followed(TREATED)])).toBeNull();
    expect(logRank([followed('5+ 6+'), followed('7+')])).toBeNull();
    expect(logRank([followed('5 5'), followed('5')])).toBeNull();
    expect(logRank([followed(TREATED), emptyFollowUps()])).toBeNull();
  });

  it('leaves out a group that was gone from sight before the first one left', () => {
    const two = logRank([followed(TREATED), followed(THIRD)]);
    expect(logRank([followed(TREATED), followed('1+ 1+ 0+'), followed(THIRD)])).toEqual(two);
  });

  it('does not depend on the order of groups', () => {
    const aGroup = fc
      .array(fc.record({ days: fc.integer({ min: 1, max: 30 }), churned: fc.boolean() }), { minLength: 2, maxLength: 30 })
      .map((list) => {
        const counts = emptyFollowUps();
        for (const { days, churned } of list) countFollowUp(counts, days, churned);
        return counts;
      });
    fc.assert(
      fc.property(fc.array(aGroup, { minLength: 2, maxLength: 4 }), (groups) => {
        const [one, other] = [logRank(groups), logRank(groups.toReversed())];
        expect(other === null).toBe(one === null);
        if (one === null) return;
        expect(one.pValue).toBeGreaterThanOrEqual(0);
        expect(one.pValue).toBeLessThanOrEqual(1);
        expect(other?.statistic).toBeCloseTo(one.statistic, 6);
      }),
    );
  });
});

describe('difference of churn', () => {
  // Square-and-add over lifelines' log(−log) bounds.
  it.each([
    ['placebo − treated', PLACEBO, TREATED, 10, 0.37198879551820685, 0.0540022748804595, 0.6123414503368083],
    ['third − treated', THIRD, TREATED, 24, -0.010374520178441982, -0.36608640628766387, 0.3517827829155978],
  ])('%s', (_, one, other, horizon, value, low, high) => {
    const difference = churnDifference(followed(one), followed(other), horizon);
    expect(difference?.value).toBeCloseTo(value, 10);
    expect(difference?.low).toBeCloseTo(low, 6);
    expect(difference?.high).toBeCloseTo(high, 6);
  });

  it('turns round with its groups', () => {
    const one = churnDifference(followed(PLACEBO), followed(TREATED), 10);
    const other = churnDifference(followed(TREATED), followed(PLACEBO), 10);
    expect(other?.value).toBeCloseTo(-(one?.value ?? NaN), 12);
    expect(other?.low).toBeCloseTo(-(one?.high ?? NaN), 12);
    expect(other?.pValue).toBeCloseTo(one?.pValue ?? NaN, 12);
  });

  it('has no bounds where a group lost nobody, and no value where it was not watched', () => {
    expect(churnDifference(followed('5 40+'), followed('40+ 40+'), 30)).toMatchObject({ value: 0.5, low: null, high: null });
    expect(churnDifference(followed('5 40+'), followed('20+ 20+'), 30)).toBeNull();
  });
});
