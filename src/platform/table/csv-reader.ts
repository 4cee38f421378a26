/** Text files as tables, a piece at a time: memory does not grow with the file. */
import type { FileHandle } from 'node:fs/promises';
import Papa from 'papaparse';
import { cutRow, firstLine, type CutRow } from './csv-rows.ts';
import { sniffEncoding, type Encoding } from './encoding.ts';
import { BATCH_ROWS, DELIMITERS, FIRST_BATCH_ROWS, MOST_COLUMNS, type Delimiter, type RawTable, type TableBatch, type TableOptions, type TableRow } from './table.ts';
import { UnusableFile } from './unusable-file.ts';

const PIECE = 65_536;
/** Characters of the longest row. Beyond it a quotation mark was never closed. */
const LONGEST_ROW = 262_144;
/** Each costs reading up to `LONGEST_ROW` characters in vain. */
const MOST_BROKEN_ROWS = 100;

export async function openCsv(file: FileHandle, options: TableOptions): Promise<RawTable> {
  const encoding = await sniffEncoding(file, options.encoding);
  const start = await beginning(file, encoding);
  const hint = /^sep=(.)\n/i.exec(start)?.[1];
  const delimiter = options.delimiter ?? DELIMITERS.find((known) => known === hint) ?? guessDelimiter(start);
  const rows = rowsOf(pieces(file, encoding), delimiter);
  return { format: 'csv', encoding: encoding.name, delimiter, sheet: null, batches: batchesOf(rows, hint === undefined ? 0 : 1, options.signal) };
}

interface Piece {
  text: string;
  bytesRead: number;
  isLast: boolean;
}

/** Text of the file with every line end written as `\n`, so that the same table saved elsewhere reads the same. */
async function* pieces(file: FileHandle, { name, markLength }: Encoding): AsyncGenerator<Piece> {
  const decoder = new TextDecoder(name);
  const buffer = new Uint8Array(PIECE);
  let position = markLength;
  let heldBack = '';
  for (let isLast = false; !isLast;) {
    const { bytesRead } = await file.read(buffer, 0, PIECE, position);
    position += bytesRead;
    isLast = bytesRead === 0;
    const decoded = heldBack + (isLast ? decoder.decode() : decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
    // Whether a carriage return stands alone is known only with what follows it.
    heldBack = !isLast && decoded.endsWith('\r') ? '\r' : '';
    yield { text: (heldBack ? decoded.slice(0, -1) : decoded).replaceAll(/\r\n?/g, '\n'), bytesRead: position, isLast };
  }
}

async function beginning(file: FileHandle, encoding: Encoding): Promise<string> {
  for await (const { text } of pieces(file, encoding)) if (text.trim() !== '') return text;
  throw new UnusableFile('empty', 'The file holds no text.');
}

/** The delimiter that cuts the first rows most evenly, else the one that cuts the header most, else a comma. */
function guessDelimiter(start: string): Delimiter {
  const { meta, errors } = Papa.parse(start, { preview: 20, delimitersToGuess: [...DELIMITERS], newline: '\n', skipEmptyLines: 'greedy' });
  if (errors.every(({ code }) => code !== 'UndetectableDelimiter')) return DELIMITERS.find((delimiter) => delimiter === meta.delimiter) ?? ',';
  const text = start.trimStart();
  const columns = (delimiter: Delimiter): number => cutRow(text, 0, delimiter, true)?.cells.length ?? 0;
  return DELIMITERS.reduce((best, delimiter) => (columns(delimiter) > columns(best) ? delimiter : best));
}

/** The rows that end in each piece, with the number of the first of them. */
async function* rowsOf(source: AsyncGenerator<Piece>, delimiter: Delimiter): AsyncGenerator<{ rows: CutRow[]; firstNumber: number; bytesRead: number }> {
  let rest = '';
  let firstNumber = 1;
  let brokenRows = 0;
  for await (const { text, bytesRead, isLast } of source) {
    const all = rest + text;
    const rows: CutRow[] = [];
    let at = 0;
    while (at < all.length) {
      const row = cutRow(all, at, delimiter, isLast) ?? (all.length - at > LONGEST_ROW ? firstLine(all, at, delimiter) : null);
      if (row === null) break;
      if (row.cells.length > MOST_COLUMNS) throw new UnusableFile('too-many-columns', `Row ${firstNumber + rows.length} has ${row.cells.length} columns; at most ${MOST_COLUMNS} are read.`);
      brokenRows += row.broken ? 1 : 0;
      if (brokenRows > MOST_BROKEN_ROWS || row.next - at > LONGEST_ROW) throw new UnusableFile('damaged', `Rows do not end where they should: quotation marks are opened and not closed. Is the delimiter "${delimiter}" right?`);
      rows.push(row);
      at = row.next;
    }
    rest = all.slice(at);
    yield { rows, firstNumber, bytesRead };
    firstNumber += rows.length;
  }
}

async function* batchesOf(source: ReturnType<typeof rowsOf>, skipped: number, signal: AbortSignal | undefined): AsyncGenerator<TableBatch, void, undefined> {
  let batch: TableRow[] = [];
  let room = FIRST_BATCH_ROWS;
  let readSoFar = 0;
  for await (const { rows, firstNumber, bytesRead } of source) {
    signal?.throwIfAborted();
    for (const [index, { cells, broken }] of rows.entries()) {
      const rowNumber = firstNumber + index;
      if (rowNumber <= skipped || cells.every((cell) => cell.trim() === '')) continue;
      batch.push({ rowNumber, cells, broken });
      if (batch.length < room) continue;
      yield { rows: batch, bytesRead };
      batch = [];
      room = BATCH_ROWS;
    }
    readSoFar = bytesRead;
  }
  if (batch.length > 0) yield { rows: batch, bytesRead: readSoFar };
}
