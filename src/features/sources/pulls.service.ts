/** When and where the interactions of sources without webhooks are fetched. */
import { join } from 'node:path';
import type { App } from '../../app.ts';
import { runPull } from '../../jobs.ts';
import { dropFolder, folderSegments } from '../../platform/drop-folder.ts';
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts';
import { urlTrouble } from '../../platform/http/safe-fetch.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { randomId, seal } from '../../platform/token.ts';
import { forgetPull } from './forget-pull.service.ts';
import { placeOf } from './pull-place.ts';
import { pulls, type Pull, type PullFrom, type PullRun } from './pull.model.ts';
import { requireSource } from './sources.service.ts';

export type { Pull, PullRun } from './pull.model.ts';

export const PULL_STATUSES = ['active', 'paused'] as const;
export type PullStatus = (typeof PULL_STATUSES)[number];

export type NewPull = { everyMinutes: number; status: PullStatus } & (
  | { kind: 'folder'; path: string }
  /** Without one the token there is stays, as long as the address is on the same server. */
  | { kind: 'url'; url: string; bearerToken?: string | null | undefined }
);

/** Longer than a worker may be silent while it works. */
const LEASE_MS = 180_000;
const DAY_MINUTES = 1440;
/** A first failure is tried again within half an hour, however seldom the pull is. */
const FIRST_RETRY_MINUTES = 15;
const KEPT_RUNS = 10;
const NOTHING_READ: Pull['version'] = { etag: null, lastModified: null, hash: null };

/** Says where to look from now on; the first look is taken at once. @throws NotFound, Invalid */
export async function putPull(app: App, accountId: string, sourceId: string, input: NewPull): Promise<Pull> {
  const { name } = await requireSource(accountId, sourceId);
  const before = await findPull(accountId, sourceId);
  const from = await checkedFrom(app, accountId, input, before);
  const now = app.now();
  const isActive = input.status === 'active';
  const changed = { from, everyMinutes: input.everyMinutes, wakeAt: isActive ? now : null, lease: null, failures: 0, version: NOTHING_READ };
  await pulls.of(accountId).updateOne({ _id: sourceId }, { $set: changed, $setOnInsert: { lastRun: null, createdAt: now } }, { upsert: true });
  noteChange({ action: 'sources.pull-saved', subject: name, before: before && notedFields(before), after: notedFields(changed) });
  if (isActive) await app.enqueue(runPull, { sourceId }, { once: sourceId });
  return requirePull(accountId, sourceId);
}

export function statusOf({ wakeAt }: Pick<Pull, 'wakeAt'>): PullStatus {
  return wakeAt === null ? 'paused' : 'active';
}

function notedFields({ from, everyMinutes, wakeAt }: Pick<Pull, 'from' | 'everyMinutes' | 'wakeAt'>): Record<string, unknown> {
  return { kind: from.kind, from: placeOf(from), everyMinutes, status: statusOf({ wakeAt }) };
}

async function checkedFrom(app: App, accountId: string, input: NewPull, before: Pull | null): Promise<PullFrom> {
  if (input.kind === 'url') {
    const trouble = urlTrouble(input.url, { allowsLoopback: app.config.fetchesLoopback });
    if (trouble) throw new Invalid([{ pointer: '/url', detail: trouble.detail }]);
    if (input.bearerToken === undefined) return { kind: 'url', url: input.url, sealedToken: keptToken(input.url, before) };
    return { kind: 'url', url: input.url, sealedToken: input.bearerToken === null ? null : seal(app.config.secret, input.bearerToken) };
  }
  const wrong = (detail: string): Invalid => new Invalid([{ pointer: '/path', detail }]);
  if (app.config.dropDir === null) throw wrong('is not possible here: whoever runs this installation has not set DROP_DIR');
  if (folderSegments(input.path) === null) throw wrong('must be a folder such as "orders" or "shop/north": names of letters, digits, spaces, ".", "_" and "-" that begin with none of these signs, without ".."');
  const folder = await folderOf(app, accountId, input.path, { create: true });
  if (folder === null) throw wrong(`is not a folder that can be used: create ${shownFolder(app, accountId, input.path)}, readable and writable for this process, with no link in it that leads elsewhere`);
  return { kind: 'folder', path: input.path };
}

