/** What a change did to a record, fit to be kept: only the fields that differ, and nothing secret among them. */

type Fields = Readonly<Record<string, unknown>>;

const SECRET = /secret|password|token|hash|sealed|stamp/i;
const ADDRESS = /[^\s@<>"]+@[^\s@<>"]+/g;
const LONGEST = 300;

/** A value as it may be kept: secrets and mail addresses hidden, long texts cut, no deeper than four levels. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    const text = value.replace(ADDRESS, '…@…');
    return text.length <= LONGEST ? text : `${Array.from(text).slice(0, LONGEST).join('')}…`;
  }
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') return value ?? null;
  if (value instanceof Date) return value.toISOString();
  if (depth >= 4) return '…';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redacted(item, depth + 1));
  return Object.fromEntries(Object.entries(value as Fields).slice(0, 50).map(([name, item]) => [name.replaceAll(/[.$]/g, '_'), SECRET.test(name) ? '[hidden]' : redacted(item, depth + 1)]));
}

/** The fields of two states that differ, {@link redacted}; `null` where there was, or is, nothing. */
export function changedFields(before: Fields | null, after: Fields | null): { before: Fields | null; after: Fields | null } {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const differing = names.filter((name) => before === null || after === null || JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const pick = (state: Fields | null): Fields | null => state && (redacted(Object.fromEntries(differing.map((name) => [name, state[name]]))) as Fields);
  return { before: pick(before), after: pick(after) };
}
