/** Fetches what a source could not report, and writes down what came of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../app.ts';
import { NotFound } from '../../platform/errors.ts';
import { isDatabaseAway } from '../../platform/mongo.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { forgetPull } from './forget-pull.service.ts';
import { pullFolder } from './pull-folder.service.ts';
import { failedLook, type Look } from './pull-look.ts';
import { placeOf } from './pull-place.ts';
import { pullUrl } from './pull-url.service.ts';
import { claimPull, endPull, keepPull, LeaseLost, type Pull } from './pulls.service.ts';
import { requireSource, type Source } from './sources.service.ts';
import { logLook, type PullTask } from './take-pulled-file.service.ts';

/** A lease is renewed at most this often. */
const KEEP_EVERY_MS = 15_000;

/**
 * Carries out a pull that is due. Safe to run twice and to be lost at any moment: interactions are known by their ids.
 * @returns `taken` when it is not due, or another worker has it
 */
export async function carryOutPull(app: App, sourceId: string): Promise<{ status: 'ended' | 'taken' }> {
  const pull = await claimPull(app, sourceId);
  if (!pull) return { status: 'taken' };
  const source = await existing(pull);
  if (!source) {
    await forgetPull(pull.accountId, sourceId);
    return { status: 'ended' };
  }
  if (source.status === 'paused') {
    await endPull(app, pull, { run: { at: app.now(), outcome: 'ignored', reason: 'paused', cause: { code: 'paused' }, counts: null }, hasFailed: false, version: pull.version });
    return { status: 'ended' };
  }
  try {
    const look = await lookAt(app, pull, source);
    await logged(app, pull, source, look);
    await endPull(app, pull, { ...look, run: { at: app.now(), ...look.run } });
    return { status: 'ended' };
  } catch (error) {
    if (error instanceof LeaseLost) return { status: 'taken' };
    throw error;
  }
}

async function existing({ accountId, _id }: Pull): Promise<Source | null> {
  return requireSource(accountId, _id).catch((error: unknown) => {
    if (error instanceof NotFound) return null;
    throw error;
  });
}

async function lookAt(app: App, pull: Pull, source: Source): Promise<Look> {
  const scratch = await mkdtemp(join(tmpdir(), 'afterword-pull-'));
  try {
    const { timeZone } = await requireAccount(pull.accountId);
    const task: PullTask = { app, pull, source, timeZone, scratch, keep: keeper(app, pull) };
    return await (pull.from.kind === 'folder' ? pullFolder(task, pull.from.path) : pullUrl(task, pull.from));
  } catch (error) {
    // The lease runs out, and another worker tries again.
    if (error instanceof LeaseLost || isDatabaseAway(error)) throw error;
    app.log.error({ event: 'pull.failed', source: source._id, err: error });
    return failedLook(pull, { code: 'unexpected' }, 'unexpected: see the log of the worker');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function keeper(app: App, pull: Pull): () => Promise<void> {
  let keptAt = performance.now();
  return async () => {
    if (performance.now() - keptAt < KEEP_EVERY_MS) return;
    keptAt = performance.now();
    await keepPull(app, pull);
  };
}

/** Looking in vain again and again is one line, not one each time. */
async function logged(app: App, { from, lastRun }: Pull, source: Source, { run, hasFailed, isLogged }: Look): Promise<void> {
  if (hasFailed) app.log.warn({ event: 'pull.failed', source: source._id, reason: run.reason });
  if (isLogged || (!hasFailed && lastRun?.reason === run.reason)) return;
  await logLook(app, source, { name: placeOf(from).slice(0, 200), outcome: hasFailed ? 'refused' : 'ignored', reason: run.reason });
}
