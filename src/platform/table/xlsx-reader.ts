/** XLSX workbooks as tables, parsed in a process of their own whose heap is limited: what a workbook costs, and what a hostile one breaks, is that process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { RawTable, TableBatch, TableOptions } from './table.ts';
import { UnusableFile } from './unusable-file.ts';
import { guardWorkbook } from './workbook-guard.ts';
import { ROWS_FD, type SheetMessage, type SheetRequest } from './xlsx-messages.ts';

/** The library holds all texts of a workbook at once. */
const HEAP_MB = 512;
/** Of what is thrown away at once; left to itself it grows with the machine. */
const YOUNG_MB = 8;
/** How V8 ends a process whose heap is full. */
const OUT_OF_MEMORY = { code: 134, signal: 'SIGABRT' };

export async function openXlsx(file: FileHandle, path: string, size: number, options: TableOptions): Promise<RawTable> {
  const { sheetBytes } = await guardWorkbook(file, size);
  return { format: 'xlsx', encoding: null, delimiter: null, sheet: options.sheet ?? null, batches: batchesOf(path, size, sheetBytes, options) };
}

/** Without an environment: it needs none of our secrets. */
function startReader(request: SheetRequest): ChildProcess {
  const extension = extname(import.meta.url);
  const script = fileURLToPath(new URL(`./xlsx-child${extension}`, import.meta.url));
  // Run from sources, as in development and tests: a new process does not inherit the loader that this one has.
  const loader = extension === '.ts' ? ['--import', import.meta.resolve('tsx')] : [];
  return spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`, ...loader, script, JSON.stringify(request)], { env: {}, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
}

async function* batchesOf(path: string, size: number, sheetBytes: number, { sheet, decimalSeparator, signal }: TableOptions): AsyncGenerator<TableBatch, void, undefined> {
  const reader = startReader({ path, sheet: sheet ?? null, decimalSeparator: decimalSeparator ?? '.' });
  const stop = (): void => void reader.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const message of messagesOf(reader)) {
      signal?.throwIfAborted();
      if (message.type === 'end') return;
      if (message.type === 'refused') throw new UnusableFile(message.reason, message.detail);
      yield { rows: message.rows, bytesRead: Math.floor(size * Math.min(0.99, message.xmlBytes / sheetBytes)) };
    }
    signal?.throwIfAborted();
    throw await endOf(reader);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

/** A line each. Whoever takes none lets the pipe fill up, and the other process wait. */
async function* messagesOf(reader: ChildProcess): AsyncGenerator<SheetMessage, void, undefined> {
  let rest = '';
  for await (const text of (reader.stdio[ROWS_FD] as Readable).setEncoding('utf8') as AsyncIterable<string>) {
    rest += text;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      yield JSON.parse(line) as SheetMessage;
    }
  }
}

async function endOf(reader: ChildProcess): Promise<Error> {
  if (reader.exitCode === null && reader.signalCode === null) await once(reader, 'exit');
  const { exitCode, signalCode } = reader;
  if (exitCode === OUT_OF_MEMORY.code || signalCode === OUT_OF_MEMORY.signal) return new UnusableFile('too-large', 'The workbook needs too much memory to be read. Save the sheet as CSV instead.');
  return new Error(`the process that read the workbook ended without a word (${signalCode ?? exitCode})`);
}
