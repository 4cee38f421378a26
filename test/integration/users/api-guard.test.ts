import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiKey, revokeApiKey } from '../../../src/features/users/api-keys.service.ts';
import { mongoClient } from '../../../src/platform/mongo.ts';
import { apiClient } from '../../support/api-client.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, anApiKey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
beforeAll(async () => {
  test = await openTestApp({ monitorCommands: true });
});
beforeEach(async () => {
  account = (await anAccount(test.app))._id;
});
afterAll(async () => test.close());

const LIST = '/api/v1/touchpoints';

async function call(path: string, { url = test.url, method = 'GET', ...headers }: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, { method, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) as ReturnType<typeof JSON.parse> };
}

describe('keys', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['no key', {}, /no API key/],
    ['another scheme', { authorization: 'Basic YTpi' }, /malformed/],
    ['an empty key', { authorization: 'Bearer ' }, /malformed/],
    ['two words', { authorization: 'Bearer a b' }, /malformed/],
    ['an unknown key', { authorization: 'Bearer afterword_unknown' }, /unknown or was revoked/],
    ['a very long key', { authorization: `Bearer ${'x'.repeat(5000)}` }, /unknown or was revoked/],
    ['an operator', { authorization: 'Bearer {"$ne":null}' }, /unknown or was revoked/],
  ])('%s is a 401 that says why', async (_what, headers, detail) => {
    const { status, headers: answered, body } = await call(LIST, headers);
    expect(status).toBe(401);
    expect(answered.get('content-type')).toContain('application/problem+json');
    expect(answered.get('www-authenticate')).toBe('Bearer');
    expect(body).toMatchObject({ status: 401, title: expect.any(String), requestId: answered.get('x-request-id') });
    expect(body.detail).toMatch(detail);
  });

  it('stop within a second of being revoked', async () => {
    const { id, key } = await createApiKey(test.app, account, { name: 'short-lived', scope: 'read' });
    expect((await call(LIST, { authorization: `Bearer ${key}` })).status).toBe(200);
    await revokeApiKey(test.app, account, id);
    await eventually('the key to stop', async () => (await call(LIST, { authorization: `Bearer ${key}` })).status === 401, 2000);
  });

  it('stop after their last day, and say when that was', async () => {
    const today = test.clock.now().toISOString().slice(0, 10);
    const { key, expiresAt } = await createApiKey(test.app, account, { name: 'brief', scope: 'read', lastDay: today });
    expect((await call(LIST, { authorization: `Bearer ${key}` })).status).toBe(200);
    test.clock.set(new Date((expiresAt?.getTime() ?? 0) - 1000));
    expect((await call(LIST, { authorization: `Bearer ${key}` })).status).toBe(200);
    test.clock.set(new Date((expiresAt?.getTime() ?? 0) + 1));
    const { status, body } = await call(LIST, { authorization: `Bearer ${key}` });
    expect([status, body.detail]).toEqual([401, `The API key "brief" expired at ${expiresAt?.toISOString()}: make a new one.`]);
  });

  it('know when they were used last, written once a minute however often that is', async () => {
    const { id, key } = await createApiKey(test.app, account, { name: 'busy', scope: 'read' });
    const lastUsed = async (): Promise<Date | undefined> => (await stored('apiKeys').findOne({ keyId: id }))?.['lastUsedAt'] as Date | undefined;
    const use = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) expect((await call(LIST, { authorization: `Bearer ${key}` })).status).toBe(200);
    };
    expect(await lastUsed()).toBeUndefined();
    let writes = 0;
    const count = ({ commandName, command }: { commandName: string; command: Record<string, unknown> }): void => void (writes += Number(commandName === 'update' && command['update'] === 'apiKeys'));
    mongoClient().on('commandStarted', count);
    await use(20);
    const first = await eventually('the use', lastUsed);
    expect(first.getTime()).toBeLessThanOrEqual(test.clock.now().getTime());
    test.clock.advance(30_000);
    await use(5);
    expect([writes, await lastUsed()]).toEqual([1, first]);
    test.clock.advance(31_000);
    await use(5);
    await eventually('the next use', async () => ((await lastUsed()) ?? first) > first);
    expect(writes).toBe(2);
    mongoClient().off('commandStarted', count);
  });

  it('are listed for keys of scope admin, without themselves, and revoked by them', async () => {
    const admin = await apiClient(test, account, 'admin');
    const { id, key } = await createApiKey(test.app, account, { name: 'listed', scope: 'write', lastDay: '2033-05-04' });
    const listed = await admin.get('/api/v1/keys');
    const { data } = listed.body as { data: Record<string, unknown>[] };
    expect(data.find((one) => one['id'] === id)).toEqual({ id, name: 'listed', scopes: ['write'], createdAt: expect.any(String), lastUsedAt: null, expiresAt: '2033-05-05T00:00:00.000Z', revokedAt: null });
    expect(JSON.stringify(data)).not.toContain(key);
    expect((await (await apiClient(test, account, 'write')).get('/api/v1/keys')).status).toBe(403);
    expect((await admin.delete(`/api/v1/keys/${id}`)).status).toBe(204);
    expect((await admin.delete(`/api/v1/keys/${id}`)).status).toBe(404);
    await eventually('the key to stop', async () => (await call(LIST, { authorization: `Bearer ${key}` })).status === 401, 2000);
  });

  it('are made by keys of scope admin: shown once, with the highest of the scopes and a last day', async () => {
    const admin = await apiClient(test, account, 'admin');
    const made = await admin.post('/api/v1/keys', { name: 'shop', scopes: ['read', 'write'], expires: '2033-05-04' }, { 'idempotency-key': 'made-once' });
    expect([made.status, made.body]).toEqual([201, { id: expect.any(String), key: expect.stringMatching(/^afterword_/), name: 'shop', scopes: ['write'], expiresAt: '2033-05-05T00:00:00.000Z' }]);
    const { id, key } = made.body as { id: string; key: string };
    expect((await call(`${LIST}/checkout`, { authorization: `Bearer ${key}`, method: 'DELETE' })).status).toBe(404);
    expect((await call('/api/v1/keys', { authorization: `Bearer ${key}` })).status).toBe(403);
    expect((await admin.post('/api/v1/keys', { name: 'shop', scopes: ['read', 'write'], expires: '2033-05-04' }, { 'idempotency-key': 'made-once' })).body).toEqual(made.body);
    for (const collection of ['apiKeys', 'idempotencyKeys', 'auditEntries']) expect(JSON.stringify(await stored(collection).find({ accountId: account }).toArray()), collection).not.toContain(key.replace('afterword_', ''));
    expect((await admin.get('/api/v1/keys')).text).not.toContain(key);
    expect((await admin.get('/api/v1/audit?area=keys')).body.data).toMatchObject([{ action: 'keys.created', subject: 'shop', actor: { kind: 'key' } }]);
    expect((await admin.delete(`/api/v1/keys/${id}`)).status).toBe(204);
    await eventually('the key to stop', async () => (await call(LIST, { authorization: `Bearer ${key}` })).status === 401, 2000);
  });

  it.each([
    [{ name: '' }, '/name'], [{ scopes: [] }, '/scopes'], [{ scopes: ['root'] }, '/scopes/0'], [{ scopes: 'admin' }, '/scopes'], [{ expires: '2020-01-01' }, '/expires'], [{ expires: 'soon' }, '/expires'], [{ key: 'afterword_mine' }, '/key'],
  ])('are not made with %j', async (change, pointer) => {
    const admin = await apiClient(test, account, 'admin');
    expect(await admin.post('/api/v1/keys', { name: 'shop', scopes: ['read'], ...change })).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect((await (await apiClient(test, account, 'write')).post('/api/v1/keys', { name: 'shop', scopes: ['read'] })).status).toBe(403);
    expect(await stored('apiKeys').countDocuments({ accountId: account, name: 'shop' })).toBe(0);
  });

  it('are stored as hashes alone', async () => {
    const key = await anApiKey(test.app, account);
    expect(JSON.stringify(await stored('apiKeys').find({ accountId: account }).toArray())).not.toContain(key.replace('afterword_', ''));
  });

  it('reach as far as their scope', async () => {
    const reader = await apiClient(test, account, 'read');
    expect((await reader.get(LIST)).status).toBe(200);
    const { status, body } = await reader.put(`${LIST}/checkout`, { name: 'Checkout' });
    expect(status).toBe(403);
    expect(body.detail).toContain('"write"');
    expect((await reader.get('/api/v1/sources')).status).toBe(403);
    expect((await (await apiClient(test, account, 'admin')).put(`${LIST}/checkout`, { name: 'Checkout' })).status).toBe(201);
  });
});

describe('addresses', () => {
  it('unknown ones are 404, known ones with another method 405 naming what they answer to', async () => {
    const authorization = `Bearer ${await anApiKey(test.app, account)}`;
    for (const path of ['/api/v1', '/api/v1/', '/api/v1/nothing', '/api/v1/touchpoints/a/b', '/api/v1/%7B%7D']) {
      const { status, headers } = await call(path, { authorization });
      expect([path, status]).toEqual([path, 404]);
      expect(headers.get('content-type')).toContain('application/problem+json');
    }
    const { status, headers } = await call(`${LIST}/checkout`, { authorization, method: 'PATCH' });
    expect(status).toBe(405);
    expect(headers.get('allow')?.split(', ').toSorted()).toEqual(['DELETE', 'GET', 'PUT']);
  });

  it('answers problems even to who asks for HTML', async () => {
    const { status, headers } = await call('/api/v1/nothing', { authorization: `Bearer ${await anApiKey(test.app, account)}`, accept: 'text/html' });
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it('keeps answers out of caches and sniffers', async () => {
    const { headers } = await call(LIST, { authorization: `Bearer ${await anApiKey(test.app, account)}` });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
