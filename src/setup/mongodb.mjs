/** Finds or provides the MongoDB of a run, in the order README names. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagedServers } from './packages.mjs';
import { servicePort } from './ports.mjs';
import { lastLines, onPath, sleep } from './processes.mjs';
import { say, SetupError, step } from './say.mjs';

const READY_WITHIN_MS = 60_000;
const SET_NAME = 'afterword';
const PACKAGED_SERVER = fileURLToPath(new URL('packaged-mongodb.py', import.meta.url));
const DOWNLOAD_HOST = 'https://fastdl.mongodb.org/';

/**
 * @typedef {import('./keep.mjs').Keeper} Keeper
 * @typedef {{ folder: string, store: string, env: NodeJS.ProcessEnv, installed: Promise<unknown>, remembered: { kind: string, port: number } | undefined, expires?: boolean }} Circumstances
 *   folder: holds the data; store: holds downloads, also for throw-away folders; installed: resolves when node_modules is complete (the driver is in there);
 *   expires: whether what TTL indexes name goes by itself, which it does by the server's own clock
 * @typedef {{ kind: 'path' | 'download' | 'packages', why: string }} Choice
 */

async function driver() {
  const { default: mongoose } = await import('mongoose');
  return mongoose.mongo;
}

/** @template T @param {string} uri @param {(admin: any) => Promise<T>} work @param {number} [patienceMs] */
async function withAdmin(uri, work, patienceMs = 2_000) {
  const { MongoClient } = await driver();
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: patienceMs, connectTimeoutMS: patienceMs });
  try {
    await client.connect();
    return await work(client.db('admin'));
  } finally {
    await client.close();
  }
}

/**
 * Refuses a given MongoDB that cannot do transactions.
 * @param {string} uri
 */
export async function checkGivenMongo(uri) {
  let hello;
  try {
    hello = await step('reaching the given MongoDB', () => withAdmin(uri, (admin) => admin.command({ hello: 1 }), 10_000));
  } catch (error) {
    throw new SetupError(`The MongoDB of MONGODB_URI cannot be reached: ${textOf(error)}`, 'start it, or mend MONGODB_URI');
  }
  if (hello.setName === undefined && hello.msg !== 'isdbgrid') {
    throw new SetupError('The MongoDB of MONGODB_URI is a standalone server, which has no transactions', 'start it with --replSet rs0 and run rs.initiate() once');
  }
}

/** @returns {Promise<boolean>} whether the download address answers within three seconds */
async function downloadAnswers() {
  try {
    await fetch(DOWNLOAD_HOST, { method: 'HEAD', signal: AbortSignal.timeout(3_000) });
    return true;
  } catch {
    return false;
  }
}

/** @param {Circumstances} circumstances @returns {Promise<Choice>} */
async function choose({ folder, env, remembered }) {
  if (remembered?.kind === 'packages' && existsSync(join(folder, 'secantus'))) return { kind: 'packages', why: 'it holds the data of earlier runs' };
  const found = onPath(['mongod'], env);
  if (remembered !== undefined && remembered.kind !== 'packages' && existsSync(join(folder, 'mongodb'))) {
    return found ? { kind: 'path', why: 'it holds the data of earlier runs' } : { kind: 'download', why: 'it holds the data of earlier runs' };
  }
  if (found) return { kind: 'path', why: 'MONGODB_URI is not set, mongod is on PATH' };
  if (await downloadAnswers()) return { kind: 'download', why: 'MONGODB_URI is not set, no mongod on PATH' };
  return { kind: 'packages', why: 'MONGODB_URI is not set, no mongod on PATH, the download address does not answer' };
}

/** @param {string} store @param {Promise<unknown>} installed */
async function downloadedMongod(store, installed) {
  await installed;
  const { MongoBinary } = await import('mongodb-memory-server-core');
  return step('downloading MongoDB', () => MongoBinary.getPath({ downloadDir: join(store, 'mongodb-binaries') }));
}

/** Makes the server a replica set of one, or tells an existing one that its port has changed. @param {any} admin @param {string} host */
export async function initiate(admin, host) {
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === host) return;
    config.members[0].host = host;
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1 }, force: true });
  } catch (error) {
    const NOT_YET_INITIALIZED = 94;
    if (/** @type {{ code?: number }} */ (error).code !== NOT_YET_INITIALIZED) throw error;
    await admin.command({ replSetInitiate: { _id: SET_NAME, members: [{ _id: 0, host }] } });
  }
}

