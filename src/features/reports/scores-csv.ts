/** A score report as rows of a table: one per group and bucket, the total where there are none. */
import type { ScoreFigures } from '../../domain/score-figures.ts';
import type { ScoreGroup, ScoreReport } from '../../domain/score-report.ts';
import type { CsvRow } from '../../platform/csv.ts';

export const SCORE_COLUMNS = [
  'metric', 'scaleMin', 'scaleMax', 'group', 'from', 'to', 'n', 'value', 'low', 'high', 'mean', 'responseRatePercent', 'difference', 'verdict', 'distribution',
] as const;

export function scoreRows({ groups }: ScoreReport): CsvRow[] {
  return groups.flatMap(({ key, total, buckets }) => (buckets.length > 0 ? buckets : [total]).map((figures) => rowOf(key, figures)));
}

export const PAGE_SCORE_COLUMNS = ['part', 'name', ...SCORE_COLUMNS] as const;

/** What a page of scores shows: each touchpoint as a whole and in its parts, then all of them together. @param names of touchpoints by key */
export function scorePageRows({ byTouchpoint, pooled }: { byTouchpoint: ScoreReport; pooled: ScoreReport | null }, names: ReadonlyMap<string, string>): CsvRow[] {
  const rows = ({ key, total, buckets }: ScoreGroup, name: string | null): CsvRow[] =>
    [{ part: 'whole', name, ...rowOf(key, total) }, ...buckets.map((figures): CsvRow => ({ part: 'part', name, ...rowOf(key, figures) }))];
  const nameOf = ({ key: { touchpoint } }: ScoreGroup): string | null => (typeof touchpoint === 'string' ? names.get(touchpoint) ?? touchpoint : null);
  return [...byTouchpoint.groups.flatMap((group) => rows(group, nameOf(group))), ...(pooled?.groups ?? []).flatMap((group) => rows(group, null))];
}

function rowOf({ metric, scale, ...group }: ScoreGroup['key'], figures: ScoreFigures): Record<(typeof SCORE_COLUMNS)[number], CsvRow[string]> {
  return {
    metric, scaleMin: scale.min, scaleMax: scale.max,
    group: Object.entries(group).map(([name, value]) => `${name}=${String(value)}`).join('; '),
    from: figures.from, to: figures.to, n: figures.n, value: figures.value, low: figures.low, high: figures.high, mean: figures.mean, responseRatePercent: figures.responseRatePercent,
    difference: figures.comparison?.difference ?? null, verdict: figures.comparison?.verdict ?? null,
    distribution: Object.entries(figures.distribution).map(([score, count]) => `${score}:${count}`).join(' '),
  };
}
