/**
 * `npm run check`: what CI runs. Arguments choose steps (types, lint, boundaries, deadcode, tests); without them all.
 * The static steps run two at a time; each prints what it found, and the tests run only on a tree that passes them.
 */
import { join } from 'node:path';
import { root } from './paths.mjs';
import { install, requireNode } from './prepare.mjs';
import { capture } from './processes.mjs';
import { runProgram } from './program.mjs';
import { run, say, SetupError } from './say.mjs';

/** @param {string} script @param {string[]} args */
const node = (script, args) => capture(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root });

/** Boundaries that were checked on nothing were not checked. */
async function boundaries() {
  const { code, output } = await node('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src']);
  let summary;
  try {
    ({ summary } = JSON.parse(output.slice(output.indexOf('{'))));
  } catch {
    return { code: code || 1, output };
  }
  const lines = summary.violations.map((/** @type {any} */ { rule, from, to }) => `${rule.severity} ${rule.name}: ${from} → ${to}`);
  if (summary.totalCruised === 0) lines.push('error: no module was looked at');
  return { code: code !== 0 || summary.totalCruised === 0 || summary.error > 0 ? 1 : 0, output: [...lines, `${summary.totalCruised} modules, ${summary.violations.length} violations`].join('\n') };
}

/** @type {Record<string, () => Promise<{ code: number, output: string }>>} */
const STATIC = {
  types: () => node('@typescript/native/bin/tsc', ['--noEmit', '-p', '.']),
  lint: () => node('oxlint/bin/oxlint', ['--config', 'test/config/oxlint.json', '--type-aware', '--deny-warnings', 'src', 'test']),
  boundaries,
  deadcode: () => node('knip/bin/knip.js', ['--config', 'test/config/knip.json', '--no-progress']),
};

/** @param {string} name */
async function check(name) {
  const began = Date.now();
  const { code, output } = await (STATIC[name] ?? STATIC.types)();
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (output.trim() !== '') process.stdout.write(`${output.trim()}\n`);
  say(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  return code === 0;
}

await run(async () => {
  requireNode();
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => name !== 'tests' && !(name in STATIC));
  if (unknown.length > 0) throw new SetupError(`There is no step ${unknown.join(', ')}`, `choose from ${Object.keys(STATIC).join(', ')}, tests`);
  await install();
  const waiting = Object.keys(STATIC).filter((name) => asked.length === 0 || asked.includes(name));
  /** @type {string[]} */
  const failed = [];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) if (!(await check(name))) failed.push(name);
  };
  await Promise.all([worker(), worker()]);
  if (failed.length > 0) throw new SetupError(`${failed.join(', ')} failed`, 'mend what is listed above');
  if (asked.length > 0 && !asked.includes('tests')) return 0;
  return runProgram([join(root, 'src', 'setup', 'test.mjs')]);
});
