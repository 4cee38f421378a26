import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'write');
});
afterAll(async () => test.close());

const at = (key: string) => `/api/v1/touchpoints/${key}`;

it('creates a touchpoint once, renames it, and answers what is stored', async () => {
  expect((await api.put(at('checkout'), { name: 'Checkout' })).status).toBe(201);
  expect((await api.put(at('checkout'), { name: 'Checkout' })).status).toBe(200);
  expect((await api.put(at('checkout'), { name: 'Till' })).body).toMatchObject({ key: 'checkout', name: 'Till' });
  expect((await api.get(at('checkout'))).body).toMatchObject({ key: 'checkout', name: 'Till' });
  expect((await api.get('/api/v1/touchpoints')).body.data).toHaveLength(1);
});

it('forgets a deleted touchpoint, and brings it back when it is put again', async () => {
  await api.put(at('checkout'), { name: 'Checkout' });
  expect((await api.delete(at('checkout'))).status).toBe(204);
  expect((await api.get(at('checkout'))).status).toBe(404);
  expect((await api.delete(at('checkout'))).status).toBe(404);
  expect((await api.get('/api/v1/touchpoints')).body).toEqual({ data: [], nextCursor: null });
  expect((await api.put(at('checkout'), { name: 'Checkout' })).status).toBe(201);
});

it('hands a list out in pages that follow on from each other', async () => {
  for (const key of ['e', 'b', 'd', 'a', 'c']) await api.put(at(key), { name: key.toUpperCase() });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const { body }: { body: { data: { key: string }[]; nextCursor: string | null } } = await api.get(`/api/v1/touchpoints?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
    seen.push(...body.data.map(({ key }) => key));
    cursor = body.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it.each([
  ['limit=0', '/query/limit'], ['limit=201', '/query/limit'], ['limit=x', '/query/limit'], ['limit=1&limit=2', '/query/limit'], ['cursor=%00', '/query/cursor'], ['cursor=abc', '/query/cursor'], ['sort=name', '/query/sort'],
])('refuses the query %s by naming the parameter', async (query, pointer) => {
  const { status, body } = await api.get(`/api/v1/touchpoints?${query}`);
  expect(status).toBe(422);
  expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
});

it.each([
  [{}, '/name'], [{ name: '' }, '/name'], [{ name: 'a\nb' }, '/name'], [{ name: 7 }, '/name'], [{ name: { $ne: null } }, undefined], [{ name: 'x'.repeat(201) }, '/name'], [{ name: 'A', naem: 'B' }, '/naem'],
])('refuses %j', async (input, pointer) => {
  const { status, body } = await api.put(at('checkout'), input);
  if (pointer === undefined) expect(status).toBe(400);
  else {
    expect(status).toBe(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  }
});

it.each(['-x', 'a b', '%00', 'a%2Fb', 'x'.repeat(65), '%7B%22%24gt%22%3A%22%22%7D', '..%2f..'])('refuses the key %s', async (key) => {
  const { status, body } = await api.put(at(key), { name: 'A' });
  expect(status).toBe(422);
  expect(body.errors[0].pointer).toBe('/path/key');
});

it('keeps accounts apart', async () => {
  await api.put(at('checkout'), { name: 'Checkout' });
  const other = await apiClient(test, (await anAccount(test.app))._id, 'write');
  expect((await other.get(at('checkout'))).status).toBe(404);
  expect((await other.delete(at('checkout'))).status).toBe(404);
  expect((await other.get('/api/v1/touchpoints')).body.data).toEqual([]);
  await other.put(at('checkout'), { name: 'Another' });
  expect((await api.get(at('checkout'))).body.name).toBe('Checkout');
});
