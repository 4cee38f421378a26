/** `npm test`: every test, on services of its own. Arguments go to vitest: `npm test -- test/unit/domain`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchNpm } from './ancestors.mjs';
import { chromium, testEnv, wipeable } from './browser.mjs';
import { dataDir, root } from './paths.mjs';
import { build, install, requireNode } from './prepare.mjs';
import { run, say, SetupError } from './say.mjs';
import { throwAwayServices } from './services.mjs';
import { codeOf, onEnding } from './signals.mjs';

const args = process.argv.slice(2);

/** @returns {string[]} the parts of the suite that the arguments select: unit, integration, e2e, faults */
function selectedProjects() {
  const named = args.flatMap((argument, index) => (argument === '--project' ? [args[index + 1] ?? ''] : argument.startsWith('--project=') ? [argument.slice(10)] : []));
  if (named.length > 0) return named;
  const paths = args.filter((argument) => argument.startsWith('test/'));
  if (paths.length === 0) return ['unit', 'integration', 'e2e', 'faults'];
  return [...new Set(paths.map((path) => path.split('/')[1] ?? '').map((name) => (name === 'architecture' ? 'unit' : name)))];
}

/**
 * @param {string} report where vitest wrote its results
 * @param {number} code vitest's exit code
 * @returns {number} the exit code: a skipped test fails the run, unless a name filter was asked for
 */
function judge(report, code) {
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  let results;
  try {
    results = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    say('✗ The test runner ended without results');
    return code || 1;
  }
  const filtered = args.some((argument) => /^(-t|--testNamePattern|--shard|--bail)\b/.test(argument));
  const skipped = filtered ? [] : results.testResults.flatMap((file) => file.assertionResults.filter(({ status }) => !['passed', 'failed'].includes(status)).map(({ fullName }) => `${file.name}: ${fullName}`));
  const broken = results.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'));
  for (const name of skipped) say(`✗ skipped, which counts as failed: ${name}`);
  for (const file of broken) say(`✗ broken before or after its tests: ${file.name}`);
  if (results.numPassedTests + results.numFailedTests === 0) say('✗ No test ran');
  const known = results.numFailedTests + skipped.length + broken.length;
  const failed = known === 0 && (code !== 0 || results.numPassedTests === 0) ? 1 : known;
  process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : code || 1;
}

await run(async () => {
  requireNode();
  await watchNpm(process.env, () => process.kill(process.pid, 'SIGTERM'));
  const projects = selectedProjects();
  const env = testEnv(process.env);
  if (projects.some((name) => name === 'e2e' || name === 'faults')) env.CHROMIUM_PATH = chromium(process.env);
  const installed = install();
  const built = projects.every((name) => name === 'unit') ? installed : installed.then(build);
  built.catch(() => undefined);
  // The clocks of tests stand in years gone by: to the server all they store would have expired, and would go within a minute.
  const provided = projects.every((name) => name === 'unit') ? null : await throwAwayServices({ env: wipeable(env), installed, store: dataDir({}), expires: false });
  const scratch = mkdtempSync(join(tmpdir(), 'afterword-results-'));
  try {
    await built;
    if (provided) {
      env.AFTERWORD_TEST_MONGODB_URI = provided.services.mongodbUri;
      env.AFTERWORD_TEST_REDIS_URL = provided.services.redisUrl;
    }
    const report = join(scratch, 'results.json');
    const code = await vitest(report, env);
    return judge(report, code);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    await provided?.keeper.close();
  }
});

/** @param {string} report @param {NodeJS.ProcessEnv} env @returns {Promise<number>} */
function vitest(report, env) {
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, 'run', '--config', 'test/config/vitest.config.ts', ...reporters, ...args], { cwd: root, env, stdio: 'inherit' });
    onEnding((signal) => void child.kill(signal));
    child.once('error', (error) => fail(new SetupError(`vitest could not be started: ${error.message}`, 'delete node_modules, then try again')));
    child.once('exit', (code, signal) => done(code ?? codeOf(signal ?? '')));
  });
}
