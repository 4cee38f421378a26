/**
 * umzug behind one file: changes of stored documents that run once per installation. The new version starts beside the old
 * one, so a migration only adds or settles what both can read, and may be cut off and started over at any point.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { releaseLease, takeLease } from './lease.ts';
import type { Logger } from './logger.ts';
import { database, isDuplicateKey } from './mongo.ts';
import { randomId } from './token.ts';

export interface Migration<Context> {
  /** Stable for ever; run in the order of the list. */
  name: string;
  /** Versions that do not know this migration may not start any more. */
  isBreaking?: boolean;
  up(context: Context): Promise<void>;
}

interface Applied {
  _id: string;
  at: Date;
  isBreaking: boolean;
}

const LEASE = 'migrate';
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
const WAIT_MS = 500;

const applied = () => database().collection<Applied>('migrations');

/** Names that have not run yet. @throws when a newer version has made the data unreadable for this one */
export async function pendingMigrations<Context>(list: readonly Migration<Context>[]): Promise<string[]> {
  const done = await applied().find({}, { sort: { _id: 1 } }).toArray();
  const names = new Set(list.map(({ name }) => name));
  const foreign = done.filter(({ _id, isBreaking }) => isBreaking && !names.has(_id));
  if (foreign.length > 0) throw new Error(`This database was changed by a newer version (${foreign.map(({ _id }) => _id).join(', ')}), and this one cannot read it. Start the newer version, or restore a backup made before.`);
  const known = new Set(done.map(({ _id }) => _id));
  return list.map(({ name }) => name).filter((name) => !known.has(name));
}

/**
 * Runs what has not run yet, in one process at a time; the others wait. One that dies in the middle is followed by whoever
 * waits when its lease runs out.
 * @returns the names that ran here
 */
export async function migrate<Context>(list: readonly Migration<Context>[], context: Context, { now, log }: { now: () => Date; log: Logger }): Promise<string[]> {
  const holder = randomId('migrate');
  for (;;) {
    if ((await pendingMigrations(list)).length === 0) return [];
    if (await takeLease(LEASE, holder, now(), LEASE_MS)) break;
    await sleep(WAIT_MS);
  }
  // A long one keeps its lease as long as its process lives.
  const renewing = setInterval(() => void takeLease(LEASE, holder, now(), LEASE_MS).catch(() => {}), RENEW_MS);
  try {
    return await runPending(list, context, { now, log });
  } finally {
    clearInterval(renewing);
    await releaseLease(LEASE, holder);
  }
}

async function runPending<Context>(list: readonly Migration<Context>[], context: Context, { now, log }: { now: () => Date; log: Logger }): Promise<string[]> {
  // Only a start after an upgrade needs it, and it takes its time to load.
  const { Umzug } = await import('umzug');
  const umzug = new Umzug({
    migrations: list.map(({ name, up }) => ({ name, up: async () => up(context) })),
    storage: {
      async logMigration({ name }) {
        const isBreaking = list.find((migration) => migration.name === name)?.isBreaking === true;
        await applied().insertOne({ _id: name, at: now(), isBreaking }).catch((error: unknown) => (isDuplicateKey(error) ? undefined : Promise.reject(error as Error)));
      },
      // Nothing is taken back: the way back is a backup.
      unlogMigration: () => Promise.reject(new Error('migrations are not undone')),
      executed: async () => (await applied().find({}).toArray()).map(({ _id }) => _id),
    },
    logger: undefined,
  });
  umzug.on('migrated', ({ name }) => log.info({ event: 'migration.applied', migration: name }));
  return (await umzug.up()).map(({ name }) => name);
}
