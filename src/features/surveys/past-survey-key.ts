/** Keys of the surveys that past answers belong to. */
import { METRICS, type Metric, type Scale } from '../../domain/metric.ts';

export function pastSurveyPrefix({ metric, scale }: { metric: Metric; scale: Scale }): string {
  return `past.${metric}.${scale.min}-${scale.max}`;
}

/** Such a survey asks nobody: it is there for imported answers alone. */
export function isPastSurveyKey(key: string): boolean {
  return METRICS.some((metric) => key.startsWith(`past.${metric}.`));
}
