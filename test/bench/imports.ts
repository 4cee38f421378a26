/** Uploaded file → read, checked, stored, in the reports; beside the driver writing the same documents in the same batches. */
import { spawn } from 'node:child_process';
import { createWriteStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeXlsxStream } from 'hucre/xlsx';
import { createAccount } from '../../src/features/accounts/accounts.service.ts';
import type { ImportKind } from '../../src/features/imports/import-kinds.ts';
import { createImport, requireImport } from '../../src/features/imports/imports.service.ts';
import { memoryOf, startProduct, stopChild, track } from './instance.ts';
import { inTurns, seconds, summary, type Row, type Summary } from './measure.ts';
import { longestStall, STALL_ARGS } from './stalls.ts';
import { collection, copyOf, floorCollection, unique, type Doc, type Stage } from './stage.ts';

const QUICK_ROWS = 10_000;
const FULL_ROWS = 1_000_000;
const FULL_WORKBOOK_ROWS = 100_000;
const BATCH = 1000;
const MOST_MIB = 300;
const MOST_STALL_MS = 100;

interface Sample {
  name: string;
  kind: ImportKind;
  header: string;
  line(index: number): string;
  /** Where the rows end up. */
  collections: string[];
  /** As a workbook instead of text. */
  isWorkbook?: boolean;
}

/** One sheet a row: as many documents as there can be. */
const CHURN: Sample = {
  name: 'churn, one a customer', kind: 'churn', header: 'customerId,date,type,reason', collections: ['factSheets'],
  line: (index) => `c${index},2026-0${1 + (index % 9)}-1${index % 10},full,"moved away, as number ${index} said"`,
};

const INVOICES_EACH = 10;

/** In no order: customers come again and again throughout the file. */
const INVOICES: Sample = {
  name: `invoices in no order, ${INVOICES_EACH} a customer`, kind: 'revenue', header: 'invoiceId,customerId,type,startsOn,endsOn,amount,currency', collections: ['factSheets', 'factOwners'],
  line: (index) => `i${index},c${(index * 7919) % FULL_ROWS % (FULL_ROWS / INVOICES_EACH)},recurring,2026-0${1 + (index % 9)}-01,2026-0${1 + (index % 9)}-28,${10 + (index % 90)}.50,EUR`,
};

/** The same in a workbook. */
const WORKBOOK: Sample = { ...INVOICES, name: 'invoices in a workbook', isWorkbook: true };

const ANSWERS_EACH = 5;

/** Customers who are not known yet, each with several answers at several touchpoints: customer, ask and answer are made. */
const PAST_ANSWERS: Sample = {
  name: `past answers, ${ANSWERS_EACH} a customer`, kind: 'responses', header: 'responseId,customerId,email,touchpoint,metric,scaleMin,scaleMax,score,answeredAt,comment', collections: ['customers', 'invitations', 'responses', 'outcomeSheets'],
  line: (index) => {
    const customer = Math.floor(index / ANSWERS_EACH);
    return `r${index},c${customer},c${customer}@example.com,touchpoint-${index % 7},nps,0,10,${index % 11},2025-0${1 + (index % 9)}-1${index % 10}T12:00:00Z,"said, as number ${index}"`;
  },
};

/** As an older product lists whom it asked: nobody answered. */
const PAST_ASKS: Sample = {
  name: 'past asks, one a customer', kind: 'invitations', header: 'invitationId,customerId,email,touchpoint,sentAt,expiresOn,status', collections: ['customers', 'invitations', 'outcomeSheets'],
  line: (index) => `a${index},c${index},c${index}@example.com,touchpoint-${index % 7},2025-0${1 + (index % 9)}-1${index % 10}T12:00:00Z,2025-12-31,sent`,
};

