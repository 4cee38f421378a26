import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { answerStore } from '../../../src/features/users/idempotency.service.ts';
import { answerOnce } from '../../../src/platform/http/idempotency.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  test.clock.set(new Date());
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
  api = await apiClient(test, account);
});
afterAll(async () => test.close());

const PATH = '/api/v1/interactions';
const anInput = (id: string, values: Record<string, unknown> = {}) => ({ id, touchpoint: 'checkout', occurredAt: '2026-05-04T09:30:00Z', customer: { externalId: id }, ...values });
const keyed = (key: string) => ({ 'idempotency-key': key });

it('answers the same request word for word, also a day later', async () => {
  const first = await api.post(PATH, anInput('a'), keyed('k1'));
  expect(first.status).toBe(202);
  test.clock.advance(24 * 3_600_000);
  const second = await api.post(PATH, anInput('a'), keyed('k1'));
  expect([second.status, second.text]).toEqual([202, first.text]);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect((await api.post(PATH, anInput('a'))).status).toBe(200);
});

it('refuses the key for another body, another address or another query', async () => {
  await api.post(PATH, anInput('a'), keyed('k1'));
  expect((await api.post(PATH, anInput('b'), keyed('k1'))).status).toBe(422);
  expect((await api.post(`${PATH}/batch`, anInput('a'), keyed('k1'))).status).toBe(422);
  expect(await stored('interactions').countDocuments({ accountId: account })).toBe(1);
});

it('keeps nothing of a refused request: the corrected one may use the key', async () => {
  expect((await api.post(PATH, anInput('a', { occurredAt: 'yesterday' }), keyed('k1'))).status).toBe(422);
  expect((await api.post(PATH, '{', { ...keyed('k1'), 'content-type': 'application/json' })).status).toBe(400);
  expect((await api.post('/api/v1/surveys/none/preview', {}, keyed('k2'))).status).toBe(404);
  expect(await stored('idempotencyKeys').countDocuments({ accountId: account })).toBe(0);
  expect((await api.post(PATH, anInput('a'), keyed('k1'))).status).toBe(202);
});

it('belongs to one account', async () => {
  const other = await apiClient(test, (await anAccount(test.app))._id);
  await api.post(PATH, anInput('a'), keyed('shared'));
  const answer = await other.post(PATH, anInput('a'), keyed('shared'));
  expect(answer.status).toBe(202);
  expect(answer.headers.get('idempotency-replayed')).toBeNull();
});

it.each(['x'.repeat(201), 'with space', 'ümlaut', ''])('refuses the key %j', async (key) => {
  expect((await api.post(PATH, anInput('a'), keyed(key))).status).toBe(422);
});

it('of ten at once under each of forty keys, one does the work and the others get its answer or are told to wait', async () => {
  const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);
  for (const key of keys) {
    const own = await Promise.all(Array.from({ length: 10 }, () => api.post('/api/v1/sources', { name: key }, keyed(key))));
    const done = own.filter(({ status }) => status === 201);
    const busy = own.filter(({ status }) => status === 409);
    expect(done.length + busy.length).toBe(10);
    expect(done.length).toBeGreaterThanOrEqual(1);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    for (const { headers } of busy) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.post('/api/v1/sources', { name: key }, keyed(key))).text).toBe(done[0]?.text);
  }
  expect(await stored('sources').countDocuments({ accountId: account })).toBe(40);
});

it('after a crash between effect and answer the key is free again within a minute, and what ran twice is one', async () => {
  const store = answerStore(test.app);
  const request = { accountId: account, key: 'crashed', method: 'post', path: PATH, body: Buffer.from('{}') };
  const claimed = await store.claim(account, request.key, 'a fingerprint of a process that died');
  expect(claimed.kind).toBe('fresh');
  const answer = { status: 202, text: '{"a":1}' };
  await expect(answerOnce(store, request, async () => answer)).rejects.toMatchObject({ status: 422 });
  test.clock.advance(60_000);
  expect(await answerOnce(store, request, async () => answer)).toEqual({ answer, replayed: false });
  // The one that was thought dead comes back: it may neither overwrite nor free what the other one kept.
  if (claimed.kind === 'fresh') {
    await store.keep(account, request.key, claimed.claim, { ...answer, text: '{"a":2}' });
    await store.release(account, request.key, claimed.claim);
  }
  expect(await answerOnce(store, request, async () => Promise.reject(new Error('must not run')))).toEqual({ answer, replayed: true });
});

it('tells the one that comes while another works to wait, and lets it in once that one failed', async () => {
  const store = answerStore(test.app);
  const request = { accountId: account, key: 'slow', method: 'post', path: PATH, body: Buffer.from('{}') };
  const answer = { status: 200, text: '{}' };
  let fail: (error: Error) => void = () => {};
  const running = answerOnce(store, request, () => new Promise((_, reject) => {
    fail = reject;
  }));
  await expect.poll(() => stored('idempotencyKeys').countDocuments({ accountId: account })).toBe(1);
  await expect(answerOnce(store, request, async () => answer)).rejects.toMatchObject({ status: 409, options: { retryAfterSeconds: 1 } });
  fail(new Error('our own fault'));
  await expect(running).rejects.toThrow('our own fault');
  expect(await answerOnce(store, request, async () => answer)).toEqual({ answer, replayed: false });
});

it('covers uploads: the same file again is the same import, another file is another request', async () => {
  const upload = async (csv: string) => {
    const form = new FormData();
    form.set('kind', 'customers');
    form.set('file', new Blob([csv], { type: 'text/csv' }), 'customers.csv');
    const response = await fetch(`${test.url}/api/v1/imports`, { method: 'POST', headers: { authorization: `Bearer ${api.key}`, 'idempotency-key': 'upload' }, body: form });
    return { status: response.status, text: await response.text() };
  };
  const first = await upload('customer,email\nc-1,ada@example.com\n');
  expect(first.status).toBe(202);
  expect(await upload('customer,email\nc-1,ada@example.com\n')).toEqual(first);
  expect((await upload('customer,email\nc-1,ada@example.com\nc-2,bob@example.com\n')).status).toBe(422);
  expect((await api.get('/api/v1/imports')).body.data).toHaveLength(1);
});
