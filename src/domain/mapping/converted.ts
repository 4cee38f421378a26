/** What a conversion comes to: a value, or what is wrong and what is accepted. */

export type Converted = { ok: true; value: unknown } | { ok: false; detail: string };
export type Converter = (value: unknown) => Converted;

const LONGEST_SHOWN = 60;

export function converted(value: unknown): Converted {
  return { ok: true, value };
}

export function refused(value: unknown, problem: string, accepted: string): Converted {
  return { ok: false, detail: `${shown(value)} ${problem}; accepted is ${accepted}` };
}

/** A value in a message: texts quoted and shortened, lists and objects by their kind. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value.length > LONGEST_SHOWN ? `${JSON.stringify(value.slice(0, LONGEST_SHOWN))}…` : JSON.stringify(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
