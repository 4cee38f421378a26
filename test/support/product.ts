/** The product as processes of its own, as an operator runs it, for tests that kill them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { censusEnvironment } from '../census/children.ts';
import { root, until } from './processes.ts';

export interface ProductProcess {
  readonly pid: number;
  /** Everything it has logged. */
  output(): string;
  /** As a crash: nothing is tidied up. */
  kill(): Promise<void>;
  /** As an operator; resolves with the exit code. */
  stop(): Promise<number>;
  /** Resolves with the exit code when it ends by itself. */
  readonly ended: Promise<number>;
}

/** Ends with the test process, whatever becomes of that. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const preloaded = (name: string): string => `--import=${new URL(name, import.meta.url).href}`;

/** For its environment: it tells in this folder how much memory it uses. */
export function tellingHeap(folder: string): Record<string, string> {
  return { NODE_OPTIONS: preloaded('heap-teller.mjs'), HEAP_FOLDER: folder };
}

/** For its environment: its clock is so far ahead of this machine's. */
export function withClockAhead(milliseconds: number): Record<string, string> {
  return { NODE_OPTIONS: preloaded('wrong-clock.mjs'), CLOCK_AHEAD_MS: String(milliseconds) };
}

/** In front of its command: the folder is a small disk with a twentieth left, which is gone with the process. Needs the right to mount, as root or in a user namespace. */
export function withFullDisk(folder: string): string[] {
  return ['unshare', '--mount', '--map-root-user', 'sh', '-euc', 'mount -t tmpfs -o size=8m none "$1" && head -c 7969177 /dev/zero > "$1/full" && shift && exec "$@"', 'sh', folder];
}

/** @param role or a command and its arguments */
export function startProduct(role: string, environment: Readonly<Record<string, string>>, { inFront = [] }: { inFront?: readonly string[] } = {}): ProductProcess {
  const own = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(npm_|VITEST|NODE_ENV$|AFTERWORD_)/.test(key)));
  const [program = '', ...args] = [...inFront, process.execPath, `${root}dist/main.js`, ...role.split(' ')];
  const child = spawn(program, args, { cwd: root, env: { ...own, ...censusEnvironment(), LOG_LEVEL: 'warn', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${role} could not be started`);
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const ended = new Promise<number>((resolve) => child.once('close', (code) => {
    running.delete(child);
    resolve(code ?? 128);
  }));
  return {
    pid, ended,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

export async function untilReady(url: string): Promise<void> {
  await until(`${url} is ready`, async () => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200, 60_000);
}
