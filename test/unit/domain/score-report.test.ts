import { describe, expect, it } from 'vitest';
import type { ScoreReport } from '../../../src/domain/score-report.ts';
import { aMonth, ces, csat, on, report } from './report-months.ts';

const keys = (result: ScoreReport): unknown[] => result.groups.map((group) => group.key);

describe('one group', () => {
  const days = {
    '02': { sent: 300, bounced: 50 },
    '03': { scores: { '9': 30, '10': 30, '8': 30 }, responded: 100 },
    '31': { scores: { '2': 10 } },
  };

  it('has the figures of the contract', () => {
    expect(report([aMonth({ days })]).groups).toEqual([
      {
        key: { metric: 'nps', scale: { min: 0, max: 10 } },
        touchpoints: ['delivery'],
        total: {
          from: '2026-03-01',
          to: '2026-04-01',
          n: 100,
          distribution: { '2': 10, '8': 30, '9': 30, '10': 30 },
          value: 50,
          mean: 8.3,
          low: expect.closeTo(35.46659, 4),
          high: expect.closeTo(61.62079, 4),
          categories: {
            promoter: { n: 60, percent: 60 },
            passive: { n: 30, percent: 30 },
            detractor: { n: 10, percent: 10 },
          },
          responseRatePercent: 40,
          comparison: null,
        },
        buckets: [],
      },
    ]);
  });

  it('shows buckets, empty ones with nulls, that add up to the total', () => {
    const [group] = report([aMonth({ days })], { interval: 'week' }).groups;
    expect(group?.buckets.map(({ from, to, n, value, responseRatePercent }) => [from, to, n, value, responseRatePercent])).toEqual([
      ['2026-03-01', '2026-03-02', 0, null, null],
      ['2026-03-02', '2026-03-09', 90, expect.closeTo(66.6667, 3), 40],
      ['2026-03-09', '2026-03-16', 0, null, null],
      ['2026-03-16', '2026-03-23', 0, null, null],
      ['2026-03-23', '2026-03-30', 0, null, null],
      ['2026-03-30', '2026-04-01', 10, -100, null],
    ]);
    expect(group?.buckets[0]).toMatchObject({
      distribution: {},
      mean: null,
      low: null,
      high: null,
      categories: { promoter: { n: 0, percent: null } },
    });
  });

  it('takes the satisfied percent with Wilson for CSAT and the mean with t for CES', () => {
    const months = [
      aMonth({ ...csat, days: on('05', { '5': 250, '4': 150, '3': 60, '1': 40 }) }),
      aMonth({ ...ces, days: on('05', { '1': 2, '2': 3, '3': 4, '4': 10, '5': 20, '6': 31, '7': 30 }) }),
    ];
    expect(report(months).groups.map((group) => group.total)).toMatchObject([
      { n: 500, value: 80, low: expect.closeTo(76.271089, 5), high: expect.closeTo(83.27145, 5), mean: 4.14 },
      {
        n: 100,
        value: 5.56,
        low: expect.closeTo(5.274723, 5),
        high: expect.closeTo(5.845277, 5),
        categories: { easy: { n: 81, percent: 81 } },
      },
    ]);
  });

  it('counts only days in the range, and adds stripes of one month before it takes categories', () => {
    const months = [
      aMonth({ days: { ...on('01', { '9': 5 }), ...on('10', { '9': 1, '3': 1 }) } }),
      aMonth({ days: on('10', { '3': -1, '8': 1 }) }),
      aMonth({ month: '2026-02', days: on('15', { '9': 7 }) }),
    ];
    const [group] = report(months, { from: '2026-03-02', to: '2026-03-20' }).groups;
    expect(group?.total).toMatchObject({ distribution: { '8': 1, '9': 1 }, value: 50 });
  });
});

