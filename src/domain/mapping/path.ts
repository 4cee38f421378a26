/**
 * Paths of a mapping, as text and parsed.
 *
 *     order.customer.email              names, from the item; `$.order.customer.email` is the same
 *     $.lines[0].sku  $.lines[-1].sku   one member, counted from the start or the end
 *     $.lines[*].sku                    every member: a list of what is there
 *     answers[field.ref='email'].email  the first member in which that text (or number) stands there
 *     $['a.b']                          a name with any characters
 *     $$.shop                           from the whole payload, where `each` made items
 *     $headers.x-shopify-topic          a header of the request, in any case
 *     $delivery.id  .at  .item          the delivery's id, its time of receipt, the number of the item from 0
 */
import { FORBIDDEN_NAMES } from '../trigger.ts';

export type PathRoot = 'item' | 'payload' | 'headers' | 'delivery';

export type PathStep =
  | { kind: 'name'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'every' }
  | { kind: 'where'; names: string[]; is: string };

export interface Path {
  root: PathRoot;
  steps: PathStep[];
}

export type ParsedPath = { ok: true; path: Path } | { ok: false; at: number; detail: string };

export const LONGEST_PATH = 300;
const MOST_STEPS = 20;

const DELIVERY_NAMES = ['id', 'at', 'item'];
const BARE_NAME = /[^\s.[\]{}'"*?=\p{Cc}]+/uy;
const WHOLE_BARE_NAME = /^[^\s.[\]{}'"*?=\p{Cc}]+$/u;
const INDEX = /0|-?[1-9]\d{0,5}/y;
const ROOTS: readonly [string, PathRoot][] = [['$headers', 'headers'], ['$delivery', 'delivery'], ['$$', 'payload'], ['$', 'item']];

/** A place in a text that is read from left to right. */
interface Cursor {
  readonly text: string;
  at: number;
}

/** Why a text is no path. */
interface Refusal {
  at: number;
  detail: string;
}

/** `at` counts characters from 1, and `detail` says what was expected there. */
export function parsePath(text: string): ParsedPath {
  if (text.length > LONGEST_PATH) return { ok: false, at: LONGEST_PATH + 1, detail: `a path has at most ${LONGEST_PATH} characters` };
  const cursor: Cursor = { text, at: 0 };
  const root = takeRoot(cursor);
  if (root === null) return refusalAt(cursor, 'expected "$", "$$", "$headers", "$delivery" or a name');
  const steps: PathStep[] = [];
  while (cursor.at < text.length) {
    const start = cursor.at;
    const step = takeStep(cursor, { isFirst: steps.length === 0 && root.isBare });
    if ('detail' in step) return { ok: false, ...step };
    steps.push(step);
    if (steps.length > MOST_STEPS) return { ok: false, at: start + 1, detail: `a path has at most ${MOST_STEPS} steps` };
  }
  const path: Path = { root: root.name, steps };
  const misfit = misfitOf(path);
  return misfit === null ? { ok: true, path } : { ok: false, at: 1, detail: misfit };
}

/** As `parsePath`, for paths that were checked when they were saved: a bad one is breakage and throws. */
export function requirePath(text: string): Path {
  const parsed = parsePath(text);
  if (!parsed.ok) throw new RangeError(`Not a path: ${JSON.stringify(text)}`);
  return parsed.path;
}

/** The text that parses to this path; names are quoted where they must be. */
export function printPath({ root, steps }: Path): string {
  const sign = ROOTS.find(([, name]) => name === root)?.[0] ?? '$';
  return sign + steps.map(printStep).join('');
}

function printStep(step: PathStep): string {
  if (step.kind === 'index') return `[${step.index}]`;
  if (step.kind === 'every') return '[*]';
  if (step.kind === 'where') return `[${step.names.join('.')}=${quoted(step.is)}]`;
  return WHOLE_BARE_NAME.test(step.name) ? `.${step.name}` : `[${quoted(step.name)}]`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`;
}

function refusalAt(cursor: Cursor, detail: string): Refusal & { ok: false } {
  return { ok: false, at: cursor.at + 1, detail };
}

function takeRoot(cursor: Cursor): { name: PathRoot; isBare: boolean } | null {
  const { text } = cursor;
  if (!text.startsWith('$')) return text === '' ? null : { name: 'item', isBare: true };
  for (const [sign, name] of ROOTS) {
    const next = text[sign.length];
    if (!text.startsWith(sign) || !(next === undefined || next === '.' || next === '[')) continue;
    cursor.at = sign.length;
    return { name, isBare: false };
  }
  return null;
}

function takeStep(cursor: Cursor, { isFirst }: { isFirst: boolean }): PathStep | Refusal {
  const sign = cursor.text[cursor.at];
  if (sign === '[') return takeBracket(cursor);
  if (sign === '.') cursor.at += 1;
  else if (!isFirst) return refusalAt(cursor, 'expected "." or "["');
  if (isFirst && sign === '.') return refusalAt({ ...cursor, at: 0 }, 'expected a name');
  const name = takeName(cursor);
  return typeof name === 'string' ? { kind: 'name', name } : name;
}

function takeName(cursor: Cursor): string | Refusal {
  BARE_NAME.lastIndex = cursor.at;
  const name = BARE_NAME.exec(cursor.text)?.[0];
  if (name === undefined) return refusalAt(cursor, 'expected a name; one with spaces or signs stands in quotes: [\'a b\']');
  if (FORBIDDEN_NAMES.has(name)) return refusalAt(cursor, `"${name}" may not be followed`);
  cursor.at += name.length;
  return name;
}

/** What stands behind `[`, up to and with its `]`. */
function takeBracket(cursor: Cursor): PathStep | Refusal {
  cursor.at += 1;
  const { text, at } = cursor;
  const sign = text[at];
  if (sign === '\'' || sign === '"') {
    const name = takeQuoted(cursor);
    if (typeof name !== 'string') return name;
    if (FORBIDDEN_NAMES.has(name)) return { at: at + 1, detail: `"${name}" may not be followed` };
    return closed(cursor, { kind: 'name', name });
  }
  if (sign === '*') {
    cursor.at += 1;
    return closed(cursor, { kind: 'every' });
  }
  INDEX.lastIndex = at;
  const index = INDEX.exec(text)?.[0];
  if (index === undefined) return takeWhere(cursor);
  cursor.at += index.length;
  return closed(cursor, { kind: 'index', index: Number(index) });
}

function takeWhere(cursor: Cursor): PathStep | Refusal {
  const names: string[] = [];
  do {
    if (names.length > 0) cursor.at += 1;
    const name = takeName(cursor);
    if (typeof name !== 'string') return names.length > 0 ? name : { ...name, detail: 'expected a number, "*", a quoted name, or a name with "=" and a quoted text' };
    names.push(name);
  } while (cursor.text[cursor.at] === '.' && names.length < MOST_STEPS);
  if (cursor.text[cursor.at] !== '=') return refusalAt(cursor, 'expected "=" and a quoted text, such as [key=\'email\']');
  cursor.at += 1;
  const is = takeQuoted(cursor);
  return typeof is === 'string' ? closed(cursor, { kind: 'where', names, is }) : is;
}

function takeQuoted(cursor: Cursor): string | Refusal {
  const { text } = cursor;
  const quote = text[cursor.at];
  if (quote !== '\'' && quote !== '"') return refusalAt(cursor, 'expected a quoted text');
  let found = '';
  for (cursor.at += 1; cursor.at < text.length; cursor.at += 1) {
    if (text[cursor.at] === quote) {
      cursor.at += 1;
      return found;
    }
    if (text[cursor.at] === '\\') cursor.at += 1;
    found += text[cursor.at] ?? '';
  }
  return refusalAt(cursor, `expected ${quote}`);
}

function closed(cursor: Cursor, step: PathStep): PathStep | Refusal {
  if (cursor.text[cursor.at] !== ']') return refusalAt(cursor, 'expected "]"');
  cursor.at += 1;
  return step;
}

/** Headers and the delivery are flat; names of headers are written in lower case. */
function misfitOf({ root, steps }: Path): string | null {
  if (root === 'item' || root === 'payload') return null;
  const [step] = steps;
  if (steps.length !== 1 || step?.kind !== 'name') return root === 'headers' ? 'expected one name behind "$headers", such as $headers.x-topic' : `expected $delivery.${DELIVERY_NAMES.join(', $delivery.')}`;
  if (root === 'headers') step.name = step.name.toLowerCase();
  else if (!DELIVERY_NAMES.includes(step.name)) return `expected $delivery.${DELIVERY_NAMES.join(', $delivery.')}`;
  return null;
}
