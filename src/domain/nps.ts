/** Net Promoter Score. Sources: SharpSpring and SendPulse (1–10), CRM-CX, QuestionPro and ClickUp (0–10, the default). */
import { countsByCategory, totalOfCounts } from './distribution.ts';
import type { CategoryCounts, Distribution } from './distribution.ts';
import type { Thresholds } from './metric.ts';
import { percent } from './ratio.ts';

/** % promoters − % detractors, −100…100 at full precision, or `null` without answers. Counts may come from versions with different thresholds. */
export function npsOfCounts(counts: CategoryCounts): number | null {
  return percent((counts.promoter ?? 0) - (counts.detractor ?? 0), totalOfCounts(counts));
}

/** NPS of a distribution: promoters ≥ `thresholds.high`, detractors ≤ `thresholds.low`; `null` without answers. */
export function nps(distribution: Distribution, thresholds: Thresholds): number | null {
  return npsOfCounts(countsByCategory('nps', thresholds, distribution));
}
