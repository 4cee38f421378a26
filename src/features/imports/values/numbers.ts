/** Cells that hold a number, as exact decimal text: nothing passes through binary fractions. */
import { withAsciiDigits } from '../../../domain/plain-text.ts';
import { found, refused, type CellContext, type Reading } from './reading.ts';

const AMBIGUOUS = Symbol('ambiguous');
/** Arabic signs for the decimal point and between thousands. */
const ARABIC_DECIMAL = '\u066b';
const ARABIC_THOUSANDS = '\u066c';
const MINUS = /^[-\u2212\u2013]|[-\u2212\u2013]$/;
const SPACE_BETWEEN_THOUSANDS = /(?<=\d)[\s'’](?=\d{3}(?!\d))/g;
const DIGITS = /^\d+$/;
const PLAIN = /^(?!-[0.]+$)-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** Thousands, or the Indian way: three digits, then twos. */
const GROUPED = /^\d{1,3}(?:,\d{3})+$|^\d{1,2}(?:,\d{2})*,\d{3}$/;

/**
 * An exact decimal such as `-1234.5`. Understood are digits of three scripts, decimal comma and point, thousands separated by
 * points, commas, spaces or apostrophes, a minus on either side, and accountants' brackets. A comma that could be either kind
 * (`1,234`) is refused unless the mapping names the decimal separator.
 */
export function readDecimal(text: string, { decimalSeparator }: CellContext): Reading<string> {
  if (PLAIN.test(text) && !(decimalSeparator === ',' && text.includes('.'))) return found(text);
  let plain = withAsciiDigits(text).replaceAll(SPACE_BETWEEN_THOUSANDS, '').replaceAll(ARABIC_THOUSANDS, '').replaceAll('\u060c', ',');
  const brackets = /^\((.*)\)$/.exec(plain);
  const isNegative = brackets !== null || MINUS.test(plain);
  plain = (brackets?.[1] ?? plain).replace(MINUS, '').replace(/^\+/, '').trim();
  if (/^[\d.,]+e[+-]?\d+$/i.test(plain)) return refused('exponent', 'number');
  if (/[\p{Sc}]|^[A-Z]{3}|[A-Z]{3}$/u.test(plain)) return refused('currency-beside', 'number', 'currency-column');
  const decimal = plain.includes(ARABIC_DECIMAL) ? exactly(plain.replace(ARABIC_DECIMAL, '.'), '.') : byPoints(plain, decimalSeparator);
  if (decimal === AMBIGUOUS) return refused('ambiguous-number', 'number', 'name-separator');
  return decimal === null ? refused('no-number', 'number') : found(isNegative && /[1-9]/.test(decimal) ? `-${decimal}` : decimal);
}

function byPoints(text: string, separator: '.' | ',' | null): string | typeof AMBIGUOUS | null {
  if (separator !== null) return exactly(text, separator);
  const comma = text.lastIndexOf(',');
  const point = text.lastIndexOf('.');
  if (comma === -1) return text.indexOf('.') === point ? exactly(text, '.') : exactly(text, ',');
  if (point !== -1) return exactly(text, comma > point ? ',' : '.');
  if (text.indexOf(',') !== comma) return exactly(text, '.');
  return /^0,\d+$/.test(text) || text.length - comma - 1 !== 3 ? exactly(text, ',') : AMBIGUOUS;
}

/** The number with this decimal separator, the other one between thousands; `null` where that is not how it is written. */
function exactly(text: string, separator: '.' | ','): string | null {
  const [whole = '', decimals, ...more] = text.split(separator);
  const grouped = separator === ',' ? whole.replaceAll('.', ',') : whole;
  if (more.length > 0 || (separator === ',' && whole.includes(','))) return null;
  if (!DIGITS.test(grouped) && !GROUPED.test(grouped)) return null;
  if (decimals !== undefined && !DIGITS.test(decimals)) return null;
  const units = grouped.replaceAll(',', '').replace(/^0+(?=\d)/, '');
  return decimals === undefined ? units : `${units}.${decimals}`;
}

/** A whole number, such as a score; `9.0` is 9. */
export function readWhole(text: string, context: CellContext): Reading<number> {
  const decimal = readDecimal(text, context);
  if (!decimal.ok) return { ...decimal, accepted: [{ code: 'whole' }] };
  const [, whole] = /^(-?\d{1,9})(?:\.0+)?$/.exec(decimal.value) ?? [];
  return whole === undefined ? refused('not-whole', 'whole') : found(Number(whole));
}

/** An exact factor above 0, such as an exchange rate, without zeros at its end. */
export function readRate(text: string, context: CellContext): Reading<string> {
  const decimal = readDecimal(text, context);
  if (!decimal.ok) return { ...decimal, accepted: [{ code: 'positive' }] };
  if (decimal.value.startsWith('-') || !/[1-9]/.test(decimal.value)) return refused('not-positive', 'positive');
  if (decimal.value.length > 40) return refused('many-digits', 'positive');
  return found(decimal.value.includes('.') ? decimal.value.replace(/\.?0+$/, '') : decimal.value);
}
