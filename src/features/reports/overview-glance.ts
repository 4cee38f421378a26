/** What the overview shows of outcomes and business: a few numbers of reports that have pages of their own. */
import type { BusinessPeriod } from '../../domain/business/business-breakdown.ts';
import type { Metric, Scale } from '../../domain/metric.ts';
import type { LiftFigure } from '../../domain/outcomes/outcome-figures.ts';
import type { TouchpointOutcomes } from '../../domain/outcomes/outcome-report.ts';

export interface GlanceOutcomes {
  touchpoint: string;
  metric: Metric;
  scale: Scale;
  lift: LiftFigure;
  mrrAtRisk: TouchpointOutcomes['mrrAtRisk'];
}

export type GlanceBusiness = Pick<BusinessPeriod, 'currency'> & { figures: Pick<BusinessPeriod['figures'], 'churn' | 'mrr' | 'clvToCac'> };

export interface Glance {
  /** `[]` where nothing is known of anybody who answered; `null` = still being worked out. */
  outcomes: readonly GlanceOutcomes[] | null;
  /** `null` where there are no customers; `undefined` = still being worked out. */
  business: GlanceBusiness | null | undefined;
}
