/** The figures of one group over one range: value, interval, categories, response rate, and the comparison with an earlier range. */
import { ces } from './ces.ts';
import { meanInterval, npsInterval, shareInterval } from './confidence.ts';
import type { Bounds } from './confidence.ts';
import { csatOfCounts } from './csat.ts';
import { mean, mergeDistributions, total, totalOfCounts, variance } from './distribution.ts';
import type { Distribution } from './distribution.ts';
import { CATEGORIES } from './metric.ts';
import type { Category, Metric } from './metric.ts';
import { npsOfCounts } from './nps.ts';
import type { Day, DayRange } from './period.ts';
import { percent } from './ratio.ts';
import { responseRatePercent } from './response-rate.ts';
import { addCategories } from './score-tally.ts';
import type { ScoreTally } from './score-tally.ts';
import { compareMeans, compareNps, compareShares } from './significance.ts';
import type { Comparison } from './significance.ts';

export interface CategoryFigure {
  n: number;
  /** Of all answers; `null` without answers. */
  percent: number | null;
}

export interface ScoreFigures {
  from: Day;
  /** Exclusive. */
  to: Day;
  /** Answers in the range. */
  n: number;
  distribution: Distribution;
  /** NPS (−100…100), CSAT's satisfied percent (0…100) or CES mean (score units); `null` without answers. */
  value: number | null;
  /** Mean score in score units, whatever the metric. */
  mean: number | null;
  /** 95 % interval of `value`, `null` where it has none (no answers; for CES fewer than two). */
  low: number | null;
  high: number | null;
  /** Best category first. */
  categories: Partial<Record<Category, CategoryFigure>>;
  /** Of the invitations sent in the range. */
  responseRatePercent: number | null;
  /** With the period before this range; `null` unless asked for. */
  comparison: Comparison | null;
  /** Answers of the range that are held back, and the value with them; absent where none is. */
  heldBack?: { count: number; rawValue: number | null };
}

export function scoreFigures(
  metric: Metric,
  range: DayRange,
  tally: ScoreTally,
  comparison: Comparison | null,
): ScoreFigures {
  const n = total(tally.scores);
  const bounds = boundsOf(metric, tally);
  const categories: ScoreFigures['categories'] = {};
  for (const category of CATEGORIES[metric]) {
    const count = tally.categories[category] ?? 0;
    categories[category] = { n: count, percent: percent(count, n) };
  }
  return {
    from: range.from,
    to: range.to,
    n,
    distribution: tally.scores,
    value: valueOf(metric, tally),
    mean: mean(tally.scores),
    low: bounds?.low ?? null,
    high: bounds?.high ?? null,
    categories,
    responseRatePercent: responseRatePercent(tally),
    comparison,
    ...heldBackOf(metric, tally),
  };
}

function heldBackOf(metric: Metric, { scores, held, categories, heldCategories }: ScoreTally): Pick<ScoreFigures, 'heldBack'> {
  const count = total(held);
  if (count === 0) return {};
  return { heldBack: { count, rawValue: valueOf(metric, { scores: mergeDistributions([scores, held]), categories: addCategories(categories, heldCategories) }) } };
}

/** What a comparison needs of a tally. */
type Counted = Pick<ScoreTally, 'scores' | 'categories'>;

/** Later − earlier of the metric's value: NPS and percentage points, or score units for CES. */
export function compareTallies(metric: Metric, earlier: Counted, later: Counted, minimumSample: number): Comparison {
  switch (metric) {
    case 'nps':
      return compareNps(earlier.categories, later.categories, minimumSample);
    case 'csat':
      return compareShares(satisfiedOf(earlier), satisfiedOf(later), minimumSample);
    case 'ces':
      return compareMeans(meanOf(earlier), meanOf(later), minimumSample);
  }
}

/** {@link compareTallies} of figures that are worked out already, such as those of two groups of one report. */
export function compareFigures(metric: Metric, earlier: ScoreFigures, later: ScoreFigures, minimumSample: number): Comparison {
  const counted = ({ distribution, categories }: ScoreFigures): Counted => ({
    scores: distribution, categories: Object.fromEntries(CATEGORIES[metric].map((category) => [category, categories[category]?.n ?? 0])),
  });
  return compareTallies(metric, counted(earlier), counted(later), minimumSample);
}

function valueOf(metric: Metric, tally: Counted): number | null {
  switch (metric) {
    case 'nps':
      return npsOfCounts(tally.categories);
    case 'csat':
      return csatOfCounts(tally.categories);
    case 'ces':
      return ces(tally.scores);
  }
}

function boundsOf(metric: Metric, tally: ScoreTally): Bounds | null {
  switch (metric) {
    case 'nps': {
      const { promoter = 0, detractor = 0 } = tally.categories;
      return npsInterval(promoter, detractor, totalOfCounts(tally.categories));
    }
    case 'csat': {
      const { part, n } = satisfiedOf(tally);
      const bounds = shareInterval(part, n);
      return bounds && { low: 100 * bounds.low, high: 100 * bounds.high };
    }
    case 'ces': {
      const sample = meanOf(tally);
      return meanInterval(sample.mean, sample.variance, sample.n);
    }
  }
}

function satisfiedOf(tally: Counted): { part: number; n: number } {
  return { part: tally.categories.satisfied ?? 0, n: totalOfCounts(tally.categories) };
}

function meanOf(tally: Counted): { mean: number | null; variance: number | null; n: number } {
  return { mean: mean(tally.scores), variance: variance(tally.scores), n: total(tally.scores) };
}
