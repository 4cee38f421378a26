import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ces, easyPercent } from '../../../src/domain/ces.ts';
import { csat, csatOfCounts } from '../../../src/domain/csat.ts';
import type { Distribution } from '../../../src/domain/distribution.ts';
import { mean, mergeDistributions } from '../../../src/domain/distribution.ts';
import { nps, npsOfCounts } from '../../../src/domain/nps.ts';
import { percent } from '../../../src/domain/ratio.ts';
import { invitationCounts, responseRatePercent } from '../../../src/domain/response-rate.ts';

const NPS = { low: 6, high: 9 };
const CSAT = { low: 2, high: 4 };
const CES = { low: 3, high: 5 };

const distribution = (min: number, max: number): fc.Arbitrary<Distribution> =>
  fc
    .array(fc.tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: 500 })), { minLength: 1, maxLength: 12 })
    .map((pairs) => mergeDistributions(pairs.map(([score, count]) => ({ [score]: count }))));

describe('nps', () => {
  it('is % promoters − % detractors: 60 % − 10 % = 50 and 70 % − 10 % = 60', () => {
    expect(nps({ '9': 30, '10': 30, '8': 30, '6': 10 }, NPS)).toBe(50);
    expect(nps({ '10': 70, '7': 20, '0': 10 }, NPS)).toBe(60);
  });

  it('on 1–10: (1700 − 150) / 2200', () => {
    expect(nps({ '9': 1000, '10': 700, '7': 350, '1': 50, '6': 100 }, NPS)).toBeCloseTo(70.454545454545, 10);
  });

  it('is null without answers', () => {
    expect(nps({}, NPS)).toBeNull();
    expect(npsOfCounts({ promoter: 0, passive: 0, detractor: 0 })).toBeNull();
  });

  it('stays within ±100, ignores scale of counts, and changes sign when promoters and detractors swap', () => {
    fc.assert(
      fc.property(distribution(0, 10), fc.integer({ min: 2, max: 9 }), (d, times) => {
        const value = nps(d, NPS) ?? NaN;
        expect(Math.abs(value)).toBeLessThanOrEqual(100);
        expect(nps(mergeDistributions(Array.from({ length: times }, () => d)), NPS)).toBeCloseTo(value, 10);
      }),
    );
    expect(npsOfCounts({ promoter: 7, passive: 2, detractor: 3 })).toBe(
      -(npsOfCounts({ promoter: 3, passive: 2, detractor: 7 }) ?? NaN),
    );
  });
});

describe('csat', () => {
  it('is satisfied ÷ answers × 100: 400 / 500 = 80', () => {
    expect(csat({ '5': 250, '4': 150, '3': 60, '1': 40 }, CSAT)).toBe(80);
    expect(csatOfCounts({ satisfied: 400, neutral: 60, dissatisfied: 40 })).toBe(80);
  });

  it('covers thumbs and the "CSS" variant by thresholds alone', () => {
    expect(csat({ '1': 3, '0': 1 }, { low: 0, high: 1 })).toBe(75);
    const answers = { '10': 2, '7': 3, '6': 1, '5': 3, '1': 1 };
    expect(csat(answers, { low: 5, high: 6 })).toBe(60);
    expect(csat(answers, { low: 4, high: 8 })).toBe(20);
  });

  it('is null without answers', () => {
    expect(csat({}, CSAT)).toBeNull();
  });

  it('stays within 0 and 100', () => {
    fc.assert(
      fc.property(distribution(1, 5), (d) => {
        const value = csat(d, CSAT) ?? NaN;
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('ces', () => {
  it('is the mean on its scale, with easy ÷ answers × 100 beside it', () => {
    const answers = { '7': 4, '5': 2, '4': 1, '2': 3 };
    expect(ces(answers)).toBe(4.8);
    expect(easyPercent(answers, CES)).toBe(60);
  });

  it('is null without answers', () => {
    expect([ces({}), easyPercent({}, CES)]).toEqual([null, null]);
  });

  it('mirrors the mean under a reversed scale', () => {
    fc.assert(
      fc.property(distribution(1, 7), (d) => {
        const reversed = Object.fromEntries(Object.entries(d).map(([score, count]) => [8 - Number(score), count]));
        expect(mean(reversed)).toBeCloseTo(8 - (ces(d) ?? NaN), 10);
      }),
    );
  });
});

describe('responseRatePercent', () => {
  it('is responded ÷ (sent − bounced) × 100', () => {
    expect(responseRatePercent({ sent: 110, bounced: 10, responded: 25 })).toBe(25);
    expect(responseRatePercent({ sent: 3, bounced: 0, responded: 0 })).toBe(0);
  });

  it('is null when nothing was delivered', () => {
    expect(responseRatePercent({ sent: 0, bounced: 0, responded: 0 })).toBeNull();
    expect(responseRatePercent({ sent: 4, bounced: 4, responded: 0 })).toBeNull();
  });
});

describe('percent', () => {
  it('rounds once and has no value over nothing', () => {
    expect([percent(16000, 18400), percent(1, 3)]).toEqual([86.95652173913044, 33.333333333333336]);
    expect([percent(0, 0), percent(5, 0)]).toEqual([null, null]);
  });
});

describe('invitationCounts', () => {
  it('adds up the days from the first on, without the last', () => {
    const months = [
      { month: '2026-03', days: { '09': { sent: 100, bounced: 100, responded: 100 }, '10': { sent: 4, responded: 1 }, '31': { bounced: 2 } } },
      { month: '2026-04', days: { '01': { sent: 8 }, '02': { sent: 100, bounced: 100, responded: 100 } } },
    ];
    expect(invitationCounts(months, { from: '2026-03-10', to: '2026-04-02' })).toEqual({ sent: 12, bounced: 2, responded: 1 });
    expect(invitationCounts(months, { from: '2026-04-02', to: '2026-04-02' })).toEqual({ sent: 0, bounced: 0, responded: 0 });
  });
});
