import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../../src/domain/distribution.ts';
import { monthsToRead } from '../../../src/domain/score-report.ts';
import { aMonth, ces, csat, on, report } from './report-months.ts';

describe('definition', () => {
  it('names version, intervals and minimum, and each definition in use once', () => {
    const { definition } = report(
      [
        aMonth({ ...ces, days: on('05', { '7': 1 }) }),
        aMonth({ days: on('05', { '9': 1 }) }),
        aMonth({ days: on('06', { '9': 1 }), touchpoint: 'support' }),
        aMonth({ ...csat, month: '2026-02', days: on('05', { '5': 1 }) }),
        aMonth({ days: on('06', { '9': 1 }), thresholds: { low: 5, high: 8 } }),
      ],
      { minimumSample: 12, compare: true },
    );
    expect(definition).toMatchObject({ version: 'scores-1', confidencePercent: 95, minimumSample: 12 });
    expect(definition.metrics.map(({ variant }) => variant)).toEqual(['nps-0-10-custom', 'nps-0-10', 'ces-1-7']);
    expect(definition.metrics[1]?.interval).toContain('adjusted Wald');
  });
});

describe('comparison', () => {
  const months = [
    aMonth({ month: '2026-02', days: on('28', { '9': 50, '8': 30, '5': 20 }) }),
    aMonth({ days: { ...on('05', { '9': 30, '7': 10 }), ...on('20', { '9': 40, '8': 10, '0': 10 }) } }),
  ];

  it('compares the total with the month before, by the metric of the group', () => {
    const [group] = report(months, { compare: true }).groups;
    expect(group?.total.comparison).toEqual({
      difference: expect.closeTo(30, 6),
      low: expect.closeTo(9.9163, 3),
      high: expect.closeTo(50.0837, 3),
      pValue: expect.closeTo(0.003415, 5),
      verdict: 'up',
    });
    const of = (metric: typeof csat | typeof ces, before: Distribution, after: Distribution) =>
      report([aMonth({ ...metric, month: '2026-02', days: on('01', before) }), aMonth({ ...metric, days: on('01', after) })], {
        compare: true,
      }).groups[0]?.total.comparison;
    expect(of(csat, { '5': 400, '1': 100 }, { '5': 430, '1': 70 })).toMatchObject({
      difference: expect.closeTo(6, 6),
      low: expect.closeTo(1.34137, 4),
      verdict: 'up',
    });
    expect(of(ces, { '4': 20, '5': 20 }, { '4': 18, '5': 22 })).toMatchObject({
      difference: expect.closeTo(0.05, 6),
      pValue: expect.closeTo(0.65921, 4),
      verdict: 'no-clear-change',
    });
  });

  it('compares each bucket with the period before that bucket, reading what came before the range', () => {
    const [group] = report(months, { compare: true, interval: 'week', from: '2026-03-02', to: '2026-03-23' }).groups;
    expect(group?.buckets.map((bucket) => [bucket.from, bucket.comparison?.verdict, bucket.comparison?.difference])).toEqual([
      ['2026-03-02', 'up', expect.closeTo(75 - 30, 6)],
      ['2026-03-09', 'too-few', null],
      ['2026-03-16', 'too-few', null],
    ]);
  });

  it('uses the minimum it is given', () => {
    const few = [aMonth({ month: '2026-02', days: on('28', { '9': 5, '0': 1 }) }), aMonth({ days: on('05', { '0': 5, '9': 1 }) })];
    const verdict = (minimumSample: number) =>
      report(few, { compare: true, minimumSample }).groups[0]?.total.comparison?.verdict;
    expect([verdict(30), verdict(7), verdict(6)]).toEqual(['too-few', 'too-few', 'down']);
  });
});

describe('monthsToRead', () => {
  it('is the months of the range, and with a comparison those of every compared period', () => {
    const range = { from: '2026-02-01', to: '2026-03-02', interval: null, compare: false } as const;
    expect(monthsToRead(range)).toEqual(['2026-02', '2026-03']);
    expect(monthsToRead({ ...range, compare: true })).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(monthsToRead({ from: '2026-01-01', to: '2026-04-01', interval: 'month', compare: true })).toEqual([
      '2025-10',
      '2025-11',
      '2025-12',
      '2026-01',
      '2026-02',
      '2026-03',
    ]);
  });
});
