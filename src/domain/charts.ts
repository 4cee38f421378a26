/**
 * Geometry of the drawings in reports, as numbers and path texts for SVG attributes: no markup, no styles, no words.
 * Time runs from the start of the line to its end, so right-to-left pages get mirrored coordinates.
 */

export type Direction = 'ltr' | 'rtl';

/** Both ends included. */
export interface Axis {
  min: number;
  max: number;
}

/** One period of a trend; `null` as far as unknown. */
export interface TrendPoint {
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface IntervalDrawing {
  width: number;
  height: number;
  /** Ends of the axis. */
  start: number;
  end: number;
  middle: number;
  /** Where the axis crosses zero, `null` where zero is an end of it or beyond. */
  zero: number | null;
  band: { x: number; width: number } | null;
  dot: number;
}

const INTERVAL_WIDTH = 160;
const INTERVAL_HEIGHT = 20;
const MARGIN = 6;

/** A value with its interval on its whole axis. */
export function intervalDrawing(point: { value: number; low: number | null; high: number | null }, axis: Axis, dir: Direction): IntervalDrawing {
  const place = (value: number): number => {
    const along = MARGIN + share(value, axis) * (INTERVAL_WIDTH - 2 * MARGIN);
    return rounded(dir === 'rtl' ? INTERVAL_WIDTH - along : along);
  };
  const [one, other] = [point.low ?? point.value, point.high ?? point.value].map(place) as [number, number];
  return {
    width: INTERVAL_WIDTH,
    height: INTERVAL_HEIGHT,
    start: MARGIN,
    end: INTERVAL_WIDTH - MARGIN,
    middle: INTERVAL_HEIGHT / 2,
    zero: axis.min < 0 && axis.max > 0 ? place(0) : null,
    band: point.low === null || point.high === null ? null : { x: Math.min(one, other), width: Math.max(1, rounded(Math.abs(one - other))) },
    dot: place(point.value),
  };
}

export interface LineDrawing {
  width: number;
  height: number;
  /** Path of the line; broken where a period has no value. `''` when nothing can be joined. */
  line: string;
  /** Closed path of the intervals, broken likewise. */
  band: string;
  /** Periods with a value, in order of time. */
  dots: { index: number; x: number; y: number }[];
}

/** Line, band and dots of a trend inside a box. Periods stand in the middle of equal slices. */
export function lineDrawing(points: readonly TrendPoint[], { axis, dir, width, height, margin }: { axis: Axis; dir: Direction; width: number; height: number; margin: number }): LineDrawing {
  const x = (index: number): number => slicePosition(index, points.length, dir) * width;
  const y = (value: number): number => margin + (1 - share(value, axis)) * (height - 2 * margin);
  const at = (index: number, value: number): string => `${rounded(x(index))} ${rounded(y(value))}`;
  const valued = points.map(({ value }, index) => (value === null ? null : { index, value }));
  const bounded = points.map(({ low, high }, index) => (low === null || high === null ? null : { index, low, high }));
  return {
    width,
    height,
    line: runs(valued).filter((run) => run.length > 1).map((run) => `M${run.map(({ index, value }) => at(index, value)).join('L')}`).join(''),
    band: runs(bounded).filter((run) => run.length > 1)
      .map((run) => `M${[...run.map(({ index, high }) => at(index, high)), ...run.toReversed().map(({ index, low }) => at(index, low))].join('L')}Z`).join(''),
    dots: valued.filter((point) => point !== null).map(({ index, value }) => ({ index, x: rounded(x(index)), y: rounded(y(value)) })),
  };
}

/** Middle of a slice as a share of the width, mirrored for right-to-left. */
export function slicePosition(index: number, count: number, dir: Direction): number {
  const along = (index + 0.5) / count;
  return dir === 'rtl' ? 1 - along : along;
}

/** The part of the whole axis that the points and their intervals need, widened to round numbers, with those numbers as ticks. */
export function trendAxis(points: readonly TrendPoint[], whole: Axis): { axis: Axis; ticks: number[] } {
  const values = points.flatMap(({ value, low, high }) => [value, low, high]).filter((value) => value !== null);
  const [least, most] = values.length === 0 ? [whole.min, whole.max] : [Math.min(...values), Math.max(...values)];
  const step = niceStep(Math.max(most - least, (whole.max - whole.min) / 20) / 4);
  // Ends half way between two ticks do, where a whole step would leave much of the drawing empty; a flat line gets room on both sides.
  const half = step / 2;
  const room = most - least < half ? step : 0;
  const min = Math.max(whole.min, Math.floor((least - room) / half) * half);
  const max = Math.min(whole.max, Math.ceil((most + room) / half) * half);
  const ticks: number[] = [];
  for (let tick = Math.ceil(min / step); tick * step <= max + step / 1000; tick += 1) ticks.push(Number((tick * step).toFixed(6)));
  return { axis: { min: rounded(min, 6), max: rounded(max, 6) }, ticks };
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * 0.999) ?? 10 * power;
}

