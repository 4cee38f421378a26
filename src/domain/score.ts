/** From one score to its category. Bands: metrics of SharpSpring, CRM-CX, SendPulse, QuestionPro and ClickUp, see `metric.ts`. */
import { CATEGORIES } from './metric.ts';
import type { Category, Metric, Thresholds } from './metric.ts';

/** Best category of a metric: promoter, satisfied or easy. */
export function topCategory(metric: Metric): Category {
  return CATEGORIES[metric][0];
}

/** Worst category of a metric: detractor, dissatisfied or difficult. */
export function bottomCategory(metric: Metric): Category {
  return CATEGORIES[metric][2];
}

/**
 * Category of a score: top at `thresholds.high` and above, bottom at `thresholds.low` and below, else the middle one.
 * `thresholds` are those of the survey version that was answered, so an old answer keeps its category.
 */
export function categorize(metric: Metric, thresholds: Thresholds, score: number): Category {
  if (score >= thresholds.high) return topCategory(metric);
  if (score <= thresholds.low) return bottomCategory(metric);
  return CATEGORIES[metric][1];
}

/** Whether a score is in the bottom category, i.e. calls for an alert. */
export function isLow(metric: Metric, thresholds: Thresholds, score: number): boolean {
  return categorize(metric, thresholds, score) === bottomCategory(metric);
}
