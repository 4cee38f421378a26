import { scaleName, type Metric, type Scale } from '../../domain/metric.ts';
import type { DayRange, Interval } from '../../domain/period.ts';
import { monthsToRead, scoreReport, type ScoreReport } from '../../domain/score-report.ts';
import { findMonths } from '../rollups/rollups.queries.ts';
import type { PlainScore } from './outcome-weights.ts';

export interface ScorePageFilter extends DayRange {
  interval: Interval;
  touchpoint?: string | undefined;
  minimumSample: number;
}

export interface ScorePageReports {
  byTouchpoint: ScoreReport;
  /** One group per metric and scale, over all touchpoints read. */
  pooled: ScoreReport;
}

/** Scores of each touchpoint and of all of them, from one read of month documents. */
export async function findScorePage(accountId: string, { from, to, interval, touchpoint, minimumSample }: ScorePageFilter): Promise<ScorePageReports> {
  const range = { from, to, interval, compare: true };
  const [first] = monthsToRead(range);
  const months = await findMonths(accountId, { from: `${first ?? from.slice(0, 7)}-01`, to, segment: '', touchpoint });
  const report = (groupBy: 'touchpoint' | null): ScoreReport => scoreReport({ ...range, months, groupBy, where: null, minimumSample });
  return { byTouchpoint: report('touchpoint'), pooled: report(null) };
}

/** The plain score of each question asked at a touchpoint, over all of a range at once. */
export async function findPlainScores(accountId: string, { from, to, touchpoint, minimumSample }: Omit<ScorePageFilter, 'interval'>): Promise<(question: { metric: Metric; scale: Scale }) => PlainScore> {
  const range = { from, to, interval: null, compare: false };
  const months = await findMonths(accountId, { from: `${from.slice(0, 7)}-01`, to, segment: '', touchpoint });
  const { groups } = scoreReport({ ...range, months, groupBy: null, where: null, minimumSample });
  return ({ metric, scale }) => groups.find(({ key }) => key.metric === metric && scaleName(key.scale) === scaleName(scale))?.total ?? { value: null, low: null, high: null, n: 0 };
}
