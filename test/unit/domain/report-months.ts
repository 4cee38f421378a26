/** Month documents and a report over March 2026, for the tests of score reports. */
import type { Distribution } from '../../../src/domain/distribution.ts';
import { scoreReport } from '../../../src/domain/score-report.ts';
import type { ReportMonth, ScoreReport, ScoreReportInput } from '../../../src/domain/score-report.ts';

export const aMonth = (change: Partial<ReportMonth> = {}): ReportMonth => ({
  surveyKey: 'after-delivery',
  version: 1,
  metric: 'nps',
  scale: { min: 0, max: 10 },
  thresholds: { low: 6, high: 9 },
  touchpoint: 'delivery',
  segment: '',
  segmentValue: '',
  month: '2026-03',
  days: {},
  ...change,
});
export const ces = { metric: 'ces', scale: { min: 1, max: 7 }, thresholds: { low: 3, high: 5 } } as const;
export const csat = { metric: 'csat', scale: { min: 1, max: 5 }, thresholds: { low: 2, high: 4 } } as const;
export const on = (day: string, scores: Distribution): ReportMonth['days'] => ({ [day]: { scores } });

export const report = (months: ReportMonth[], change: Partial<ScoreReportInput> = {}): ScoreReport =>
  scoreReport({
    months,
    from: '2026-03-01',
    to: '2026-04-01',
    interval: null,
    groupBy: null,
    where: null,
    compare: false,
    minimumSample: 30,
    ...change,
  });
