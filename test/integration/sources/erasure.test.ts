import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { logDelivery } from '../../../src/features/sources/deliveries.service.ts';
import { carryOutErasure, overdueErasures, promiseErasure } from '../../../src/features/sources/erase-deliveries.service.ts';
import { carryOutPull } from '../../../src/features/sources/run-pull.service.ts';
import { inTransaction } from '../../../src/platform/mongo.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { decided, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const CANARY = 'Canary9c2b';
const ADDRESS = `${CANARY}@example.com`;
const ID = `id-${CANARY}`;

let dropDir: string;
let test: TestApp;
let account: string;
let api: ApiClient;
let source: { id: string; url: string; secret: string };
beforeAll(async () => {
  dropDir = mkdtempSync(join(tmpdir(), 'afterword-drop-'));
  test = await openTestApp({ env: { DROP_DIR: dropDir } });
});
beforeEach(async () => {
  test.clock.set(new Date());
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
  api = await apiClient(test, account);
  source = (await api.post('/api/v1/sources', { name: 'Till', kind: 'bearer' })).body;
});
afterAll(async () => {
  await test.close();
  rmSync(dropDir, { recursive: true, force: true });
});

const logged = (): Promise<Record<string, unknown>[]> => stored('deliveries').find({ accountId: account }).toArray();
const holds = async (text: string): Promise<boolean> => JSON.stringify(await logged()).toLowerCase().includes(text.toLowerCase());
const reported = (id: string, customer: Record<string, unknown>) => ({ id, touchpoint: 'checkout', occurredAt: test.app.now().toISOString(), customer });

