import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { App } from '../../app.ts';
import { remarkText } from '../../domain/import-remark.ts';
import { runImport } from '../../jobs.ts';
import { Conflict, NotFound } from '../../platform/errors.ts';
import { deleteFile, storeFile } from '../../platform/mongo-files.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import type { UnusableFile } from '../../platform/table/unusable-file.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { randomId } from '../../platform/token.ts';
import { importRuns, rejectedValues, type ImportRun, type RejectedValue } from './import-run.model.ts';
import type { ImportKind } from './import-kinds.ts';
import { UnusableImport } from './unusable-import.ts';

export type { ImportRun, RejectedValue } from './import-run.model.ts';

const LEASE_MS = 30_000;

export interface NewImport {
  kind: ImportKind;
  fileName: string;
  /** Where the upload lies; it is copied into the database. */
  path: string;
  bytes: number;
  mapping: unknown;
  dryRun: boolean;
}

/** Takes a file in and rings for it. */
export async function createImport(app: App, accountId: string, { path, ...values }: NewImport): Promise<ImportRun> {
  const now = app.now();
  const run: ImportRun = {
    _id: randomId('imp'), accountId, ...values,
    status: 'waiting', reason: null, rowsRead: 0, lastRow: 0, batchesStored: 0, accepted: 0, updated: 0, unchanged: 0, rejected: 0, percent: 0,
    lease: null, wakeAt: now, createdAt: now, startedAt: null, finishedAt: null,
  };
  await storeFile(run._id, path);
  await importRuns.everyAccount.insertMany([run]);
  noteChange({ action: run.dryRun ? 'imports.checked' : 'imports.started', subject: run.fileName, before: null, after: { kind: run.kind } });
  await app.enqueue(runImport, { importId: run._id }, { once: run._id });
  return run;
}

/** @throws NotFound */
export async function requireImport(accountId: string, id: string): Promise<ImportRun> {
  const run = await importRuns.of(accountId).findOne({ _id: id });
  if (!run) throw new NotFound(`There is no import "${id}".`);
  return run;
}

export async function listImports(accountId: string, { before, limit }: { before: Date; limit: number }): Promise<ImportRun[]> {
  return importRuns.of(accountId).find({ createdAt: { $lt: before } }, { sort: { createdAt: -1 }, limit });
}

/** Takes an import for one worker; `null` when another has it or nothing is left to do. */
export async function claimImport(app: App, importId: string): Promise<ImportRun | null> {
  const now = app.now();
  const lease = randomId('lease');
  const taken = await importRuns.everyAccount.updateOne(
    { _id: importId, status: { $in: ['waiting', 'running', 'undoing'] }, wakeAt: { $lte: now } },
    { $set: { lease, wakeAt: new Date(now.getTime() + LEASE_MS) } },
  );
  if (taken === 0) return null;
  await importRuns.everyAccount.updateOne({ _id: importId, lease, status: 'waiting' }, { $set: { status: 'running', startedAt: now } });
  return importRuns.everyAccount.findOne({ _id: importId, lease });
}

export class LeaseLost extends Error {}

/**
 * Writes progress inside the transaction of the batch it is about, so that a batch is stored exactly when it is counted.
 * @throws LeaseLost when another worker has taken over: the transaction is given up
 */
export async function recordProgress(app: App, run: ImportRun, changes: Partial<ImportRun>, session?: ClientSession): Promise<void> {
  const wakeAt = new Date(app.now().getTime() + LEASE_MS);
  const matched = await importRuns.of(run.accountId).updateOne({ _id: run._id, lease: run.lease }, { $set: { wakeAt, ...changes } }, session ? { session } : {});
  if (matched === 0) throw new LeaseLost(`another worker has taken over import ${run._id}`);
}

/** Keeps an import that is read over, fetched or tidied up with its worker; does nothing while its lease is still fresh. */
export async function renewLease(app: App, run: ImportRun): Promise<void> {
  const now = app.now().getTime();
  await importRuns.of(run.accountId).updateOne({ _id: run._id, lease: run.lease, wakeAt: { $lt: new Date(now + LEASE_MS / 2) } }, { $set: { wakeAt: new Date(now + LEASE_MS) } });
}

export async function recordRejected(run: ImportRun, values: Omit<RejectedValue, '_id' | 'accountId' | 'importId'>[], session: ClientSession): Promise<void> {
  await rejectedValues.of(run.accountId).insertMany(values.map((value) => ({ ...value, _id: randomId('rej'), importId: run._id })), { session });
}

