/** A folder into which some system drops files of interactions: each is read once. */
import { join } from 'node:path';
import type { PullCause } from '../../domain/pull-texts.ts';
import { copyDropped, droppedFiles, putAway, type DroppedFile } from '../../platform/drop-folder.ts';
import { hashId } from '../../platform/token.ts';
import { NO_COUNTS, type DeliveryCounts } from './deliveries.service.ts';
import { failedLook, idleLook, type Look } from './pull-look.ts';
import { pulledFiles, type PulledFile } from './pull.model.ts';
import { folderOf, shownFolder } from './pulls.service.ts';
import { countsText, logLook, outcomeOf, takePulledFile, type PullTask, type TakenPulledFile } from './take-pulled-file.service.ts';

const EXTENSIONS = ['.csv', '.tsv', '.txt', '.xlsx', '.ndjson', '.jsonl'];
const MOST_FILES = 100;
const MAX_BYTES = 1024 * 1_048_576;

/** Takes what lies there, oldest first. A file that is of no use stops no other. */
export async function pullFolder(task: PullTask, path: string): Promise<Look> {
  const { app, pull, source } = task;
  const folder = await folderOf(app, pull.accountId, path, { create: false });
  const files = folder === null ? null : await droppedFiles(folder, { extensions: EXTENSIONS, now: app.now(), most: MOST_FILES }).catch(() => null);
  if (folder === null || files === null) return failedLook(pull, { code: 'folder-unreadable' }, `folder-unreadable: the folder ${shownFolder(app, pull.accountId, path) ?? path} cannot be read: is it there, and may this process read it?`);
  const known = await readBefore(pull.accountId, source._id, files);
  const counts: DeliveryCounts = { ...NO_COUNTS };
  const unusable: string[] = [];
  let read = 0;
  for (const file of files) {
    await task.keep();
    const taken = await takeDropped(task, folder, file, known.get(fileId(source._id, file.name)) ?? null);
    if (taken === null) continue;
    read += 1;
    for (const name of Object.keys(counts) as (keyof DeliveryCounts)[]) counts[name] += taken.counts[name];
    if (taken.unusable !== null) unusable.push(file.name);
  }
  if (read === 0) return idleLook(pull, 'no-new-file');
  const reason = `${read} files, ${countsText(counts)}${unusable.length > 0 ? `; of no use: ${unusable.join(', ').slice(0, 300)}` : ''}`;
  const cause: PullCause | undefined = unusable.length > 0 ? { code: 'files-unusable', about: { names: unusable.join(', ').slice(0, 300) } } : undefined;
  return { run: { outcome: outcomeOf(counts, unusable.length > 0), reason, cause, counts }, hasFailed: false, isLogged: true, version: pull.version };
}

const fileId = (sourceId: string, name: string): string => hashId('pulled-file', sourceId, name);

async function readBefore(accountId: string, sourceId: string, files: readonly DroppedFile[]): Promise<Map<string, PulledFile>> {
  if (files.length === 0) return new Map();
  const found = await pulledFiles.of(accountId).find({ _id: { $in: files.map(({ name }) => fileId(sourceId, name)) } });
  return new Map(found.map((file) => [file._id, file]));
}

/** @returns null for one that was read before, or is not whole yet */
async function takeDropped(task: PullTask, folder: string, file: DroppedFile, before: PulledFile | null): Promise<TakenPulledFile | null> {
  if (before?.bytes === file.bytes && before.modifiedAt.getTime() === file.modifiedAt.getTime()) return null;
  const copy = join(task.scratch, 'file');
  const copied = await copyDropped(folder, file.name, copy, { maxBytes: MAX_BYTES, onPiece: task.keep });
  if (copied.kind === 'growing' || copied.kind === 'gone') return null;
  const hash = copied.kind === 'copied' ? copied.hash : '';
  // Touched, not changed.
  const isKnown = before !== null && before.hash === hash;
  const taken = isKnown ? null : copied.kind === 'copied' ? await takePulledFile(task, file.name, copy) : await tooLarge(task, file);
  const stamp = task.app.now().toISOString().replaceAll(/[:.]/g, '-');
  const place = isKnown ? null : await putAway(folder, file.name, { into: taken?.unusable == null ? 'done' : 'failed', report: taken?.report ?? null, stamp });
  // What may not be moved is remembered where it lies.
  if (place === null) await remember(task, file, hash);
  return taken;
}

async function tooLarge({ app, source }: PullTask, { name }: DroppedFile): Promise<TakenPulledFile> {
  const reason = `The file has more than ${MAX_BYTES / 1_048_576} MB. Divide it.`;
  await logLook(app, source, { name, outcome: 'refused', reason });
  return { counts: NO_COUNTS, unusable: { detail: reason, cause: { code: 'too-large' } }, report: null };
}

async function remember({ app, pull, source }: PullTask, { name, bytes, modifiedAt }: DroppedFile, hash: string): Promise<void> {
  const id = fileId(source._id, name);
  await pulledFiles.of(pull.accountId).updateOne({ _id: id }, { $set: { sourceId: source._id, bytes, modifiedAt, hash, at: app.now() } }, { upsert: true });
}