describe('groups', () => {
  const months = [
    aMonth({ days: on('05', { '9': 4 }), touchpoint: 'support', surveyKey: 'b', version: 10 }),
    aMonth({ days: on('05', { '9': 1 }), touchpoint: 'support', surveyKey: 'b', version: 9 }),
    aMonth({ days: on('05', { '0': 2 }) }),
    aMonth({ days: on('06', { '10': 3 }), scale: { min: 1, max: 10 } }),
    aMonth({ days: on('06', { '7': 3 }), ...ces }),
    aMonth({ days: on('05', { '9': 5 }), segment: 'locale', segmentValue: 'fa' }),
    aMonth({ days: on('05', { '0': 2 }), segment: 'locale', segmentValue: 'ar' }),
    aMonth({ days: on('05', { '0': 2, '9': 5 }), segment: 'property:plan', segmentValue: 'pro' }),
  ];
  const nps = { metric: 'nps', scale: { min: 0, max: 10 } };
  const npsFromOne = { metric: 'nps', scale: { min: 1, max: 10 } };
  const effort = { metric: 'ces', scale: { min: 1, max: 7 } };

  it('never mixes metrics or scales, and says which touchpoints are pooled', () => {
    const result = report(months);
    expect(keys(result)).toEqual([nps, npsFromOne, effort]);
    expect(result.groups[0]).toMatchObject({ touchpoints: ['delivery', 'support'], total: { n: 7 } });
    expect(result.groups[1]).toMatchObject({ touchpoints: ['delivery'], total: { n: 3 } });
  });

  it('names the group value under what it is grouped by', () => {
    expect(keys(report(months, { groupBy: 'touchpoint' }))).toEqual([
      { touchpoint: 'delivery', ...nps },
      { touchpoint: 'delivery', ...npsFromOne },
      { touchpoint: 'delivery', ...effort },
      { touchpoint: 'support', ...nps },
    ]);
    expect(keys(report(months, { groupBy: 'survey' })).at(-1)).toEqual({ survey: 'b', ...nps });
    expect(keys(report(months, { groupBy: 'version' })).slice(-2)).toEqual([
      { survey: 'b', version: 9, ...nps },
      { survey: 'b', version: 10, ...nps },
    ]);
  });

  it('reads segment documents only when asked for a segment, and then only those', () => {
    const byLocale = report(months, { groupBy: 'locale' });
    expect(keys(byLocale)).toEqual([
      { locale: 'ar', ...nps },
      { locale: 'fa', ...nps },
    ]);
    expect(byLocale.groups.map((group) => group.total.value)).toEqual([-100, 100]);
    expect(keys(report(months, { groupBy: 'property:plan' }))).toEqual([{ 'property:plan': 'pro', ...nps }]);
    const [persian] = report(months, { where: { segment: 'locale', value: 'fa' }, groupBy: 'touchpoint' }).groups;
    expect(persian).toMatchObject({ key: { touchpoint: 'delivery' }, total: { n: 5 } });
    expect(() => report(months, { where: { segment: 'locale', value: 'fa' }, groupBy: 'locale' })).toThrow(RangeError);
  });

  it('lists a group that was asked but did not answer, and none without anything in the range', () => {
    const asked = aMonth({ days: { '05': { sent: 4 } } });
    expect(report([asked]).groups[0]?.total).toMatchObject({ n: 0, value: null, responseRatePercent: 0 });
    const settled = aMonth({ days: { '05': { sent: 0, scores: { '9': 0 } } } });
    const earlier = aMonth({ month: '2026-02', days: on('05', { '9': 4 }) });
    expect(report([settled, earlier], { compare: true }).groups).toEqual([]);
    expect(report([]).groups).toEqual([]);
  });
});

describe('versions with different thresholds', () => {
  const months = [
    aMonth({ ...csat, scale: { min: 1, max: 10 }, thresholds: { low: 4, high: 8 }, days: on('05', { '6': 10, '9': 10 }) }),
    aMonth({ ...csat, scale: { min: 1, max: 10 }, thresholds: { low: 5, high: 6 }, version: 2, days: on('05', { '6': 10 }) }),
  ];

  it('keeps each answer in its own category and defines both', () => {
    const result = report(months);
    expect(result.groups[0]?.total).toMatchObject({ n: 30, distribution: { '6': 20, '9': 10 } });
    expect(result.groups[0]?.total.categories.satisfied?.n).toBe(20);
    expect(result.groups[0]?.total.value).toBeCloseTo(66.6667, 3);
    expect(result.definition.metrics.map(({ variant, thresholds }) => [variant, thresholds.high])).toEqual([
      ['csat-1-10', 8],
      ['css', 6],
    ]);
  });
});
