/** Files between upload and import: kept for a day, so that somebody can look at them, mend what they are taken for, and check them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../app.ts';
import { NotFound } from '../../platform/errors.ts';
import { deleteFile, fetchFile, storeFile } from '../../platform/mongo-files.ts';
import { randomId } from '../../platform/token.ts';
import { importDrafts, type ImportDraft } from './import-draft.model.ts';
import { importRuns } from './import-run.model.ts';
import type { ImportKind } from './import-kinds.ts';
import { createImport, type ImportRun } from './imports.service.ts';
import type { Mapping } from './mapping.ts';

export type { ImportDraft } from './import-draft.model.ts';

const KEPT_MS = 86_400_000;

/** Keeps an upload that lies at `path`. */
export async function createDraft(app: App, accountId: string, { path, ...values }: { kind: ImportKind; fileName: string; bytes: number; path: string }): Promise<ImportDraft> {
  const draft: ImportDraft = { _id: randomId('draft'), accountId, ...values, createdAt: app.now() };
  // First the record, so that whatever becomes of this process the file is found and forgotten.
  await importDrafts.of(accountId).insertMany([draft]);
  await storeFile(draft._id, path);
  return draft;
}

/** `null` once it was imported, discarded or forgotten. */
export async function findDraft(accountId: string, id: string): Promise<ImportDraft | null> {
  return importDrafts.of(accountId).findOne({ _id: id });
}

/** @throws NotFound */
export async function requireDraft(accountId: string, id: string): Promise<ImportDraft> {
  const draft = await findDraft(accountId, id);
  if (!draft) throw new NotFound(`There is no file "${id}".`);
  return draft;
}

/** So that the file is taken for the same when it is looked at again. */
export async function rememberMapping({ accountId, _id }: ImportDraft, mapping: Mapping): Promise<void> {
  await importDrafts.of(accountId).updateOne({ _id }, { $set: { mapping } });
}

/** Hands the file to `use`, at a path that is gone afterwards. */
export async function withDraftFile<R>(draft: ImportDraft, use: (path: string) => Promise<R>): Promise<R> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-draft-'));
  try {
    const path = join(folder, 'file');
    await fetchFile(draft._id, path);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Imports the file, or checks all of it; it stays for another try until it is imported. */
export async function importDraft(app: App, draft: ImportDraft, { mapping, dryRun }: { mapping: Mapping; dryRun: boolean }): Promise<ImportRun> {
  const { accountId, kind, fileName, bytes } = draft;
  const run = await withDraftFile(draft, (path) => createImport(app, accountId, { kind, fileName, path, bytes, mapping, dryRun }));
  if (!dryRun) await discardDraft(draft);
  return run;
}

export async function discardDraft({ accountId, _id }: Pick<ImportDraft, 'accountId' | '_id'>): Promise<void> {
  await deleteFile(_id);
  await importDrafts.of(accountId).deleteMany({ _id });
}

/** Forgets files that nobody has imported within a day. */
export async function forgetOldDrafts(app: App): Promise<void> {
  const old = await importDrafts.everyAccount.find({ createdAt: { $lt: new Date(app.now().getTime() - KEPT_MS) } }, { limit: 100 });
  for (const draft of old) await discardDraft(draft);
}

/** Deletes every file of an account that was uploaded and is still kept; their records stay. */
export async function deleteFilesOf(accountId: string): Promise<void> {
  const only = { projection: { _id: 1 } } as const;
  const kept = [...await importDrafts.of(accountId).find({}, only), ...await importRuns.of(accountId).find({}, only)];
  for (const { _id } of kept) await deleteFile(_id);
}
