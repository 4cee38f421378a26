/** MongoDB and Redis for a run: the given ones, or our own with their data below a folder. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeeper } from './keep.mjs';
import { recall, remember } from './memory.mjs';
import { checkGivenMongo, provideMongo } from './mongodb.mjs';
import { provideRedis } from './redis.mjs';
import { say, SetupError } from './say.mjs';

/**
 * @typedef {{ mongodbUri: string, redisUrl: string, pids: { mongodb: number | null, redis: number | null } }} Services
 *
 * Provides both services and remembers in `folder` which ones and on which ports.
 * @param {import('./keep.mjs').Keeper} keeper
 * @param {{ folder: string, store: string, env: NodeJS.ProcessEnv, installed: Promise<unknown>, expires?: boolean }} circumstances
 * @returns {Promise<Services>}
 */
export async function provideServices(keeper, { folder, store, env, installed, expires }) {
  const memory = recall(folder);
  const [mongodb, redis] = await Promise.all([mongo(), queue()]);
  if (mongodb.kind && mongodb.port) remember(folder, { mongodb: { kind: mongodb.kind, port: mongodb.port } });
  if (redis.kind && redis.port) remember(folder, { redis: { kind: redis.kind, port: redis.port } });
  return { mongodbUri: mongodb.uri, redisUrl: redis.uri, pids: { mongodb: mongodb.pid, redis: redis.pid } };

  async function mongo() {
    if (!env.MONGODB_URI) return provideMongo(keeper, { folder, store, env, installed, expires, remembered: memory.mongodb });
    await installed;
    await checkGivenMongo(env.MONGODB_URI);
    say('MongoDB: the one of MONGODB_URI (it is set)');
    return { uri: env.MONGODB_URI, kind: null, port: null, pid: null };
  }

  async function queue() {
    if (!env.REDIS_URL) return provideRedis(keeper, { folder, store, env, remembered: memory.redis });
    say('Redis: the one of REDIS_URL (it is set)');
    return { uri: env.REDIS_URL, kind: null, port: null, pid: null };
  }
}

/**
 * Production brings its own services: ours would be lost data waiting to happen.
 * @param {NodeJS.ProcessEnv} env
 */
export function requireGivenInProduction(env) {
  if (env.NODE_ENV !== 'production') return;
  const missing = ['MONGODB_URI', 'REDIS_URL'].filter((name) => !env[name]);
  if (missing.length > 0) throw new SetupError(`NODE_ENV is production and ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set`, 'set them, see docker-compose.yml for an example');
}

/**
 * A keeper with throw-away services in a new temporary folder, which goes when they stop, however that happens.
 * @param {{ env: NodeJS.ProcessEnv, installed: Promise<unknown>, store: string, expires?: boolean }} circumstances store: the folder whose
 *   downloads are used (packages, binaries), never its data; expires: whether TTL indexes are kept to
 */
export async function throwAwayServices({ env, installed, store, expires }) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'afterword-')));
  const keeper = await openKeeper(folder);
  keeper.rubbish(folder);
  try {
    return { keeper, folder, services: await provideServices(keeper, { folder, store, env, installed, expires }) };
  } catch (error) {
    await keeper.close();
    throw error;
  }
}
