/**
 * `npm run mutation [-- <group> …]`: changes the code that counts and decides in small ways and looks whether a test notices.
 * Stryker comes from the registry once per clone, beside the packages of the product: 170 packages are much for a rare look.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './paths.mjs';
import { install, requireNode } from './prepare.mjs';
import { runProgram } from './program.mjs';
import { run, say, step } from './say.mjs';

const PINNED = '9.6.1';
/** Least part of the changes that must be noticed, in percent. */
const LEAST = 85;
/** @type {Record<string, string[]>} */
const GROUPS = {
  scoring: ['src/domain/{score,distribution,nps,csat,ces,score-definition,score-figures,confidence,significance,response-rate}.ts'],
  rollups: ['src/domain/{rollup,score-report,score-tally,rollup-drift}.ts'],
  eligibility: ['src/domain/{eligibility,cool-down,sampling,trigger,reminders,invitation-status}.ts'],
  suppression: ['src/domain/address.ts'],
  signature: ['src/platform/signature/{verify,mac,sign,secret,standard-webhooks}.ts'],
};

await run(async () => {
  requireNode();
  await install();
  const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(GROUPS);
  const unknown = wanted.filter((name) => GROUPS[name] === undefined);
  if (unknown.length > 0) {
    say(`✗ ${unknown.join(', ')} → one of ${Object.keys(GROUPS).join(', ')}`);
    return 2;
  }
  const home = await stryker();
  let worst = 0;
  for (const name of wanted) worst = Math.max(worst, await mutate(home, name));
  return worst;
});

async function stryker() {
  const home = join(root, '.data', `stryker-${PINNED}`);
  if (existsSync(join(home, 'installed'))) return home;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }');
  const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${PINNED}`);
  // Its peers are the packages of the product, which it finds above its folder.
  await step('installing Stryker', () => promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', ...packages], { cwd: home }));
  writeFileSync(join(home, 'installed'), '');
  return home;
}

/** @param {string} home @param {string} group @returns {Promise<number>} exit code */
function mutate(home, group) {
  const config = join(home, `${group}.json`);
  writeFileSync(config, JSON.stringify({
    mutate: GROUPS[group],
    testRunner: 'vitest',
    plugins: [join(home, 'node_modules', '@stryker-mutator', 'vitest-runner', 'dist', 'src', 'index.js')],
    vitest: { configFile: 'test/config/mutation.config.ts' },
    // It would load the TypeScript that the product is checked with, whose interface it does not know.
    tsconfigFile: 'none.json',
    ignorePatterns: ['/.data', '/dist'],
    // Tables that are made once when a module is read: each change there would cost a run of all tests.
    ignoreStatic: true,
    coverageAnalysis: 'perTest',
    concurrency: 2,
    timeoutMS: 20_000,
    tempDirName: join('.data', 'stryker-tmp'),
    reporters: ['clear-text', 'json'],
    jsonReporter: { fileName: join('.data', `mutation-${group}.json`) },
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    thresholds: { high: 95, low: LEAST, break: LEAST },
  }));
  say(`${group}:`);
  return runProgram([join(home, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'), 'run', config]);
}