/**
 * Waits until the server takes writes.
 * @param {Keeper} keeper
 * @param {{ port: number, log: string, prepare: (admin: any) => Promise<void> }} server
 */
async function ready(keeper, { port, log, prepare }) {
  const direct = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const until = Date.now() + READY_WITHIN_MS;
  let prepared = false;
  for (;;) {
    try {
      const writable = await withAdmin(direct, async (admin) => {
        if (!prepared) await prepare(admin);
        prepared = true;
        return (await admin.command({ hello: 1 })).isWritablePrimary;
      });
      if (writable) return;
    } catch (error) {
      if (Date.now() > until) throw new SetupError(`MongoDB did not become ready: ${textOf(error)}`, `look into ${log}`);
    }
    if (keeper.deaths('mongodb') > 0 || Date.now() > until) throw new SetupError(`MongoDB ended while starting: ${lastLines(readFileSync(log, 'utf8'), 2)}`, `look into ${log}, or set MONGODB_URI`);
    await sleep(100);
  }
}

/**
 * Starts the MongoDB of a run and resolves when it takes writes.
 * @param {Keeper} keeper
 * @param {Circumstances} circumstances
 * @returns {Promise<{ uri: string, kind: string, port: number, pid: number }>}
 */
export async function provideMongo(keeper, circumstances) {
  const { folder, store, env, installed, remembered, expires = true } = circumstances;
  let { kind, why } = await choose(circumstances);
  const log = join(folder, 'logs', 'mongodb.log');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  let program = kind === 'path' ? onPath(['mongod'], env) : null;
  if (kind === 'download') {
    try {
      program = await downloadedMongod(store, installed);
    } catch (error) {
      if (existsSync(join(folder, 'mongodb'))) {
        throw new SetupError(`${join(folder, 'mongodb')} holds data of a mongod, which is neither on PATH nor to be downloaded`, 'install MongoDB, or set MONGODB_URI, or move that folder away to start empty');
      }
      say(`… downloading MongoDB failed: ${lastLines(textOf(error), 1)}`);
      kind = 'packages';
      why += ', the download failed';
    }
  }
  const port = await servicePort(remembered?.port);
  const started = kind === 'packages' ? await startPackaged() : await startMongod(String(program));
  say(`MongoDB: ${started.what} on 127.0.0.1:${port} (${why})`);
  return { uri: started.uri, kind, port, pid: started.pid };

  async function startPackaged() {
    const venv = await packagedServers(store, env);
    const home = join(folder, 'secantus');
    // without --sync-on-commit the last tens of acknowledged writes are lost when the server is killed
    const args = [PACKAGED_SERVER, '--host', '127.0.0.1', '--port', String(port), '--storage-path', home, '--log-level', 'ERROR', '--sync-on-commit', ...(expires ? [] : ['--keep-expired'])];
    const pid = await keeper.start({ name: 'mongodb', command: join(venv, 'bin', 'python'), args, cwd: folder, env: plain(env), log, restart: true });
    await installed;
    await step('starting MongoDB', () => ready(keeper, { port, log, prepare: async () => undefined }));
    // retried writes make this server's updates slow down with its size
    return { pid, what: 'SecantusDB from packages', uri: `mongodb://127.0.0.1:${port}/afterword?directConnection=true&retryWrites=false` };
  }

  /** @param {string} mongod */
  async function startMongod(mongod) {
    const home = join(folder, 'mongodb');
    mkdirSync(home, { recursive: true });
    const args = ['--dbpath', home, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', SET_NAME, '--quiet', '--wiredTigerCacheSizeGB', '1', ...(expires ? [] : ['--setParameter', 'ttlMonitorEnabled=false'])];
    const pid = await keeper.start({ name: 'mongodb', command: mongod, args, cwd: folder, env, log, restart: true });
    await installed;
    await step('starting MongoDB', () => ready(keeper, { port, log, prepare: (admin) => initiate(admin, `127.0.0.1:${port}`) }));
    return { pid, what: mongod, uri: `mongodb://127.0.0.1:${port}/afterword?replicaSet=${SET_NAME}` };
  }
}

/** A Python server must not read modules of the caller. @param {NodeJS.ProcessEnv} env */
const plain = (env) => ({ ...Object.fromEntries(Object.entries(env).filter(([name]) => !['PYTHONPATH', 'PYTHONHOME'].includes(name))), PYTHONUNBUFFERED: '1' });

/** @param {unknown} error */
const textOf = (error) => (error instanceof Error ? error.message : String(error));
