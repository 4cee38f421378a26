/** When and where the interactions of sources without webhooks are fetched. */
import { join } from 'node:path';
import type { App } from '../../app.ts';
import { runPull } from '../../jobs.ts';
import { dropFolder, folderSegments } from '../../platform/drop-folder.ts';
import { Invalid, NotFound } from '../../platform/errors.ts';
import { urlTrouble } from '../../platform/http/safe-fetch.ts';
import { randomId, seal } from '../../platform/token.ts';
import { forgetPull } from './forget-pull.service.ts';
import { pulls, type Pull, type PullFrom, type PullRun } from './pull.model.ts';
import { requireSource } from './sources.service.ts';

export type { Pull, PullRun } from './pull.model.ts';

export type NewPull = { everyMinutes: number } & (
  | { kind: 'folder'; path: string }
  | { kind: 'url'; url: string; bearerToken: string | null }
);

/** Longer than a worker may be silent while it works. */
const LEASE_MS = 180_000;
const DAY_MINUTES = 1440;
/** A first failure is tried again within half an hour, however seldom the pull is. */
const FIRST_RETRY_MINUTES = 15;
const NOTHING_READ: Pull['version'] = { etag: null, lastModified: null, hash: null };

/** Says where to look from now on; the first look is taken at once. @throws NotFound, Invalid */
export async function putPull(app: App, accountId: string, sourceId: string, input: NewPull): Promise<Pull> {
  await requireSource(accountId, sourceId);
  const from = await checkedFrom(app, accountId, input);
  const now = app.now();
  const changed = { from, everyMinutes: input.everyMinutes, wakeAt: now, lease: null, failures: 0, version: NOTHING_READ };
  await pulls.of(accountId).updateOne({ _id: sourceId }, { $set: changed, $setOnInsert: { lastRun: null, createdAt: now } }, { upsert: true });
  await app.enqueue(runPull, { sourceId }, { once: sourceId });
  return requirePull(accountId, sourceId);
}

async function checkedFrom(app: App, accountId: string, input: NewPull): Promise<PullFrom> {
  if (input.kind === 'url') {
    const trouble = urlTrouble(input.url, { allowsLoopback: app.config.fetchesLoopback });
    if (trouble) throw new Invalid([{ pointer: '/url', detail: trouble.detail }]);
    return { kind: 'url', url: input.url, sealedToken: input.bearerToken === null ? null : seal(app.config.secret, input.bearerToken) };
  }
  const wrong = (detail: string): Invalid => new Invalid([{ pointer: '/path', detail }]);
  if (app.config.dropDir === null) throw wrong('is not possible here: whoever runs this installation has not set DROP_DIR');
  if (folderSegments(input.path) === null) throw wrong('must be a folder such as "orders" or "shop/north": names of letters, digits, spaces, ".", "_" and "-" that begin with none of these signs, without ".."');
  const folder = await folderOf(app, accountId, input.path, { create: true });
  if (folder === null) throw wrong(`is not a folder that can be used: create ${shownFolder(app, accountId, input.path)}, readable and writable for this process, with no link in it that leads elsewhere`);
  return { kind: 'folder', path: input.path };
}

/** Each account has a folder of its own, so that none can read another's files. @returns null where it cannot be used */
export async function folderOf(app: App, accountId: string, path: string, { create }: { create: boolean }): Promise<string | null> {
  const segments = folderSegments(path);
  return app.config.dropDir === null || segments === null ? null : dropFolder(app.config.dropDir, [accountId, ...segments], { create });
}

/** Where to put files, as the person who puts them there writes it; `null` where DROP_DIR is not set. */
export function shownFolder(app: App, accountId: string, path: string): string | null {
  return app.config.dropDir === null ? null : join(app.config.dropDir, accountId, path);
}

/** @throws NotFound */
export async function requirePull(accountId: string, sourceId: string): Promise<Pull> {
  await requireSource(accountId, sourceId);
  const pull = await pulls.of(accountId).findOne({ _id: sourceId });
  if (!pull) throw new NotFound('Nothing is fetched for this source; PUT says where to look.');
  return pull;
}

/** What was fetched stays. @throws NotFound */
export async function deletePull(accountId: string, sourceId: string): Promise<void> {
  await requirePull(accountId, sourceId);
  await forgetPull(accountId, sourceId);
}

/** Looks at once, whatever the schedule. @throws NotFound */
export async function pullNow(app: App, accountId: string, sourceId: string): Promise<Pull> {
  const pull = await requirePull(accountId, sourceId);
  // One that is being carried out keeps its lease.
  if (pull.lease === null) await pulls.of(accountId).updateOne({ _id: sourceId, lease: null }, { $set: { wakeAt: app.now() } });
  await app.enqueue(runPull, { sourceId }, { once: sourceId });
  return requirePull(accountId, sourceId);
}

/** Pulls that are due, or whose worker was lost. */
export async function overduePulls(app: App): Promise<string[]> {
  const found = await pulls.everyAccount.find({ wakeAt: { $lte: app.now() } }, { projection: { _id: 1 }, limit: 200 });
  return found.map(({ _id }) => _id);
}

/** Takes a pull for one worker; `null` when it is not due, or another has it. */
export async function claimPull(app: App, sourceId: string): Promise<Pull | null> {
  const now = app.now();
  const lease = randomId('lease');
  const taken = await pulls.everyAccount.updateOne({ _id: sourceId, wakeAt: { $lte: now } }, { $set: { lease, wakeAt: new Date(now.getTime() + LEASE_MS) } });
  return taken === 0 ? null : pulls.everyAccount.findOne({ _id: sourceId, lease });
}

export class LeaseLost extends Error {}

/** Keeps a pull while it is carried out. @throws LeaseLost when it was changed, deleted or taken over */
export async function keepPull(app: App, { _id, accountId, lease }: Pull): Promise<void> {
  const matched = await pulls.of(accountId).updateOne({ _id, lease }, { $set: { wakeAt: new Date(app.now().getTime() + LEASE_MS) } });
  if (matched === 0) throw new LeaseLost(`the pull of source ${_id} is another's`);
}

export interface PullEnd {
  run: PullRun;
  hasFailed: boolean;
  version: Pull['version'];
}

/** Writes down what came of it, and when to look next. */
export async function endPull(app: App, { _id, accountId, lease, everyMinutes, failures: before }: Pull, { run, hasFailed, version }: PullEnd): Promise<void> {
  const failures = hasFailed ? before + 1 : 0;
  const wakeAt = new Date(app.now().getTime() + waitMinutes(everyMinutes, failures) * 60_000);
  await pulls.of(accountId).updateOne({ _id, lease }, { $set: { lease: null, wakeAt, failures, lastRun: run, version } });
}

/** Doubles with each failure in a row, up to a day; a pull that is seldom is tried again before its time. */
export function waitMinutes(everyMinutes: number, failures: number): number {
  if (failures === 0) return everyMinutes;
  return Math.min(Math.min(everyMinutes, FIRST_RETRY_MINUTES) * 2 ** failures, Math.max(everyMinutes, DAY_MINUTES));
}
