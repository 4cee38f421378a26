/** A trend with axis and labels: values over periods, each with its interval, and the words to write at them. */
import { labelled, lineDrawing, slicePosition, trendAxis, type Axis, type Direction, type LineDrawing, type TrendPoint } from '../../domain/charts.ts';

const PLOT = { width: 1000, height: 220, margin: 12 };
const WIDE_LABELS = 10;
const NARROW_LABELS = 4;

export interface TrendWords {
  /** What the drawing says as a whole. */
  title: string;
  /** What line and band are. */
  legend: string;
  /** A round number on the axis. */
  tick(value: number): string;
  /** A point by its place. */
  point(index: number): string;
  /** Its period on the axis, short. */
  label(index: number): string;
}

export interface TrendChart extends Omit<LineDrawing, 'dots'> {
  title: string;
  legend: string;
  ticks: { y: number; text: string; isZero: boolean }[];
  dots: { x: string; y: number; title: string }[];
  /** Minor ones are left out where there is little room. */
  labels: { x: string; text: string; isMinor: boolean }[];
}

/** @param whole the axis no value can leave; shown is the part that the points need */
export function trendChart(points: readonly TrendPoint[], whole: Axis, dir: Direction, words: TrendWords): TrendChart {
  const { axis, ticks } = trendAxis(points, whole);
  const { dots, ...drawing } = lineDrawing(points, { ...PLOT, axis, dir });
  const wide = labelled(points.length, WIDE_LABELS);
  const narrow = new Set(labelled(wide.length, NARROW_LABELS).map((index) => wide[index]));
  const place = (value: number): number => PLOT.margin + (1 - (value - axis.min) / (axis.max - axis.min)) * (PLOT.height - 2 * PLOT.margin);
  const at = (index: number): string => percentAt(slicePosition(index, points.length, dir));
  return {
    ...drawing,
    title: words.title,
    legend: words.legend,
    ticks: ticks.map((tick) => ({ y: Math.round(place(tick)), text: words.tick(tick), isZero: tick === 0 && axis.min < 0 })),
    dots: dots.map(({ index, y }) => ({ x: at(index), y, title: words.point(index) })),
    labels: wide.map((index) => ({ x: at(index), text: words.label(index), isMinor: !narrow.has(index) })),
  };
}

/** A share of the width as an attribute. */
export function percentAt(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}
