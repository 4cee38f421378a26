/** Runs in a process of its own with a limited heap: reads one sheet and hands its rows over, no faster than they are taken. */
import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readXlsx, streamXlsxRows } from 'hucre/xlsx';
import { BATCH_ROWS, FIRST_BATCH_ROWS, MOST_COLUMNS, type TableRow } from './table.ts';
import { cellText } from './xlsx-cells.ts';
import { ROWS_FD, type SheetMessage, type SheetRequest } from './xlsx-messages.ts';

/** What a cell and a row take in the sheet's XML beside their text, about: enough to tell how far the reading has come. */
const CELL_BYTES = 36;
const ROW_BYTES = 40;

const { path, sheet, decimalSeparator } = JSON.parse(process.argv[2] ?? '') as SheetRequest;

/** The library parses ahead of whoever takes its rows, so this process as a whole waits until there is room in the pipe. */
function post(message: SheetMessage): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < bytes.length;) at += writeSync(ROWS_FD, bytes, at);
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
