import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { stored } from '../support/spine.ts';

const WITHIN_MS = 60_000;

let sink: SmtpSink;
let product: Installation;

beforeAll(async () => {
  sink = await openSmtpSink();
  product = await startInstallation({ SMTP_URL: sink.url, MAIL_FROM: 'surveys@example.com', LOG_LEVEL: 'warn' });
}, 120_000);

afterAll(async () => {
  await product?.close();
}, 60_000);

afterEach(({ task }) => {
  if (task.result?.state === 'fail') process.stdout.write(product.lastWords());
});

interface Readiness {
  status: number;
  checks: Record<string, string>;
}

async function readiness(): Promise<Readiness> {
  const reply = await fetch(`${product.url}/readyz`);
  return { status: reply.status, checks: ((await reply.json()) as Readiness).checks };
}

/** Waits for the alarm on both faces. */
async function untilRed(name: string, saying: RegExp): Promise<void> {
  const since = performance.now();
  let last: Readiness = { status: 0, checks: {} };
  await until(`${name} is red: ${JSON.stringify(last)}`, async () => {
    last = await readiness();
    return last.status === 503 && saying.test(last.checks[name] ?? '');
  }, WITHIN_MS);
  process.stdout.write(`  ${name} red after ${((performance.now() - since) / 1000).toFixed(1)} s: ${last.checks[name]}\n`);
  await until(`${name} is red in the metrics`, async () => (await (await fetch(`${product.url}/metrics`)).text()).includes(`afterword_alarm{name="${name}"} 1`), 5000);
}

/** Nothing else is blamed. On a busy machine a look at something sound may take too long once; what is blamed wrongly stays. */
async function untilAlone(name: string): Promise<void> {
  await until(`${name} alone is red`, async () => {
    const { checks } = await readiness();
    const others = Object.entries(checks).filter(([other, state]) => other !== name && state !== 'ok' && !state.startsWith('unchecked')).map(([other]) => other);
    return others.length === 0 && checks[name] !== 'ok';
  }, 15_000);
}

const untilGreen = (name: string) => until(`${name} is green`, async () => (await readiness()).checks[name] === 'ok', WITHIN_MS);

describe('faults turn readiness and metrics red within a minute, by name', () => {
  it('is green while all is well', async () => {
    const { status, checks } = await readiness();
    expect({ status, checks }).toEqual({ status: 200, checks: { 'mongodb': 'ok', 'redis': 'ok', 'worker': 'ok', 'sweep': 'ok', 'mail-server': 'ok', 'due-work': 'ok', 'clock': 'ok', 'disk': 'ok' } });
  });

  it('a mail server that is gone', async () => {
    await sink.close();
    await untilRed('mail-server', /cannot be used \(E/);
    await untilAlone('mail-server');
  }, 90_000);

  it('a worker that hangs, and the work that is late because of it', async () => {
    process.kill(product.pids().worker, 'SIGSTOP');
    await stored('interactions').insertOne({ _id: 'stuck', accountId: 'acc_x', source: 'api', externalId: 'stuck', batchId: `${String(Date.now() - 120_000).padStart(15, '0')}-b` });
    await untilRed('due-work', /interactions undecided since/);
    await stored('interactions').deleteOne({ _id: 'stuck' });
    await untilGreen('due-work');
  }, 90_000);

  it('a Redis that may throw jobs away', async () => {
    const redis = new Redis(product.services.redisUrl);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await untilRed('redis', /allkeys-lru.*noeviction/);
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await redis.quit();
    await untilGreen('redis');
  }, 90_000);

  it('a Redis that is gone', async () => {
    await product.services.stopOne('redis');
    await untilRed('redis', /cannot be reached|does not answer/);
    await product.services.startOne('redis');
    await untilGreen('redis');
  }, 90_000);

  it('a database that is gone: nothing else is blamed for it', async () => {
    await product.services.stopOne('mongodb');
    await untilRed('mongodb', /\w/);
    await untilAlone('mongodb');
    expect((await readiness()).checks['due-work']).toBe('unchecked: needs mongodb');
    await product.services.startOne('mongodb');
    await untilGreen('mongodb');
  }, 90_000);

  it('the worker that went on hanging meanwhile', async () => {
    await untilRed('worker', /No worker was heard of/);
    await untilRed('sweep', /No worker sweeps/);
    process.kill(product.pids().worker, 'SIGCONT');
    await untilGreen('worker');
    await untilGreen('sweep');
  }, 120_000);
});
