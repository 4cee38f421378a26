/** Chance that is the same on every run: numbers that follow from a seed and from what they are for, so that one use never disturbs another. */

/** Gives the next number, 0 ≤ number < 1. */
export type Chance = () => number;

/** Numbers for one purpose, such as `chanceOf(seed, 'asks', 17)`: Doty-Humphrey's sfc32, started from a hash of seed and purpose. */
export function chanceOf(seed: number, purpose: string, place: number): Chance {
  let hash = mixed(seed ^ 0x9e3779b9);
  for (let index = 0; index < purpose.length; index += 1) hash = mixed(hash ^ purpose.charCodeAt(index));
  let a = mixed(hash ^ place);
  let b = mixed(a + 0x6d2b79f5);
  let c = mixed(b ^ hash);
  let count = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

/** True in `share` of cases. */
export function happens(chance: Chance, share: number): boolean {
  return chance() < share;
}

/** A whole number, both ends included. */
export function wholeBetween(chance: Chance, least: number, most: number): number {
  return least + Math.floor(chance() * (most - least + 1));
}

/** One of the items, all alike. */
export function oneOf<Item>(chance: Chance, items: readonly Item[]): Item {
  const item = items[Math.floor(chance() * items.length)];
  if (item === undefined) throw new RangeError('there is nothing to choose from');
  return item;
}

/** Index into shares by a place 0–1 along them, as if they were laid end to end; they need not add up to 1. */
export function indexAt(shares: readonly number[], place: number): number {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let rest = place * whole;
  for (const [index, share] of shares.entries()) {
    rest -= share;
    if (rest < 0) return index;
  }
  return shares.length - 1;
}

/** Whole days, at least 1, until something comes that comes every `mean` days or so and does not remember when it last did. */
export function daysUntil(chance: Chance, mean: number): number {
  return Math.max(1, Math.ceil(-mean * Math.log(1 - chance())));
}

/** MurmurHash3's finaliser. */
function mixed(hash: number): number {
  let value = hash ^ (hash >>> 16);
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return value ^ (value >>> 16);
}
