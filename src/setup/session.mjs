/** One run on a data folder: its services, its keeper, and the environment that its programs are given. */
import { join } from 'node:path';
import { openKeeper } from './keep.mjs';
import { tryLock, unlock } from './lock.mjs';
import { announce, recall, retract, runningInstance } from './memory.mjs';
import { dataDir, entry, root } from './paths.mjs';
import { sleep } from './processes.mjs';
import { runProgram } from './program.mjs';
import { say, SetupError } from './say.mjs';
import { provideServices, requireGivenInProduction } from './services.mjs';
import { codeOf, onEnding } from './signals.mjs';

const PATIENCE_MS = 60_000;

/** How long a run that is to be alone waits for another that may just be stopping. */
const STOPPING_MS = 1_500;

/**
 * Becomes the one run of this folder, or finds the one there is.
 * @param {string} folder
 * @param {boolean} alone whether a running one is an error
 */
async function claim(folder, alone) {
  const began = Date.now();
  let said = false;
  for (;;) {
    const instance = runningInstance(folder);
    if (instance && !alone) return instance;
    if (instance && Date.now() - began > STOPPING_MS) {
      throw new SetupError(`Afterword runs already at ${instance.baseUrl} (process ${instance.pid}, data in ${folder})`, 'stop it first, or choose another DATA_DIR');
    }
    if (!instance && tryLock(join(folder, 'run.lock'))) return null;
    if (Date.now() - began > PATIENCE_MS) throw new SetupError(`Another command is using ${folder}`, 'wait for its end, or choose another DATA_DIR');
    if (!said && Date.now() - began > 2_000) {
      said = true;
      say(`… waiting for another command that is using ${folder}`);
    }
    await sleep(100);
  }
}

/**
 * Opens a run: joins the services of the running instance, or provides them until `close`.
 * @param {{ env: NodeJS.ProcessEnv, installed: Promise<unknown>, alone?: boolean }} circumstances alone: a running instance is an error
 */
export async function openSession({ env, installed, alone = false }) {
  requireGivenInProduction(env);
  const folder = dataDir(env);
  const instance = await claim(folder, alone);
  const keeper = await openKeeper(folder);
  /** @type {Promise<void> | undefined} */
  let closing;
  const close = () => (closing ??= keeper.close().then(() => {
    retract(folder);
    unlock(join(folder, 'run.lock'));
  }));
  onEnding((signal) => void close().then(() => process.exit(codeOf(signal))));
  try {
    const services = instance ?? (await provideServices(keeper, { folder, store: folder, env, installed }));
    const { mongodbUri, redisUrl } = services;
    return { folder, keeper, instance, close, env: programEnv(), announce: announceAt };

    function programEnv() {
      /** @type {NodeJS.ProcessEnv} */
      const result = { ...env, MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, DATA_DIR: folder };
      const port = instance?.port ?? env.PORT ?? recall(folder).web?.port ?? 3000;
      if (!result.BASE_URL) result.BASE_URL = instance?.baseUrl ?? `http://localhost:${port}`;
      return result;
    }

    /** Lets later commands find this run. @param {{ port: number | null, baseUrl: string | null }} address */
    function announceAt(address) {
      announce(folder, { mongodbUri, redisUrl, ...address });
    }
  } catch (error) {
    await close();
    throw error;
  }
}

/** @typedef {Awaited<ReturnType<typeof openSession>>} Session */

const FAREWELL_MS = 40_000;
/** A Ctrl-C arrives twice, from the terminal and from npm; only a later one means "at once". */
const SAME_REQUEST_MS = 1_500;

/**
 * Runs the app under the session's keeper until it ends or is asked to; then ends the session.
 * @param {Session} session
 * @param {{ args: string[], env: NodeJS.ProcessEnv }} app args: what node is given
 * @returns {Promise<number>} the exit code
 */
export async function runApp(session, { args, env }) {
  const { keeper, folder, close } = session;
  /** @type {number | null} */
  let askedAt = null;
  onEnding(() => {
    if (askedAt !== null && Date.now() - askedAt < SAME_REQUEST_MS) return;
    retract(folder);
    void keeper.stop('app', askedAt === null ? FAREWELL_MS : 0).catch(() => undefined);
    askedAt ??= Date.now();
  });
  try {
    const ended = keeper.ended('app');
    ended.catch(() => undefined);
    await keeper.start({ name: 'app', command: process.execPath, args, env, cwd: root, stage: 2, graceMs: FAREWELL_MS });
    const { code, signal } = await ended;
    return code ?? codeOf(signal ?? '');
  } finally {
    await close();
  }
}

/**
 * Runs one command of the product, on this terminal's own input and output.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit code
 */
export function runCommand(args, env) {
  // Where it was called: arguments name files from there.
  return runProgram(['--enable-source-maps', entry, ...args], { env, cwd: process.cwd() });
}
