import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../app.ts';
import { remark } from '../../domain/import-remark.ts';
import { UnusableFile } from '../../platform/table/unusable-file.ts';
import { fetchFile } from '../../platform/mongo-files.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { requireAccount, type Account } from '../accounts/accounts.service.ts';
import { appendEvents } from '../events/events.service.ts';
import { MOST_FACTS_OF_ONE } from '../facts/facts.service.ts';
import { undoFacts } from '../facts/undo-facts.service.ts';
import { pastInvitationIds, undoPastAsks } from '../invitations/past-invitations.service.ts';
import { refreshFromEvents } from '../outcomes/outcomes.service.ts';
import { answeredAmong, undoPastAnswers } from '../responses/past-answers.service.ts';
import { arrangeRows, type ArrangedRow, type Arrangement } from './arrange-rows.ts';
import type { ImportBatch, ParseInput } from './import-file.ts';
import { claimImport, endImport, LeaseLost, recordProgress, recordRejected, renewLease, type ImportRun } from './imports.service.ts';
import type { Mapping } from './mapping.ts';
import type { RowError } from './row-error.ts';
import { parseImport } from './parse-file.ts';
import { prepareSurveys, storeRows } from './store-rows.service.ts';

const UNDO_BATCH = 500;
const WRITE_TRIES = 5;
const BATCH_ROWS = 1000;
const RENEW_EVERY_MS = 5000;
/** Batches of good rows; those with wrong values are counted at once. */
const COUNTED_TOGETHER = 5;
/** Reading and checking is the quick part of an import. */
const READING_PERCENT = 10;

/**
 * Reads an uploaded file batch by batch, or takes an import back. Safe to run twice and to be lost at any moment.
 * @returns `taken` when another worker has it or nothing is left to do
 */
