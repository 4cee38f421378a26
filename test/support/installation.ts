/** The product as an operator runs it, on services of its own: a web process and a worker process, which tests may kill. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openApp, type App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { mongoClient } from '../../src/platform/mongo.ts';
import { freePort, startProduct, untilReady, type ProductProcess } from './product.ts';
import { startOwnServices, type OwnServices } from './services.ts';
import { recordingMailer } from './test-app.ts';

export interface Installation {
  services: OwnServices;
  /** On the same data, in this process: to set things up and to look at them. */
  app: App;
  url: string;
  /** Process ids of the moment. */
  pids(): { web: number; worker: number };
  crashWeb(): Promise<void>;
  /** As an operator who upgrades: SIGTERM, then a new one. @returns exit code and how long it took to end */
  replaceWeb(): Promise<Ending>;
  replaceWorker(): Promise<Ending>;
  readonly webPid: number;
  /** One more process, with settings of its own; it is ended with the others. */
  another(role: 'web' | 'worker', env: Readonly<Record<string, string>>, inFront?: readonly string[]): Promise<ProductProcess>;
  /** Runs an operator's command to its end. @returns what it printed */
  command(line: string): Promise<string>;
  /** Kills the worker and starts another one; `meanwhile` runs while there is none. */
  crashWorker(meanwhile?: () => Promise<void>): Promise<void>;
  /** What its processes have logged of late. */
  lastWords(): string;
  close(): Promise<void>;
}

export interface Ending {
  code: number;
  seconds: number;
}

async function ended({ stop }: ProductProcess): Promise<Ending> {
  const since = performance.now();
  const code = await stop();
  return { code, seconds: (performance.now() - since) / 1000 };
}

/** @param roadTo where the product's own processes find the database, when something is to stand in between */
export async function startInstallation(env: Readonly<Record<string, string>> = {}, roadTo: (mongodbUri: string) => Promise<string> = async (uri) => uri): Promise<Installation> {
  const services = await startOwnServices();
  const folder = mkdtempSync(join(tmpdir(), 'afterword-faults-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    MONGODB_URI: services.mongodbUri, REDIS_URL: services.redisUrl, PORT: String(port), BASE_URL: url, DATA_DIR: folder, SECRET: 'fault-secret-'.repeat(4), ...env,
  };
  const app = await openApp(readConfig({ ...environment, LOG_LEVEL: 'silent' }), { mailer: recordingMailer(), log: createLogger('silent') });
  const behind = { ...environment, MONGODB_URI: await roadTo(services.mongodbUri) };
  let web: ProductProcess = startProduct('web', behind);
  let worker: ProductProcess = startProduct('worker', behind);
  const others: ProductProcess[] = [];
  await untilReady(url);
  return {
    services, app, url,
    pids: () => ({ web: web.pid, worker: worker.pid }),
    async crashWeb() {
      await web.kill();
      web = startProduct('web', behind);
    },
    get webPid() {
      return web.pid;
    },
    async replaceWeb() {
      const ending = await ended(web);
      web = startProduct('web', behind);
      await untilReady(url);
      return ending;
    },
    async replaceWorker() {
      const ending = await ended(worker);
      worker = startProduct('worker', behind);
      return ending;
    },
    async another(role, own, inFront = []) {
      const other = startProduct(role, { ...behind, PORT: String(await freePort()), ...own }, { inFront });
      others.push(other);
      return other;
    },
    async command(line) {
      const command = startProduct(line, behind);
      await command.ended;
      return command.output();
    },
    async crashWorker(meanwhile) {
      await worker.kill();
      await meanwhile?.();
      worker = startProduct('worker', behind);
    },
    lastWords: () => [web, worker, ...others].map(({ output }, index) => `${['web', 'worker'][index] ?? 'another'}:\n${output().slice(-3000)}\n`).join(''),
    async close() {
      await Promise.all([web, worker, ...others].map((one) => one.kill()));
      await app.close();
      await services.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** After each test that failed, what the processes said last. */
export function sayLastWordsOfFailures(product: () => Installation): void {
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') process.stdout.write(product().lastWords());
  });
}

/** The database gives up the transaction of a dead process after a while; here that time passes at once. */
export async function giveUpTransactions(): Promise<void> {
  await mongoClient().db('admin').command({ killAllSessions: [] });
}
