/** Installs packages and compiles the sources, each only when what it is made from has changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { withLock } from './lock.mjs';
import { entry, notes, root } from './paths.mjs';
import { capture, lastLines } from './processes.mjs';
import { say, SetupError, step } from './say.mjs';

const OLDEST_NODE = [20, 19];

/** Refuses a Node that cannot run the product. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(`Node ${process.versions.node} is too old`, `install Node ${OLDEST_NODE.join('.')} or newer (https://nodejs.org)`);
}

/** @param {string[]} parts */
function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

/** @param {string} file */
const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function installStamp() {
  const { dependencies, devDependencies, overrides } = JSON.parse(textOf(join(root, 'package.json')));
  return digest([
    textOf(join(root, 'package-lock.json')),
    JSON.stringify([dependencies, devDependencies, overrides]),
    `${process.versions.modules} ${process.platform} ${process.arch}`,
  ]);
}

/** @param {string} folder @returns {string[]} */
function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile() && item.name.endsWith('.ts'))
    .map((item) => join(item.parentPath, item.name))
    .sort();
}

function buildStamp() {
  const files = sources(join(root, 'src'));
  const configs = [join(root, 'tsconfig.json'), join(root, 'src', 'setup', 'tsconfig.build.json')];
  return digest([textOf(join(notes, 'installed')), ...[...configs, ...files].flatMap((file) => [relative(root, file), textOf(file)])]);
}

/**
 * Makes node_modules what the lock file says. `--no-save` keeps npm from rewriting the lock file; `npm ci` is no choice,
 * because it refuses a lock file that lacks the optional binaries of other platforms.
 */
export async function install() {
  const stamp = join(notes, 'installed');
  if (textOf(stamp) === installStamp()) return;
  await withLock(join(notes, 'install.lock'), 'installing packages', async () => {
    const wanted = installStamp();
    if (textOf(stamp) === wanted) return;
    const lockFile = join(root, 'package-lock.json');
    const before = readFileSync(lockFile);
    const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const env = { ...process.env, NODE_ENV: 'development' };
    try {
      await step('installing packages', async () => {
        let result = await capture('npm', args, { cwd: root, env });
        if (result.code !== 0 && result.code !== 127) {
          say('… installing packages failed once, trying again');
          result = await capture('npm', args, { cwd: root, env });
        }
        if (result.code === 127) throw new SetupError('npm was not found', 'install Node with npm, then try again');
        if (result.code !== 0) {
          throw new SetupError(`Installing packages failed: ${lastLines(result.output)}`, 'check the network (or the npm registry setting), then try again');
        }
      });
    } finally {
      if (!readFileSync(lockFile).equals(before)) writeFileSync(lockFile, before);
    }
    mkdirSync(notes, { recursive: true });
    writeFileSync(stamp, wanted);
  });
}

/** Compiles src to dist. The result is swapped in whole, so that a failed build leaves the last good one in place. */
export async function build() {
  const stamp = join(root, 'dist', '.built');
  if (existsSync(entry) && textOf(stamp) === buildStamp()) return;
  await withLock(join(notes, 'build.lock'), 'building', async () => {
    const wanted = buildStamp();
    if (existsSync(entry) && textOf(stamp) === wanted) return;
    const fresh = join(notes, `build-${process.pid}`);
    rmSync(fresh, { recursive: true, force: true });
    try {
      await step('compiling', async () => {
        const tsc = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
        const result = await capture(process.execPath, [tsc, '-p', join(root, 'src', 'setup', 'tsconfig.build.json'), '--outDir', fresh], { cwd: root });
        if (result.code !== 0) {
          say(result.output.trim());
          throw new SetupError('The sources do not compile', 'mend what is listed above, then try again');
        }
      });
      writeFileSync(join(fresh, '.built'), wanted);
      rmSync(join(root, 'dist'), { recursive: true, force: true });
      renameSync(fresh, join(root, 'dist'));
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });
}
