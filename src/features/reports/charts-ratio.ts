/** Quotients and differences with their intervals, around the value that stands for "no difference". */
import { intervalDrawing, type Axis, type Direction, type IntervalDrawing } from '../../domain/charts.ts';

export interface Estimate {
  value: number;
  low: number | null;
  high: number | null;
}

/** Beyond sixteen times as much or as little nothing more can be seen. */
const MOST_DOUBLINGS = 4;

/** An axis in doublings, the same for every quotient shown: equal distances are equal factors, and 1 lies inside. */
export function ratioAxis(estimates: readonly Estimate[]): Axis {
  const doublings = estimates.flatMap(({ value, low, high }) => [value, low, high]).filter((part): part is number => part !== null && part > 0).map(Math.log2);
  return {
    min: Math.max(-MOST_DOUBLINGS, Math.min(-1, Math.floor(Math.min(...doublings)))),
    max: Math.min(MOST_DOUBLINGS, Math.max(1, Math.ceil(Math.max(...doublings)))),
  };
}

/** The quotients at the ends of an axis in doublings. */
export function ratioEnds({ min, max }: Axis): Axis {
  return { min: 2 ** min, max: 2 ** max };
}

/** A quotient with its interval on a logarithmic axis; `zero` is where it is 1. */
export function ratioDrawing({ value, low, high }: Estimate, axis: Axis, dir: Direction): IntervalDrawing {
  return intervalDrawing({ value: Math.log2(value), low: low === null ? null : Math.log2(low), high: high === null ? null : Math.log2(high) }, axis, dir);
}

/** An axis with 0 in its middle, long enough for every difference shown. */
export function differenceAxis(estimates: readonly Estimate[], least: number): Axis {
  const reach = Math.max(least, ...estimates.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]).map(Math.abs));
  return { min: -reach, max: reach };
}
