import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseEffect, countCase, emptyCases, isClosedAtLandmark, LANDMARK_DAYS } from '../../../../src/domain/outcomes/case-effect.ts';
import type { CaseTally } from '../../../../src/domain/outcomes/case-effect.ts';
import { caseEffectFigure } from '../../../../src/domain/outcomes/outcome-figures.ts';
import { addDays } from '../../../../src/domain/period.ts';

/** Followed days, whether they left then, whether their case was closed by the landmark. */
type Row = [number, boolean, boolean];

function tallyOf(rows: readonly Row[]): CaseTally {
  const tally = emptyCases();
  for (const [days, left, closed] of rows) countCase(tally, days, left, closed);
  return tally;
}

describe('a case at the landmark', () => {
  const on = '2026-05-01';
  const day = (count: number): string => addDays(on, count);

  it.each([
    ['never closed', [], false],
    ['closed at once', [{ from: day(0), until: null }], true],
    ['closed on the landmark day', [{ from: day(LANDMARK_DAYS), until: null }], true],
    ['closed a day late', [{ from: day(LANDMARK_DAYS + 1), until: null }], false],
    ['reopened on the landmark day', [{ from: day(2), until: day(LANDMARK_DAYS) }], false],
    ['reopened after it', [{ from: day(2), until: day(LANDMARK_DAYS + 1) }], true],
    ['reopened and closed again in time', [{ from: day(2), until: day(5) }, { from: day(9), until: null }], true],
    ['reopened and closed again too late', [{ from: day(2), until: day(5) }, { from: day(20), until: null }], false],
  ])('%s', (_name, spans, expected) => {
    expect(isClosedAtLandmark(on, spans)).toBe(expected);
  });
});

describe('effect of closing a case', () => {
  it('counts from the landmark, so that nobody is without a case for having left too soon to get one', () => {
    const tally = tallyOf([
      [5, true, false], // left before
      [LANDMARK_DAYS, true, false], // left on the landmark day
      [10, false, true], // out of sight before
    ]);
    expect([tally.withClosedCase.n, tally.without.n]).toEqual([0, 0]);
    countCase(tally, LANDMARK_DAYS, false, true); // still there when last seen, at the landmark
    countCase(tally, LANDMARK_DAYS + 1, true, false);
    expect([tally.withClosedCase.n, tally.without.n]).toEqual([1, 1]);
  });

  it('is the difference of two Kaplan–Meier estimates (worked by hand)', () => {
    const tally = tallyOf([
      // With: days 10, 40 and 76 after the landmark; one lost from sight on day 30, four watched longer.
      [24, true, true], [54, true, true], [44, false, true], [90, true, true], [200, false, true], [200, false, true], [200, false, true], [200, false, true],
      // Without: days 5, 20, 20 after the landmark; two watched longer.
      [19, true, false], [34, true, false], [34, true, false], [200, false, false], [200, false, false],
    ]);
    // S = 7/8 · 5/6 · 4/5 = 7/12 (day 30's censored one leaves 6 at risk on day 40), and 4/5 · 2/4 = 2/5.
    const effect = caseEffect(tally, 90);
    expect(effect?.one.value).toBeCloseTo(5 / 12, 12);
    expect(effect?.other.value).toBeCloseTo(3 / 5, 12);
    expect(effect?.value).toBeCloseTo(5 / 12 - 3 / 5, 12);
    // Within 30 days of the answer are 16 after the landmark: 1 of 8, and 1 of 5.
    expect(caseEffect(tally, 30)?.value).toBeCloseTo(1 / 8 - 1 / 5, 12);
    // Bounds of S^exp(±zσ/|ln S|), Greenwood: 1/56 + 1/30 + 1/20, and 1/20 + 2/8.
    const bounds = (survival: number, greenwood: number): [number, number] => {
      const spread = (1.959964 * Math.sqrt(greenwood)) / Math.abs(Math.log(survival));
      return [1 - survival ** Math.exp(-spread), 1 - survival ** Math.exp(spread)];
    };
    const [lowWith, highWith] = bounds(7 / 12, 1 / 56 + 1 / 30 + 1 / 20);
    const [lowWithout, highWithout] = bounds(2 / 5, 1 / 20 + 1 / 4);
    expect(effect).toMatchObject({ one: { low: expect.closeTo(lowWith, 12), high: expect.closeTo(highWith, 12) }, other: { low: expect.closeTo(lowWithout, 12), high: expect.closeTo(highWithout, 12) } });
    expect(effect?.low).toBeCloseTo(5 / 12 - 3 / 5 - Math.hypot(5 / 12 - lowWith, highWithout - 3 / 5), 12);
    expect(effect?.high).toBeCloseTo(5 / 12 - 3 / 5 + Math.hypot(highWith - 5 / 12, 3 / 5 - lowWithout), 12);
  });

  it('says how many there are on either side also where that is too few to tell', () => {
    const tally = tallyOf([...Array.from({ length: 3 }, (): Row => [200, false, true]), ...Array.from({ length: 40 }, (_, index): Row => (index < 8 ? [60, true, false] : [200, false, false]))]);
    expect(caseEffectFigure(tally, 90, 30)).toMatchObject({ value: null, reason: 'too-few', of: [3, 40], withClosedCase: { value: null, reason: 'too-few' }, without: { value: expect.closeTo(0.2, 12), n: 40, definition: 'churn-from-landmark/1' } });
    expect(caseEffectFigure(tally, 365, 3)).toMatchObject({ value: null, reason: 'not-followed', of: [3, 40] });
  });

  it('is unknown while one side is empty', () => {
    expect(caseEffect(tallyOf([[100, false, true]]), 90)).toBeNull();
    expect(caseEffectFigure(tallyOf([[100, false, true]]), 90, 1)).toMatchObject({ value: null, reason: 'too-few', of: [1, 0] });
  });

  const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 60 });

  it('does not depend on the order of customers', () => {
    fc.assert(fc.property(rows, fc.integer({ min: 0, max: 59 }), (some, turn) => {
      const turned = [...some.slice(turn), ...some.slice(0, turn)].toReversed();
      expect(caseEffectFigure(tallyOf(turned), 90, 1)).toEqual(caseEffectFigure(tallyOf(some), 90, 1));
    }));
  });

  it('changes its sign when the sides change places', () => {
    fc.assert(fc.property(rows, (some) => {
      const [one, other] = [caseEffect(tallyOf(some), 90), caseEffect(tallyOf(some.map(([days, left, closed]): Row => [days, left, !closed])), 90)];
      expect(other?.value ?? 0).toBeCloseTo(-(one?.value ?? 0), 12);
      expect([other?.low ?? 0, other?.high ?? 0]).toEqual([expect.closeTo(-(one?.high ?? 0), 12), expect.closeTo(-(one?.low ?? 0), 12)]);
    }));
  });
});

