/** What a score report says about its own numbers, so that a figure can be read and checked without this code. */
import { defaultThresholds, METRICS, scaleName } from './metric.ts';
import type { Metric, Scale, Thresholds } from './metric.ts';

/** Changes whenever a formula of score reports does. */
const SCORE_DEFINITION_VERSION = 'scores-1';

/** The definition behind the values of one metric, scale and thresholds. */
export interface MetricDefinition {
  metric: Metric;
  scale: Scale;
  thresholds: Thresholds;
  /** `nps-0-10`, `csat-1-5`, …; `css` for CSAT 1–10 positive from 6; `…-custom` under other thresholds than the default ones. */
  variant: string;
  value: string;
  interval: string;
  comparison: string;
}

export interface ScoreDefinition {
  version: string;
  confidencePercent: number;
  /** Answers each side needs before a comparison claims a direction. */
  minimumSample: number;
  answers: string;
  responseRate: string;
  /** One per metric, scale and thresholds in the report, in that order. */
  metrics: MetricDefinition[];
}

const TEXTS: Record<Metric, Pick<MetricDefinition, 'value' | 'interval' | 'comparison'>> = {
  nps: {
    value: '% promoters (score ≥ thresholds.high) − % detractors (score ≤ thresholds.low), −100 to 100',
    interval: 'adjusted Wald: ¾ added to promoters and detractors, 1½ to passives (Rocks 2016), clamped to ±100',
    comparison: 'later − earlier; z on the unadjusted variances p + d − (p − d)², each over its n',
  },
  csat: {
    value: 'satisfied (score ≥ thresholds.high) ÷ answers × 100',
    interval: 'Wilson score interval of the share, × 100',
    comparison:
      'later − earlier in percentage points; p-value by pooled z without continuity correction, interval by Newcombe (hybrid score)',
  },
  ces: {
    value: 'mean score on the scale',
    interval: "Student's t interval of the mean, n − 1 degrees of freedom",
    comparison: "later − earlier; Welch's t test and interval",
  },
};

/** Definition of a report over these metrics, scales and thresholds; repetitions are named once. */
export function scoreDefinition(
  used: Iterable<Pick<MetricDefinition, 'metric' | 'scale' | 'thresholds'>>,
  minimumSample: number,
): ScoreDefinition {
  const distinct = new Map<string, MetricDefinition>();
  for (const { metric, scale, thresholds } of used) {
    const variant = variantOf(metric, scale, thresholds);
    const { low, high } = thresholds;
    const id = [METRICS.indexOf(metric), scaleName(scale), low, high].join(' ');
    if (!distinct.has(id)) distinct.set(id, { metric, scale, thresholds, variant, ...TEXTS[metric] });
  }
  return {
    version: SCORE_DEFINITION_VERSION,
    confidencePercent: 95,
    minimumSample,
    answers: 'by the local day of the answer; each under the thresholds of its own survey version',
    responseRate: 'responded ÷ (sent − bounced) × 100, by the local day the invitation was sent',
    metrics: [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, definition]) => definition),
  };
}

function variantOf(metric: Metric, scale: Scale, thresholds: Thresholds): string {
  const standard = defaultThresholds(metric, scale);
  const name = `${metric}-${scaleName(scale)}`;
  if (standard?.low === thresholds.low && standard.high === thresholds.high) return name;
  return name === 'csat-1-10' && thresholds.high === 6 ? 'css' : `${name}-custom`;
}
