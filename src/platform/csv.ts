/** CSV for spreadsheets: UTF-8 with a mark, quoted where needed, and nothing that a spreadsheet would run as a formula. */
import { stringify } from 'csv-stringify';
import { Readable } from 'node:stream';

export type CsvRow = Record<string, string | number | boolean | null>;

/** @param columns names in order; a row's other fields are left out */
export function csvStream(columns: readonly string[], rows: AsyncIterable<CsvRow> | Iterable<CsvRow>): Readable {
  const lines = stringify({ header: true, columns: [...columns], bom: true, escape_formulas: true, cast: { boolean: String } });
  const source = Readable.from(rows, { objectMode: true });
  source.once('error', (error) => lines.destroy(error));
  return source.pipe(lines);
}
