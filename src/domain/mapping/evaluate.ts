/** The value of one field of one item. */
import { FORBIDDEN_NAMES } from '../trigger.ts';
import { convert, toText } from './conversion.ts';
import { converted, shown, type Converted } from './converted.ts';
import { dateConversion } from './date-conversion.ts';
import type { TextPart } from './joined-text.ts';
import type { Path } from './path.ts';
import type { FieldKind, PlannedField, PlannedValue } from './plan.ts';
import { readPath, type Scope, type Work } from './read-path.ts';

/** As many characters as all properties of an interaction may have together. */
const LONGEST_VALUE = 16_384;
const DEEPEST = 16;
/** What converting one member of a list costs, beside looking at it. */
const CONVERSION_WORK = 50;

export interface Evaluated {
  /** A value that is not there is `undefined`. */
  result: Converted;
  /** Those it came from or was looked for at; a constant and a default have none. */
  paths: readonly Path[];
}

const NOT_THERE: Converted = { ok: true, value: undefined };

export function evaluate({ kind, value: { from, fallback, conversions } }: Pick<PlannedField, 'kind' | 'value'>, scope: Scope): Evaluated {
  const { result: read, paths } = readValue(from, scope);
  let result = read;
  if (read.ok && Array.isArray(read.value)) scope.work.left -= read.value.length * conversions.length * CONVERSION_WORK;
  if (read.ok && read.value !== undefined && scope.work.left >= 0) for (const conversion of conversions) if (result.ok) result = convert(result.value, conversion);
  if (!result.ok) return { result, paths };
  if (isThere(result.value)) return { result: fitted(result.value, kind, scope.work), paths };
  return fallback === undefined ? { result: NOT_THERE, paths } : { result: fitted(fallback, kind, scope.work), paths: [] };
}

/** Neither missing nor a blank text, which senders write for missing. */
function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}

function readValue(from: PlannedValue['from'], scope: Scope): Evaluated {
  if (from.kind === 'constant') return { result: NOT_THERE, paths: [] };
  if (from.kind === 'text') return joined(from.parts, scope);
  for (const path of from.paths) {
    const value = readPath(path, scope);
    if (isThere(value)) return { result: converted(value), paths: [path] };
  }
  return { result: NOT_THERE, paths: from.paths };
}

function joined(parts: readonly TextPart[], scope: Scope): Evaluated {
  const paths = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.path]));
  let text = '';
  let found = 0;
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const value = readPath(part.path, scope);
    if (!isThere(value) && part.isOptional) {
      text = text.trimEnd();
      continue;
    }
    if (!isThere(value)) return { result: NOT_THERE, paths: [part.path] };
    const written = toText(value);
    if (!written.ok) return { result: written, paths: [part.path] };
    text += String(written.value).trim();
    found += 1;
    if (text.length > LONGEST_VALUE) return { result: tooLong(), paths: [part.path] };
  }
  return { result: found > 0 ? converted(text.trim()) : NOT_THERE, paths };
}

function tooLong(): Converted & { ok: false } {
  return { ok: false, detail: `is longer than ${LONGEST_VALUE} characters` };
}

/** What the field takes, or what is wrong with it. */
function fitted(value: unknown, kind: FieldKind, work: Work): Converted {
  if (kind === 'json') return fittedJson(value, work);
  if (kind === 'instant') return typeof value === 'string' ? dateConversion(value) : { ok: false, detail: `${shown(value)} is not an instant; for numbers convert by "unix-seconds" or "unix-milliseconds"` };
  if (typeof value === 'boolean') return { ok: false, detail: `${shown(value)} is not a text; convert by "text" or a table` };
  if (typeof value === 'object') return { ok: false, detail: `${shown(value)} is not one text; name one part of it in the path${Array.isArray(value) ? ', such as [0]' : ''}` };
  const text = toText(value);
  if (!text.ok) return text;
  const trimmed = String(text.value).trim();
  return trimmed.length > LONGEST_VALUE ? tooLong() : converted(trimmed);
}

function fittedJson(value: unknown, work: Work): Converted {
  const room = { left: LONGEST_VALUE };
  const misfit = misfitOf(value, DEEPEST, room);
  work.left -= LONGEST_VALUE - room.left;
  return misfit === null ? converted(value) : { ok: false, detail: misfit };
}

/** Stops as soon as the value is too long, whatever is left of it. */
function misfitOf(value: unknown, depth: number, room: { left: number }): string | null {
  room.left -= typeof value === 'string' ? value.length + 2 : 1;
  if (room.left < 0) return tooLong().detail;
  if (typeof value === 'number' && !Number.isFinite(value)) return 'is not a number of JSON';
  if (typeof value !== 'object' || value === null) return null;
  if (depth === 0) return `is nested deeper than ${DEEPEST} levels`;
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue;
    if (FORBIDDEN_NAMES.has(name)) return `holds the name "${name}", which is not allowed`;
    if (!Array.isArray(value)) room.left -= name.length + 3;
    const misfit = misfitOf((value as Record<string, unknown>)[name], depth - 1, room);
    if (misfit !== null) return misfit;
  }
  return null;
}