/** Whoever may change the address must not learn by it what was entered for another server. @throws Invalid */
function keptToken(url: string, before: Pull | null): string | null {
  if (before?.from.kind !== 'url' || before.from.sealedToken === null) return null;
  if (new URL(before.from.url).origin !== new URL(url).origin) throw new Invalid([{ pointer: '/bearerToken', detail: 'has to be entered again, because the address is on another server' }]);
  return before.from.sealedToken;
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

/** @returns null where nothing is fetched */
export async function findPull(accountId: string, sourceId: string): Promise<Pull | null> {
  return pulls.of(accountId).findOne({ _id: sourceId });
}

/** @throws NotFound */
export async function requirePull(accountId: string, sourceId: string): Promise<Pull> {
  await requireSource(accountId, sourceId);
  const pull = await findPull(accountId, sourceId);
  if (!pull) throw new NotFound('Nothing is fetched for this source; PUT says where to look.');
  return pull;
}

/** What was fetched stays. @throws NotFound */
export async function deletePull(accountId: string, sourceId: string): Promise<void> {
  const before = await requirePull(accountId, sourceId);
  const { name } = await requireSource(accountId, sourceId);
  await forgetPull(accountId, sourceId);
  noteChange({ action: 'sources.pull-deleted', subject: name, before: notedFields(before), after: null });
}

/** What is being carried out when it is paused ends with the next group of rows. @throws NotFound */
export async function setPullStatus(app: App, accountId: string, sourceId: string, status: PullStatus): Promise<void> {
  const { name } = await requireSource(accountId, sourceId);
  const before = statusOf(await requirePull(accountId, sourceId));
  if (before === status) return;
  const isActive = status === 'active';
  await pulls.of(accountId).updateOne({ _id: sourceId }, { $set: isActive ? { wakeAt: app.now(), failures: 0 } : { wakeAt: null, lease: null } });
  noteChange({ action: isActive ? 'sources.pull-resumed' : 'sources.pull-paused', subject: name, before: { status: before }, after: { status } });
  if (isActive) await app.enqueue(runPull, { sourceId }, { once: sourceId });
}

/** Looks at once, whatever the schedule. @throws NotFound, Conflict while it is paused */
export async function pullNow(app: App, accountId: string, sourceId: string): Promise<Pull> {
  const pull = await requirePull(accountId, sourceId);
  if (pull.wakeAt === null) throw new Conflict('Fetching is paused: set its status to "active" first.');
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
export async function endPull(app: App, { _id, accountId, lease, everyMinutes, failures: before, ...pull }: Pull, { run, hasFailed, version }: PullEnd): Promise<void> {
  const failures = hasFailed ? before + 1 : 0;
  const wakeAt = new Date(app.now().getTime() + waitMinutes(everyMinutes, failures) * 60_000);
  await pulls.of(accountId).updateOne({ _id, lease }, { $set: { lease: null, wakeAt, failures, lastRun: run, earlierRuns: runsBefore(run, pull), version } });
}

function runsBefore(run: PullRun, { lastRun, earlierRuns = [] }: Pick<Pull, 'lastRun' | 'earlierRuns'>): PullRun[] {
  if (lastRun === null) return earlierRuns;
  const isSameInVain = run.counts === null && lastRun.counts === null && run.reason === lastRun.reason;
  return isSameInVain ? earlierRuns : [lastRun, ...earlierRuns].slice(0, KEPT_RUNS - 1);
}

/** Doubles with each failure in a row, up to a day; a pull that is seldom is tried again before its time. */
export function waitMinutes(everyMinutes: number, failures: number): number {
  if (failures === 0) return everyMinutes;
  return Math.min(Math.min(everyMinutes, FIRST_RETRY_MINUTES) * 2 ** failures, Math.max(everyMinutes, DAY_MINUTES));
}
