/** CSV for spreadsheets: UTF-8 with a mark, quoted where needed, and nothing that a spreadsheet would run as a formula. */
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { stringify, type Options } from 'csv-stringify';
import { stringify as stringifyAtOnce } from 'csv-stringify/sync';

export type CsvRow = Record<string, string | number | boolean | null>;

/** A line end at the beginning is dropped by what trims cells, and what comes after it is then the beginning. */
const DEFUSED: Options = { escape_formulas: true, cast: { boolean: String, string: (cell) => (cell.startsWith('\n') ? `'${cell}` : cell) } };

/** @param columns names in order; a row's other fields are left out */
export function csvStream(columns: readonly string[], rows: AsyncIterable<CsvRow> | Iterable<CsvRow>): Readable {
  const lines = stringify({ ...DEFUSED, header: true, bom: true, columns: [...columns] });
  const source = Readable.from(rows, { objectMode: true });
  source.once('error', (error) => lines.destroy(error));
  return source.pipe(lines);
}

export interface CsvFile {
  write(rows: readonly CsvRow[]): Promise<void>;
  /** @returns whether there is a file: none is made for no rows */
  close(): Promise<boolean>;
}

/** A file that is written a few rows at a time; what stood in it is gone with the first. */
export function csvFile(path: string, columns: readonly string[]): CsvFile {
  let file: FileHandle | null = null;
  return {
    async write(rows) {
      if (rows.length === 0) return;
      const isFirst = file === null;
      file ??= await open(path, 'w');
      await file.appendFile(stringifyAtOnce([...rows], { ...DEFUSED, header: isFirst, bom: isFirst, columns: [...columns] }));
    },
    async close() {
      await file?.close();
      return file !== null;
    },
  };
}
