/**
 * Customer satisfaction with one interaction. Sources: SharpSpring, CRM-CX, ClickUp. SharpSpring's "CSS" (1–10, positive
 * from 6) is the same value under thresholds with `high: 6`; the mean beside it is `mean` of the distribution.
 */
import { countsByCategory, totalOfCounts } from './distribution.ts';
import type { CategoryCounts, Distribution } from './distribution.ts';
import type { Thresholds } from './metric.ts';
import { percent } from './ratio.ts';

/** Satisfied ÷ answers × 100, 0…100 at full precision, or `null` without answers. Counts may come from versions with different thresholds. */
export function csatOfCounts(counts: CategoryCounts): number | null {
  return percent(counts.satisfied ?? 0, totalOfCounts(counts));
}

/** CSAT of a distribution: satisfied from `thresholds.high` up; `null` without answers. */
export function csat(distribution: Distribution, thresholds: Thresholds): number | null {
  return csatOfCounts(countsByCategory('csat', thresholds, distribution));
}
