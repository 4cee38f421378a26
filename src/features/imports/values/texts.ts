/** Cells that hold text: names, ids, addresses, comments, and words of a list. */
import { normalizeAddress } from '../../../domain/address.ts';
import { isCurrency } from '../../../domain/money.ts';
import { plainWord } from '../../../domain/plain-text.ts';
import { found, refused, type CellContext, type Reader, type Reading } from './reading.ts';

const SHEET_ERROR = /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/;
const CONTROL = /(?![\t\n])\p{Cc}/u;

/** Text of at most `most` characters, taken as it stands: what looks like a formula stays text. */
export function text(most: number, { lines = false }: { lines?: boolean } = {}): Reader<string> {
  const accepted = { code: lines ? 'text' : 'line', about: { most } } as const;
  return (cell) => {
    if (SHEET_ERROR.test(cell)) return refused('sheet-error', accepted);
    if (cell.includes('\ufffd') || !cell.isWellFormed()) return refused('unreadable', accepted);
    if (CONTROL.test(cell)) return refused('control-characters', accepted);
    if (!lines && cell.includes('\n')) return refused('more-lines', accepted);
    return cell.length > most ? refused({ code: 'too-long', about: { count: cell.length } }, accepted) : found(cell);
  };
}

/** An identifier of the company's own systems. */
export const readId = text(200);

export function readAddress(cell: string): Reading<string> {
  const address = normalizeAddress(cell);
  return address === null ? refused('no-address', 'address') : found(address);
}

export function readCurrency(cell: string): Reading<string> {
  const code = cell.toUpperCase();
  return isCurrency(code) ? found(code) : refused('no-currency', 'currency-code');
}

export function readLocale(cell: string): Reading<string> {
  try {
    const [tag] = Intl.getCanonicalLocales(cell.replaceAll('_', '-'));
    if (tag !== undefined) return found(tag);
  } catch {
    // Not a language tag: said below.
  }
  return refused('no-language', 'language');
}

const zones = new Map<string, boolean>();
/** Names of zones are few; whatever else stands in that column must not fill memory. */
const MOST_ZONES = 1_000;

export function readTimeZone(cell: string): Reading<string> {
  let isZone = zones.get(cell);
  if (isZone === undefined) {
    isZone = isTimeZone(cell);
    if (zones.size < MOST_ZONES) zones.set(cell, isZone);
  }
  return isZone ? found(cell) : refused('no-time-zone', 'time-zone');
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Key of a touchpoint. A Latin name is turned into one: "After delivery" is `after-delivery`. */
export function readTouchpoint(cell: string, context: CellContext): Reading<string> {
  const name = readId(cell, context);
  if (!name.ok) return name;
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(cell)) return found(cell);
  const key = cell.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/[łŁ]/g, 'l').toLowerCase().replaceAll(/[^a-z0-9._]+/g, '-').replaceAll(/^[-._]+|-+$/g, '').slice(0, 64);
  const lettersLost = cell.replaceAll(/[^\p{L}\p{N}]/gu, '').length - key.replaceAll(/[^a-z0-9]/g, '').length;
  return key !== '' && lettersLost <= 0 ? found(key) : refused('no-touchpoint', 'touchpoint');
}

/** One of a list of values, by itself or by a word that means it. */
export function oneOf<const Value extends string>(values: readonly Value[], words: Partial<Record<Value, readonly string[]>> = {}): Reader<Value> {
  const meanings = new Map<string, Value>();
  for (const value of values) for (const word of [value, ...(words[value] ?? [])]) meanings.set(word, value).set(plainWord(word), value);
  const about = { list: values.join(', ') };
  return (cell) => {
    const value = meanings.get(cell) ?? meanings.get(plainWord(cell));
    return value === undefined ? refused({ code: 'not-one-of', about }, { code: 'one-of', about }) : found(value);
  };
}

const readAnswer = oneOf(['yes', 'no'], {
  yes: ['y', 'true', 't', '1', 'renewed', 'نعم', 'بله', 'بلی', 'آری', 'tak'],
  no: ['n', 'false', 'f', '0', 'not renewed', 'لا', 'نه', 'خیر', 'nie'],
});

export function readYesNo(cell: string, context: CellContext): Reading<boolean> {
  const answer = readAnswer(cell, context);
  return answer.ok ? found(answer.value === 'yes') : refused('no-answer', 'yes-or-no');
}
