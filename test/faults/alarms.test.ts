/** What an installation stands on goes away or falls silent: readiness and metrics name it within a minute, and blame nothing else. */
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALL_WELL, alarmsOf, type Alarms } from '../support/alarms.ts';
import { sayLastWordsOfFailures, startInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { stored } from '../support/spine.ts';

let product: Installation;
let alarms: Alarms;

beforeAll(async () => {
  product = await startInstallation({ LOG_LEVEL: 'warn' });
  alarms = alarmsOf(product.url);
  // A worker that is still starting when the database goes would end, to be started again by who runs it.
  await until('the worker is heard of', async () => (await stored('processes').findOne({ role: 'worker' })) !== null, 60_000);
}, 120_000);

afterAll(async () => {
  await product?.close();
}, 60_000);

sayLastWordsOfFailures(() => product);

it('is green while all is well', async () => {
  expect(await alarms.readiness()).toEqual(ALL_WELL);
});

it('a worker that hangs: interactions that nobody decides', async () => {
  process.kill(product.pids().worker, 'SIGSTOP');
  await stored('interactions').insertOne({ _id: 'stuck', accountId: 'acc_x', source: 'api', externalId: 'stuck', batchId: `${String(Date.now() - 120_000).padStart(15, '0')}-b` });
  await alarms.untilRed('due-work', /^Overdue: interactions undecided since [^;]+\.$/);
  await alarms.untilOnly(['due-work']);
  await stored('interactions').deleteOne({ _id: 'stuck' });
  await alarms.untilGreen('due-work');
}, 90_000);

it('a worker that hangs: mails that nobody sends, five minutes late', async () => {
  await stored('invitations').insertOne({ _id: 'stuck', accountId: 'acc_x', phase: 'due', status: 'scheduled', wakeAt: new Date(Date.now() - 5 * 60_000 - 1000) });
  await alarms.untilRed('due-work', /^Overdue: mails due and unsent since [^;]+\.$/);
  await alarms.untilOnly(['due-work']);
  await stored('invitations').deleteOne({ _id: 'stuck' });
  await alarms.untilGreen('due-work');
}, 90_000);

it('a Redis that may throw jobs away', async () => {
  const redis = new Redis(product.services.redisUrl);
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  await alarms.untilRed('redis', /allkeys-lru.*noeviction/);
  await alarms.untilOnly(['redis']);
  await redis.config('SET', 'maxmemory-policy', 'noeviction');
  await redis.quit();
  await alarms.untilGreen('redis');
}, 90_000);

it('a Redis that is gone', async () => {
  await product.services.stopOne('redis');
  await alarms.untilRed('redis', /cannot be reached|does not answer/);
  await product.services.startOne('redis');
  await alarms.untilGreen('redis');
}, 90_000);

it('a database that is gone: nothing else is blamed for it', async () => {
  await product.services.stopOne('mongodb');
  await alarms.untilRed('mongodb', /\w/);
  await alarms.untilOnly(['mongodb']);
  expect((await alarms.readiness()).checks['due-work']).toBe('unchecked: needs mongodb');
  await product.services.startOne('mongodb');
  await alarms.untilGreen('mongodb');
}, 90_000);

it('a worker that was not heard of meanwhile', async () => {
  await alarms.untilRed('worker', /No worker was heard of/);
  await alarms.untilRed('sweep', /No worker sweeps/);
  process.kill(product.pids().worker, 'SIGCONT');
  await alarms.untilGreen('worker');
  await alarms.untilGreen('sweep');
}, 120_000);
