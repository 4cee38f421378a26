import { afterAll, beforeAll, expect, it } from 'vitest';
import { anAccount, anApiKey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp({ env: { RATE_LIMIT: '5' } });
});
afterAll(async () => test.close());

const aKey = async () => anApiKey(test.app, (await anAccount(test.app))._id);
const call = async (key: string) => fetch(`${test.url}/api/v1/touchpoints`, { headers: { authorization: `Bearer ${key}` } });

it('answers 429 with Retry-After beyond the rate of an account, and leaves other accounts alone', async () => {
  const [first, second] = [await aKey(), await aKey()];
  const burst = await Promise.all(Array.from({ length: 20 }, () => call(first)));
  const refused = burst.filter(({ status }) => status === 429);
  // A burst may fall into two windows.
  expect([5, 10]).toContain(burst.filter(({ status }) => status === 200).length);
  expect(refused.length).toBeGreaterThanOrEqual(5);
  expect(refused[0]?.headers.get('content-type')).toContain('application/problem+json');
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect(refused[0]?.headers.get('ratelimit')).toContain('r=0');
  expect(refused[0]?.headers.get('ratelimit-policy')).toContain('q=5');
  expect((await call(second)).status).toBe(200);
  await eventually('the window to pass', async () => (await call(first)).status === 200, 5000);
});

it('slows an address down that keeps trying wrong keys, but not the right key from there', async () => {
  const key = await aKey();
  const statuses: number[] = [];
  for (let round = 0; round < 10; round += 1) statuses.push(...(await Promise.all(Array.from({ length: 31 }, (_, index) => call(`guess-${round}-${index}`)))).map(({ status }) => status));
  expect(statuses.filter((status) => status === 401)).toHaveLength(300);
  expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  expect((await call(key)).status).toBe(200);
});
