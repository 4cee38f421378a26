/**
 * Loaded into a process before its own code (`node --import`): on SIGWINCH writes the longest time its event loop was stuck since
 * the last such signal, in milliseconds, to the file that STALLS_FILE names. (The product ends on SIGUSR2, and nothing else sends this one to a process without a terminal.)
 */
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The monitor counts from one tick to the next, so this much is no stall. */
const TICK_MS = 10;

const file = process.env.STALLS_FILE ?? '';
const delays = monitorEventLoopDelay({ resolution: TICK_MS });
delays.enable();
process.on('SIGWINCH', () => {
  writeFileSync(`${file}.new`, String(Math.max(0, delays.max / 1e6 - TICK_MS)));
  renameSync(`${file}.new`, file);
  delays.reset();
});
