/** Values of the metrics in words: the same on every page that shows one. */
import { adminStrings } from './admin-texts.ts';
import type { Axis, Direction } from './charts.ts';
import { localFigure, localPercent } from './local-figures.ts';
import type { Metric, Scale } from './metric.ts';
import { substitute } from './variables.ts';

/** What figures are about and who reads them. */
export interface Reading {
  metric: Metric;
  scale: Scale;
  language: string;
  dir: Direction;
}

/** Decimals a value is shown with: none for NPS, one for shares, two for means on a short scale. */
export const DECIMALS: Record<Metric, number> = { nps: 0, csat: 1, ces: 2 };

/** The whole axis of a metric's value. */
export function axisOf(metric: Metric, scale: Scale): Axis {
  return { nps: { min: -100, max: 100 }, csat: { min: 0, max: 100 }, ces: scale }[metric];
}

export function valueText(value: number, { metric, language }: Pick<Reading, 'metric' | 'language'>): string {
  return metric === 'csat' ? localPercent(value, language, DECIMALS.csat) : localFigure(value, language, { decimals: DECIMALS[metric] });
}

/** A round number on the axis of the metric. */
export function tickText(value: number, { metric, language }: Pick<Reading, 'metric' | 'language'>): string {
  const decimals = Number.isInteger(value) ? 0 : 1;
  return metric === 'csat' ? localPercent(value, language, decimals) : localFigure(value, language, { decimals });
}

export function metricName(metric: Metric, language: string): string {
  const ui = adminStrings(language);
  return { nps: ui.npsName, csat: ui.csatName, ces: ui.cesName }[metric];
}

export function metricMeaning(metric: Metric, language: string): string {
  const ui = adminStrings(language);
  return { nps: ui.npsMeaning, csat: ui.csatMeaning, ces: ui.cesMeaning }[metric];
}

export function scaleText({ min, max }: Scale, language: string): string {
  return substitute(adminStrings(language).scale, { min: localFigure(min, language), max: localFigure(max, language) });
}
