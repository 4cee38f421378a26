/** The starter's side of the keeper (see keeper.mjs). */
import { fork } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { alive, end, sleep } from './processes.mjs';
import { SetupError, step } from './say.mjs';

/**
 * Ends what earlier runs in this folder left behind. A keeper whose starter was killed is at work on it and gets a while;
 * what it leaves, because it was killed as well, is ended here.
 * @param {string} folder
 */
async function endLeftovers(folder) {
  for (const name of readdirSync(folder).filter((file) => /^processes\.\d+\.json$/.test(file))) {
    const file = join(folder, name);
    const notes = readNotes(file);
    if (notes !== null && alive(notes.starter)) continue;
    const until = Date.now() + 30_000;
    await step('waiting for the last run to stop', async () => {
      while (notes !== null && alive(notes.keeper) && Date.now() < until) await sleep(100);
    });
    if (notes !== null) await Promise.all([notes.keeper, ...notes.running].map((/** @type {Identity} */ one) => end(one, 8_000)));
    rmSync(file, { force: true });
  }
}

/** @typedef {{ pid: number, startedAt: string | null }} Identity @param {string} file */
function readNotes(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Starts a keeper whose notes live in `folder`.
 * @param {string} folder
 */
export async function openKeeper(folder) {
  await endLeftovers(folder);
  const notesFile = join(folder, `processes.${process.pid}.json`);
  // detached: a Ctrl-C in the terminal must reach the starter alone, which then stops the others in order
  const guard = fork(join(root, 'src', 'setup', 'keeper.mjs'), [notesFile], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  /** @type {Set<(message: any) => void>} */
  const listeners = new Set();
  guard.on('message', (message) => listeners.forEach((listener) => listener(message)));
  const gone = new Promise((done) => guard.once('exit', done));
  /** @type {Map<string, number>} */
  const deaths = new Map();
  listeners.add((message) => {
    const died = message.event === 'failed' || (message.event === 'exit' && !message.expected);
    if (died) deaths.set(message.name, (deaths.get(message.name) ?? 0) + 1);
  });

  /**
   * @param {(message: any) => boolean} wanted
   * @returns {Promise<any>}
   */
  const answer = (wanted) =>
    new Promise((done, fail) => {
      const listener = (/** @type {any} */ message) => {
        if (!wanted(message)) return;
        listeners.delete(listener);
        done(message);
      };
      listeners.add(listener);
      void gone.then(() => fail(new SetupError('The process that looks after the services was ended', 'start again')));
    });

  return {
    pid: guard.pid,
    gone,
    /** How often the named process ended without being asked to. @param {string} name */
    deaths: (name) => deaths.get(name) ?? 0,
    /**
     * Starts a process; `stage` 1 for services, 2 for what uses them: higher stages stop first.
     * @param {{ name: string, command: string, args: string[], env?: NodeJS.ProcessEnv, cwd?: string, log?: string | null,
     *   graceMs?: number, restart?: boolean, stage?: number }} order
     * @returns {Promise<number>} its process id
     */
    async start(order) {
      const whole = { env: process.env, cwd: root, log: null, graceMs: 15_000, restart: false, stage: 1, ...order };
      const started = answer((message) => message.event === 'started' && message.name === order.name);
      guard.send({ op: 'start', order: whole });
      return (await started).pid;
    },
    /** Starts a stopped process as it was. @param {string} name @returns {Promise<number>} its process id */
    async again(name) {
      const started = answer((message) => message.event === 'started' && message.name === name);
      guard.send({ op: 'again', name });
      return (await started).pid;
    },
    /** @param {string} name @param {number} [graceMs] */
    async stop(name, graceMs) {
      const stopped = answer((message) => message.event === 'stopped' && message.name === name);
      guard.send({ op: 'stop', name, graceMs });
      await stopped;
    },
    /** @param {string} name @param {NodeJS.Signals} signal */
    signal: (name, signal) => void guard.send({ op: 'signal', name, signal }),
    /** @param {string} path a folder to remove when everything has stopped */
    rubbish: (path) => void guard.send({ op: 'rubbish', path }),
    /** Resolves when the named process has ended, with its code (128 + signal number when it was killed). @param {string} name @returns {Promise<{ code: number | null, signal: string | null }>} */
    ended: (name) => answer((message) => message.event === 'exit' && message.name === name),
    /** Stops everything, newest stage first, and resolves when all of it is gone. @param {number} [graceMs] */
    async close(graceMs) {
      if (guard.connected) guard.send({ op: 'close', graceMs });
      await gone;
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openKeeper>>} Keeper */
