/** Names of customers made findable by their beginning, whatever their case, accents and letters. */
import { folded } from './plain-text.ts';

const LONGEST_KEY = 60;

/** A name, or the beginning of one, as it is looked for: folded words between single blanks. `''` where nothing is left. */
export function plainName(name: string): string {
  return folded(name.toWellFormed()).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').join(' ').slice(0, LONGEST_KEY).trim();
}

/** What a customer is found by: the beginning of the whole name, and of its last word where there are several. */
export function nameKeysOf(name: string | null): { nameKey: string | null; lastNameKey: string | null } {
  const plain = name === null ? '' : plainName(name);
  const last = plain.lastIndexOf(' ') + 1;
  return { nameKey: plain === '' ? null : plain, lastNameKey: last === 0 ? null : plain.slice(last) };
}
