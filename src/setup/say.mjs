/**
 * How set-up talks: everything on stderr, so that a command's own stdout stays clean for pipes.
 */

import { hearSignals } from './signals.mjs';

/** A failure a person can mend: one line of what is wrong, one of what to do. */
export class SetupError extends Error {
  /**
   * @param {string} message what is wrong
   * @param {string} remedy what to do about it
   */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

const SILENT_FOR_MS = 2_000;
const REPEAT_MS = 10_000;

/**
 * Runs a piece of work; one that takes over two seconds says what it is doing, again every ten, and when it is done.
 * @template T
 * @param {string} label a gerund: "installing packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  let spoke = false;
  const first = setTimeout(() => {
    spoke = true;
    say(`… ${label}`);
  }, SILENT_FOR_MS);
  const again = setInterval(() => say(`… ${label} (${seconds()} s)`), REPEAT_MS);
  try {
    const result = await work();
    if (spoke) say(`✓ ${label} (${seconds()} s)`);
    return result;
  } finally {
    clearTimeout(first);
    clearInterval(again);
  }
}

/**
 * Runs a script's body and ends the process with its exit code; a SetupError becomes one line with its remedy.
 * @param {() => Promise<number>} body
 */
export async function run(body) {
  hearSignals();
  try {
    process.exit(await body());
  } catch (error) {
    if (error instanceof SetupError) say(`✗ ${error.message} → ${error.remedy}`);
    else say(`✗ Set-up broke: ${error instanceof Error ? error.stack : String(error)}`);
    // work that was under way beside the one that failed must not keep the process waiting
    process.exit(1);
  }
}
