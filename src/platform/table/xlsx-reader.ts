/** XLSX workbooks as tables, parsed in a thread whose heap is limited: a hostile file costs that thread, not the process. */
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RawTable, TableBatch, TableOptions } from './table.ts';
import { UnusableFile } from './unusable-file.ts';
import { guardWorkbook } from './workbook-guard.ts';
import type { SheetMessage, SheetRequest } from './xlsx-worker.ts';

const HEAP_MB = 512;
/** Batches on their way: enough for both threads to be busy. */
const AHEAD = 2;

export async function openXlsx(file: FileHandle, path: string, size: number, options: TableOptions): Promise<RawTable> {
  const { sheetBytes } = await guardWorkbook(file, size);
  return { format: 'xlsx', encoding: null, delimiter: null, sheet: options.sheet ?? null, batches: batchesOf(path, size, sheetBytes, options) };
}

function startWorker(request: SheetRequest): Worker {
  const options = { workerData: request, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } };
  const extension = extname(import.meta.url);
  const script = new URL(`./xlsx-worker${extension}`, import.meta.url);
  if (extension !== '.ts') return new Worker(script, options);
  // Run from sources, as in development and tests: a new thread does not inherit the loader that this one has.
  const loader = import.meta.resolve('tsx/esm/api');
  return new Worker(`import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(script.href)}); });`, { ...options, eval: true });
}

async function* batchesOf(path: string, size: number, sheetBytes: number, { sheet, decimalSeparator, signal }: TableOptions): AsyncGenerator<TableBatch, void, undefined> {
  const credit = new SharedArrayBuffer(4);
  const left = new Int32Array(credit);
  left[0] = AHEAD;
  const worker = startWorker({ path, sheet: sheet ?? null, decimalSeparator: decimalSeparator ?? '.', credit });
  try {
    for await (const message of messagesOf(worker, signal)) {
      if (message.type === 'end') return;
      if (message.type === 'refused') throw new UnusableFile(message.reason, message.detail);
      yield { rows: message.rows, bytesRead: Math.floor(size * Math.min(0.99, message.xmlBytes / sheetBytes)) };
      Atomics.add(left, 0, 1);
      Atomics.notify(left, 0);
    }
  } finally {
    await worker.terminate();
  }
}

async function* messagesOf(worker: Worker, signal: AbortSignal | undefined): AsyncGenerator<SheetMessage, void, undefined> {
  const arrived: SheetMessage[] = [];
  const ending = new AbortController();
  let failure: unknown;
  worker.on('message', (message: SheetMessage) => arrived.push(message));
  worker.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new UnusableFile('too-large', 'The workbook needs too much memory to be read. Save the sheet as CSV instead.') : error;
    ending.abort();
  });
  worker.on('exit', () => ending.abort());
  for (;;) {
    const message = arrived.shift();
    if (message) yield message;
    else if (failure !== undefined) throw failure;
    else if (ending.signal.aborted) throw new Error('the thread that read the workbook ended without a word');
    else await nextMessage(worker, AbortSignal.any([ending.signal, ...(signal ? [signal] : [])]));
    signal?.throwIfAborted();
  }
}

/** Resolves when a message has come or nothing more will. */
async function nextMessage(worker: Worker, over: AbortSignal): Promise<void> {
  try {
    await once(worker, 'message', { signal: over });
  } catch (error) {
    if (!over.aborted) throw error;
  }
}
