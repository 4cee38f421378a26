/** From an opening amount through its movements to the closing one, each bar beginning where the one before ended. */
import { rounded, share, type BarPlace, type Direction } from '../../domain/charts.ts';

export interface WaterfallBar extends BarPlace {
  kind: 'level' | 'up' | 'down';
}

export interface Waterfall {
  /** The opening, each movement, the closing. */
  bars: WaterfallBar[];
  /** The amount at the start of the line: 0, or more where the movements would be too small to be seen. */
  start: number;
}

/** Movements below this share of the largest amount are drawn on a part of the axis. */
const LEAST_MOVED = 0.25;

/** @param movements signed, in the unit of the opening amount */
export function waterfall(opening: number, movements: readonly number[], dir: Direction): Waterfall {
  const levels = [opening];
  for (const movement of movements) levels.push((levels.at(-1) ?? 0) + movement);
  const [least, most] = [Math.min(...levels, opening), Math.max(...levels, opening)];
  const start = least > 0 && most - least < LEAST_MOVED * most ? Math.max(0, least - (most - least || least) / 2) : Math.min(0, least);
  const axis = { min: start, max: most };
  const bar = (from: number, to: number, kind: WaterfallBar['kind']): WaterfallBar => {
    const [one, other] = [share(from, axis), share(to, axis)];
    const width = rounded(100 * Math.abs(other - one), 2);
    const x = 100 * Math.min(one, other);
    return { kind, x: rounded(dir === 'rtl' ? 100 - x - width : x, 2), width };
  };
  const closing = levels.at(-1) ?? opening;
  return {
    bars: [
      bar(start, opening, 'level'),
      ...movements.map((movement, index) => bar(levels[index] ?? 0, levels[index + 1] ?? 0, movement < 0 ? 'down' : 'up')),
      bar(start, closing, 'level'),
    ],
    start,
  };
}
