/** The product as it runs in production: its compiled entry in a child process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../src/app.ts';

export type Environment = Record<string, string>;

export interface Instance {
  url: string;
  pid: number;
  /** Milliseconds from its start to its first answer. */
  startMs: number;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
// A signal alone would end this process without that.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

export function track(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** A program of the benchmark's own, so that no side of a comparison shares its thread with another; it talks by messages. */
export function startChild(role: string, args: string[] = [], env: Environment = {}): ChildProcess {
  return track(spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'main.ts'), 'child', role, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
}

/** The next thing it says. */
export function saidBy<Answer = unknown>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const failed = (code: number | null): void => reject(new Error(`a helper of the benchmark ended with ${code}`));
    child.once('exit', failed);
    child.once('message', (message) => {
      child.off('exit', failed);
      resolve(message as Answer);
    });
  });
}

/** Starts `dist/main.js` and waits until it answers; a worker answers nothing and counts as started after a second. */
export async function startProduct(role: 'web' | 'worker' | 'all', env: Environment, nodeArgs: string[] = []): Promise<Instance> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = track(spawn(process.execPath, [...nodeArgs, join(ROOT, 'dist', 'main.js'), role], {
    env: { PATH: process.env['PATH'] ?? '', ...env, PORT: String(port) }, stdio: ['ignore', 'ignore', 'inherit'],
  }));
  if (role === 'worker') await sleep(1000);
  else await untilAnswered(`${url}/readyz`, child);
  return { url, pid: child.pid ?? 0, startMs: performance.now() - began, stop: () => stopChild(child) };
}

async function untilAnswered(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await sleep(10);
  }
  throw new Error(`the product ended with ${child.exitCode} before it was ready`);
}

/** Resident memory of a process in MiB: now, and the most it ever had. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1024;
  return { now: mib('VmRSS'), peak: mib('VmHWM') };
}
