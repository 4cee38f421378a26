/** Figures of a report in words and drawings: the same on the overview and on the page of one touchpoint. */
import { adminStrings } from '../../domain/admin-texts.ts';
import { intervalDrawing, lineDrawing, trendAxis, type IntervalDrawing, type LineDrawing } from '../../domain/charts.ts';
import { localDay, localFigure, localMonth, localPercent } from '../../domain/local-figures.ts';
import { axisOf, DECIMALS, tickText, valueText, type Reading } from '../../domain/metric-texts.ts';
import type { DayRange } from '../../domain/period.ts';
import type { ScoreFigures } from '../../domain/score-figures.ts';
import type { Comparison } from '../../domain/significance.ts';
import { substitute } from '../../domain/variables.ts';
import type { PageInterval } from './report-period.ts';

export interface FiguresText {
  /** `null` without answers. */
  value: string | null;
  intervalText: string | null;
  drawing: (IntervalDrawing & { title: string }) | null;
  n: string;
  responseRate: string | null;
  change: ChangeText | null;
}

export interface ChangeText {
  verdict: string;
  difference: string | null;
  tone: 'up' | 'down' | 'same' | 'few';
}

export function figuresText(figures: ScoreFigures, reading: Reading): FiguresText {
  const { language } = reading;
  const { value, low, high } = figures;
  const ui = adminStrings(language);
  const bounds = low === null || high === null ? null : { low: valueText(low, reading), high: valueText(high, reading) };
  return {
    value: value === null ? null : valueText(value, reading),
    intervalText: value === null ? null : bounds ? substitute(ui.intervalOf, bounds) : ui.noInterval,
    drawing: value === null ? null : valueDrawing({ value, low, high }, reading),
    n: localFigure(figures.n, language),
    responseRate: figures.responseRatePercent === null ? null : localPercent(figures.responseRatePercent, language),
    change: figures.comparison && changeText(figures.comparison, language, { decimals: DECIMALS[reading.metric] }),
  };
}

/** A value with its interval on the whole axis of its metric. */
export function valueDrawing(point: { value: number; low: number | null; high: number | null }, reading: Reading): IntervalDrawing & { title: string } {
  const { value, low, high } = point;
  const axis = axisOf(reading.metric, reading.scale);
  const ui = adminStrings(reading.language);
  const texts = { value: valueText(value, reading), min: tickText(axis.min, reading), max: tickText(axis.max, reading) };
  return {
    ...intervalDrawing(point, axis, reading.dir),
    title: low === null || high === null ? substitute(ui.drawingValue, texts) : substitute(ui.drawingInterval, { ...texts, low: valueText(low, reading), high: valueText(high, reading) }),
  };
}

/** A comparison in words; `isGood`: more of it is better, which is what the tone says. */
export function changeText({ verdict, difference }: Comparison, language: string, { decimals, isGood = true }: { decimals: number; isGood?: boolean }): ChangeText {
  const ui = adminStrings(language);
  const [text, tone] = ({
    up: [ui.verdictUp, isGood ? 'up' : 'down'],
    down: [ui.verdictDown, isGood ? 'down' : 'up'],
    'no-clear-change': [ui.verdictSame, 'same'],
    'too-few': [ui.verdictTooFew, 'few'],
  } as const)[verdict];
  // Too few answers make no direction, so no number that would be read as one.
  const isShown = difference !== null && verdict !== 'too-few';
  return {
    verdict: text,
    tone,
    difference: isShown ? substitute(ui.points, { difference: localFigure(difference, language, { decimals, isSigned: true }) }) : null,
  };
}

const SPARK = { width: 132, height: 36, margin: 3 };

/** A small trend without axes; `null` with fewer than two periods that have answers. */
export function sparkline(buckets: readonly ScoreFigures[], reading: Reading): (LineDrawing & { title: string; last: LineDrawing['dots'] }) | null {
  const title = trendTitle(buckets, reading);
  if (title === null) return null;
  const drawing = lineDrawing(buckets, { ...SPARK, dir: reading.dir, axis: trendAxis(buckets, axisOf(reading.metric, reading.scale)).axis });
  return { ...drawing, last: drawing.dots.slice(-1), title };
}

/** What a small trend says; `null` with fewer than two periods that have answers. */
export function trendTitle(buckets: readonly ScoreFigures[], reading: Reading): string | null {
  const valued = buckets.map(({ value }) => value).filter((value) => value !== null);
  const [first] = valued;
  const last = valued.at(-1);
  if (valued.length < 2 || first === undefined || last === undefined) return null;
  return substitute(adminStrings(reading.language).drawingTrend, { first: valueText(first, reading), last: valueText(last, reading), count: localFigure(valued.length, reading.language) });
}

/** A bucket by name: a day, "4 May to 10 May", a month. Clipped months and quarters are written as days. */
export function bucketText({ from, to }: DayRange, through: string, interval: PageInterval, language: string): string {
  if (interval === 'day') return localDay(from, language, 'full');
  if (interval === 'month' && from.endsWith('-01') && to.endsWith('-01')) return localMonth(from, language);
  return substitute(adminStrings(language).range, { from: localDay(from, language, 'short'), to: localDay(through, language, 'full') });
}

/** The start of a bucket, for an axis. */
export function axisLabel({ from }: DayRange, interval: PageInterval, language: string): string {
  return interval === 'day' || interval === 'week' ? localDay(from, language, 'short') : localMonth(from, language);
}
