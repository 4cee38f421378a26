/**
 * Services of one's own, for tests that hurt them: prints one line of JSON when both are ready, and stops them when its
 * standard input ends or it is asked to. `--data FOLDER` keeps the data there; without it they are thrown away.
 * Each line read is a wish, answered by a line of JSON: `stop redis`, `start redis`, `stop mongodb`, `start mongodb`.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { openKeeper } from './keep.mjs';
import { dataDir } from './paths.mjs';
import { install, requireNode } from './prepare.mjs';
import { run, SetupError } from './say.mjs';
import { provideServices, throwAwayServices } from './services.mjs';
import { onEnding } from './signals.mjs';

/** @param {string} folder */
async function lasting(folder) {
  mkdirSync(folder, { recursive: true });
  const keeper = await openKeeper(folder);
  const circumstances = { folder, store: dataDir({}), env: process.env, installed: Promise.resolve() };
  return { keeper, folder, services: await provideServices(keeper, circumstances) };
}

await run(async () => {
  requireNode();
  await install();
  const [flag, folder] = process.argv.slice(2);
  if (flag !== undefined && (flag !== '--data' || folder === undefined)) throw new SetupError(`Unknown argument ${flag}`, 'give --data FOLDER, or nothing');
  const provided = folder === undefined
    ? await throwAwayServices({ env: process.env, installed: Promise.resolve(), store: dataDir({}) })
    : await lasting(resolve(folder));
  const { keeper, services } = provided;
  const lines = createInterface({ input: process.stdin });
  const over = new Promise((done) => {
    void keeper.gone.then(done);
    onEnding(done);
    lines.once('close', done);
  });
  lines.on('line', async (line) => {
    const [wish, name = ''] = line.trim().split(' ');
    if (wish === 'stop') await keeper.stop(name);
    const pid = wish === 'start' ? await keeper.again(name) : null;
    process.stdout.write(`${JSON.stringify({ wish, name, pid })}\n`);
  });
  process.stdout.write(`${JSON.stringify({ ...services, folder: provided.folder })}\n`);
  await over;
  lines.close();
  await keeper.close();
  return 0;
});
