/** Reads plain data of unknown shape field by field: what fits comes out anew, what does not is named by its JSON pointer. */

export interface ShapeError {
  pointer: string;
  detail: string;
}

/** Enough to repair by; a value that is wrong all over would otherwise fill the answer. */
const MOST_ERRORS = 50;
const LONGEST_NAME_SHOWN = 100;

/** One place in the value that is read. */
export interface Place {
  value: unknown;
  pointer: string;
  errors: ShapeError[];
}

export function placeOf(value: unknown): Place {
  return { value, pointer: '', errors: [] };
}

/** Notes what is wrong at a place, and stands for its value. */
export function misfit({ errors, pointer }: Place, detail: string): null {
  if (errors.length < MOST_ERRORS) errors.push({ pointer, detail });
  return null;
}

export function inside({ errors, pointer }: Place, name: string | number, value: unknown): Place {
  const shown = String(name).slice(0, LONGEST_NAME_SHOWN).replaceAll('~', '~0').replaceAll('/', '~1');
  return { value, pointer: `${pointer}/${shown}`, errors };
}

/** The object's own names; names that are not known are errors, as are more than `most`. */
export function readObject<Name extends string>(place: Place, known: readonly Name[]): ((name: Name) => Place | null) | null {
  const entries = entriesOf(place, known.length);
  if (entries === null) return null;
  for (const [name] of entries) {
    if (!known.includes(name as Name)) misfit(inside(place, name, null), `unknown field; known are ${known.join(', ')}`);
  }
  const own = new Map(entries);
  return (name) => (own.has(name) ? inside(place, name, own.get(name)) : null);
}

/** An object whose names are free. `undefined` counts as not given. */
export function readRecord<T>(place: Place, { most, name: isName, expected }: { most: number; name(text: string): boolean; expected: string }, read: (place: Place) => T | null): Record<string, T> | null {
  const entries = entriesOf(place, most);
  if (entries === null) return null;
  if (entries.length > most) return misfit(place, `has ${entries.length} entries, at most ${most} are accepted`);
  const found: [string, T][] = [];
  for (const [name, value] of entries) {
    const part = inside(place, name, value);
    if (!isName(name)) misfit(part, expected);
    const result = read(part);
    if (result !== null) found.push([name, result]);
  }
  return Object.fromEntries(found);
}

function entriesOf(place: Place, most: number): [string, unknown][] | null {
  const { value } = place;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return misfit(place, 'must be an object');
  const names = Object.keys(value);
  // Whatever lies far beyond what is accepted is not looked at one by one.
  if (names.length > 10 * (most + 10)) return misfit(place, `has ${names.length} entries, at most ${most} are accepted`);
  return names.map((name): [string, unknown] => [name, (value as Record<string, unknown>)[name]]).filter(([, part]) => part !== undefined);
}

export function readList<T>(place: Place, { least, most }: { least: number; most: number }, read: (place: Place) => T | null): T[] | null {
  const { value } = place;
  if (!Array.isArray(value)) return misfit(place, 'must be a list');
  if (value.length < least || value.length > most) return misfit(place, `must have ${least} to ${most} entries`);
  return value.flatMap((member, index) => read(inside(place, index, member)) ?? []);
}

/** A text with something to see, without control characters. */
export function readText(place: Place, most: number): string | null {
  const { value } = place;
  if (typeof value !== 'string') return misfit(place, 'must be a text');
  if (value.trim() === '') return misfit(place, 'must not be empty');
  if (value.length > most) return misfit(place, `must have at most ${most} characters`);
  return /\p{Cc}/u.test(value) || !value.isWellFormed() ? misfit(place, 'must not hold control characters') : value;
}
