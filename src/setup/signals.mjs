import { constants } from 'node:os';

/** @typedef {'SIGINT' | 'SIGTERM' | 'SIGHUP'} Ending */

/** @param {string} signal @returns {number} the exit code of a process that a signal ended */
export const codeOf = (signal) => 128 + (constants.signals[/** @type {NodeJS.Signals} */ (signal)] ?? 0);

/** @type {(signal: Ending) => void} */
let handler = (signal) => process.exit(codeOf(signal));

/** From now on, what a request to end means. @param {(signal: Ending) => void} next */
export function onEnding(next) {
  handler = next;
}

export function hearSignals() {
  for (const signal of /** @type {Ending[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => handler(signal));
}
