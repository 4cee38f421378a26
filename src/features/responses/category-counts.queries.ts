import { METRICS, type Category, type Metric } from '../../domain/metric.ts';
import { addDays, type Day } from '../../domain/period.ts';
import { scoreReport } from '../../domain/score-report.ts';
import { findMonths } from '../rollups/rollups.queries.ts';

/** Before any answer there can be. */
const BEGINNING = '2000-01-01';

export interface CategoryCount {
  metric: Metric;
  category: Category;
  n: number;
}

export interface CountedRange {
  /** Inclusive; `null` = open. */
  from: Day | null;
  through: Day | null;
  today: Day;
  touchpoint?: string | undefined;
  survey?: string | undefined;
  where?: { segment: string; value: string } | undefined;
}

/** Answers that count, by category, from month documents: at a cost that does not grow with their number. */
export async function countByCategory(accountId: string, { from, through, today, touchpoint, survey, where }: CountedRange): Promise<CategoryCount[]> {
  // Clocks of senders may be a little ahead.
  const range = { from: from ?? BEGINNING, to: addDays(through ?? addDays(today, 1), 1) };
  const months = await findMonths(accountId, { ...range, segment: where?.segment ?? '', segmentValue: where?.value, touchpoint, survey });
  const { groups } = scoreReport({ ...range, months, interval: null, compare: false, groupBy: null, where: where ?? null, minimumSample: 0 });
  return METRICS.flatMap((metric) => {
    const counts = new Map<Category, number>();
    for (const { key, total } of groups) {
      if (key.metric !== metric) continue;
      for (const [category, figure] of Object.entries(total.categories) as [Category, { n: number }][]) counts.set(category, (counts.get(category) ?? 0) + figure.n);
    }
    return [...counts].map(([category, n]) => ({ metric, category, n }));
  });
}
