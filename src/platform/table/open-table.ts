/** Opens a file as a table: tells what it is, guards against what it may be, and finds the header. */
import { open } from 'node:fs/promises';
import { openCsv } from './csv-reader.ts';
import { fileFormat } from './file-format.ts';
import type { RawTable, Table, TableBatch, TableOptions } from './table.ts';
import { UnusableFile } from './unusable-file.ts';
import { openXlsx } from './xlsx-reader.ts';

/** Encrypted workbooks name themselves within their first kilobytes, more often than not. */
const HEAD = 65_536;

/**
 * Opens a text file or an XLSX workbook. The first row with any text is the header. Reading goes piece by piece, so memory
 * stays bounded and the event loop free; `close` must be called at the end, whatever happened.
 * @throws UnusableFile saying what the file is instead, and what to do
 */
export async function openTable(path: string, options: TableOptions = {}): Promise<Table> {
  const file = await open(path, 'r');
  let raw: RawTable | undefined;
  const close = async (): Promise<void> => {
    await raw?.batches.return();
    await file.close();
  };
  try {
    const { size: totalBytes } = await file.stat();
    const head = new Uint8Array(Math.min(HEAD, totalBytes));
    await file.read(head, 0, head.length, 0);
    raw = fileFormat(head) === 'xlsx' ? await openXlsx(file, path, totalBytes, options) : await openCsv(file, options);
    const first = await raw.batches.next();
    const [header, ...rows] = first.done ? [] : first.value.rows;
    if (first.done || header === undefined) throw new UnusableFile('empty', 'There is no row with any text in it.');
    const { format, encoding, delimiter, sheet } = raw;
    return {
      format, encoding, delimiter, sheet, totalBytes, close,
      header: columnNames(header.cells),
      headerRow: header.rowNumber,
      batches: following({ rows, bytesRead: first.value.bytesRead }, raw.batches),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* following(first: TableBatch, rest: AsyncGenerator<TableBatch, void, undefined>): AsyncGenerator<TableBatch, void, undefined> {
  if (first.rows.length > 0) yield first;
  yield* rest;
}

function columnNames(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, index) => {
    const name = cell.replaceAll(/[\s\u00a0\u200e\u200f]+/g, ' ').trim() || `Column ${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
