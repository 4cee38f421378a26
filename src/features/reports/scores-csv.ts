/** A score report as rows of a table: each group as a whole and in its parts. */
import type { ScoreFigures } from '../../domain/score-figures.ts';
import type { ScoreGroup, ScoreReport } from '../../domain/score-report.ts';
import type { CsvRow } from '../../platform/csv.ts';

export const SCORE_COLUMNS = [
  'part', 'name', 'metric', 'scaleMin', 'scaleMax', 'group', 'from', 'to', 'n', 'value', 'low', 'high', 'mean', 'responseRatePercent', 'difference', 'verdict', 'distribution',
] as const;

/** @param names of touchpoints by key, for groups that are of one */
export function scoreRows({ groups }: ScoreReport, names: ReadonlyMap<string, string>): CsvRow[] {
  return groups.flatMap(({ key, total, buckets }): CsvRow[] => {
    const name = typeof key['touchpoint'] === 'string' ? names.get(key['touchpoint']) ?? key['touchpoint'] : null;
    return [{ part: 'whole', name, ...rowOf(key, total) }, ...buckets.map((figures): CsvRow => ({ part: 'part', name, ...rowOf(key, figures) }))];
  });
}

function rowOf({ metric, scale, ...group }: ScoreGroup['key'], figures: ScoreFigures): Record<Exclude<(typeof SCORE_COLUMNS)[number], 'part' | 'name'>, CsvRow[string]> {
  return {
    metric, scaleMin: scale.min, scaleMax: scale.max,
    group: Object.entries(group).map(([name, value]) => `${name}=${String(value)}`).join('; '),
    from: figures.from, to: figures.to, n: figures.n, value: figures.value, low: figures.low, high: figures.high, mean: figures.mean, responseRatePercent: figures.responseRatePercent,
    difference: figures.comparison?.difference ?? null, verdict: figures.comparison?.verdict ?? null,
    distribution: Object.entries(figures.distribution).map(([score, count]) => `${score}:${count}`).join(' '),
  };
}
