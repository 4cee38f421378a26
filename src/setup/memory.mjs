/** What an instance remembers between runs (ports, which servers hold its data) and who it is while it runs. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { alive, identify } from './processes.mjs';

/** @param {string} file @param {string} text readable by its owner only */
function writePrivately(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

/** @param {string} file @returns {any} */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * @typedef {{ mongodb?: { kind: string, port: number }, redis?: { kind: string, port: number }, web?: { port: number } }} Memory
 * @param {string} folder
 * @returns {Memory}
 */
export const recall = (folder) => readJson(join(folder, 'services.json')) ?? {};

/** @param {string} folder @param {Memory} news */
export function remember(folder, news) {
  writePrivately(join(folder, 'services.json'), `${JSON.stringify({ ...recall(folder), ...news }, null, 2)}\n`);
}

/**
 * @typedef {{ pid: number, startedAt: string | null, mongodbUri: string, redisUrl: string, port: number | null, baseUrl: string | null }} Instance
 * @param {string} folder
 * @returns {Instance | null} the run that now uses this folder, or null
 */
export function runningInstance(folder) {
  const instance = readJson(join(folder, 'instance.json'));
  return alive(instance) ? instance : null;
}

/** @param {string} folder @param {Omit<Instance, 'pid' | 'startedAt'>} facts */
export function announce(folder, facts) {
  writePrivately(join(folder, 'instance.json'), `${JSON.stringify({ ...identify(process.pid), ...facts }, null, 2)}\n`);
}

/** @param {string} folder */
export function retract(folder) {
  const file = join(folder, 'instance.json');
  if (readJson(file)?.pid === process.pid) rmSync(file, { force: true });
}
