/** Tables as files for spreadsheets. */
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { csvStream, type CsvRow } from '../csv.ts';

/** Answers with `name`.csv. A reader who goes away before its end is no fault. */
export async function sendCsv(response: Response, name: string, columns: readonly string[], rows: AsyncIterable<CsvRow> | Iterable<CsvRow>): Promise<void> {
  response.attachment(`${name}.csv`);
  await pipeline(csvStream(columns, rows), response).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
