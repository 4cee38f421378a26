/**
 * Counts of one metric and scale by day and thresholds, as arrays: a report adds up some 10⁵ of them, which plain
 * distributions would do ten times slower.
 */
import { accumulate, countsByCategory, emptyDistribution } from './distribution.ts';
import type { CategoryCounts, Distribution } from './distribution.ts';
import { CATEGORIES } from './metric.ts';
import type { Category, Metric, Scale, Thresholds } from './metric.ts';
import { emptyDayCounts } from './rollup.ts';
import type { DayCounts } from './rollup.ts';

/** Counts with their categories, each answer under the thresholds of its own survey version. */
export interface ScoreTally extends DayCounts {
  categories: CategoryCounts;
  /** Of the answers that are held back. */
  heldCategories: CategoryCounts;
}

/** A row holds a count per score of the scale, ascending, then `sent`, `bounced` and `responded`. */
type Row = number[];

interface Layer {
  thresholds: Thresholds;
  /** By day; days without a document have none. */
  rows: (Row | undefined)[];
  /** Answers held back, a count per score; apart, because most days have none. */
  held: (Row | undefined)[];
}

export interface DailyTallies {
  metric: Metric;
  scale: Scale;
  /** One per distinct thresholds, usually a single one. */
  layers: Layer[];
}

export function dailyTallies(metric: Metric, scale: Scale): DailyTallies {
  return { metric, scale, layers: [] };
}

/** Adds the stored counts of `day` (a whole number, 0 or more) in place. Scores outside the scale cannot be recorded and are not looked for. */
export function addDayTo(tallies: DailyTallies, day: number, thresholds: Thresholds, counts: Partial<DayCounts>): void {
  const { min, max } = tallies.scale;
  const size = max - min + 1;
  const { rows } = layerOf(tallies, thresholds);
  const row = (rows[day] ??= zeros(size + 3));
  const { scores } = counts;
  if (scores !== undefined) {
    for (let index = 0; index < size; index += 1) add(row, index, scores[min + index]);
  }
  add(row, size, counts.sent);
  add(row, size + 1, counts.bounced);
  add(row, size + 2, counts.responded);
  if (counts.held !== undefined) addHeld(layerOf(tallies, thresholds), day, tallies.scale, counts.held);
}

/** Sum over the days from `start` up to, not including, `end`; zeros where there are none. */
export function sumBetween(tallies: DailyTallies, start: number, end: number): ScoreTally {
  const { metric, scale } = tallies;
  const size = scale.max - scale.min + 1;
  const sum: ScoreTally = { ...emptyDayCounts(), categories: zeroCounts(metric), heldCategories: zeroCounts(metric) };
  for (const { thresholds, rows, held } of tallies.layers) {
    const row = sumRows(rows, start, Math.min(end, rows.length), size + 3);
    const scores = distributionOf(row, scale);
    accumulate(sum.scores, scores);
    accumulateCategories(sum.categories, countsByCategory(metric, thresholds, scores));
    if (held.length > 0) {
      const heldScores = distributionOf(sumRows(held, start, Math.min(end, held.length), size), scale);
      accumulate(sum.held, heldScores);
      accumulateCategories(sum.heldCategories, countsByCategory(metric, thresholds, heldScores));
    }
    sum.sent += row[size] ?? 0;
    sum.bounced += row[size + 1] ?? 0;
    sum.responded += row[size + 2] ?? 0;
  }
  return sum;
}

function layerOf(tallies: DailyTallies, thresholds: Thresholds): Layer {
  const known = tallies.layers.find(
    (layer) => layer.thresholds.low === thresholds.low && layer.thresholds.high === thresholds.high,
  );
  if (known !== undefined) return known;
  const layer: Layer = { thresholds, rows: [], held: [] };
  tallies.layers.push(layer);
  return layer;
}

function addHeld({ held }: Layer, day: number, { min, max }: Scale, scores: Distribution): void {
  const row = (held[day] ??= zeros(max - min + 1));
  for (const index of row.keys()) add(row, index, scores[min + index]);
}

function zeroCounts(metric: Metric): CategoryCounts {
  return Object.fromEntries(CATEGORIES[metric].map((category) => [category, 0]));
}

/** `sum` with those of `counts`. */
export function addCategories(sum: CategoryCounts, counts: CategoryCounts): CategoryCounts {
  const added = { ...sum };
  accumulateCategories(added, counts);
  return added;
}

function accumulateCategories(sum: CategoryCounts, counts: CategoryCounts): void {
  for (const [category, count] of Object.entries(counts) as [Category, number][]) sum[category] = (sum[category] ?? 0) + count;
}

function sumRows(rows: Layer['rows'], start: number, end: number, length: number): Row {
  const sum = zeros(length);
  for (let day = start; day < end; day += 1) {
    const row = rows[day];
    if (row === undefined) continue;
    for (let index = 0; index < length; index += 1) add(sum, index, row[index]);
  }
  return sum;
}

function distributionOf(row: Row, scale: Scale): Distribution {
  const scores = emptyDistribution();
  for (let score = scale.min; score <= scale.max; score += 1) {
    const count = row[score - scale.min] ?? 0;
    if (count !== 0) scores[score] = count;
  }
  return scores;
}

function add(row: Row, index: number, count: number | undefined): void {
  if (count !== undefined) row[index] = (row[index] ?? 0) + count;
}

function zeros(length: number): Row {
  return Array.from({ length }, () => 0);
}
