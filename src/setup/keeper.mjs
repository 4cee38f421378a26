/**
 * The keeper: a small process of its own that starts, restarts and stops the processes of one run. It outlives whoever
 * asked for them by seconds only: when that one dies, even by SIGKILL, the channel between them closes and the keeper
 * stops everything in reverse order. Its own death takes the children along where the system offers that (`setpriv`);
 * what is left after that is written down in `notesFile` and ended by the next run.
 */
import { spawn } from 'node:child_process';
import { openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { end, identify, onPath, sleep } from './processes.mjs';

const notesFile = process.argv[2] ?? '';
const parties = { starter: identify(process.ppid), keeper: identify(process.pid) };
const setpriv = process.platform === 'linux' ? onPath(['setpriv'], process.env) : null;

/**
 * @typedef {{ name: string, command: string, args: string[], env: NodeJS.ProcessEnv, cwd: string, log: string | null,
 *   graceMs: number, restart: boolean, stage: number }} Order
 *
 * By name: `{ order, child: its process or null, stopping: whether it was asked to end, quickDeaths: in a row }`.
 * @type {Map<string, any>}
 */
const kept = new Map();
/** @type {Set<string>} */
const rubbish = new Set();
let closing = false;

/** @param {object} message */
function tell(message) {
  // the channel may close between the look and the send; that is no news, `disconnect` tells it
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

function writeNotes() {
  const running = [...kept.values()].flatMap(({ child, order }) => (child?.pid ? [{ name: order.name, ...identify(child.pid) }] : []));
  writeFileSync(notesFile, JSON.stringify({ ...parties, running }));
}

/** @param {Order} order */
function launch(order) {
  const entry = kept.get(order.name) ?? { order, child: null, stopping: false, quickDeaths: 0 };
  kept.set(order.name, entry);
  entry.stopping = false;
  const log = order.log === null ? null : openSync(order.log, 'a');
  const [command, args] = setpriv ? [setpriv, ['--pdeathsig', 'KILL', order.command, ...order.args]] : [order.command, order.args];
  const began = Date.now();
  const child = spawn(command, args, { cwd: order.cwd, env: order.env, stdio: ['ignore', log ?? 'inherit', log ?? 'inherit'] });
  if (log !== null) closeSync(log);
  entry.child = child;
  child.once('error', (error) => tell({ event: 'failed', name: order.name, reason: error.message }));
  child.once('exit', (code, signal) => {
    entry.child = null;
    writeNotes();
    tell({ event: 'exit', name: order.name, code, signal, expected: entry.stopping });
    if (entry.stopping || closing || !order.restart) return;
    entry.quickDeaths = Date.now() - began < 5_000 ? entry.quickDeaths + 1 : 0;
    setTimeout(() => {
      if (!entry.stopping && !closing) launch(order);
    }, Math.min(200 * 2 ** entry.quickDeaths, 10_000));
  });
  writeNotes();
  return child.pid ?? null;
}

/** @param {string} name */
function again(name) {
  const entry = kept.get(name);
  if (entry) tell({ event: 'started', name, pid: entry.child?.pid ?? launch(entry.order) });
}

/**
 * @param {string} name
 * @param {number} [graceMs]
 */
async function stop(name, graceMs) {
  const entry = kept.get(name);
  if (!entry) return;
  entry.stopping = true;
  const { child } = entry;
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
  await end(identify(child.pid), graceMs ?? entry.order.graceMs);
  while (entry.child !== null) await sleep(10);
}

/** @param {number} [graceMs] */
async function close(graceMs) {
  if (closing) return;
  closing = true;
  const stages = [...new Set([...kept.values()].map(({ order }) => order.stage))].sort((a, b) => b - a);
  for (const stage of stages) {
    const names = [...kept.values()].filter(({ order }) => order.stage === stage).map(({ order }) => order.name);
    await Promise.all(names.map((name) => stop(name, graceMs)));
  }
  for (const path of rubbish) rmSync(path, { recursive: true, force: true });
  rmSync(notesFile, { force: true });
  tell({ event: 'closed' });
  process.exit(0);
}

process.on('message', (/** @type {any} */ message) => {
  if (message.op === 'start') tell({ event: 'started', name: message.order.name, pid: launch(message.order) });
  else if (message.op === 'again') again(message.name);
  else if (message.op === 'stop') void stop(message.name, message.graceMs).then(() => tell({ event: 'stopped', name: message.name }));
  else if (message.op === 'signal') kept.get(message.name)?.child?.kill(message.signal);
  else if (message.op === 'rubbish') rubbish.add(message.path);
  else if (message.op === 'close') void close(message.graceMs);
});

// A crash of the parent leaves nobody to wait for a long farewell: a few seconds for each, then for certain.
const AFTER_A_CRASH_MS = 8_000;
process.on('disconnect', () => void close(AFTER_A_CRASH_MS));
process.on('SIGTERM', () => void close(AFTER_A_CRASH_MS));
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack}\n`);
  void close(AFTER_A_CRASH_MS);
});
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
