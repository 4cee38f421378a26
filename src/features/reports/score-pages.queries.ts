import type { DayRange, Interval } from '../../domain/period.ts';
import { monthsToRead, scoreReport, type ScoreReport } from '../../domain/score-report.ts';
import { findMonths } from '../rollups/rollups.queries.ts';

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
