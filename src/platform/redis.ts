/** The two kinds of Redis connection: producers fail fast (a request must not wait), workers wait for its return. */
import { once } from 'node:events';
import { Redis } from 'ioredis';

/** Back within two seconds of Redis' return; the default back-off was measured at 18 s. */
const retryStrategy = (attempt: number): number => Math.min(attempt * 200, 2000);

export function producerConnection(url: string): Redis {
  return new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, retryStrategy, connectTimeout: 3000, commandTimeout: 1000 });
}

export function workerConnection(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, retryStrategy, connectTimeout: 3000 });
}

const CONNECTING_MS = 2000;

/** A connection that is being made is waited for: a process that has just started would complain of a Redis that is there. */
async function isReady(connection: Redis): Promise<boolean> {
  if (['wait', 'connecting', 'connect'].includes(connection.status)) {
    await once(connection, 'ready', { signal: AbortSignal.timeout(CONNECTING_MS) }).catch(() => undefined);
  }
  return connection.status === 'ready';
}

/** `null` when Redis is usable, else what is wrong with it. Asked once more before it is blamed: a busy process may hear it too late. */
export async function redisTrouble(connection: Redis): Promise<string | null> {
  if (!(await isReady(connection))) return 'Redis cannot be reached.';
  try {
    const info = await connection.info('memory').catch(() => connection.info('memory'));
    const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1];
    return policy === undefined || policy === 'noeviction' ? null : `Redis has maxmemory-policy ${policy}; set it to noeviction, else queued work may be evicted.`;
  } catch {
    return 'Redis does not answer.';
  }
}

export interface RedisServer {
  version: string;
  /** It keeps an append-only file. */
  isPersistent: boolean;
}

/** @throws when it does not answer */
export async function redisServer(connection: Redis): Promise<RedisServer> {
  const info = await connection.info();
  return { version: /(?:valkey|redis)_version:(\S+)/.exec(info)?.[1] ?? 'unknown', isPersistent: /aof_enabled:1/.test(info) };
}
