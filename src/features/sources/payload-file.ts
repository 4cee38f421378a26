/** Files of interactions: each row of a table, or each line of JSON, is a payload of its source. */
import { open } from 'node:fs/promises';
import { misfitRemark, remarkText } from '../../domain/import-remark.ts';
import { trimmed, withAsciiDigits } from '../../domain/plain-text.ts';
import { Malformed } from '../../platform/errors.ts';
import { parseJson } from '../../platform/http/json.ts';
import { isJsonLines, jsonLines } from '../../platform/table/json-lines.ts';
import { openTable } from '../../platform/table/open-table.ts';
import { rowMisfit } from '../../platform/table/row-misfit.ts';
import type { Table, TableRow } from '../../platform/table/table.ts';

/** `misfit` says why a row is no payload at all. */
export type PayloadRow = { rowNumber: number } & ({ payload: unknown } | { misfit: string });

export interface PayloadFile {
  /** The table's columns; `null` for lines of JSON. */
  columns: string[] | null;
  totalBytes: number;
  batches: AsyncGenerator<{ rows: PayloadRow[]; bytesRead: number }, void, undefined>;
  /** Frees the file, at any moment. */
  close(): Promise<void>;
}

const HEAD = 4096;
/** Numbers and dates as they are written in Arabic and Persian. */
const WRITTEN_NUMBER = /^(?=.*[٠-٩۰-۹])[\d٠-٩۰-۹\s.,:/+\-TZ\u200e\u200f]+$/;

/**
 * A CSV or XLSX table or lines of JSON, told apart by their content.
 * @param isForeign lines of JSON are read by a mapping, so their names may be any
 * @throws UnusableFile saying what the file is instead
 */
export async function openPayloadFile(path: string, { isForeign, signal }: { isForeign: boolean; signal?: AbortSignal | undefined }): Promise<PayloadFile> {
  const file = await open(path, 'r');
  let isLines = false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    isLines = isJsonLines(buffer.subarray(0, bytesRead));
    if (isLines) return { columns: null, totalBytes: (await file.stat()).size, batches: parsedLines(jsonLines(file, signal), isForeign), close: () => file.close() };
  } finally {
    if (!isLines) await file.close();
  }
  const table = await openTable(path, { signal });
  return { columns: table.header, totalBytes: table.totalBytes, batches: tableRows(table), close: table.close };
}

async function* parsedLines(batches: ReturnType<typeof jsonLines>, isForeign: boolean): PayloadFile['batches'] {
  for await (const { lines, bytesRead } of batches) yield { rows: lines.map(({ lineNumber, bytes }) => parsedLine(lineNumber, bytes, isForeign)), bytesRead };
}

function parsedLine(rowNumber: number, bytes: Buffer, isForeign: boolean): PayloadRow {
  try {
    return { rowNumber, payload: parseJson(bytes, { isForeign }) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { rowNumber, misfit: error.message.replace(/^The body/, 'the line') };
  }
}

async function* tableRows(table: Table): PayloadFile['batches'] {
  for await (const { rows, bytesRead } of table.batches) yield { rows: rows.map((row) => payloadOf(table, row)), bytesRead };
}

/** `{ column: cell }` without empty cells. */
function payloadOf(table: Table, row: TableRow): PayloadRow {
  const misfit = rowMisfit(table, row);
  if (misfit) {
    const { problem, accepted } = remarkText(misfitRemark(misfit), 'en');
    return { rowNumber: row.rowNumber, misfit: `the row ${problem}; accepted are ${accepted}` };
  }
  const cells = table.header.flatMap((column, index): [string, string][] => {
    const cell = trimmed(row.cells[index] ?? '');
    return cell === '' ? [] : [[column, WRITTEN_NUMBER.test(cell) ? withAsciiDigits(cell) : cell]];
  });
  return { rowNumber: row.rowNumber, payload: Object.fromEntries(cells) };
}
