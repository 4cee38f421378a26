import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsBetween, daysBetween } from '../../../../src/domain/period.ts';
import { BUSINESS_PERIODS, OUTCOME_PERIODS, reportPeriod } from '../../../../src/features/reports/report-period.ts';

const TODAY = '2026-03-15';

describe('the period of a report page', () => {
  it.each([
    [{}, '2026-02-14', '2026-03-16', 'last-30-days'],
    [{ period: 'last-90-days' }, '2025-12-16', '2026-03-16', 'last-90-days'],
    [{ period: 'this-month' }, '2026-03-01', '2026-03-16', 'this-month'],
    [{ period: 'last-month' }, '2026-02-01', '2026-03-01', 'last-month'],
    [{ from: '2024-02-01', through: '2024-02-29' }, '2024-02-01', '2024-03-01', 'custom'],
    [{ from: '2026-01-05', through: '2026-01-05' }, '2026-01-05', '2026-01-06', 'custom'],
    [{ period: 'last-month', from: '2024-02-01', through: '2024-02-29' }, '2026-02-01', '2026-03-01', 'last-month'],
    [{ period: 'nonsense' }, '2026-02-14', '2026-03-16', 'last-30-days'],
  ])('of %o is %s to %s', (query, from, to, period) => {
    expect(reportPeriod(query, TODAY)).toMatchObject({ from, to, period, isRefused: false });
  });

  it.each([
    [{}, '2025-03-16', '2026-03-16', OUTCOME_PERIODS, 'last-365-days'],
    [{ period: 'last-180-days' }, '2025-09-17', '2026-03-16', OUTCOME_PERIODS, 'last-180-days'],
    [{ period: 'last-730-days' }, '2024-03-16', '2026-03-16', OUTCOME_PERIODS, 'last-730-days'],
    [{}, '2025-04-01', '2026-03-16', BUSINESS_PERIODS, 'last-12-months'],
    [{ period: 'this-year' }, '2026-01-01', '2026-03-16', BUSINESS_PERIODS, 'this-year'],
    [{ period: 'last-year' }, '2025-01-01', '2026-01-01', BUSINESS_PERIODS, 'last-year'],
    [{ period: 'x' }, '2025-04-01', '2026-03-16', BUSINESS_PERIODS, 'last-12-months'],
  ])('of %o on a page with longer periods is %s to %s', (query, from, to, periods, period) => {
    expect(reportPeriod(query, TODAY, periods)).toMatchObject({ from, to, period, offered: periods.offered });
  });

  it('reaches over the turn of a year', () => {
    expect(reportPeriod({ period: 'last-month' }, '2026-01-31')).toMatchObject({ from: '2025-12-01', to: '2026-01-01', through: '2025-12-31' });
  });

  it.each([
    { from: '2026-02-30', through: '2026-03-01' }, { from: '2026-03-02', through: '2026-03-01' }, { from: '2026-03-02' }, { through: '2026-03-02' }, { period: 'custom' },
    { from: '1999-01-01', through: '2026-01-01' }, { from: '$ne', through: '[object Object]' }, { from: '0001-01-01', through: '0001-01-02' },
  ])('refuses %o and shows the last 30 days', (query) => {
    expect(reportPeriod(query, TODAY)).toMatchObject({ period: 'last-30-days', isRefused: true });
  });

  it('fits the interval to the length unless one is chosen', () => {
    expect(reportPeriod({ period: 'this-month' }, '2026-03-05').interval).toBe('day');
    expect(reportPeriod({}, TODAY).interval).toBe('week');
    expect(reportPeriod({ from: '2025-01-01', through: '2025-12-31' }, TODAY).interval).toBe('month');
    expect(reportPeriod({ from: '2020-01-01', through: '2025-12-31' }, TODAY).interval).toBe('quarter');
    expect(reportPeriod({ interval: 'day' }, TODAY).interval).toBe('day');
    expect(reportPeriod({ interval: 'hour' }, TODAY).interval).toBe('week');
  });

  it('is always a period that can be drawn', () => {
    const day = fc.date({ min: new Date('1960-01-01'), max: new Date('2210-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    fc.assert(fc.property(day, day, fc.constantFrom('day', 'week', 'month', 'quarter', undefined), (from, through, interval) => {
      const period = reportPeriod({ from, through, interval }, TODAY);
      expect(daysBetween(period.from, period.to)).toBeGreaterThan(0);
      expect(bucketsBetween(period.from, period.to, period.interval).length).toBeLessThanOrEqual(202);
    }));
  });
});
