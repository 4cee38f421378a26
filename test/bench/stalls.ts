/** How long the event loop of a child process was stuck. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const MOST_MS = 10_000;

/** For `node`, before the program's own arguments; the process then needs `STALLS_FILE` in its environment. */
export const STALL_ARGS = ['--import', pathToFileURL(join(import.meta.dirname, 'stalls.mjs')).href];

/** The longest stall since this was asked before, or since the start, in milliseconds. */
export async function longestStall(pid: number, file: string): Promise<number> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGWINCH');
  for (const since = performance.now(); !existsSync(file); await sleep(20)) {
    if (performance.now() - since > MOST_MS) throw new Error(`process ${pid} does not say how long it was stuck`);
  }
  return Number(readFileSync(file, 'utf8'));
}
