/** Chance that comes out the same every time, so that the demo run twice is the demo run once. */

export interface Chance {
  /** From 0 inclusive to 1 exclusive. */
  next(): number;
  below(count: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Normally distributed, mean 0 and deviation 1. */
  normal(): number;
}

/** mulberry32 (Tommy Ettinger, public domain): small, fast, good enough for made-up people. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
