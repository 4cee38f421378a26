import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { STRIPE } from '../../../src/platform/signature/schemes.ts';
import { signFor } from '../../../src/platform/signature/sign.ts';
import { signWebhook } from '../../../src/platform/signature/standard-webhooks.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
let source: { id: string; secret: string; url: string };
beforeAll(async () => {
  test = await openTestApp();
  test.workers();
});
beforeEach(async () => {
  test.clock.set(new Date());
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
  api = await apiClient(test, account);
  source = (await api.post('/api/v1/sources', { name: 'Shop' })).body;
});
afterAll(async () => test.close());

const anInput = (values: Record<string, unknown> = {}) => ({ id: 'order-1', touchpoint: 'checkout', occurredAt: test.app.now().toISOString(), customer: { externalId: 'c-1', email: 'ada@example.com' }, ...values });

interface Delivery {
  id?: string;
  at?: Date;
  secrets?: string[];
  headers?: Record<string, string>;
  to?: string;
}

async function deliver(payload: unknown, { id = 'msg_1', at = test.app.now(), secrets = [source.secret], headers = {}, to = source.url }: Delivery = {}) {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const response = await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json', ...signWebhook(secrets, { id, at, body }), ...headers }, body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) as ReturnType<typeof JSON.parse> };
}

const sourceNow = async () => (await api.get(`/api/v1/sources/${source.id}`)).body;
const deliveriesOf = async (query = '') => (await api.get(`/api/v1/sources/${source.id}/deliveries${query}`)).body.data;

describe('a signed interaction', () => {
  it('is stored once, decided, and readable by its source', async () => {
    const first = await deliver(anInput());
    expect(first).toMatchObject({ status: 202, body: { id: 'order-1', status: 'accepted', source: source.id } });
    expect(await deliver(anInput())).toMatchObject({ status: 200, body: { status: 'duplicate' } });
    expect(await deliver(anInput(), { id: 'msg_2' })).toMatchObject({ status: 200, body: { status: 'duplicate' } });
    const { decisions } = await eventually('decisions', async () => {
      const { body } = await api.get(`/api/v1/interactions/order-1?source=${source.id}`);
      return body.decisions.length > 0 ? body : null;
    });
    expect(decisions).toMatchObject([{ survey: 'nps', outcome: 'invited' }]);
    expect((await api.get('/api/v1/interactions/order-1')).body).toMatchObject({ id: 'order-1', source: source.id });
    expect((await api.get('/api/v1/interactions/order-1?source=api')).status).toBe(404);
  });

  it('is not the interaction an API key reported under the same id', async () => {
    await api.post('/api/v1/interactions', anInput());
    expect((await deliver(anInput())).status).toBe(202);
  });
});

describe('what is refused', () => {
  it('names and counts the reason of each bad signature, and stores nothing', async () => {
    const now = test.app.now().getTime();
    const attempts: [string, Delivery][] = [
      ['wrong-signature', { secrets: [`whsec_${Buffer.alloc(32).toString('base64')}`] }],
      ['wrong-signature', { headers: { 'webhook-id': 'another' } }],
      ['too-old', { at: new Date(now - 310_000) }],
      ['too-new', { at: new Date(now + 310_000) }],
      ['missing-headers', { headers: { 'webhook-id': '' } }],
      ['malformed-timestamp', { headers: { 'webhook-timestamp': 'now' } }],
      ['malformed-signature', { headers: { 'webhook-signature': 'v1,abc' } }],
    ];
    for (const [reason, delivery] of attempts) {
      const { status, body } = await deliver(anInput(), delivery);
      expect(status).toBe(401);
      expect(body.detail).toContain(reason);
    }
    expect(await sourceNow()).toMatchObject({
      refusals: { 'wrong-signature': 2, 'too-old': 1, 'too-new': 1, 'missing-headers': 1, 'malformed-timestamp': 1, 'malformed-signature': 1 },
      lastRefusal: { reason: 'malformed-signature' },
    });
    expect(await stored('interactions').findOne({ accountId: account })).toBeNull();
  });

  it('a source that does not exist is a 404, signed or not', async () => {
    for (const to of [`${test.url}/webhooks/src_none`, `${test.url}/webhooks/${'x'.repeat(500)}`, `${test.url}/webhooks/%7B%22$ne%22:1%7D`]) {
      expect((await deliver(anInput(), { to })).status).toBe(404);
    }
  });

  it('a body over the limit is a 413, a compressed one a 415', async () => {
    expect((await deliver(anInput({ id: 'x'.repeat(1_100_000) }))).status).toBe(413);
    expect((await deliver(anInput(), { headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
  });

  it('HEAD is answered, so that a sender may look first; GET is nothing', async () => {
    expect((await fetch(source.url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(source.url)).status).toBe(404);
  });
});

describe('what is rightly signed and makes no sense', () => {
  it.each<[string, unknown, string, string[]]>([
    ['no JSON', 'hello', 'unreadable', ['']],
    ['an operator', '{"id":{"$ne":1}}', 'unreadable', ['']],
    ['too deep', '['.repeat(10_000), 'unreadable', ['']],
    ['another event', { type: 'invoice.paid', data: {} }, 'not-an-interaction', ['/customer', '/data', '/id', '/occurredAt']],
    ['a bad address', { id: '1', occurredAt: '2026-05-04T09:30:00Z', customer: { email: 'x' } }, 'not-an-interaction', ['/customer/email']],
  ])('%s is acknowledged, and kept with its reason', async (_what, payload, reason, pointers) => {
    const { status, body } = await deliver(payload);
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'ignored', reason });
    const [kept, ...others] = await deliveriesOf();
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ deliveryId: 'msg_1', outcome: 'ignored', reason, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) });
    expect(kept.items[0].errors.map((error: { pointer: string }) => error.pointer).toSorted()).toEqual(pointers);
  });

  it('what a paused source sends is kept and leads to nothing', async () => {
    expect((await api.patch(`/api/v1/sources/${source.id}`, { status: 'paused' })).body.status).toBe('paused');
    expect(await deliver(anInput())).toMatchObject({ status: 202, body: { status: 'ignored', reason: 'paused' } });
    expect(await deliveriesOf()).toMatchObject([{ outcome: 'ignored', reason: 'paused', items: [] }]);
    await api.patch(`/api/v1/sources/${source.id}`, { status: 'active' });
    expect((await deliver(anInput(), { id: 'msg_2' })).status).toBe(202);
    expect(await stored('interactions').countDocuments({ accountId: account })).toBe(1);
  });
});

