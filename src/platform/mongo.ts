/** MongoDB behind one file: connecting, transactions, and what its errors mean. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import mongoose, { type ClientSession } from 'mongoose';
import { Unavailable } from './errors.ts';

export type { ClientSession } from 'mongoose';

/** A server that is cut off is noticed at once, one that falls silent within ten seconds: what waits for it then fails and is tried again. */
const PATIENCE = { serverSelectionTimeoutMS: 4000, connectTimeoutMS: 5000, heartbeatFrequencyMS: 5000, socketTimeoutMS: 60_000 } as const;

/**
 * The driver (7.8) awaits `drain` when a write is refused, also by a socket that was destroyed a moment before and has not
 * said so yet: it then waits for ever, and with it everything behind that command. A last `drain` after the close lets it go
 * on and find its connection closed.
 */
subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket };
  socket.once('close', () => setImmediate(() => socket.listenerCount('drain') > 0 && socket.emit('drain')));
});

/**
 * Connects and refuses a standalone server, which has no transactions.
 * @param options.monitorCommands emit `commandStarted` on `mongoClient()` for each command, so that they can be counted
 */
export async function connectMongo(uri: string, options: { dbName?: string; monitorCommands?: boolean } = {}): Promise<void> {
  await mongoose.connect(uri, { ...PATIENCE, ...options });
  const hello = await mongoose.connection.db?.admin().command({ hello: 1 });
  if (!hello?.['setName'] && hello?.['msg'] !== 'isdbgrid') {
    await mongoose.disconnect();
    throw new Error('MONGODB_URI names a standalone server, which has no transactions. Start it with --replSet and run rs.initiate() once.');
  }
}

export async function disconnectMongo(): Promise<void> {
  await mongoose.disconnect();
}

/** For the few collections that belong to no account. */
export function database() {
  return mongoose.connection.getClient().db(mongoose.connection.name);
}

export function mongoClient() {
  return mongoose.connection.getClient();
}

/** The database in use, for libraries that take the client. */
export function databaseName(): string {
  return mongoose.connection.name;
}

/** `members` is 0 where a router stands in front of shards. */
export async function mongoVersion(): Promise<{ version: string; members: number }> {
  const admin = mongoose.connection.getClient().db('admin');
  const [{ version }, hello] = await Promise.all([admin.command({ buildInfo: 1 }), admin.command({ hello: 1 })]);
  return { version: String(version), members: Array.isArray(hello['hosts']) ? hello['hosts'].length : hello['msg'] === 'isdbgrid' ? 0 : 1 };
}

export async function pingMongo(): Promise<void> {
  await mongoose.connection.db?.admin().command({ ping: 1 }, { timeoutMS: 2000 });
  if (mongoose.connection.readyState !== 1) throw new Error('not connected');
}

const attempts = new WeakMap<ClientSession, number>();

/** True when the transaction of this session was refused before, because another one wrote to the same documents. */
export function hasCollided(session: ClientSession): boolean {
  return (attempts.get(session) ?? 0) > 1;
}

/**
 * Runs `body` in a majority-committed snapshot transaction. The body may run more than once: no enqueueing, no mailing inside.
 */
export async function inTransaction<R>(body: (session: ClientSession) => Promise<R>): Promise<R> {
  const session = await mongoose.startSession();
  const attempt = (): Promise<R> => {
    attempts.set(session, (attempts.get(session) ?? 0) + 1);
    return body(session);
  };
  try {
    return (await session.withTransaction(attempt, {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', j: true },
      maxCommitTimeMS: 5000,
    })) as R;
  } finally {
    await session.endSession();
  }
}

/** Runs `commit` once more when another process inserted the same `_id` in between: it then decides seeing that. */
export async function againWhenTaken<R>(commit: () => Promise<R>): Promise<R> {
  try {
    return await commit();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return commit();
  }
}

export function isDuplicateKey(error: unknown): boolean {
  return (error as { code?: number } | null)?.code === 11_000;
}

/**
 * Which documents of an unordered insert were there already, when nothing else went wrong; `null` when something did. The
 * driver reports a lost connection as a bulk error without write errors, which must not pass for success.
 */
export function duplicatesOf(error: unknown): number[] | null {
  const { writeErrors, result } = error as { writeErrors?: { code: number; index: number }[]; result?: { getWriteConcernError?(): unknown } };
  if (!Array.isArray(writeErrors) || writeErrors.length === 0 || writeErrors.some(({ code }) => code !== 11_000)) return null;
  return result?.getWriteConcernError?.() ? null : writeErrors.map(({ index }) => index);
}

/** True when the database could not be reached or did not answer, as opposed to having refused. */
export function isDatabaseAway(error: unknown): boolean {
  const { name = '', errorResponse, code } = (error ?? {}) as { name?: string; errorResponse?: unknown; code?: unknown };
  // A bulk write wraps what became of its connection.
  if (name === 'MongoBulkWriteError' && errorResponse instanceof Error) return isDatabaseAway(errorResponse);
  // A command written to a connection that is just closing fails with the socket's own error.
  if (code === 'EPIPE' || code === 'ECONNRESET') return true;
  return error instanceof Unavailable || /^PoolCleared|^Mongo(Network|ServerSelection|NotConnected|PoolClear|WaitQueue|Topology|Timeout|ExpiredSession|Operation)|MongooseServerSelection|^MongooseError$/.test(name);
}
