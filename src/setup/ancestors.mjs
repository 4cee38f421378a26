import { readFileSync } from 'node:fs';
import { capture, identify, alive } from './processes.mjs';

/** @param {number} pid @returns {Promise<{ parent: number, name: string } | null>} */
async function lookUp(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const close = stat.lastIndexOf(')');
    return { name: stat.slice(stat.indexOf('(') + 1, close), parent: Number(stat.slice(close + 2).split(' ')[1]) };
  } catch {
    const { code, output } = await capture('ps', ['-o', 'ppid=,comm=', '-p', String(pid)]);
    const match = /^\s*(\d+)\s+(?:.*\/)?(\S+)/.exec(output);
    return code === 0 && match ? { parent: Number(match[1]), name: match[2] ?? '' } : null;
  }
}

/**
 * Calls back when the npm that runs this script is gone: killed outright it cannot pass a signal on, and its script
 * would otherwise run on without anybody. A script started without npm is nobody's, and may outlive its shell.
 * @param {NodeJS.ProcessEnv} env
 * @param {() => void} onGone
 */
export async function watchNpm(env, onGone) {
  if (env.npm_lifecycle_event === undefined || process.ppid <= 1) return;
  const watched = [identify(process.ppid)];
  const parent = await lookUp(process.ppid);
  if (parent && /^(ba|da|z|k)?sh$/.test(parent.name) && parent.parent > 1) watched.push(identify(parent.parent));
  const timer = setInterval(() => {
    if (watched.every(alive)) return;
    clearInterval(timer);
    onGone();
  }, 200);
  timer.unref();
}
