/** Every route of /api/v1 with every id of another account, for each scope: generated from the document, so that a new route is in it. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { CANARY, furnish } from '../../support/furnished-account.ts';
import { operationsOf, titleOf, withId, type Operation } from '../../support/operations.ts';
import { anAccount, anApiKey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let owner: string;
let intruder: ApiClient;
let intruderId: string;
let operations: Operation[];
/** Ids of the owner's things, by the part of the path they belong under. */
let ids: Record<string, string[]>;
beforeAll(async () => {
  test = await openTestApp();
  operations = await operationsOf(test);
  owner = (await anAccount(test.app, { name: CANARY, segmentKeys: ['plan'] }))._id;
  intruderId = (await anAccount(test.app))._id;
  intruder = await apiClient(test, intruderId, 'admin');
  ids = await furnish(test, owner);
});
afterAll(async () => test.close());

const idsFor = (path: string): string[] | undefined => ids[path.split('/')[3] ?? ''];

/** Everything that belongs to the owner, as it is stored. */
async function ownersWorld(): Promise<Record<string, unknown[]>> {
  const collections = (await mongoose.connection.db?.listCollections().toArray()) ?? [];
  const entries = await Promise.all(collections.map(async ({ name }) => [name, await mongoose.connection.collection(name).find({ accountId: owner }, { sort: { _id: 1 } }).toArray()] as const));
  return Object.fromEntries(entries.filter(([, docs]) => docs.length > 0));
}

/** Empty forms and impossible ids get far enough to be looked up only with a body that is accepted. */
function bodyOf({ path, contentType, example }: Operation): unknown {
  if (contentType === undefined) return undefined;
  if (contentType !== 'application/json') return null;
  if (path.startsWith('/api/v1/surveys/') && !path.endsWith('preview')) return { ...(example as object), touchpoint: 'checkout' };
  return example;
}

describe('another account', () => {
  it('has things of every kind that has an id', () => {
    for (const operation of operations.filter(({ path }) => path.includes('{'))) expect(idsFor(operation.path), `say in this test which ids ${operation.path} takes`).toBeDefined();
    expect(operations.length).toBeGreaterThan(25);
  });

  it('is not seen, not found and not changed through any route', async () => {
    const before = await ownersWorld();
    expect(JSON.stringify(before)).toContain(CANARY);
    const hidden = [CANARY, ...(ids['keys'] ?? []), ...(ids['invitations'] ?? []), ...(ids['sources'] ?? []), ...(ids['cases'] ?? [])];
    // Reading first, while the intruder's own world is empty.
    const order = ['get', 'patch', 'delete', 'post', 'put'];
    for (const operation of operations.toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method))) {
      const targets = operation.path.includes('{') ? (idsFor(operation.path) ?? []) : [''];
      for (const target of targets) {
        const body = bodyOf(operation);
        if (body === null) continue;
        const path = withId(operation.path, target);
        const found = await intruder[operation.method](path, body);
        const what = `${titleOf(operation)} with ${target}: ${found.status} ${found.text.slice(0, 500)}`;
        expect(found.status, what).toBeLessThan(500);
        if (operation.path.includes('{') && operation.method !== 'put') expect([404, 410], what).toContain(found.status);
        for (const secret of hidden.filter((one) => one !== target)) expect(found.text, what).not.toContain(secret);
        // What the intruder has of their own is the key they ask with.
        if (operation.method === 'get' && Array.isArray(found.body?.data)) expect(found.body.data.filter(({ name }: { name?: string }) => name !== 'test'), what).toEqual([]);
      }
    }
    expect(await ownersWorld()).toEqual(before);
  });

  it('is not reached by query either', async () => {
    for (const query of ['survey=theirs', 'touchpoint=checkout', 'groupBy=survey', 'where=locale:en']) {
      expect((await intruder.get(`/api/v1/reports/scores?${query}&from=2020-01-01&to=2030-01-01`)).body.groups).toEqual([]);
    }
    expect((await intruder.get('/api/v1/reports/scores?where=property:secret:x')).status).toBe(422);
    expect((await intruder.get('/api/v1/invitations?survey=theirs')).body.data).toEqual([]);
    expect((await intruder.get('/api/v1/responses?survey=theirs')).body.data).toEqual([]);
    expect((await intruder.get(`/api/v1/responses?tag=${CANARY}`)).body.data).toEqual([]);
    expect((await intruder.get('/api/v1/cases?survey=theirs')).body.data).toEqual([]);
    expect((await intruder.post('/api/v1/cases', { responseId: ids['responses']?.[0] })).status).toBe(422);
  });
});

describe('every route', () => {
  it('needs a key, and one of its scope', async () => {
    const order = ['read', 'write', 'admin'];
    const keys = Object.fromEntries(await Promise.all(order.map(async (scope) => [scope, await anApiKey(test.app, intruderId, scope as 'read')] as const)));
    const statusOf = async ({ method, path }: Operation, key: string | undefined): Promise<number> =>
      (await fetch(`${test.url}${withId(path, 'x')}`, { method: method.toUpperCase(), headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })).status;
    for (const operation of operations) {
      expect(order, titleOf(operation)).toContain(operation.scope);
      expect(await statusOf(operation, undefined), titleOf(operation)).toBe(401);
      for (const lower of order.slice(0, order.indexOf(operation.scope))) expect(await statusOf(operation, keys[lower]), `${titleOf(operation)} with ${lower}`).toBe(403);
    }
  });
});