export async function carryOutImport(app: App, importId: string): Promise<{ status: 'ended' | 'taken' }> {
  const run = await claimImport(app, importId);
  if (!run) return { status: 'taken' };
  const account = await requireAccount(run.accountId);
  // A file of a million rows is fetched, or read again after a crash, for longer than a lease lasts.
  const renewing = setInterval(() => void renewLease(app, run).catch(() => {}), RENEW_EVERY_MS); // the database is away: the next batch meets that
  try {
    if (run.status === 'undoing') await takeBack(app, run);
    else await readAll(app, account, run);
    return { status: 'ended' };
  } catch (error) {
    if (error instanceof LeaseLost) return { status: 'taken' };
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

async function readAll(app: App, account: Account, run: ImportRun): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-import-'));
  try {
    const path = join(folder, 'file');
    await fetchFile(run._id, path);
    const progress = { ...run };
    const arrangement = arrangeRows(folder, { fileBytes: run.bytes, mostOfOne: MOST_FACTS_OF_ONE });
    await readRows(app, progress, { path, kind: run.kind, mapping: (run.mapping as Mapping | null) ?? undefined, timeZone: account.timeZone }, arrangement);
    const total = progress.rowsRead - progress.rejected;
    let index = 0;
    for await (const rows of arrangement.batches(BATCH_ROWS)) {
      if (index >= run.batchesStored) await storeBatch(app, account, progress, { rows, index, total });
      index += 1;
    }
    // Whoever reads that it is finished finds it in the reports.
    await refreshFromEvents(app);
    await endImport(app, run, { status: 'finished' });
  } catch (error) {
    // The file itself is no use: trying again would find the same. Everything else is tried again.
    if (!(error instanceof UnusableFile)) throw error;
    await endImport(app, run, { status: 'failed', unusable: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readRows(app: App, progress: ImportRun, input: ParseInput, arrangement: Arrangement): Promise<void> {
  const known = progress.lastRow;
  let read: Omit<ImportBatch, 'rows'>[] = [];
  const count = async (): Promise<void> => {
    await countRead(app, progress, read);
    read = [];
  };
  try {
    for await (const { rows, ...batch } of parseImport(input)) {
      await arrangement.add(rows);
      // Read before by a worker that was lost: counted already.
      if (batch.lastRow > known) read.push(batch);
      if (read.length >= COUNTED_TOGETHER || batch.rejected > 0) await count();
    }
  } catch (error) {
    // Its first rows show what is wrong with such a file.
    if (error instanceof UnusableFile) await count();
    throw error;
  }
  await count();
}

/** What reading some batches showed, in one transaction: their wrong values are listed exactly once. */
async function countRead(app: App, progress: ImportRun, batches: Omit<ImportBatch, 'rows'>[]): Promise<void> {
  const last = batches.at(-1);
  if (!last) return;
  const changes = {
    rowsRead: last.rowsRead,
    lastRow: last.lastRow,
    rejected: progress.rejected + batches.reduce((sum, { rejected }) => sum + rejected, 0),
    percent: last.totalBytes === 0 ? 0 : Math.floor((READING_PERCENT * last.bytesRead) / last.totalBytes),
  };
  await inTransaction(async (session) => {
    await recordProgress(app, progress, changes, session);
    await recordRejected(progress, batches.flatMap(({ errors }) => errors).map((error) => rejectedValue(app, error)), session);
  });
  Object.assign(progress, changes);
}

interface ArrangedBatch {
  rows: ArrangedRow[];
  /** How many batches come before it. */
  index: number;
  /** Good rows of the whole file. */
  total: number;
}

/** Facts and counters of a batch are one transaction: whatever happens, a row is stored exactly when it is counted. */
async function storeBatch(app: App, account: Account, progress: ImportRun, { rows: arranged, index, total }: ArrangedBatch): Promise<void> {
  const numbered = arranged.filter(({ isReplaced }) => !isReplaced);
  const rows = numbered.map(({ parsed }) => parsed);
  if (!progress.dryRun) await prepareSurveys(app, account, rows);
  const counts = await withTries(() => inTransaction(async (session) => {
    const stored = progress.dryRun ? null : await storeRows({ app, account, importId: progress._id, session }, rows);
    const outcomes = stored?.outcomes ?? rows.map(() => 'accepted' as const);
    const full = numbered.filter((_, place) => outcomes[place] === 'too-many');
    const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length;
    const done = Math.min(1, ((index + 1) * BATCH_ROWS) / Math.max(1, total));
    const changes = {
      batchesStored: index + 1,
      accepted: progress.accepted + count('accepted'),
      updated: progress.updated + count('updated'),
      unchanged: progress.unchanged + count('unchanged') + arranged.length - numbered.length,
      rejected: progress.rejected + full.length,
      percent: Math.min(99, Math.floor(READING_PERCENT + (100 - READING_PERCENT) * done)),
    };
    await recordProgress(app, progress, changes, session);
    await recordRejected(progress, full.map(({ rowNumber }) => tooMany(app, rowNumber)), session);
    if (stored && stored.touched.owners.length + stored.touched.customerIds.length > 0) {
      await appendEvents([{ accountId: account._id, type: 'facts.changed', at: app.now(), subject: { importId: progress._id }, touched: stored.touched }], session);
    }
    return changes;
  }));
  Object.assign(progress, counts);
}

function rejectedValue(app: App, { rowNumber, column, value, problem, accepted }: RowError) {
  return { row: rowNumber, column, value, problem, accepted, at: app.now() };
}

function tooMany(app: App, row: number) {
  return { row, column: 'customerId', value: '', ...remark('too-many-facts', { code: 'few-facts', about: { most: MOST_FACTS_OF_ONE } }), at: app.now() };
}

/** Two writers met on one customer: once more, seeing what the other wrote. */
async function withTries<R>(write: () => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (error instanceof LeaseLost || tries === WRITE_TRIES) throw error;
    }
  }
}

async function takeBack(app: App, run: ImportRun): Promise<void> {
  for (let isDone = false; !isDone;) {
    isDone = await withTries(() => inTransaction(async (session) => {
      const facts = await undoFacts(run.accountId, run._id, session);
      const answers = await undoPastAnswers(run.accountId, run._id, { limit: UNDO_BATCH, session });
      const keep = await answeredAmong(run.accountId, await pastInvitationIds(run.accountId, run._id, { limit: UNDO_BATCH, session }), session);
      const asks = await undoPastAsks(run.accountId, run._id, { keep, limit: UNDO_BATCH, session });
      await recordProgress(app, run, {}, session);
      await appendEvents([{
        accountId: run.accountId, type: 'facts.changed', at: app.now(), subject: { importId: run._id },
        touched: { owners: facts.touched, customerIds: [...answers.customerIds, ...asks.customerIds] },
      }], session);
      return facts.isDone && answers.isDone && asks.isDone;
    }));
  }
  await refreshFromEvents(app);
  await endImport(app, run, { status: 'undone' });
}
