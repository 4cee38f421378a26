import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { churnWithin, countFollowUp, emptyFollowUps, mergeFollowUps, outcomesWithin, survivalCurve } from '../../../../src/domain/outcomes/survival.ts';
import { followed, PLACEBO, THIRD, TREATED } from './samples.ts';

// Day, survival, bounds, at risk: lifelines 0.30 KaplanMeierFitter (log(−log) Greenwood), survival again by statsmodels 0.15.
const REFERENCE: Record<string, [string, [number, number, number, number, number][]]> = {
  treated: [
    TREATED,
    [
      [6, 0.857142857143, 0.6197179553, 0.9515517476, 21],
      [7, 0.806722689076, 0.5631465646, 0.9228090192, 17],
      [10, 0.752941176471, 0.5031995108, 0.8893618352, 15],
      [13, 0.690196078431, 0.4316102225, 0.8490659633, 12],
      [16, 0.62745098038, 0.367510856, 0.8049121895, 11],
      [22, 0.53781512605, 0.2677789368, 0.7467907176, 7],
      [23, 0.448179271709, 0.188052006, 0.6801426285, 6],
    ],
  ],
  third: [
    THIRD,
    [
      [2, 0.933333333333, 0.6126412438, 0.9903322367, 15],
      [4, 0.866666666667, 0.5639120057, 0.9648844959, 14],
      [7, 0.794444444444, 0.4879051957, 0.9288700888, 12],
      [9, 0.722222222222, 0.4171751699, 0.8859168082, 11],
      [14, 0.641975308642, 0.3386060336, 0.8341095577, 9],
      [20, 0.550264550265, 0.2527089249, 0.7715002027, 7],
      [24, 0.458553791887, 0.1804334703, 0.7011743836, 6],
      [26, 0.343915343915, 0.0970313521, 0.6136190016, 4],
      [31, 0.171957671958, 0.0121207476, 0.4954164612, 2],
    ],
  ],
};

describe('Kaplan–Meier', () => {
  it.each(Object.entries(REFERENCE))('agrees with lifelines and statsmodels: %s', (_, [text, points]) => {
    const [start, ...curve] = survivalCurve(followed(text));
    expect(start).toEqual({ day: 0, survival: 1, low: null, high: null, atRisk: points[0]?.[4] });
    expect(curve.map(({ day, atRisk }) => [day, atRisk])).toEqual(points.map(([day, , , , atRisk]) => [day, atRisk]));
    curve.forEach((point, index) => {
      expect(point.survival).toBeCloseTo(points[index]?.[1] ?? NaN, 10);
      expect(point.low).toBeCloseTo(points[index]?.[2] ?? NaN, 6);
      expect(point.high).toBeCloseTo(points[index]?.[3] ?? NaN, 6);
    });
  });

  it('ends at exactly 0, without bounds, when the last one leaves', () => {
    expect(survivalCurve(followed(PLACEBO)).at(-1)).toEqual({ day: 23, survival: 0, low: null, high: null, atRisk: 1 });
    expect(churnWithin(followed(PLACEBO), 23)).toEqual({ value: 1, low: null, high: null, variance: null });
    expect(churnWithin(followed(PLACEBO), 365)?.value).toBe(1);
  });

  it('has Greenwood’s standard error (statsmodels)', () => {
    expect(Math.sqrt(churnWithin(followed(TREATED), 10)?.variance ?? NaN)).toBeCloseTo(0.096349652994, 10);
    expect(Math.sqrt(churnWithin(followed(PLACEBO), 22)?.variance ?? NaN)).toBeCloseTo(0.046471432045, 10);
  });

  it('reads churn as 1 − S, its day included, bounds turned round', () => {
    const churn = churnWithin(followed(TREATED), 10);
    expect(churn?.value).toBeCloseTo(1 - 0.752941176471, 10);
    expect(churn?.low).toBeCloseTo(1 - 0.8893618352, 6);
    expect(churn?.high).toBeCloseTo(1 - 0.5031995108, 6);
    expect(churnWithin(followed(TREATED), 9)?.value).toBeCloseTo(1 - 0.806722689076, 10);
  });

  it('does not claim to know what nobody was followed for', () => {
    expect(churnWithin(followed('5 10+ 29+'), 30)).toBeNull();
    expect(churnWithin(followed('5 10+ 30+'), 30)?.value).toBeCloseTo(1 / 3, 12);
    expect(churnWithin(followed('5 10'), 30)?.value).toBe(1);
    expect(churnWithin(emptyFollowUps(), 30)).toBeNull();
    expect(churnWithin(followed('40 50+'), 30)).toMatchObject({ value: 0, low: null, high: null, variance: 0 });
    expect(survivalCurve(emptyFollowUps())).toEqual([]);
  });

  it('lets leaving come before the end of observation on one day', () => {
    expect(churnWithin(followed('5 5+'), 5)?.value).toBe(0.5);
  });

  it('knows the fate of leavers and of those seen long enough', () => {
    expect(outcomesWithin(followed('5 30 31 29+ 30+ 90+'), 30)).toEqual({ leavers: 2, stayers: 3 });
  });

  it('refuses a churn on the day of the answer', () => {
    expect(() => countFollowUp(emptyFollowUps(), 0, true)).toThrow(RangeError);
    expect(() => countFollowUp(emptyFollowUps(), -1, false)).toThrow(RangeError);
  });
});

