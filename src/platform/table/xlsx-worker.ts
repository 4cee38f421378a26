/** Runs in a thread of its own with a limited heap: reads one sheet and hands its rows over, no faster than they are taken. */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { readXlsx, streamXlsxRows } from 'hucre/xlsx';
import { BATCH_ROWS, FIRST_BATCH_ROWS, MOST_COLUMNS, type TableRow } from './table.ts';
import { cellText } from './xlsx-cells.ts';

export interface SheetRequest {
  path: string;
  sheet: string | null;
  decimalSeparator: '.' | ',';
  /** One 32-bit number: how many batches may still be sent. */
  credit: SharedArrayBuffer;
}

export type SheetMessage =
  | { type: 'rows'; rows: TableRow[]; xmlBytes: number }
  | { type: 'end' }
  | { type: 'refused'; reason: 'too-many-columns' | 'damaged' | 'bomb' | 'no-such-sheet'; detail: string };

/** What a cell and a row take in the sheet's XML beside their text, about: enough to tell how far the reading has come. */
const CELL_BYTES = 36;
const ROW_BYTES = 40;

const { path, sheet, decimalSeparator, credit } = workerData as SheetRequest;
const left = new Int32Array(credit);

function post(message: SheetMessage): void {
  parentPort?.postMessage(message);
}

/** The library parses ahead of whoever takes its rows, so this thread is stopped as a whole until they are wanted. */
function awaitCredit(): void {
  while (Atomics.load(left, 0) <= 0) Atomics.wait(left, 0, 0);
  Atomics.sub(left, 0, 1);
}

async function sheetNames(bytes: Uint8Array): Promise<string[]> {
  const names: string[] = [];
  await readXlsx(bytes, {
    sheets: ({ name }) => {
      names.push(name);
      return false;
    },
  });
  return names;
}

async function run(): Promise<void> {
  let rows: TableRow[] = [];
  let room = FIRST_BATCH_ROWS;
  let xmlBytes = 0;
  const flush = (): void => {
    awaitCredit();
    post({ type: 'rows', rows, xmlBytes });
    rows = [];
    room = BATCH_ROWS;
  };
  const bytes = await readFile(path);
  if (sheet !== null) {
    const names = await sheetNames(bytes);
    if (!names.includes(sheet)) return post({ type: 'refused', reason: 'no-such-sheet', detail: `The workbook has no sheet "${sheet}". Its sheets: ${names.join(', ')}.` });
  }
  for await (const { index, values } of streamXlsxRows(bytes, sheet === null ? {} : { sheet })) {
    const cells = values.map((value) => cellText(value, decimalSeparator));
    while (cells.length > 0 && cells.at(-1)?.trim() === '') cells.pop();
    xmlBytes += ROW_BYTES + CELL_BYTES * values.length;
    if (cells.length > MOST_COLUMNS) return post({ type: 'refused', reason: 'too-many-columns', detail: `Row ${index + 1} has ${cells.length} columns; at most ${MOST_COLUMNS} are read.` });
    if (cells.length > 0) rows.push({ rowNumber: index + 1, cells, broken: false });
    if (rows.length === room) flush();
  }
  if (rows.length > 0) flush();
  post({ type: 'end' });
}

run().catch((error: unknown) => {
  const detail = error instanceof Error ? error.message : String(error);
  if (/exceeds limit|zip bomb/i.test(detail)) post({ type: 'refused', reason: 'bomb', detail: 'The workbook is refused: it unpacks to more than it says. Save the sheet as CSV instead.' });
  else if (/outside the supported sheet bounds/i.test(detail)) post({ type: 'refused', reason: 'too-many-columns', detail: `A row has more columns than a sheet can have; at most ${MOST_COLUMNS} are read.` });
  else post({ type: 'refused', reason: 'damaged', detail: `The workbook cannot be read (${detail}). Open it in a spreadsheet and save it again, or save the sheet as CSV.` });
});
