/** Tables as files for spreadsheets. */
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { csvStream, type CsvRow } from '../csv.ts';
import { xlsxFile } from '../xlsx.ts';

export const TABLE_FORMATS = ['csv', 'xlsx'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

type Rows = AsyncIterable<CsvRow> | Iterable<CsvRow>;

/** Answers with `name`.csv, a row after the other. A reader who goes away before its end is no fault. */
export async function sendCsv(response: Response, name: string, columns: readonly string[], rows: Rows): Promise<void> {
  const begun = await withFirst(rows);
  response.attachment(`${name}.csv`);
  await pipeline(csvStream(columns, begun), response).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}

/** Answers with the same table in either format; a workbook reads in the direction of its reader. */
export async function sendTable(response: Response, format: TableFormat, { name, columns, rows, dir }: { name: string; columns: readonly string[]; rows: Rows; dir: 'ltr' | 'rtl' }): Promise<void> {
  if (format === 'csv') return sendCsv(response, name, columns, rows);
  const file = await xlsxFile(columns, rows, { name, isRightToLeft: dir === 'rtl' });
  response.attachment(`${name}.xlsx`).send(Buffer.from(file));
}

/** The same rows with the first one read: what fails until then is answered as a fault, not as a file that is cut short. */
async function withFirst(rows: Rows): Promise<AsyncIterable<CsvRow>> {
  const all = each(rows);
  const first = await all.next();
  return (async function* () {
    if (first.done === true) return;
    yield first.value;
    yield* all;
  })();
}

async function* each(rows: Rows): AsyncGenerator<CsvRow> {
  yield* rows;
}
