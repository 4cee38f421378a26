/** Customer Effort Score. Sources: SharpSpring ("made it easy to …"), CRM-CX (1–5), CES 2.0 (1–7, the default). Higher is easier. */
import { countsByCategory, mean, totalOfCounts } from './distribution.ts';
import type { Distribution } from './distribution.ts';
import type { Thresholds } from './metric.ts';
import { percent } from './ratio.ts';

/** Mean score on the survey's own scale, or `null` without answers. */
export function ces(distribution: Distribution): number | null {
  return mean(distribution);
}

/** Easy ÷ answers × 100 (easy from `thresholds.high` up), or `null` without answers. */
export function easyPercent(distribution: Distribution, thresholds: Thresholds): number | null {
  const counts = countsByCategory('ces', thresholds, distribution);
  return percent(counts.easy ?? 0, totalOfCounts(counts));
}
