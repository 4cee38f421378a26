import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Whether a process exists and is not merely waiting to be buried. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return true;
  }
}

/** Waits for a condition, or fails naming it. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const limit = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > limit) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything it has printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the exit code, or 128 for a killed one. */
  readonly ended: Promise<number>;
}

/** Starts a set-up script as a person would, with its own environment on top of this one. */
export function startScript(name: string, args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Running {
  const own = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(npm_|VITEST|(NODE_ENV|MONGODB_URI|REDIS_URL|SMTP_URL|PORT|BASE_URL|SECRET|DATA_DIR)$)/.test(key)));
  const child = spawn(process.execPath, [`${root}src/setup/${name}.mjs`, ...args], { cwd: root, env: { ...own, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
  const parts = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => (parts.stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (parts.stderr += part.toString()));
  const ended = new Promise<number>((done) => child.once('close', (code) => done(code ?? 128)));
  if (child.pid === undefined) throw new Error(`${name} could not be started`);
  return { child, pid: child.pid, stdout: () => parts.stdout, stderr: () => parts.stderr, ended };
}
