/** Memory at rest and the time to start. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../src/app.ts';
import { memoryOf, startProduct, stopChild, track, type Environment } from './instance.ts';
import { inTurns, summary, type Row } from './measure.ts';

const SETTLE_MS = 5000;
const IDLE_MIB = 250;
const LOADED_MIB = 400;
const WEB_START_MS = 2000;
const START_MS = 10_000;

export async function benchFootprint(env: Environment, rounds: number): Promise<Row[]> {
  const all = await startProduct('all', env);
  await sleep(SETTLE_MS);
  const idle = memoryOf(all.pid).now;
  await all.stop();
  const { web } = await inTurns(rounds, {
    web: async () => {
      const instance = await startProduct('web', env);
      await instance.stop();
      return instance.startMs;
    },
  });
  const second = await secondStart();
  return [
    { group: 'footprint', path: 'memory, web and worker in one process, idle', unit: 'MiB', ours: summary([idle]), floor: null, ratio: null, goal: `< ${IDLE_MIB}`, met: idle < IDLE_MIB, note: '' },
    { group: 'footprint', path: 'start, web process alone', unit: 'ms', ours: web, floor: null, ratio: null, goal: `< ${WEB_START_MS}`, met: web.median < WEB_START_MS, note: 'to the first /readyz that answers 200' },
    { group: 'footprint', path: 'second npm start to ready, services included', unit: 'ms', ours: summary([second]), floor: null, ratio: null, goal: `< ${START_MS}`, met: second < START_MS, note: '' },
  ];
}

export function loadedMemory(name: string, pid: number): Row {
  const { peak } = memoryOf(pid);
  return { group: 'footprint', path: `memory, ${name}, most under the loads above`, unit: 'MiB', ours: summary([peak]), floor: null, ratio: null, goal: `< ${LOADED_MIB}`, met: peak < LOADED_MIB, note: '' };
}

/** As a person starts it, in a data folder of its own. */
async function secondStart(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-start-'));
  try {
    await start(folder);
    return await start(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(folder: string): Promise<number> {
  const began = performance.now();
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|AFTERWORD_TEST_|MONGODB_URI|REDIS_)/.test(name)));
  const child = track(spawn(process.execPath, [join(ROOT, 'src', 'setup', 'start.mjs')], { cwd: ROOT, env: { ...env, DATA_DIR: folder, LOG_LEVEL: 'warn' }, stdio: ['ignore', 'pipe', 'ignore'] }));
  const took = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
    child.stdout?.on('data', (part: Buffer) => {
      if (part.toString().includes('Afterword is ready')) resolve(performance.now() - began);
    });
  });
  await stopChild(child);
  return took;
}
