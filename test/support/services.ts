import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface TestServices {
  /** Names a database of this process. */
  readonly mongodbUri: string;
  readonly redisUrl: string;
  /** For every key in Redis: BullMQ's `prefix`. */
  readonly prefix: string;
}

/** Services that belong to one test, which may kill and wipe them. */
export interface OwnServices {
  readonly mongodbUri: string;
  readonly redisUrl: string;
  /** The folder that holds their data and logs. */
  readonly folder: string;
  /** Process ids; a killed one is started again on the same port within a second. */
  readonly pids: { readonly mongodb: number; readonly redis: number };
  /** Stops one service and leaves it stopped. */
  stopOne(name: 'mongodb' | 'redis'): Promise<void>;
  /** Starts a stopped service again on its port and data; resolves with its process id when it was started. */
  startOne(name: 'mongodb' | 'redis'): Promise<number>;
  stop(): Promise<void>;
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: run npm test, which provides the services`);
  return value;
}

/** The URI with another database name; options and hosts stay. */
function withDatabase(uri: string, database: string): string {
  const match = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(uri);
  if (match === null) throw new Error(`Not a MongoDB URI: ${uri}`);
  return `${match[1]}/${database}${match[2] ?? ''}`;
}

/**
 * The services of this run, with a database and a prefix that no other process has; apps in one process open databases
 * of their own there.
 */
export function testServices(): TestServices {
  const name = `afterword_test_${process.env['VITEST_POOL_ID'] ?? '0'}_${process.pid}`;
  return {
    mongodbUri: withDatabase(required('AFTERWORD_TEST_MONGODB_URI'), name),
    redisUrl: required('AFTERWORD_TEST_REDIS_URL'),
    prefix: name,
  };
}

/** Starts throw-away services of the caller's own; `stop` them, or they stop with the test process. */
export async function startOwnServices(): Promise<OwnServices> {
  const script = fileURLToPath(new URL('../../src/setup/serve.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('The services ended before they answered');
    return JSON.parse(line.value);
  };
  const wish = async (text: string): Promise<{ pid: number | null }> => {
    child.stdin.write(`${text}\n`);
    return (await next()) as { pid: number | null };
  };
  const services = (await next()) as Pick<OwnServices, 'mongodbUri' | 'redisUrl' | 'folder' | 'pids'>;
  return {
    ...services,
    stopOne: async (name) => {
      await wish(`stop ${name}`);
    },
    startOne: async (name) => {
      const { pid } = await wish(`start ${name}`);
      if (pid === null) throw new Error(`${name} did not start`);
      return pid;
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
