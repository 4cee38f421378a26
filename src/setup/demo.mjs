/** `npm run demo`: fills the running instance with a year of a small company, or starts one for it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runningInstance } from './memory.mjs';
import { dataDir, loadDotEnv, root } from './paths.mjs';
import { build, install, requireNode } from './prepare.mjs';
import { alive, identify, sleep } from './processes.mjs';
import { run, say, SetupError, step } from './say.mjs';
import { openSession, runCommand } from './session.mjs';
import { onEnding } from './signals.mjs';

const READY_WITHIN_MS = 120_000;

/** @param {string} folder @param {() => boolean} isOver */
async function untilReady(folder, isOver) {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until && !isOver()) {
    const baseUrl = runningInstance(folder)?.baseUrl;
    const answer = baseUrl ? await fetch(`${baseUrl}/readyz`).catch(() => null) : null;
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new SetupError('The instance to fill did not become ready', 'run npm start to see why');
}

async function startInstance() {
  const child = spawn(process.execPath, [join(root, 'src', 'setup', 'start.mjs')], { cwd: root, detached: true, stdio: ['ignore', 2, 2] });
  const ended = new Promise((done) => child.once('exit', done));
  const self = identify(Number(child.pid));
  process.once('exit', () => alive(self) && child.kill('SIGTERM'));
  return {
    isOver: () => !alive(self),
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

await run(async () => {
  requireNode();
  loadDotEnv();
  await install();
  await build();
  const folder = dataDir(process.env);
  const own = runningInstance(folder) ? null : await startInstance();
  try {
    await step('waiting for the instance', () => untilReady(folder, () => own?.isOver() ?? false));
    const session = await openSession({ env: process.env, installed: Promise.resolve() });
    const code = await runCommand(['demo', ...process.argv.slice(2)], session.env);
    await session.close();
    if (own === null || code !== 0) return code;
    if (!process.stdout.isTTY) {
      say('The demo data is in place; npm start shows it.');
      return 0;
    }
    say('Ctrl-C stops the instance.');
    onEnding(() => void own.stop());
    await own.ended;
    return 0;
  } finally {
    await own?.stop();
  }
});
