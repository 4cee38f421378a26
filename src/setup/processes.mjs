/** What is known about processes of this machine: are they alive, what are they, and how to run one to its end. */
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @param {number} ms */
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * When a process began, as the kernel counts it; null where it is not known. With it a process id that was given to
 * another process in the meantime is recognised.
 * @param {number} pid
 */
export function startedAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** @param {number} pid */
export const identify = (pid) => ({ pid, startedAt: startedAt(pid) });

/**
 * @param {{ pid: number, startedAt: string | null } | null | undefined} identity
 */
export function alive(identity) {
  if (!identity || !Number.isInteger(identity.pid) || identity.pid <= 0) return false;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false;
  }
  if (isZombie(identity.pid)) return false;
  return identity.startedAt === null || startedAt(identity.pid) === identity.startedAt;
}

/** @param {number} pid */
function isZombie(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

/**
 * Ends a process we started earlier: politely, then for certain.
 * @param {{ pid: number, startedAt: string | null }} identity
 * @param {number} graceMs
 */
export async function end(identity, graceMs) {
  const signal = (/** @type {NodeJS.Signals} */ name) => {
    try {
      process.kill(identity.pid, name);
    } catch {
      // it ended between the look and the signal
    }
  };
  if (!alive(identity)) return;
  signal('SIGTERM');
  const until = Date.now() + graceMs;
  while (alive(identity) && Date.now() < until) await sleep(50);
  if (alive(identity)) signal('SIGKILL');
  while (alive(identity)) await sleep(20);
}

/**
 * The first of these programs found on PATH, as a full path, or null.
 * @param {string[]} names
 * @param {NodeJS.ProcessEnv} env
 */
export function onPath(names, env) {
  for (const name of names) {
    for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        continue;
      }
    }
  }
  return null;
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const captured = new Set();
process.on('exit', () => captured.forEach((child) => child.kill()));

/**
 * Runs a program to its end and keeps what it printed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when it could not be started
 */
export function capture(command, args, options = {}) {
  const { timeoutMs, ...rest } = options;
  return new Promise((done) => {
    const child = spawn(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
    captured.add(child);
    /** @type {Buffer[]} */
    const parts = [];
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.stdout?.on('data', (part) => parts.push(part));
    child.stderr?.on('data', (part) => parts.push(part));
    child.on('error', (error) => done({ code: 127, output: error.message }));
    child.on('close', (code) => {
      clearTimeout(timer);
      captured.delete(child);
      done({ code: code ?? 1, output: Buffer.concat(parts).toString('utf8') });
    });
  });
}

/**
 * The last lines of an output, for an error message.
 * @param {string} output
 * @param {number} [count]
 */
export const lastLines = (output, count = 3) =>
  output.split('\n').map((line) => line.trim()).filter(Boolean).slice(-count).join(' | ').slice(-600);
