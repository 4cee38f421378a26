import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { alive, identify, sleep } from './processes.mjs';
import { say, SetupError } from './say.mjs';

/** @param {string} file */
function holder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Takes the lock if nobody alive has it. The file is written whole under another name first, so that nobody ever reads
 * half a holder; a dead holder's file is moved aside and looked at again, so that two waiters cannot both inherit it.
 * @param {string} file
 * @returns {boolean}
 */
export function tryLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}.new`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  const seen = holder(file);
  if (alive(seen)) return false;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return false;
  }
  const moved = holder(aside);
  if (alive(moved)) renameSync(aside, file);
  else rmSync(aside, { force: true });
  return false;
}

/** @param {string} file */
export function unlock(file) {
  if (holder(file)?.pid === process.pid) rmSync(file, { force: true });
}

/**
 * Does the work while no other process does it; waits for them, saying so once.
 * @template T
 * @param {string} file
 * @param {string} what what the other one is doing, for the message
 * @param {() => Promise<T>} work
 * @param {number} [patienceMs]
 * @returns {Promise<T>}
 */
export async function withLock(file, what, work, patienceMs = 600_000) {
  const began = Date.now();
  let said = false;
  while (!tryLock(file)) {
    const waited = Date.now() - began;
    if (waited > patienceMs) throw new SetupError(`Another process (${holder(file)?.pid}) is still ${what}`, 'end it, then try again');
    if (!said && waited > 2_000) {
      said = true;
      say(`… waiting for another process that is ${what}`);
    }
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    unlock(file);
  }
}
