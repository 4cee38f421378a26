import { spawn } from 'node:child_process';
import { root } from './paths.mjs';
import { codeOf, onEnding } from './signals.mjs';

/**
 * Runs a program of Node's in the place of this process: it speaks for it, and what would end this one ends that one.
 * @param {string[]} args @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options] @returns {Promise<number>} its exit code
 */
export function runProgram(args, { env = process.env, cwd = root } = {}) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: 'inherit' });
    onEnding((signal) => void child.kill(signal));
    child.once('error', () => done(1));
    child.once('exit', (code, signal) => done(code ?? codeOf(signal ?? '')));
  });
}
