/** The API answers as its OpenAPI file says, whatever it is asked: made-up requests to every operation, with a key and without. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { furnish } from '../../support/furnished-account.ts';
import { schemathesis } from '../../support/schemathesis.ts';
import { size } from '../../support/size.ts';
import { anAccount, anApiKey, openTestApp, type TestApp } from '../../support/test-app.ts';

const SEED = Number(process.env['AFTERWORD_TEST_SEED'] ?? 1);

let test: TestApp;
let key: string;
const values: Record<string, Record<string, string>> = {};
beforeAll(async () => {
  test = await openTestApp({ env: { RATE_LIMIT: '0' } });
  const account = (await anAccount(test.app))._id;
  key = await anApiKey(test.app, account, 'admin');
  const ids = await furnish(test, account);
  const { paths } = (await (await fetch(`${test.url}/api/openapi.json`)).json()) as { paths: Record<string, unknown> };
  for (const path of Object.keys(paths)) {
    const known = [...path.matchAll(/([\w-]+)\/\{(\w+)\}/g)].flatMap(([, kind = '', name = '']) => (ids[kind]?.[0] === undefined ? [] : [[name, ids[kind][0]]]));
    if (known.length > 0) values[path] = Object.fromEntries(known);
  }
}, 60_000);
afterAll(async () => test.close());

it.each([
  ['with a key, about what exists', () => ({ key, values, examples: size(12, 100) })],
  ['with a key, about anything', () => ({ key, values: {}, examples: size(3, 100) })],
  ['without a key', () => ({ key: null, values, examples: size(3, 50) })],
])('%s', async (_name, how) => {
  expect(Object.keys(values).length).toBeGreaterThan(15);
  const { code, output } = await schemathesis({ url: test.url, phases: size(0, 1) === 1 ? 'examples,coverage,fuzzing' : 'examples,fuzzing', seed: SEED, ...how() });
  const generated = /(\d+) generated/.exec(output)?.[1];
  process.stdout.write(`  ${generated} requests, seed ${SEED}\n`);
  expect(code, output).toBe(0);
  expect(Number(generated)).toBeGreaterThan(70);
}, size(300_000, 3_600_000));
