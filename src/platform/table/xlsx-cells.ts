/** Cells of a workbook as text that reads the same as in a CSV file. */
import type { CellValue } from 'hucre/xlsx';

/**
 * Text of a cell. Numbers are plain decimals of the 15 digits a spreadsheet shows, so 12.299999999999999 is "12.3"; days are
 * `YYYY-MM-DD`, and with a time of day `YYYY-MM-DDTHH:mm:ss`, the wall time the sheet shows.
 */
export function cellText(value: CellValue, decimalSeparator: '.' | ',' = '.'): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value instanceof Date) return dateText(value);
  return Number.isFinite(value) ? plainDecimal(value).replace('.', decimalSeparator) : '';
}

function dateText(date: Date): string {
  // Days are fractions of binary numbers there: seconds come out as 59.9999.
  const seconds = Math.round(date.getTime() / 1_000);
  if (Number.isNaN(seconds)) return '';
  const text = new Date(seconds * 1_000).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19);
}

/** A decimal without exponent. */
function plainDecimal(value: number): string {
  const [digits = '0', exponentText = '0'] = value.toExponential(14).split('e');
  const exponent = Number(exponentText);
  const sign = digits.startsWith('-') ? '-' : '';
  const figures = digits.replace('-', '').replace('.', '').replace(/0+$/, '');
  if (figures === '') return '0';
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${figures}`;
  const whole = figures.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const decimals = figures.slice(exponent + 1);
  return decimals === '' ? sign + whole : `${sign}${whole}.${decimals}`;
}
