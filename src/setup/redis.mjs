/** Finds or provides the Redis of a run, in the order README names. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { basename, join } from 'node:path';
import { packagedRedis, packagedServers } from './packages.mjs';
import { servicePort } from './ports.mjs';
import { lastLines, onPath, sleep } from './processes.mjs';
import { say, SetupError, step } from './say.mjs';

const READY_WITHIN_MS = 60_000;

/** @param {number} port @returns {Promise<boolean>} whether it answers, its data loaded */
function pings(port) {
  return new Promise((done) => {
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 1_000 });
    const finish = (/** @type {boolean} */ result) => {
      socket.destroy();
      done(result);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => finish(data.toString().startsWith('+PONG')));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}

/**
 * Starts the Redis of a run and resolves when it answers.
 * @param {import('./keep.mjs').Keeper} keeper
 * @param {{ folder: string, store: string, env: NodeJS.ProcessEnv, remembered: { kind: string, port: number } | undefined }} circumstances
 * @returns {Promise<{ uri: string, kind: string, port: number, pid: number }>}
 */
export async function provideRedis(keeper, { folder, store, env, remembered }) {
  const found = remembered?.kind === 'packages' ? null : onPath(['valkey-server', 'redis-server'], env);
  const program = found ?? (await packagedRedis(await packagedServers(store, env), env));
  const kind = found ? basename(found) : 'packages';
  // a folder for each kind: one server's file is not always readable for the other
  const home = join(folder, 'redis', kind);
  mkdirSync(home, { recursive: true });
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const log = join(folder, 'logs', 'redis.log');
  const port = await servicePort(remembered?.port);
  const settings = {
    bind: '127.0.0.1', port: String(port), dir: home, daemonize: 'no', appendonly: 'yes', appendfsync: 'everysec', save: '', 'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
  const pid = await keeper.start({ name: 'redis', command: program, args, cwd: home, env, log, restart: true });
  await step('starting Redis', () => ready(keeper, port, log));
  const why = found ? `REDIS_URL is not set, ${kind} is on PATH` : remembered ? 'it served earlier runs' : 'REDIS_URL is not set, no valkey-server or redis-server on PATH';
  say(`Redis: ${found ?? 'valkey-server from packages'} on 127.0.0.1:${port} (${why})`);
  return { uri: `redis://127.0.0.1:${port}/0`, kind, port, pid };
}

/** @param {import('./keep.mjs').Keeper} keeper @param {number} port @param {string} log */
async function ready(keeper, port, log) {
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await pings(port))) {
    if (keeper.deaths('redis') > 0 || Date.now() > until) throw new SetupError(`Redis did not start: ${lastLines(readFileSync(log, 'utf8'), 2)}`, `look into ${log}, or set REDIS_URL`);
    await sleep(50);
  }
}
