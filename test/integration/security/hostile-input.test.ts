/** What nobody sends by mistake, to every operation of the API: operators, fields that are not theirs, poisoned keys, strings made to cost time. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apiClient, type ApiAnswer, type ApiClient } from '../../support/api-client.ts';
import { CANARY, furnish } from '../../support/furnished-account.ts';
import { operationsOf, titleOf, withId, type Operation } from '../../support/operations.ts';
import { everyDocument } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

type Json = Record<string, unknown>;
type Path = readonly string[];

let test: TestApp;
let api: ApiClient;
let operations: Operation[];
let ids: Record<string, string[]>;
let before: unknown;

/** Everything stored, but for when keys were used. */
async function world(): Promise<unknown> {
  const { apiKeys: _keys, ...rest } = await everyDocument();
  return rest;
}

beforeAll(async () => {
  test = await openTestApp({ env: { RATE_LIMIT: '0' } });
  const account = (await anAccount(test.app, { name: CANARY, segmentKeys: ['plan'] }))._id;
  operations = await operationsOf(test);
  api = await apiClient(test, account, 'admin');
  ids = await furnish(test, account);
});
beforeEach(async () => void (before = await world()));
afterAll(async () => test.close());

const takingJson = (): Operation[] => operations.filter(({ contentType, example }) => contentType === 'application/json' && example !== undefined && example !== null);
/** The address of something that is there, so that a refusal is about what was sent. */
const addressOf = ({ path }: Operation): string => withId(path, ids[path.split('/')[3] ?? '']?.[0] ?? 'none');

/** Paths to every value of a JSON document that `wanted` says yes to. */
function places(value: unknown, wanted: (value: unknown) => boolean, at: Path = []): Path[] {
  const below = typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => places(inner, wanted, [...at, key])) : [];
  return wanted(value) ? [at, ...below] : below;
}

