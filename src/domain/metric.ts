/**
 * The three metrics of the field, their scales and category thresholds.
 * Source of every scale and threshold: the metric definitions (SharpSpring, CRM-CX, SendPulse, QuestionPro, ClickUp).
 */

export const METRICS = ['nps', 'csat', 'ces'] as const;
export type Metric = (typeof METRICS)[number];

/** Whole-number scale, both ends included; thumbs are `{ min: 0, max: 1 }`. */
export interface Scale {
  min: number;
  max: number;
}

/** A score ≥ `high` is in the top category, ≤ `low` in the bottom one, anything between is in the middle. */
export interface Thresholds {
  low: number;
  high: number;
}

export type NpsCategory = 'promoter' | 'passive' | 'detractor';
export type CsatCategory = 'satisfied' | 'neutral' | 'dissatisfied';
export type CesCategory = 'easy' | 'neutral' | 'difficult';
export type Category = NpsCategory | CsatCategory | CesCategory;

/** Categories of each metric, best first. */
export const CATEGORIES = {
  nps: ['promoter', 'passive', 'detractor'],
  csat: ['satisfied', 'neutral', 'dissatisfied'],
  ces: ['easy', 'neutral', 'difficult'],
} as const satisfies Record<Metric, readonly Category[]>;

const DEFAULT_SCALES: Record<Metric, Scale> = {
  nps: { min: 0, max: 10 },
  csat: { min: 1, max: 5 },
  ces: { min: 1, max: 7 },
};

/** Supported scales as `min-max` with their default thresholds. */
const DEFAULT_THRESHOLDS: Record<Metric, Record<string, Thresholds>> = {
  nps: { '0-10': { low: 6, high: 9 }, '1-10': { low: 6, high: 9 } },
  csat: {
    '1-5': { low: 2, high: 4 },
    '1-10': { low: 4, high: 8 },
    '1-7': { low: 2, high: 6 },
    '1-3': { low: 1, high: 3 },
    '0-1': { low: 0, high: 1 },
  },
  ces: { '1-7': { low: 3, high: 5 }, '1-5': { low: 2, high: 4 } },
};

export function scaleName(scale: Scale): string {
  return `${scale.min}-${scale.max}`;
}

export function defaultScale(metric: Metric): Scale {
  return DEFAULT_SCALES[metric];
}

/** Names (`min-max`) of the scales a metric may be asked on. */
export function supportedScales(metric: Metric): string[] {
  return Object.keys(DEFAULT_THRESHOLDS[metric]);
}

/** Default thresholds of a metric on a scale, or `null` where the metric is not asked on that scale. */
export function defaultThresholds(metric: Metric, scale: Scale): Thresholds | null {
  return DEFAULT_THRESHOLDS[metric][scaleName(scale)] ?? null;
}

/** Every score of a scale, ascending. */
export function scoresOf(scale: Scale): number[] {
  return Array.from({ length: scale.max - scale.min + 1 }, (_, index) => scale.min + index);
}