describe('a world in which closing does nothing', () => {
  /** The same numbers each time. */
  function* randomly(seed: number): Generator<number, never> {
    for (let state = seed; ;) yield (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  }

  /** Everybody leaves at the same rate, and whoever is still there gets their case closed on some day of three weeks. */
  function world(seed: number, customers: number): { left: number; closedOn: number | null }[] {
    const random = randomly(seed);
    return Array.from({ length: customers }, () => {
      const left = 1 + Math.floor(-Math.log(1 - random.next().value) * 60);
      const plannedOn = Math.floor(random.next().value * 40);
      return { left, closedOn: plannedOn < left && plannedOn <= 21 ? plannedOn : null };
    });
  }

  it('shows no effect, though who got a case closed had to stay long enough for it', () => {
    const people = world(7, 20_000);
    const effect = caseEffect(tallyOf(people.map(({ left, closedOn }): Row => [Math.min(left, 200), left <= 200, closedOn !== null && closedOn <= LANDMARK_DAYS])), 90);
    expect(effect?.low).toBeLessThan(0);
    expect(effect?.high).toBeGreaterThan(0);
    expect(Math.abs(effect?.value ?? 1)).toBeLessThan(0.02);
    // Counted from the answer instead, the very same people look saved.
    const churn = (closed: boolean): number => {
      const group = people.filter(({ closedOn }) => (closedOn !== null) === closed);
      return group.filter(({ left }) => left <= 90).length / group.length;
    };
    expect(churn(true) - churn(false)).toBeLessThan(-0.05);
  });

  it('is covered by the interval in about 95 of 100 worlds', () => {
    const covered = Array.from({ length: 200 }, (_, index) => {
      const people = world(1000 + index * 37, 400);
      const effect = caseEffect(tallyOf(people.map(({ left, closedOn }): Row => [Math.min(left, 200), left <= 200, closedOn !== null && closedOn <= LANDMARK_DAYS])), 90);
      return effect?.low != null && effect.high != null && effect.low <= 0 && effect.high >= 0;
    }).filter(Boolean).length;
    // Binomial with n = 200 and p = 0.95: 180 … 198 holds but once in a thousand.
    expect(covered).toBeGreaterThanOrEqual(180);
    expect(covered).toBeLessThanOrEqual(199);
  });
});