/** The document as text with `change` made at one place. */
function changedAt(document: unknown, [first, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (first === undefined) return change(document);
  const inner = changedAt((document as Json)[first], rest, change);
  return Array.isArray(document) ? document.map((item, index) => (String(index) === first ? inner : item as unknown)) : { ...(document as Json), [first]: inner };
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

async function refusals(expected: number[], attempts: { operation: Operation; what: string; path?: string; body: unknown }[]): Promise<ApiAnswer[]> {
  expect(attempts.length).toBeGreaterThan(10);
  const answers: ApiAnswer[] = [];
  for (const { operation, what, path = addressOf(operation), body } of attempts) {
    const answer = await api[operation.method](path, body);
    expect(expected, `${titleOf(operation)}, ${what}: ${answer.status} ${answer.text.slice(0, 300)}`).toContain(answer.status);
    answers.push(answer);
  }
  return answers;
}

/** Names under which anything is stored. */
const storedNames = (): string[] => [...new Set(Object.values(mongoose.models).flatMap((model) => Object.keys(model.schema.obj)))];

/** The fields that a refusal is about. */
const namedBy = (answer: ApiAnswer | undefined): (string | undefined)[] => ((answer?.body?.errors ?? []) as { pointer: string }[]).map(({ pointer }) => pointer.split('/').at(-1));

describe('operators of the database', () => {
  it.each(['{"$ne":null}', '{"$gt":""}', '{"$where":"sleep(5000)"}', '{"x":{"$regex":".*"}}'])('are refused in place of any value of any body: %s', async (operator) => {
    await refusals([400], takingJson().flatMap((operation) => places(operation.example, (value) => !isObject(value)).map((place) => (
      { operation, what: `/${place.join('/')}`, body: changedAt(operation.example, place, () => JSON.parse(operator) as unknown) }))));
    expect(await world()).toEqual(before);
  });

  it('are refused in every query, as are parameters given twice', async () => {
    const attempts = operations.flatMap((operation) => operation.query.flatMap((name) => [`${name}[$ne]=x`, `${name}[$regex]=.*`, `${name}[]=x`, `${name}=x&${name}=y`].map((query) => (
      { operation, what: query, path: `${addressOf(operation)}?${query}`, body: undefined }))));
    await refusals([422], attempts.filter(({ operation: { method } }) => method === 'get'));
    expect(await world()).toEqual(before);
  });

  it('find nothing in an address', async () => {
    const withParameters = operations.filter(({ path, method }) => path.includes('{') && method !== 'put');
    await refusals([404, 422], withParameters.flatMap((operation) => ['{"$ne":null}', '[$ne]', '$where', '../../x', '\u0000', '__proto__', 'constructor'].map((id) => (
      { operation, what: id, path: withId(operation.path, id), body: operation.contentType === undefined ? undefined : operation.example }))));
    expect(await world()).toEqual(before);
  });
});

describe('names that are stored but not asked for', () => {
  it('are unknown fields in every body, so that nobody gives themselves a role, an owner or a state', async () => {
    const protectedNames = storedNames();
    expect(protectedNames).toEqual(expect.arrayContaining(['accountId', '_id', 'role', 'status', 'phase', 'passwordHash', 'stamp', 'scope']));
    const attempts = takingJson().filter(({ example }) => isObject(example)).map((operation) => {
      const own = Object.keys((operation.schema?.['properties'] ?? {}) as Json);
      const foreign = protectedNames.filter((name) => !own.includes(name) && !(name in (operation.example as Json)));
      return { operation, what: 'every stored name', foreign, body: { ...(operation.example as Json), ...Object.fromEntries(foreign.map((name) => [name, 'x'])) } };
    });
    const answers = await refusals([422], attempts);
    for (const [index, { operation, foreign }] of attempts.entries()) {
      const named = namedBy(answers[index]);
      expect(foreign.filter((name) => !named.includes(name)), titleOf(operation)).toEqual([]);
    }
    expect(await world()).toEqual(before);
  });

  it('filter and sort nothing: a query takes what its document lists', async () => {
    const tried = [...storedNames(), 'sort', 'order', 'orderBy', 'fields', 'filter', 'select', 'populate'];
    const reading = operations.filter(({ method }) => method === 'get').map((operation) => ({ operation, foreign: tried.filter((name) => !operation.query.includes(name)) }));
    const answers = await refusals([422], reading.map(({ operation, foreign }) => (
      { operation, what: 'every stored name', path: `${addressOf(operation)}?${new URLSearchParams(Object.fromEntries(foreign.map((name) => [name, '1']))).toString()}`, body: undefined })));
    for (const [index, { operation, foreign }] of reading.entries()) {
      const named = namedBy(answers[index]);
      expect(foreign.filter((name) => !named.includes(name)), titleOf(operation)).toEqual([]);
    }
  });
});

describe('keys that change what every object has', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('are refused wherever they stand: %s', async (key) => {
    await refusals([400], takingJson().flatMap((operation) => places(operation.example, isObject).map((place) => {
      const marked = changedAt(operation.example, place, (value) => ({ ...(value as Json), POISON: { polluted: 'yes', prototype: { polluted: 'yes' } } }));
      return { operation, what: `/${place.join('/')}`, body: JSON.stringify(marked).replace('"POISON"', JSON.stringify(key)) };
    })));
    expect(({} as Json)['polluted']).toBeUndefined();
    expect(await world()).toEqual(before);
  });
});

describe('bodies made to cost time', () => {
  it.each([['lists', '['.repeat(100_000)], ['objects', '{"a":'.repeat(40_000)], ['a number', `{"id":${'9'.repeat(200_000)}}`], ['nothing but escapes', `{"id":"${'\\u0000'.repeat(30_000)}"}`]])('of %s are refused', async (_what, body) => {
    await refusals([400, 413, 422], takingJson().map((operation) => ({ operation, what: 'the body', body })));
  });
});

describe('strings made to cost time', () => {
  it.each([
    ['letters that nearly fit', `${'a'.repeat(50_000)}!`], ['addresses that nearly fit', `${'a.'.repeat(25_000)}@${'a-'.repeat(25_000)}`], ['blanks', `x${' '.repeat(50_000)}x`],
    ['braces', '{{a|'.repeat(12_000)], ['digits', `${'1'.repeat(50_000)}.`], ['durations', '1d'.repeat(25_000)], ['paths', 'a[0].'.repeat(10_000)],
  ])('are answered long before the deadline: %s', async (_what, text) => {
    for (const operation of takingJson()) {
      for (const place of places(operation.example, (value) => typeof value === 'string')) {
        const startedAt = performance.now();
        const { status } = await api[operation.method](addressOf(operation), changedAt(operation.example, place, () => text));
        const what = `${titleOf(operation)} /${place.join('/')}`;
        expect(status, what).toBeLessThan(500);
        expect(performance.now() - startedAt, what).toBeLessThan(3000);
      }
    }
  });
});