export async function benchImports(stage: Stage, rounds: number, { isFull }: { isFull: boolean }): Promise<Row[]> {
  const folder = stage.env['DATA_DIR'] ?? '';
  const files = { worker: join(folder, 'worker-stalls'), idle: join(folder, 'idle-stalls') };
  const worker = await startProduct('worker', { ...stage.env, STALLS_FILE: files.worker }, STALL_ARGS);
  // What the machine alone makes a process wait.
  const idle = track(spawn(process.execPath, [...STALL_ARGS, '--eval', 'setInterval(() => {}, 1000)'], { env: { STALLS_FILE: files.idle }, stdio: 'ignore' }));
  const stalls = { worker: [] as number[], idle: [] as number[] };
  const rows: Row[] = [];
  try {
    await imported(stage, CHURN, BATCH);
    for (const sample of isFull ? [CHURN, WORKBOOK] : [CHURN, INVOICES, WORKBOOK, PAST_ANSWERS, PAST_ASKS]) {
      const amount = !isFull ? QUICK_ROWS : sample.isWorkbook ? FULL_WORKBOOK_ROWS : FULL_ROWS;
      let accountId = '';
      const { ours, floor } = await inTurns(isFull ? 1 : rounds, {
        ours: async () => {
          await Promise.all([longestStall(worker.pid, files.worker), longestStall(idle.pid ?? 0, files.idle)]);
          const run = await imported(stage, sample, amount);
          stalls.worker.push(await longestStall(worker.pid, files.worker));
          stalls.idle.push(await longestStall(idle.pid ?? 0, files.idle));
          accountId = run.accountId;
          return amount / run.seconds;
        },
        floor: async () => amount / (await written(sample, accountId)),
      });
      rows.push(rate(sample, amount, { ours, floor }));
    }
    const { peak } = memoryOf(worker.pid);
    const note = `the worker process, files of ${(isFull ? FULL_ROWS : QUICK_ROWS).toLocaleString('en')} rows`;
    const [stall, usual] = [summary(stalls.worker), summary(stalls.idle)];
    return [
      ...rows,
      { group: 'imports', path: 'memory while importing, most', unit: 'MiB', ours: summary([peak]), floor: null, ratio: null, goal: `< ${MOST_MIB}`, met: peak < MOST_MIB, note },
      { group: 'imports', path: 'longest event-loop stall while importing', unit: 'ms', ours: stall, floor: { name: 'an idle process beside it', ...usual }, ratio: null, goal: `< ${MOST_STALL_MS}`, met: stall.median < MOST_STALL_MS, note },
    ];
  } finally {
    await worker.stop();
    await stopChild(idle);
  }
}

function rate({ name, isWorkbook }: Sample, amount: number, { ours, floor }: { ours: Summary; floor: Summary }): Row {
  const ratio = ours.median / floor.median;
  return {
    group: 'imports', path: `import of ${name}`, unit: 'rows/s', ours, floor: { name: 'driver\'s bulkWrite of the same documents in the same batches', ...floor }, ratio, goal: '≥ 0.60', met: ratio >= 0.6,
    note: `${amount.toLocaleString('en')} rows of ${isWorkbook ? 'XLSX' : 'CSV'}, from the upload to the reports`,
  };
}

/** A file of an account of its own, imported by the worker. */
async function imported({ app, env }: Stage, { kind, header, line, isWorkbook = false }: Sample, amount: number): Promise<{ accountId: string; seconds: number }> {
  const { _id: accountId } = await createAccount(app, { name: 'Imports', timeZone: 'UTC' });
  const path = join(env['DATA_DIR'] ?? '', unique());
  const texts = Readable.from(lines(header, line, amount));
  await pipeline(isWorkbook ? Readable.fromWeb(writeXlsxStream(cellsOf(texts), { name: 'Rows' })) : texts, createWriteStream(path));
  const took = await seconds(async () => {
    const { _id } = await createImport(app, accountId, { kind, fileName: 'bench.csv', path, bytes: statSync(path).size, mapping: null, dryRun: false });
    for (;;) {
      // A look that a busy database does not answer is taken again.
      const run = await requireImport(accountId, _id).catch(() => null);
      if (run?.status === 'finished' && run.accepted === amount) return;
      if (run?.status === 'finished' || run?.status === 'failed') throw new Error(`the import of ${amount} rows ended with ${run.accepted} stored: ${run.reason}`);
      await sleep((run?.percent ?? 0) < 90 ? 100 : 10);
    }
  });
  rmSync(path);
  return { accountId, seconds: took };
}

async function* cellsOf(texts: AsyncIterable<string>): AsyncGenerator<string[]> {
  for await (const text of texts) for (const line of text.trimEnd().split('\n')) yield line.split(',');
}

function* lines(header: string, line: (index: number) => string, amount: number): Generator<string> {
  yield `${header}\n`;
  for (let start = 0; start < amount; start += BATCH) yield Array.from({ length: Math.min(BATCH, amount - start) }, (_, index) => `${line(start + index)}\n`).join('');
}

/** The documents of an import, written by the driver as they are: inserted, because upserts are slower. @returns the seconds that the writing alone took */
async function written({ collections }: Sample, accountId: string): Promise<number> {
  let total = 0;
  for (const name of collections) {
    const target = await floorCollection(name);
    const write = async (docs: Doc[]): Promise<void> => {
      const copies = docs.map((doc) => copyOf(doc, { accountId: `floor-${accountId}` }));
      total += await seconds(() => target.bulkWrite(copies.map((document) => ({ insertOne: { document } })), { ordered: false }));
    };
    let docs: Doc[] = [];
    for await (const doc of collection(name).find({ accountId }, { batchSize: BATCH })) {
      docs.push(doc);
      if (docs.length === BATCH) await write(docs.splice(0));
    }
    if (docs.length > 0) await write(docs);
  }
  return total;
}