describe('properties', () => {
  const aFollowUp = fc.record({ days: fc.integer({ min: 1, max: 400 }), churned: fc.boolean() });
  const many = fc.array(aFollowUp, { minLength: 1, maxLength: 60 });
  const countsOf = (list: { days: number; churned: boolean }[]) => {
    const counts = emptyFollowUps();
    for (const { days, churned } of list) countFollowUp(counts, days, churned);
    return counts;
  };

  it('is the plain rate where nobody is censored before the horizon', () => {
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 400 }), (list, horizon) => {
        const uncensored = list.map(({ days, churned }) => ({ days: churned ? days : Math.max(days, horizon), churned }));
        const counts = countsOf(uncensored);
        const plain = uncensored.filter(({ days, churned }) => churned && days <= horizon).length / list.length;
        const churn = churnWithin(counts, horizon);
        if (churn !== null) expect(churn.value).toBeCloseTo(plain, 10);
        else expect(counts.longest).toBeLessThan(horizon);
      }),
    );
  });

  it('never increases, stays within its band and 0–1', () => {
    fc.assert(
      fc.property(many, (list) => {
        let before = 1;
        for (const { survival, low, high } of survivalCurve(countsOf(list))) {
          expect(survival).toBeLessThanOrEqual(before);
          expect(survival).toBeGreaterThanOrEqual(0);
          if (low !== null) expect(low).toBeLessThanOrEqual(survival);
          if (high !== null) expect(high).toBeGreaterThanOrEqual(survival);
          before = survival;
        }
      }),
    );
  });

  it('does not depend on the order or grouping of customers', () => {
    fc.assert(
      fc.property(many, many, (one, other) => {
        const merged = mergeFollowUps([countsOf(one), countsOf(other)]);
        expect(survivalCurve(merged)).toEqual(survivalCurve(countsOf([...other.toReversed(), ...one])));
        expect(merged.n).toBe(one.length + other.length);
      }),
    );
  });

  it('is surer with more customers of the same kind', () => {
    fc.assert(
      fc.property(many, (list) => {
        const single = churnWithin(countsOf(list), 90);
        const fourfold = churnWithin(countsOf([...list, ...list, ...list, ...list]), 90);
        if (single?.low == null || single.high === null || fourfold?.low == null || fourfold.high === null) return;
        expect(fourfold.value).toBeCloseTo(single.value, 10);
        expect(fourfold.high - fourfold.low).toBeLessThan(single.high - single.low);
      }),
    );
  });
});
