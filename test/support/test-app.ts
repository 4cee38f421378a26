/** A real App on the real services: own database and queue prefix, a clock that can be set, mail kept in memory. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp, type App, type AppOptions } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createAccount, type Account, type NewAccount } from '../../src/features/accounts/accounts.service.ts';
import { SurveyInput, toDefinition } from '../../src/features/surveys/survey-input.ts';
import { putSurvey, type Survey } from '../../src/features/surveys/surveys.service.ts';
import { putTouchpoint } from '../../src/features/touchpoints/touchpoints.service.ts';
import { createApiKey, type Scope } from '../../src/features/users/api-keys.service.ts';
import { createLogger } from '../../src/platform/logger.ts';
import type { Mailer, Message, SendOutcome } from '../../src/platform/mailer.ts';
import { createWeb } from '../../src/web.ts';
import { startWorkers, type Workers } from '../../src/worker.ts';
import { testServices } from './services.ts';

export interface Clock {
  now(): Date;
  set(instant: Date | string): void;
  advance(milliseconds: number): void;
}

/** Starts at the real time and runs with it; `set` and `advance` move it. */
function testClock(): Clock {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    set: (instant) => void (offset = new Date(instant).getTime() - Date.now()),
    advance: (milliseconds) => void (offset += milliseconds),
  };
}

export interface RecordingMailer extends Mailer {
  sent: Message[];
  /** What the next messages are answered with; accepted once it is empty. */
  outcomes: SendOutcome[];
}

export function recordingMailer(): RecordingMailer {
  const mailer: RecordingMailer = {
    sent: [],
    outcomes: [],
    connections: 10,
    async send(message) {
      const outcome = mailer.outcomes.shift() ?? { kind: 'accepted', reply: '250 ok' };
      if (outcome.kind === 'accepted' || outcome.kind === 'unknown') mailer.sent.push(message);
      return outcome;
    },
    verify: async () => {},
    close: async () => {},
  };
  return mailer;
}

export interface TestApp {
  app: App;
  clock: Clock;
  mailer: RecordingMailer;
  /** Base URL of a listening web server. */
  url: string;
  workers(): Workers;
  close(): Promise<void>;
}

export async function openTestApp(options: AppOptions & { env?: Record<string, string> } = {}): Promise<TestApp> {
  const { mongodbUri, redisUrl } = testServices();
  const id = randomBytes(6).toString('hex');
  const clock = testClock();
  const mailer = recordingMailer();
  const dataDir = mkdtempSync(join(tmpdir(), 'afterword-test-'));
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = readConfig({
    MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, REDIS_PREFIX: `test-${id}`, DATA_DIR: dataDir, BASE_URL: url, SECRET: 'test-secret-'.repeat(4),
    // Nobody answers there: no test asks the DNS of the world.
    LOG_LEVEL: 'silent', DNS_SERVERS: '127.0.0.1:9', ...options.env,
  });
  const app = await openApp(config, { now: clock.now, mailer, log: createLogger('silent'), dbName: `test_${id}`, ...options });
  server.on('request', createWeb(app));
  const running: Workers[] = [];
  return {
    app, clock, mailer, url,
    workers() {
      const workers = startWorkers(app);
      running.push(workers);
      return workers;
    },
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await Promise.all(running.map((workers) => workers.close()));
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function anAccount(app: App, values: Partial<NewAccount> = {}): Promise<Account> {
  return createAccount(app, { name: 'Acme', timeZone: 'UTC', ...values });
}

/** A survey with its touchpoint; `input` as in PUT /api/v1/surveys. */
export async function aSurvey(app: App, accountId: string, input: Record<string, unknown> = {}, key = 'nps'): Promise<Survey> {
  const parsed = SurveyInput.parse({ metric: 'nps', touchpoint: 'checkout', ...input });
  await putTouchpoint(app, accountId, parsed.touchpoint, { name: parsed.touchpoint });
  return putSurvey(app, accountId, key, toDefinition(parsed));
}

export async function anApiKey(app: App, accountId: string, scope: Scope = 'admin'): Promise<string> {
  return (await createApiKey(app, accountId, { name: 'test', scope })).key;
}

/** Waits until `probe` answers something; fails with `what` after `milliseconds`. */
export async function eventually<T>(what: string, probe: () => Promise<T | null | undefined | false>, milliseconds = 10_000): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const found = await probe();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
