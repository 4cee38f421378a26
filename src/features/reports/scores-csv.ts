/** A score report as rows of a table: one per group and bucket, the total where there are none. */
import type { ScoreReport } from '../../domain/score-report.ts';
import type { CsvRow } from '../../platform/csv.ts';

export const SCORE_COLUMNS = [
  'metric', 'scaleMin', 'scaleMax', 'group', 'from', 'to', 'n', 'value', 'low', 'high', 'mean', 'responseRatePercent', 'difference', 'verdict', 'distribution',
] as const;

export function scoreRows({ groups }: ScoreReport): CsvRow[] {
  return groups.flatMap(({ key: { metric, scale, ...group }, total, buckets }) => (buckets.length > 0 ? buckets : [total]).map((figures): Record<(typeof SCORE_COLUMNS)[number], CsvRow[string]> => ({
    metric, scaleMin: scale.min, scaleMax: scale.max,
    group: Object.entries(group).map(([name, value]) => `${name}=${String(value)}`).join('; '),
    from: figures.from, to: figures.to, n: figures.n, value: figures.value, low: figures.low, high: figures.high, mean: figures.mean, responseRatePercent: figures.responseRatePercent,
    difference: figures.comparison?.difference ?? null, verdict: figures.comparison?.verdict ?? null,
    distribution: Object.entries(figures.distribution).map(([score, count]) => `${score}:${count}`).join(' '),
  })));
}
