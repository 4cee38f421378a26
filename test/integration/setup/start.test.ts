import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, describe, expect, it } from 'vitest';
import { isAlive, startScript, until, type Running } from '../../support/processes.ts';

interface Instance {
  readonly pid: number;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly port: number;
  readonly baseUrl: string;
}

const folder = mkdtempSync(join(tmpdir(), 'afterword-start-'));
const environment = { DATA_DIR: folder };
const started: Running[] = [];

afterAll(async () => {
  for (const run of started) run.child.kill('SIGTERM');
  await Promise.all(started.map((run) => run.ended));
  rmSync(folder, { recursive: true, force: true });
});

const instance = () => JSON.parse(readFileSync(join(folder, 'instance.json'), 'utf8')) as Instance;

async function start(): Promise<Running> {
  const run = startScript('start', [], environment);
  started.push(run);
  let over = false;
  void run.ended.then(() => (over = true));
  const answers = async () => (await fetch(`${instance().baseUrl}/readyz`)).ok;
  await until('the product is ready', async () => over || (existsSync(join(folder, 'instance.json')) && (await answers().catch(() => false))), 60_000);
  if (over) throw new Error(run.stderr());
  return run;
}

/** The keeper and everything it looks after. */
function everyone(): number[] {
  const notes = readdirSync(folder).find((name) => name.startsWith('processes.')) ?? '';
  const { keeper, running } = JSON.parse(readFileSync(join(folder, notes), 'utf8')) as { keeper: { pid: number }; running: { pid: number }[] };
  return [keeper.pid, ...running.map(({ pid }) => pid)];
}

async function withDatabase<T>(work: (connection: mongoose.Connection) => Promise<T>): Promise<T> {
  const connection = await mongoose.createConnection(instance().mongodbUri).asPromise();
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

describe('npm start', () => {
  it('runs once in a folder, is found by commands, and leaves nothing behind when it is killed', { timeout: 90_000 }, async () => {
    const run = await start();
    const pids = everyone();
    expect(pids).toHaveLength(4);
    await withDatabase((connection) => connection.collection('kept').insertOne({ kept: true }));

    const second = startScript('start', [], environment);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toMatch(/^✗ Afterword runs already at http:\/\/localhost:\d+ .+ → .+$/m);

    const command = startScript('cli', ['doctor', '--json'], environment);
    await command.ended;
    expect(() => JSON.parse(command.stdout()) as unknown).not.toThrow();
    expect(command.stderr()).not.toContain('MongoDB:');

    run.child.kill('SIGKILL');
    await until('nobody is left', () => !pids.some(isAlive), 30_000);
  });

  it('starts again within ten seconds with its data and address, and stops in order', { timeout: 60_000 }, async () => {
    const before = instance();
    const began = Date.now();
    const run = await start();
    expect(Date.now() - began).toBeLessThan(10_000);
    const { mongodbUri, redisUrl, baseUrl } = instance();
    expect({ mongodbUri, redisUrl, baseUrl }).toEqual({ mongodbUri: before.mongodbUri, redisUrl: before.redisUrl, baseUrl: before.baseUrl });
    expect(await withDatabase((connection) => connection.collection('kept').countDocuments())).toBe(1);

    const pids = everyone();
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(readdirSync(folder).filter((name) => /^(instance|processes|run)/.test(name))).toEqual([]);
  });

  it('refuses a given port that is in use, and production without services', { timeout: 60_000 }, async () => {
    const { createServer } = await import('node:http');
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, done));
    const port = String((server.address() as { port: number }).port);
    const busy = startScript('start', [], { ...environment, PORT: port });
    expect(await busy.ended).toBe(1);
    expect(busy.stderr()).toContain(`✗ Port ${port} is in use → `);
    server.close();
    const production = startScript('start', [], { ...environment, NODE_ENV: 'production' });
    expect(await production.ended).toBe(1);
    expect(production.stderr()).toContain('MONGODB_URI and REDIS_URL are not set → ');
  });
});
