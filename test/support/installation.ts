/** The product as an operator runs it, on services of its own: a web process and a worker process, which tests may kill. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  /** Kills the worker and starts another one; `meanwhile` runs while there is none. */
  crashWorker(meanwhile?: () => Promise<void>): Promise<void>;
  /** What both processes have logged of late. */
  lastWords(): string;
  close(): Promise<void>;
}

export async function startInstallation(env: Readonly<Record<string, string>> = {}): Promise<Installation> {
  const services = await startOwnServices();
  const folder = mkdtempSync(join(tmpdir(), 'afterword-faults-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    MONGODB_URI: services.mongodbUri, REDIS_URL: services.redisUrl, PORT: String(port), BASE_URL: url, DATA_DIR: folder, SECRET: 'fault-secret-'.repeat(4), ...env,
  };
  const app = await openApp(readConfig({ ...environment, LOG_LEVEL: 'silent' }), { mailer: recordingMailer(), log: createLogger('silent') });
  let web: ProductProcess = startProduct('web', environment);
  let worker: ProductProcess = startProduct('worker', environment);
  await untilReady(url);
  return {
    services, app, url,
    pids: () => ({ web: web.pid, worker: worker.pid }),
    async crashWeb() {
      await web.kill();
      web = startProduct('web', environment);
    },
    async crashWorker(meanwhile) {
      await worker.kill();
      await meanwhile?.();
      worker = startProduct('worker', environment);
    },
    lastWords: () => `web:\n${web.output().slice(-3000)}\nworker:\n${worker.output().slice(-3000)}\n`,
    async close() {
      await Promise.all([web.kill(), worker.kill()]);
      await app.close();
      await services.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The database gives up the transaction of a dead process after a while; here that time passes at once. */
export async function giveUpTransactions(): Promise<void> {
  await mongoClient().db('admin').command({ killAllSessions: [] });
}