describe('the log of deliveries', () => {
  it('tells what became of each, newest first, in pages', async () => {
    await deliver(anInput(), { id: 'msg_1' });
    await eventually('the log', async () => (await deliveriesOf()).length === 1);
    await deliver(anInput(), { id: 'msg_2' });
    await deliver('hello', { id: 'msg_3' });
    await deliver(anInput(), { id: 'msg_4', secrets: [`whsec_${Buffer.alloc(32).toString('base64')}`] });
    const all = await eventually('the log', async () => {
      const found = await deliveriesOf();
      return found.length === 4 ? found : null;
    });
    expect(all.map(({ deliveryId, outcome, reason }: Record<string, unknown>) => [deliveryId, outcome, reason])).toEqual([
      ['msg_4', 'refused', 'wrong-signature'], ['msg_3', 'ignored', 'unreadable'], ['msg_2', 'duplicate', null], ['msg_1', 'accepted', null],
    ]);
    expect(all[0]).toMatchObject({ payload: null, headers: {} });
    expect(all[3]).toMatchObject({ items: [{ outcome: 'accepted', interaction: 'order-1' }], headers: { 'webhook-id': 'msg_1' } });
    expect(JSON.stringify(all)).not.toContain('v1,');

    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { data, nextCursor }: { data: { id: string }[]; nextCursor: string | null } = (await api.get(`/api/v1/sources/${source.id}/deliveries?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)).body;
      paged.push(...data.map(({ id }) => id));
      cursor = nextCursor;
    }
    expect(paged).toEqual(all.map(({ id }: { id: string }) => id));
    expect(await deliveriesOf('?outcome=ignored')).toMatchObject([{ deliveryId: 'msg_3' }]);
    expect((await api.get(`/api/v1/sources/${source.id}/deliveries?outcome=lost`)).status).toBe(422);
  });

  it('lets one be taken again once the mapping is mended, without doubling what it reported', async () => {
    const payload = { order: { number: 7, at: test.app.now().toISOString(), buyer: 'ada@example.com' } };
    expect((await deliver(payload)).body).toMatchObject({ status: 'ignored', reason: 'not-an-interaction' });
    const [{ id }] = await deliveriesOf();
    const mapping = { fields: { id: { text: 'order-{$.order.number}' }, occurredAt: { path: '$.order.at' }, customer: { email: { path: '$.order.buyer' } }, touchpoint: { value: 'checkout' } } };
    const tried = await api.post(`/api/v1/sources/${source.id}/preview`, { mapping });
    expect(tried.body.items).toMatchObject([{ interaction: { id: 'order-7', customer: { email: 'ada@example.com' }, decisions: [{ survey: 'nps', outcome: 'invited' }] } }]);
    expect(await stored('interactions').countDocuments({ accountId: account })).toBe(0);

    expect((await api.patch(`/api/v1/sources/${source.id}`, { mapping })).status).toBe(200);
    expect((await api.post(`/api/v1/sources/${source.id}/deliveries/${id}/replay`)).body).toMatchObject({ outcome: 'accepted', items: [{ interaction: 'order-7' }] });
    expect((await api.post(`/api/v1/sources/${source.id}/deliveries/${id}/replay`)).body).toMatchObject({ outcome: 'duplicate' });
    expect((await deliver(payload, { id: 'msg_2' })).status).toBe(200);
    expect((await api.get(`/api/v1/interactions/order-7?source=${source.id}`)).status).toBe(200);
    expect(await deliveriesOf()).toContainEqual(expect.objectContaining({ replayOf: id, outcome: 'accepted' }));
    expect((await api.post(`/api/v1/sources/${source.id}/deliveries/dlv_none.0/replay`)).status).toBe(404);
  });

  it('overlooks in a payload of another shape what would be refused in ours', async () => {
    const mapping = { fields: { id: { path: '$.id' }, occurredAt: { path: '$.at' }, customer: { email: { path: '$.email' } }, properties: { plan: { path: '$.traits.plan' } } } };
    await api.patch(`/api/v1/sources/${source.id}`, { mapping });
    const at = JSON.stringify(test.app.now());
    const sent = await deliver(`{"id":"e-1","at":${at},"email":"ada@example.com","traits":{"$os":"Linux","__proto__":{"plan":"stolen"},"plan":"pro"}}`);
    expect(sent).toMatchObject({ status: 202, body: { status: 'accepted' } });
    expect((await api.get(`/api/v1/interactions/e-1?source=${source.id}`)).body.properties).toEqual({ plan: 'pro' });
  });

  it('names in the payload what a mapping could not find', async () => {
    const mapping = { fields: { id: { path: '$.order.number', convert: 'text' }, occurredAt: { path: '$.order.at', convert: 'unix-seconds' }, customer: { email: { path: '$.order.buyer' } } } };
    await api.patch(`/api/v1/sources/${source.id}`, { mapping });
    expect((await deliver({ order: { number: 7, at: 'yesterday', buyer: 'ada@example.com' } })).status).toBe(202);
    const [{ items: [{ reason, errors }] }] = await deliveriesOf();
    expect(reason).toBe('not-mapped');
    expect(errors).toMatchObject([{ pointer: '/occurredAt', detail: expect.stringContaining('$.order.at') }]);
  });
});

describe('other ways to prove who sends', () => {
  const created = async (values: Record<string, unknown>) => (await api.post('/api/v1/sources', { name: 'x', ...values })).body;
  const post = (url: string, headers: Record<string, string>) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(anInput()) });

  it('a token that is sent along', async () => {
    const bearer = await created({ kind: 'bearer' });
    expect((await post(bearer.url, { authorization: `Bearer ${bearer.secret}` })).status).toBe(202);
    expect((await post(bearer.url, { authorization: `Bearer ${bearer.secret}x` })).status).toBe(401);
    const basic = await created({ kind: 'basic', secret: 'desk:with-a-long-password' });
    expect((await post(basic.url, { authorization: `Basic ${Buffer.from('desk:with-a-long-password').toString('base64')}` })).status).toBe(202);
    expect((await post(basic.url, { authorization: `Basic ${Buffer.from('desk:another').toString('base64')}` })).status).toBe(401);
    expect(JSON.stringify(await stored('deliveries').find({ accountId: account }).toArray())).not.toContain(bearer.secret);
  });

  it('a scheme written down', async () => {
    const scheme = { kind: 'hmac', algorithm: 'sha512', encoding: 'hex', key: 'text', headers: [{ signature: 'X-Till-Signature' }], format: { kind: 'plain', prefix: 'sha512=' }, signed: ['body'] };
    const till = await created({ kind: 'generic', scheme, secret: 'a secret of the till' });
    const body = JSON.stringify(anInput());
    const signature = `sha512=${createHmac('sha512', 'a secret of the till').update(body).digest('hex')}`;
    const send = (text: string) => fetch(till.url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-till-signature': signature }, body: text });
    expect((await send(body)).status).toBe(202);
    expect((await send(`${body} `)).status).toBe(401);
  });

  it.each([
    [{ kind: 'generic' }, '/scheme'], [{ kind: 'generic', scheme: { kind: 'rot13' } }, '/scheme/kind'], [{ scheme: { kind: 'token', in: 'bearer' } }, '/scheme'],
    [{ secret: 'short' }, '/secret'], [{ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }, '/secret'], [{ legacySignatures: true }, '/legacySignatures'],
    [{ mapping: 'nothing-ready' }, '/mapping'], [{ mapping: { fields: { id: { path: '$.[' } } } }, '/mapping/fields/id/path'],
  ])('is refused with %j', async (values, pointer) => {
    const { status, body } = await api.post('/api/v1/sources', { name: 'x', ...values });
    expect(status).toBe(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });
});

describe('secrets', () => {
  it('are shown once and kept sealed', async () => {
    expect(source.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(JSON.stringify(await sourceNow())).not.toContain('whsec_');
    expect(JSON.stringify((await api.get('/api/v1/sources')).body)).not.toContain('whsec_');
    expect(JSON.stringify(await stored('sources').findOne({ _id: source.id }))).not.toContain(source.secret.slice(6));
  });

  it('that a sender makes up may come later; until then every request is refused', async () => {
    const waiting = (await api.post('/api/v1/sources', { name: 'Payments', kind: 'stripe' })).body;
    expect(waiting).toMatchObject({ secret: null, secretCreatedAt: null });
    const own = 'whsec_of_the_dashboard_of_the_sender';
    const send = () => {
      const body = Buffer.from('{"id":"evt_1","type":"customer.created"}');
      return fetch(waiting.url, { method: 'POST', headers: { 'content-type': 'application/json', ...signFor(STRIPE, own, { url: waiting.url, body, at: test.app.now() }) }, body });
    };
    expect((await send()).status).toBe(401);
    expect((await api.post(`/api/v1/sources/${waiting.id}/rotate`)).body.errors).toMatchObject([{ pointer: '/secret' }]);
    expect((await api.post(`/api/v1/sources/${waiting.id}/rotate`, { secret: own })).body.secretCreatedAt).not.toBeNull();
    expect((await send()).status).toBe(202);
  });

  it('overlap for a day after a rotation', async () => {
    const old = source.secret;
    const { body } = await api.post(`/api/v1/sources/${source.id}/rotate`);
    expect(body.secret).not.toBe(old);
    const outcome = async (id: string, secrets: string[]) => (await deliver(anInput({ id }), { id, secrets })).status;
    expect(await outcome('with-old', [old])).toBe(202);
    expect(await outcome('with-new', [body.secret])).toBe(202);
    test.clock.advance(25 * 3_600_000);
    expect(await outcome('old-later', [old])).toBe(401);
    expect(await outcome('new-later', [body.secret])).toBe(202);
  });

  it('of the one before last end at once', async () => {
    await api.post(`/api/v1/sources/${source.id}/rotate`);
    await api.post(`/api/v1/sources/${source.id}/rotate`);
    expect((await deliver(anInput())).status).toBe(401);
  });

  it('a repeated creation shows the same one, from an answer that is kept sealed', async () => {
    const key = { 'idempotency-key': 'create-1' };
    const first = await api.post('/api/v1/sources', { name: 'Till' }, key);
    const second = await api.post('/api/v1/sources', { name: 'Till' }, key);
    expect(second.text).toBe(first.text);
    expect((await api.get('/api/v1/sources')).body.data).toHaveLength(2);
    expect(JSON.stringify(await stored('idempotencyKeys').find({ accountId: account }).toArray())).not.toContain(first.body.secret.slice(6));
  });
});

describe('administration', () => {
  it('needs the scope admin', async () => {
    const writer = await apiClient(test, account, 'write');
    expect((await writer.get('/api/v1/sources')).status).toBe(403);
    expect((await writer.post('/api/v1/sources', { name: 'x' })).status).toBe(403);
    expect((await writer.post(`/api/v1/sources/${source.id}/rotate`)).status).toBe(403);
  });

  it('refuses what it does not know', async () => {
    expect((await api.post('/api/v1/sources', { name: 'x', kind: 'carrier-pigeon' })).status).toBe(422);
    expect((await api.post('/api/v1/sources', { name: 'x\r\ny' })).status).toBe(422);
    expect((await api.patch(`/api/v1/sources/${source.id}`, { secret: 'mine' })).status).toBe(422);
  });

  it('a deleted source takes nothing more; its interactions stay', async () => {
    await deliver(anInput());
    expect((await api.delete(`/api/v1/sources/${source.id}`)).status).toBe(204);
    expect((await deliver(anInput({ id: 'later' }))).status).toBe(404);
    expect((await api.get(`/api/v1/interactions/order-1?source=${source.id}`)).status).toBe(200);
  });

  it('stays within its account', async () => {
    const other = await apiClient(test, (await anAccount(test.app))._id);
    const at = `/api/v1/sources/${source.id}`;
    for (const answer of [await other.get(at), await other.get(`${at}/deliveries`), await other.post(`${at}/preview`, { payload: {} }), await other.patch(at, { status: 'paused' }), await other.delete(at), await other.post(`${at}/rotate`)]) {
      expect(answer.status).toBe(404);
    }
    expect((await other.get('/api/v1/sources')).body.data).toEqual([]);
    expect((await deliver(anInput())).status).toBe(202);
  });
});
