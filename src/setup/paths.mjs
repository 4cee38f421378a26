import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root: everything set-up makes is below it or below DATA_DIR. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The compiled entry. */
export const entry = resolve(root, 'dist', 'main.js');

/** Set-up's own notes about this clone (stamps and locks); never committed, gone with node_modules. */
export const notes = resolve(root, 'node_modules', '.afterword');

/** Takes `.env` of the repository's root into the environment; what is already set wins. */
export function loadDotEnv() {
  const file = resolve(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * The folder that holds everything an instance must keep, as an absolute path; made when missing.
 * @param {NodeJS.ProcessEnv} env
 */
export function dataDir(env) {
  const folder = resolve(root, env.DATA_DIR || '.data');
  mkdirSync(folder, { recursive: true });
  return folder;
}