async function deliver(payload: unknown, headers: Record<string, string> = {}): Promise<number> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return (await fetch(source.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${source.secret}`, ...headers }, body })).status;
}
interface Line {
  id: string;
  deliveryId: string;
  outcome: string;
  reason: string | null;
  payload: string | null;
}

const inTheLog = (amount: number): Promise<Line[]> => eventually(`${amount} lines`, async () => {
  const { data } = (await api.get(`/api/v1/sources/${source.id}/deliveries?limit=200`)).body as { data: Line[] };
  return data.length === amount ? data : null;
});

/** One of each way in which a person may stand in the log, and somebody else. */
async function furnish(): Promise<void> {
  const ada = { externalId: ID, email: ADDRESS, name: CANARY };
  expect(await deliver(reported('first', ada))).toBe(202);
  expect(await deliver(reported('first', ada))).toBe(200);
  expect(await deliver({ type: 'unknown', person: { mail: ADDRESS.toUpperCase() } })).toBe(202);
  expect(await deliver(`{"number":1,"who":"${CANARY}\\u0040example.com"}`)).toBe(202);
  expect(await deliver(`who=${encodeURIComponent(ADDRESS)}`)).toBe(202);
  expect(await deliver({ path: `/customers/${ID}/orders` })).toBe(202);
  expect(await deliver({ nothing: true }, { 'x-customer': ID })).toBe(202);
  expect(await deliver(reported('other', { externalId: 'bob', email: 'bob@example.com' }))).toBe(202);
  const { folder } = (await api.put(`/api/v1/sources/${source.id}/pull`, { kind: 'folder', path: 'orders', everyMinutes: 60 })).body;
  writeFileSync(join(folder, 'a.csv'), `id,occurredAt,email\nf-1,2026-05-04T09:30:00Z,${ADDRESS}\nf-2,${ADDRESS},bob@example.com\n`);
  test.clock.advance(3_600_000);
  expect(await carryOutPull(test.app, source.id)).toEqual({ status: 'ended' });
  await inTheLog(9);
  await decided(test.app, account, { customer: ada });
}

describe('a customer who is erased', () => {
  it('is gone from the log of deliveries, where nobody else is touched', async () => {
    await furnish();
    const before = await inTheLog(9);
    const foreign = (await anAccount(test.app))._id;
    const line = { deliveryId: 'x', at: test.app.now(), outcome: 'ignored' as const, reason: null, items: [], headers: {}, payload: JSON.stringify({ mail: ADDRESS }), isCut: false, replayOf: null };
    await logDelivery(test.app, { accountId: foreign, _id: 'src_foreign' }, line);
    expect((await api.delete(`/api/v1/customers/${ID}`)).status).toBe(200);
    expect(await holds(CANARY)).toBe(false);
    const after = await inTheLog(9);
    expect(after.filter(({ payload }) => payload !== null).map(({ payload }) => payload)).toEqual([expect.stringContaining('bob@example.com')]);
    const kept = ({ id, deliveryId, outcome, reason }: Line) => ({ id, deliveryId, outcome, reason });
    expect(after.map(kept)).toEqual(before.map(kept));
    expect(JSON.stringify(await stored('deliveries').find({ accountId: foreign }).toArray())).toContain(ADDRESS);
    const erased = after.find(({ payload }) => payload === null);
    expect((await api.post(`/api/v1/sources/${source.id}/deliveries/${erased?.id}/replay`)).status).toBe(409);
  });

  it('is found as well in what was just on its way into the log, and what they are found by is forgotten', async () => {
    await furnish();
    await api.delete(`/api/v1/customers/${ID}`);
    const promises = () => stored('deliveryErasures').find({ accountId: account }).toArray();
    expect(await promises()).toHaveLength(1);
    expect(JSON.stringify(await promises()).toLowerCase()).not.toContain(CANARY.toLowerCase());
    await logDelivery(test.app, { accountId: account, _id: source.id }, { deliveryId: 'late', at: test.app.now(), outcome: 'ignored', reason: null, items: [], headers: {}, payload: JSON.stringify({ mail: ADDRESS }), isCut: false, replayOf: null });
    expect(await overdueErasures(test.app)).toEqual([]);
    test.clock.advance(61_000);
    const workers = test.workers();
    await workers.sweep();
    await eventually('the last look', async () => (await promises()).length === 0);
    expect(await holds(CANARY)).toBe(false);
    await workers.close();
  });

  it('is shown before what is held, without what speaks of others', async () => {
    await furnish();
    const { deliveries } = (await api.get(`/api/v1/customers/${ID}/export`)).body as { deliveries: Record<string, unknown>[] };
    expect(deliveries).toHaveLength(8);
    expect(deliveries.filter(({ payload }) => payload === null)).toMatchObject([{ deliveryId: 'a.csv', source: source.id }]);
    expect(JSON.stringify(deliveries)).not.toContain('bob@example.com');
    expect(deliveries).toContainEqual(expect.objectContaining({ headers: expect.objectContaining({ 'x-customer': ID }) }));
    await api.put('/api/v1/customers/nobody', { email: 'nobody@example.com' });
    expect((await api.get('/api/v1/customers/nobody/export')).body.deliveries).toEqual([]);
  });

  it('is looked for as long as there is time, and by a worker after that', async () => {
    for (let index = 0; index < 45; index += 1) {
      await logDelivery(test.app, { accountId: account, _id: source.id }, { deliveryId: String(index), at: test.app.now(), outcome: 'ignored', reason: null, items: [], headers: {}, payload: JSON.stringify({ mail: ADDRESS }), isCut: false, replayOf: null });
    }
    const id = await inTransaction((session) => promiseErasure(test.app, account, [{ addresses: [ADDRESS], externalIds: [], interactions: [] }], session));
    await carryOutErasure(test.app, id, { withinMs: 0 });
    expect(await holds(CANARY)).toBe(true);
    test.clock.advance(61_000);
    expect(await overdueErasures(test.app)).toEqual([id]);
    await carryOutErasure(test.app, id, { withinMs: Infinity });
    expect(await holds(CANARY)).toBe(false);
    expect(await overdueErasures(test.app)).toEqual([]);
    await carryOutErasure(test.app, id, { withinMs: Infinity });
  });
});