/** Ends an import, well or badly; its file is not needed any more. */
export async function endImport(app: App, run: ImportRun, end: { status: 'finished' | 'failed' | 'undone'; unusable?: UnusableFile }): Promise<void> {
  await recordProgress(app, run, {
    status: end.status, ...(end.unusable ? failureOf(end.unusable) : { reason: null }), wakeAt: null, lease: null, finishedAt: app.now(), ...(end.status === 'finished' ? { percent: 100 } : {}),
  });
  await deleteFile(run._id);
  app.log.info({ event: `import.${end.status}`, importId: run._id, kind: run.kind, reason: end.unusable?.message });
}

function failureOf(unusable: UnusableFile): Partial<ImportRun> {
  return { reason: unusable.message, unusable: unusable.reason, ...(unusable instanceof UnusableImport ? { fault: unusable.fault } : {}) };
}

/** Takes back what an import stored. @throws Conflict when there is nothing to take back */
export async function undoImportRun(app: App, accountId: string, id: string): Promise<ImportRun> {
  const run = await requireImport(accountId, id);
  if (run.status === 'undoing' || run.status === 'undone') return run;
  const matched = await importRuns.of(accountId).updateOne(
    { _id: id, status: { $in: ['finished', 'failed'] }, dryRun: false },
    { $set: { status: 'undoing', wakeAt: app.now(), lease: null, percent: 0, finishedAt: null } },
  );
  if (matched === 0) throw new Conflict(run.dryRun ? 'A dry run stored nothing, so there is nothing to undo.' : `The import is ${run.status}; it can be undone once it has ended.`);
  noteChange({ action: 'imports.undone', subject: run.fileName, before: null, after: { kind: run.kind } });
  await app.enqueue(runImport, { importId: id }, { once: id });
  return requireImport(accountId, id);
}

/** How the file of wrong values is written: its header and the language of its sentences. */
export interface CsvWording {
  language: string;
  header: Readonly<Record<'row' | 'column' | 'value' | 'problem' | 'accepted' | 'code', string>>;
}

const FOR_PROGRAMS: CsvWording = { language: 'en', header: { row: 'row', column: 'column', value: 'value', problem: 'problem', accepted: 'accepted', code: 'code' } };

/** Every wrong value of an import by row, as CSV that no spreadsheet takes for formulas. The code stays the same in every language. */
export function rejectedCsv(accountId: string, importId: string, { language, header }: CsvWording = FOR_PROGRAMS): Readable {
  const lines = stringify({ header: true, bom: true, escape_formulas: true, columns: Object.entries(header).map(([key, name]) => ({ key, header: name })) });
  const values = rejectedTexts(rejectedValues.of(accountId).stream({ importId }, { sort: { row: 1 } }), language);
  values.on('error', (error) => lines.destroy(error));
  return values.pipe(lines);
}

function rejectedTexts(values: AsyncIterable<RejectedValue>, language: string): Readable {
  async function* said() {
    for await (const { row, column, value, problem, accepted } of values) yield { row, column, value, ...remarkText({ problem, accepted }, language), code: problem.code };
  }
  return Readable.from(said());
}

/** The first wrong values of an import, by row. */
export async function firstRejected(accountId: string, importId: string, limit: number): Promise<RejectedValue[]> {
  return rejectedValues.of(accountId).find({ importId }, { sort: { row: 1 }, limit });
}

/** How far an import is, as programs read it. */
export function importDocument(app: App, { _id: id, kind, fileName, dryRun, status, reason, rowsRead, accepted, updated, unchanged, rejected, percent, createdAt, startedAt, finishedAt }: ImportRun) {
  const elapsed = startedAt === null ? 0 : (app.now().getTime() - startedAt.getTime()) / 1000;
  const etaSeconds = status === 'running' && percent > 0 ? Math.round((elapsed * (100 - percent)) / percent) : null;
  return { id, kind, fileName, dryRun, status, reason, rowsRead, accepted, updated, unchanged, rejected, percent, etaSeconds, createdAt, startedAt, finishedAt };
}

/** Imports whose ring or worker was lost. */
export async function overdueImports(app: App): Promise<string[]> {
  const found = await importRuns.everyAccount.find({ status: { $in: ['waiting', 'running', 'undoing'] }, wakeAt: { $lte: app.now() } }, { projection: { _id: 1 }, limit: 100 });
  return found.map(({ _id }) => _id);
}