/** Which of `count` labels to write so that at most `most` are: evenly spaced, the newest always among them. */
export function labelled(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => count - 1 - index * step).toReversed();
}

export interface BarPlace {
  /** In percent of the width, from the left. */
  x: number;
  width: number;
}

/** Bars that grow from the start of the line; the longest share fills the width. */
export function bars(shares: readonly number[], dir: Direction): BarPlace[] {
  const longest = Math.max(...shares, 0);
  return shares.map((part) => {
    const width = longest > 0 ? rounded((100 * part) / longest, 2) : 0;
    return { x: dir === 'rtl' ? rounded(100 - width, 2) : 0, width };
  });
}

/** Shares of a whole, one after another along the line. */
export function stack(shares: readonly number[], dir: Direction): BarPlace[] {
  const whole = shares.reduce((sum, part) => sum + part, 0);
  let start = 0;
  return shares.map((part) => {
    const width = whole > 0 ? (100 * part) / whole : 0;
    const place = { x: rounded(dir === 'rtl' ? 100 - start - width : start, 2), width: rounded(width, 2) };
    start += width;
    return place;
  });
}

export interface MeterDrawing {
  /** From the start of the axis to the value; all places in percent of the width, from the left. */
  fill: BarPlace;
  /** The interval of the value. */
  band: BarPlace | null;
  /** Lines across the meter. */
  marks: number[];
}

/** A value on its way along an axis, with its interval and with marks to measure it by. */
export function meterDrawing(point: TrendPoint, marks: readonly number[], axis: Axis, dir: Direction): MeterDrawing {
  const span = (from: number, to: number): BarPlace => {
    const [start, end] = [100 * share(from, axis), 100 * share(to, axis)];
    return { x: rounded(dir === 'rtl' ? 100 - end : start, 2), width: rounded(end - start, 2) };
  };
  return {
    fill: span(axis.min, point.value ?? axis.min),
    band: point.low === null || point.high === null ? null : span(point.low, point.high),
    marks: marks.map((mark) => rounded(100 * (dir === 'rtl' ? 1 - share(mark, axis) : share(mark, axis)), 2)),
  };
}

/** How far along its axis a value lies, 0–1. */
export function share(value: number, { min, max }: Axis): number {
  return max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0.5;
}

/** Longest stretches without a gap. */
function runs<T>(points: readonly (T | null)[]): T[][] {
  const found: T[][] = [];
  let run: T[] = [];
  for (const point of points) {
    if (point === null) {
      if (run.length > 0) found.push(run);
      run = [];
    } else run.push(point);
  }
  return run.length > 0 ? [...found, run] : found;
}

/** For attributes: more digits draw nothing. */
export function rounded(value: number, decimals = 1): number {
  return Number(value.toFixed(decimals));
}
