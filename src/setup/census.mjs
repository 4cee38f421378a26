/** `npm run census`: records every database operation of the tests and judges whether an index serves it; arguments select tests, as with `npm test`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './program.mjs';
import { run } from './say.mjs';

await run(async () => {
  const selected = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'afterword-census-'));
  try {
    const tested = await runProgram([join('src', 'setup', 'test.mjs'), ...(selected.length > 0 ? selected : ['--project', 'integration'])], { env: { ...process.env, AFTERWORD_TEST_CENSUS: folder } });
    const judged = await runProgram(['--import', 'tsx', join('test', 'census', 'main.ts'), folder]);
    return tested || judged;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
