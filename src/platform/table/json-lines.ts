/** Text files with one JSON value in each line (NDJSON), a piece at a time: memory does not grow with the file. */
import type { FileHandle } from 'node:fs/promises';
import { BATCH_ROWS } from './table.ts';
import { UnusableFile } from './unusable-file.ts';

export interface JsonLineBatch {
  /** At most `BATCH_ROWS`; blank lines are left out. */
  lines: { lineNumber: number; bytes: Buffer }[];
  /** Bytes of the file behind the reader. */
  bytesRead: number;
}

const PIECE = 65_536;
const LONGEST_LINE = 1_048_576;
/** Lines may be long: a batch ends by their bytes too. */
const BATCH_BYTES = 4 * 1_048_576;
const NEWLINE = 0x0a;
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Whether a file's beginning is that of one JSON object after another. @throws UnusableFile for one list of them, which could not be read in pieces */
export function isJsonLines(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('utf8').replace(/^\ufeff/, '');
  if (/^\s*\[\s*[{\]]/.test(text)) throw new UnusableFile('unknown-format', 'This is one JSON list. Write each of its members into a line of its own (NDJSON), or export the table as CSV or XLSX.');
  return /^\s*\{\s*["}]/.test(text);
}

/** @throws UnusableFile when a line has more than 1 MiB */
export async function* jsonLines(file: FileHandle, signal?: AbortSignal): AsyncGenerator<JsonLineBatch, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let lineNumber = 0;
  let position = 0;
  let batch: JsonLineBatch['lines'] = [];
  let batchBytes = 0;
  const take = (bytes: Buffer): void => {
    lineNumber += 1;
    const line = lineNumber === 1 && bytes.subarray(0, 3).equals(MARK) ? bytes.subarray(3) : bytes;
    if (line.length > LONGEST_LINE) throw tooLong(lineNumber);
    if (line.every(isBlank)) return;
    batch.push({ lineNumber, bytes: line });
    batchBytes += line.length;
  };
  for (let isLast = false; !isLast;) {
    signal?.throwIfAborted();
    // A new buffer each time: the lines of a batch are views of it.
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, position);
    isLast = bytesRead === 0;
    position += bytesRead;
    const all = rest.length === 0 ? buffer.subarray(0, bytesRead) : Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let from = 0;
    for (let end = all.indexOf(NEWLINE); end !== -1; end = all.indexOf(NEWLINE, from)) {
      take(all.subarray(from, end));
      from = end + 1;
      if (batch.length < BATCH_ROWS && batchBytes < BATCH_BYTES) continue;
      yield { lines: batch, bytesRead: position - (all.length - from) };
      batch = [];
      batchBytes = 0;
    }
    rest = all.subarray(from);
    if (rest.length > LONGEST_LINE + MARK.length) throw tooLong(lineNumber + 1);
  }
  take(rest);
  if (batch.length > 0) yield { lines: batch, bytesRead: position };
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;

function tooLong(lineNumber: number): UnusableFile {
  return new UnusableFile('too-long-row', `Line ${lineNumber} has more than ${LONGEST_LINE / 1_048_576} MB.`);
}
