import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { interactionId } from '../../src/features/interactions/interactions.service.ts';
import { signWebhook } from '../../src/platform/signature/standard-webhooks.ts';
import { apiClient, type ApiClient } from '../support/api-client.ts';
import { testServices } from '../support/services.ts';
import { size } from '../support/size.ts';
import { stored } from '../support/spine.ts';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../support/test-app.ts';

/** The database is away so often, so long. */
const [CUTS, CUT_MS] = [size(1, 10), size(10_000, 30_000)];

let test: TestApp;
let account: string;
let api: ApiClient;
let source: { id: string; secret: string; url: string };
let mongodb: TcpProxy;
let redis: TcpProxy;

/** The service's URI with the proxy in its place. */
const through = (uri: string, port: number): string => uri.replace(/^(\w+:\/\/(?:[^@/]*@)?)[^/?]+/, `$1127.0.0.1:${port}`);
const hostOf = (uri: string) => {
  const { hostname, port } = new URL(uri);
  return { host: hostname, port: Number(port) };
};

beforeAll(async () => {
  const services = testServices();
  mongodb = await tcpProxy(hostOf(services.mongodbUri));
  redis = await tcpProxy(hostOf(services.redisUrl));
  test = await openTestApp({ env: { MONGODB_URI: through(services.mongodbUri, mongodb.port), REDIS_URL: through(services.redisUrl, redis.port) } });
  test.workers();
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account, { delay: '2h' });
  api = await apiClient(test, account);
  source = (await api.post('/api/v1/sources', { name: 'Shop' })).body;
});
afterEach(async () => {
  await mongodb.mend();
  await redis.mend();
});
afterAll(async () => {
  await test.close();
  await mongodb.close();
  await redis.close();
});

const PATH = '/api/v1/interactions';
const anInput = (id: string) => ({ id, touchpoint: 'checkout', occurredAt: test.app.now().toISOString(), customer: { externalId: id, email: `${id}@example.com` } });

type Answered = Pick<Response, 'status' | 'headers'>;

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; milliseconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, milliseconds: performance.now() - start };
}

async function deliver(id: string) {
  const body = Buffer.from(JSON.stringify(anInput(id)));
  return fetch(source.url, { method: 'POST', headers: { 'content-type': 'application/json', ...signWebhook([source.secret], { id, at: test.app.now(), body }) }, body });
}

/** What timed out may have been stored as well, so there may be more of them than were acknowledged. */
const areDecided = (ids: string[]) => eventually('decisions', async () => {
  const found = await stored('interactions').find({ accountId: account, externalId: { $in: ids } }).toArray();
  return new Set(found.map(({ externalId }) => externalId)).size === ids.length && found.every(({ batchId }) => batchId === undefined);
}, 30_000);

it.each(['cut', 'stall'] as const)('Redis away (%s): everything is still accepted at once, and decided after its return', async (how) => {
  const ids = Array.from({ length: 10 }, (_, index) => `redis-${how}-${index}`);
  await (how === 'cut' ? redis.cut() : redis.stall());
  const { value: answers, milliseconds } = await timed(() => Promise.all(ids.map((id) => api.post(PATH, anInput(id)))));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 202));
  expect((await deliver(`redis-${how}-hook`)).status).toBe(202);
  expect(milliseconds).toBeLessThan(4000);
  await redis.mend();
  await areDecided([...ids, `redis-${how}-hook`]);
}, 60_000);

it.each(['cut', 'stall'] as const)('the database away (%s): 503 with Retry-After within five seconds, nothing half done, and back within ten', async (how) => {
  for (let time = 0; time < CUTS; time += 1) await withoutDatabase(how, `mongodb-${how}-${time}`);
}, CUTS * (CUT_MS + 80_000));

async function withoutDatabase(how: 'cut' | 'stall', id: string): Promise<void> {
  await api.post(PATH, anInput(`${id}-before`));
  await (how === 'cut' ? mongodb.cut() : mongodb.stall());
  const back = performance.now() + CUT_MS;
  const calls: (() => Promise<Answered>)[] = [
    () => api.post(PATH, anInput(id)),
    () => api.post(PATH, anInput(id), { 'idempotency-key': id }),
    () => api.post(`${PATH}/batch`, [anInput(id)]),
    () => api.get(`${PATH}/${id}`),
    () => api.put('/api/v1/surveys/nps', { metric: 'nps', touchpoint: 'checkout' }),
    () => deliver(id),
  ];
  const results = await Promise.all(calls.map((call) => timed(call)));
  for (const [index, { value, milliseconds }] of results.entries()) {
    expect([index, value.status]).toEqual([index, 503]);
    expect(Number(value.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(value.headers.get('content-type')).toContain('application/problem+json');
    expect(milliseconds).toBeLessThan(5000);
  }
  await new Promise((resolve) => setTimeout(resolve, back - performance.now()));
  await mongodb.mend();
  const { milliseconds } = await timed(() => eventually('the database', async () => (await api.post(PATH, anInput(id), { 'idempotency-key': `${id}-again` })).status < 300, 10_000));
  expect(milliseconds).toBeLessThan(10_000);
  await areDecided([id, `${id}-before`]);
  // What timed out may have been stored; sent again it is still one interaction with one invitation.
  expect(await stored('interactions').countDocuments({ accountId: account, externalId: id, source: 'api' })).toBe(1);
  expect(await stored('invitations').countDocuments({ accountId: account, interactionId: interactionId(account, 'api', id) })).toBe(1);
}
