import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isAlive, startScript, until, type Running } from '../../support/processes.ts';
import { startOwnServices } from '../../support/services.ts';

interface Served {
  readonly run: Running;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly folder: string;
  readonly pids: { readonly mongodb: number; readonly redis: number };
}

const base = mkdtempSync(join(tmpdir(), 'afterword-setup-'));
const running = new Set<Running>();

async function serve(args: readonly string[]): Promise<Served> {
  const run = startScript('serve', args);
  running.add(run);
  let over = false;
  void run.ended.then(() => (over = true));
  await until('services are ready', () => over || run.stdout().includes('\n'), 60_000);
  if (over) throw new Error(run.stderr());
  return { run, ...(JSON.parse(run.stdout()) as Omit<Served, 'run'>) };
}

const keeperOf = (folder: string): number => {
  const notes = readdirSync(folder).find((name) => name.startsWith('processes.')) ?? '';
  return (JSON.parse(readFileSync(join(folder, notes), 'utf8')) as { keeper: { pid: number } }).keeper.pid;
};

afterEach(async () => {
  for (const run of running) run.child.kill('SIGTERM');
  await Promise.all([...running].map((run) => run.ended));
  running.clear();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('provided services', () => {
  it('are a replica set with transactions and a queue that never evicts', async () => {
    const { mongodbUri, redisUrl, run } = await serve(['--data', join(base, 'kinds')]);
    const connection = await mongoose.createConnection(mongodbUri).asPromise();
    const redis = new Redis(redisUrl);
    try {
      const session = await connection.startSession();
      await session.withTransaction(async () => {
        await connection.collection('pairs').insertOne({ half: 1 }, { session });
        await connection.collection('halves').insertOne({ half: 2 }, { session });
      });
      const aborted = session.withTransaction(async () => {
        await connection.collection('pairs').insertOne({ half: 3 }, { session });
        throw new Error('changed my mind');
      });
      await expect(aborted).rejects.toThrow('changed my mind');
      await session.endSession();
      expect(await connection.collection('pairs').countDocuments()).toBe(1);
      expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
      expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
      expect(await redis.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
    } finally {
      await connection.close();
      redis.disconnect();
    }
    expect(run.stderr()).toMatch(/^MongoDB: .+ on 127\.0\.0\.1:\d+ \(.+\)$/m);
    expect(run.stderr()).toMatch(/^Redis: .+ on 127\.0\.0\.1:\d+ \(.+\)$/m);
  });

  it('leave no process behind when their starter is killed', async () => {
    const { run, pids, folder } = await serve(['--data', join(base, 'orphans')]);
    const everyone = [keeperOf(folder), pids.mongodb, pids.redis];
    expect(everyone.every(isAlive)).toBe(true);
    run.child.kill('SIGKILL');
    await until('all are gone', () => !everyone.some(isAlive));
    expect(readdirSync(folder).filter((name) => name.startsWith('processes.'))).toEqual([]);
  });

  it('keep what they acknowledged, and their ports, when everything is killed at once', async () => {
    const args = ['--data', join(base, 'killed')];
    const first = await serve(args);
    const connection = await mongoose.createConnection(first.mongodbUri).asPromise();
    const redis = new Redis(first.redisUrl, { retryStrategy: null });
    redis.on('error', () => undefined);
    await redis.set('kept', 'yes');
    await redis.call('WAITAOF', 1, 0, 5_000);
    let acknowledged = 0;
    let writing = true;
    const writers = [1, 2, 3, 4].map(async () => {
      while (writing) await connection.collection('writes').insertOne({}).then(() => (acknowledged += 1), () => (writing = false));
    });
    await until('some hundred writes', () => acknowledged > 300);
    for (const pid of [first.run.pid, keeperOf(first.folder), first.pids.mongodb, first.pids.redis]) process.kill(pid, 'SIGKILL');
    await until('both are gone', () => !isAlive(first.pids.mongodb) && !isAlive(first.pids.redis));
    writing = false;
    await connection.close(true);
    await Promise.all(writers);
    redis.disconnect();

    const second = await serve(args);
    expect([second.mongodbUri, second.redisUrl]).toEqual([first.mongodbUri, first.redisUrl]);
    const again = await mongoose.createConnection(second.mongodbUri).asPromise();
    const redisAgain = new Redis(second.redisUrl);
    try {
      expect(await again.collection('writes').countDocuments()).toBeGreaterThanOrEqual(acknowledged);
      expect(await redisAgain.get('kept')).toBe('yes');
    } finally {
      await again.close();
      redisAgain.disconnect();
    }
  });

  it('have ports and data of their own in every folder', async () => {
    const [one, other] = await Promise.all([serve(['--data', join(base, 'one')]), serve(['--data', join(base, 'other')])]);
    const ports = [one.mongodbUri, other.mongodbUri, one.redisUrl, other.redisUrl].map((uri) => new URL(uri).port);
    expect(new Set(ports).size).toBe(4);
    const redis = [new Redis(one.redisUrl), new Redis(other.redisUrl)] as const;
    await redis[0].set('mine', '1');
    expect(await redis[1].get('mine')).toBeNull();
    redis.forEach((client) => client.disconnect());
  });

  it('throw everything away when they were for a test, however it ended', async () => {
    const polite = await serve([]);
    polite.run.child.kill('SIGTERM');
    expect(await polite.run.ended).toBe(0);
    expect(existsSync(polite.folder)).toBe(false);
    const killed = await serve([]);
    killed.run.child.kill('SIGKILL');
    await until('the folder is gone', () => !existsSync(killed.folder));
  });
});

describe('services of a test that hurts them', () => {
  it('stop and start one by one on the same port, and come back when killed', async () => {
    const own = await startOwnServices();
    const redis = new Redis(own.redisUrl, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    try {
      await redis.set('kept', 'yes');
      await own.stopOne('redis');
      expect(isAlive(own.pids.redis)).toBe(false);
      const pid = await own.startOne('redis');
      expect(await redis.get('kept')).toBe('yes');
      process.kill(pid, 'SIGKILL');
      await until('it is gone', () => !isAlive(pid));
      expect(await redis.ping()).toBe('PONG');
    } finally {
      redis.disconnect();
      await own.stop();
    }
    expect(existsSync(own.folder)).toBe(false);
    expect(isAlive(own.pids.mongodb)).toBe(false);
  });
});
