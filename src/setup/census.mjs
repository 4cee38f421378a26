/** `npm run census`: records every database operation of the tests and judges whether an index serves it; arguments select tests, as with `npm test`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './say.mjs';
import { codeOf, onEnding } from './signals.mjs';

/** @param {string[]} args @param {NodeJS.ProcessEnv} env @returns {Promise<number>} */
function program(args, env) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
    onEnding((signal) => void child.kill(signal));
    child.once('exit', (code, signal) => done(code ?? codeOf(signal ?? '')));
  });
}

await run(async () => {
  const selected = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'afterword-census-'));
  try {
    const tested = await program([join('src', 'setup', 'test.mjs'), ...(selected.length > 0 ? selected : ['--project', 'integration'])], { ...process.env, AFTERWORD_TEST_CENSUS: folder });
    const judged = await program(['--import', 'tsx', join('test', 'census', 'main.ts'), folder], process.env);
    return tested || judged;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
