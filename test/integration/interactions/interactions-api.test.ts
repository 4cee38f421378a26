import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
  test.workers();
});
beforeEach(async () => {
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account, { delay: '2h' });
  api = await apiClient(test, account, 'write');
});
afterAll(async () => test.close());

const PATH = '/api/v1/interactions';
const at = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
const pointers = (body: { errors?: { pointer: string }[] }) => (body.errors ?? []).map(({ pointer }) => pointer);

function anInput(values: Record<string, unknown> = {}) {
  return { id: 'order-1', type: 'order.delivered', touchpoint: 'checkout', occurredAt: test.app.now().toISOString(), customer: { externalId: 'c-1', email: 'ada@example.com' }, ...values };
}

const decisionsOf = (id: string) => eventually('decisions', async () => {
  const { body } = await api.get(at(id));
  return body.decisions.length > 0 ? body.decisions : null;
});

describe('POST /interactions', () => {
  it('stores before it answers 202, and decides soon after', async () => {
    const { status, body } = await api.post(PATH, anInput());
    expect(status).toBe(202);
    expect(body).toMatchObject({ id: 'order-1', status: 'accepted', source: 'api' });
    const [decision] = await decisionsOf('order-1');
    expect(Object.keys(decision).toSorted()).toEqual(['invitationId', 'nextEligibleAt', 'outcome', 'reason', 'rule', 'scheduledAt', 'survey']);
    expect(decision).toMatchObject({ survey: 'nps', outcome: 'invited', reason: null, rule: null, nextEligibleAt: null });
    const { body: read } = await api.get(at('order-1'));
    expect(Object.keys(read)).toEqual(['id', 'source', 'type', 'touchpoint', 'occurredAt', 'customer', 'properties', 'receivedAt', 'decisions']);
  });

  it('answers a repeat with what was stored first, whatever its body', async () => {
    await api.post(PATH, anInput({ properties: { plan: 'pro' } }));
    const { status, body } = await api.post(PATH, anInput({ properties: { plan: 'free' }, customer: { email: 'eve@example.com' } }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'order-1', status: 'duplicate', properties: { plan: 'pro' }, customer: { email: 'ada@example.com' } });
    expect((await stored('interactions').findOne({ accountId: account }))?.['repeats']).toBe(1);
  });

  it('takes a number as an id, and the same id as a text for the same', async () => {
    expect((await api.post(PATH, anInput({ id: 42 }))).status).toBe(202);
    expect((await api.post(PATH, anInput({ id: '42' }))).status).toBe(200);
    expect((await api.get(at('42'))).body.id).toBe('42');
  });

  it('says with dryRun what would be decided, and stores nothing', async () => {
    const { status, body } = await api.post(PATH, anInput({ dryRun: true }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'order-1', status: 'dry-run', decisions: [{ survey: 'nps', outcome: 'invited' }] });
    expect((await api.get(at('order-1'))).status).toBe(404);
    expect(await stored('customers').findOne({ accountId: account })).toBeNull();
    expect((await api.post(PATH, anInput())).status).toBe(202);
  });

  it.each([
    ['an unknown type and place', { type: 'never.heard', touchpoint: 'nowhere' }, null, 'no-matching-survey'],
    ['neither type nor touchpoint', { type: null, touchpoint: null }, null, 'no-matching-survey'],
    ['no address', { customer: { externalId: 'c-9' } }, 'nps', 'no-address'],
    ['nobody at all', { customer: {} }, 'nps', 'no-address'],
    ['something of last year', { occurredAt: '2020-01-01T00:00:00+02:00' }, 'nps', 'too-late'],
  ])('accepts %s and says why nobody is asked', async (_what, values, survey, reason) => {
    expect((await api.post(PATH, anInput(values))).status).toBe(202);
    expect(await decisionsOf('order-1')).toMatchObject([{ survey, outcome: 'skipped', reason, invitationId: null }]);
  });

  it.each([
    [{ id: undefined }, ['/id']],
    [{ id: '' }, ['/id']],
    [{ id: 1.5 }, ['/id']],
    [{ id: 2 ** 60 }, ['/id']],
    [{ id: ['a'] }, ['/id']],
    [{ id: 'a\r\nb' }, ['/id']],
    [{ id: 'x'.repeat(201) }, ['/id']],
    [{ occurredAt: undefined }, ['/occurredAt']],
    [{ occurredAt: '2026-05-04T09:30:00' }, ['/occurredAt']],
    [{ occurredAt: '2026-02-30T09:30:00Z' }, ['/occurredAt']],
    [{ occurredAt: 1_777_886_100 }, ['/occurredAt']],
    [{ customer: undefined }, ['/customer']],
    [{ customer: 'ada@example.com' }, ['/customer']],
    [{ customer: { email: 'not an address' } }, ['/customer/email']],
    [{ customer: { email: 'ada@example.com\r\nBcc: eve@example.com' } }, ['/customer/email']],
    [{ customer: { email: 'a@example.com,b@example.com' } }, ['/customer/email']],
    [{ customer: { email: ['ada@example.com'] } }, ['/customer/email']],
    [{ customer: { name: 'Ada\r\nBcc: eve@example.com' } }, ['/customer/name']],
    [{ customer: { name: 'Ada\u0000' } }, ['/customer/name']],
    [{ customer: { locale: 'english!' } }, ['/customer/locale']],
    [{ customer: { timeZone: 'Mars/Olympus' } }, ['/customer/timeZone']],
    [{ customer: { emial: 'ada@example.com' } }, ['/customer/emial']],
    [{ touchpont: 'checkout' }, ['/touchpont']],
    [{ type: 'a\nb' }, ['/type']],
    [{ touchpoint: '../etc' }, ['/touchpoint']],
    [{ properties: [] }, ['/properties']],
    [{ properties: { 'a.b': 1 } }, ['/properties/a.b']],
    [{ properties: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`p${index}`, 1])) }, ['/properties']],
    [{ properties: { note: 'x'.repeat(17_000) } }, ['/properties']],
    [{ dryRun: 'yes' }, ['/dryRun']],
    [{ id: '', occurredAt: 'now', customer: { email: '?' }, extra: 1 }, ['/customer/email', '/extra', '/id', '/occurredAt']],
  ])('refuses %j by pointing at every wrong field', async (values, expected) => {
    const { status, body } = await api.post(PATH, anInput(values));
    expect(status).toBe(422);
    expect(pointers(body).toSorted()).toEqual(expected);
    for (const { detail } of body.errors) expect(detail).toMatch(/\S/);
    expect(await stored('interactions').findOne({ accountId: account })).toBeNull();
  });
});

describe('hostile bodies', () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  it.each<[string, string, number[]]>([
    ['an operator for the id', '{"id":{"$ne":null},"occurredAt":"2026-05-04T09:30:00Z","customer":{}}', [400]],
    ['an operator deep in the properties', '{"id":"h","occurredAt":"2026-05-04T09:30:00Z","customer":{},"properties":{"a":[{"b":{"$where":"1"}}]}}', [400]],
    ['__proto__', '{"id":"h","occurredAt":"2026-05-04T09:30:00Z","customer":{},"__proto__":{"admin":true}}', [400]],
    ['__proto__ in the properties', '{"id":"h","occurredAt":"2026-05-04T09:30:00Z","customer":{},"properties":{"__proto__":{"admin":true}}}', [400]],
    ['constructor.prototype', '{"id":"h","occurredAt":"2026-05-04T09:30:00Z","customer":{},"properties":{"constructor":{"prototype":{"admin":true}}}}', [400]],
    ['10,000 levels', `{"id":"h","occurredAt":"2026-05-04T09:30:00Z","customer":{},"properties":{"a":${deep}}}`, [400]],
    ['10,000 levels alone', deep, [400]],
    ['10,000 open brackets', '['.repeat(10_000), [400]],
    ['a string of a megabyte', JSON.stringify({ id: 'x'.repeat(1_048_576) }), [413]],
    ['a lone surrogate', '{"id":"\\ud800","occurredAt":"2026-05-04T09:30:00Z","customer":{}}', [400]],
    ['a lone surrogate in a key', '{"id":"h","occurredAt":"2026-05-04T09:30:00Z","customer":{},"properties":{"\\udfff":1}}', [400, 422]],
    ['a NUL in a key', '{"id":"h","occurredAt":"2026-05-04T09:30:00Z","customer":{},"properties":{"a\\u0000b":1}}', [400]],
    ['half of a body', '{"id":"h"', [400]],
    ['nothing', '', [400]],
    ['a number', '1', [422]],
    ['null', 'null', [422]],
    ['a list', '[]', [422]],
    ['a number beyond all numbers', '{"id":"h","occurredAt":"2026-05-04T09:30:00Z","customer":{},"properties":{"n":1e999}}', [422]],
    ['50,000 keys', JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]))), [422]],
  ])('%s is refused', async (_what, body, statuses) => {
    const answer = await api.post(PATH, body, { 'content-type': 'application/json' });
    expect(statuses).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    expect(await stored('interactions').findOne({ accountId: account })).toBeNull();
  });

  it('bytes that are no UTF-8 are refused', async () => {
    expect((await api.post(PATH, new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), { 'content-type': 'application/json' })).status).toBe(400);
  });

  it('markup, operators as text and right-to-left marks are kept as what they are', async () => {
    const name = '<script>alert(1)</script> {{7*7}} ${jndi:ldap://x} \u202E\u0639\u0644\u064A';
    const properties = { q: '{"$gt":""}', list: [1, [2, { three: null }]], emoji: '👩‍👩‍👧', quote: "'; DROP TABLE", control: 'a\u0007b' };
    expect((await api.post(PATH, anInput({ customer: { externalId: '{"$ne":1}', name }, properties }))).status).toBe(202);
    const { body } = await api.get(at('order-1'));
    expect(body.customer).toEqual({ externalId: '{"$ne":1}', name });
    expect(body.properties).toEqual(properties);
  });

  it.each(['__proto__', 'constructor', '{"$ne":null}', '../../x', 'a/b', '%', "'", '\u202E'])('an id such as %j is only an id', async (id) => {
    expect((await api.get(at(id))).status).toBe(404);
    expect((await api.post(PATH, anInput({ id }))).status).toBe(202);
    expect((await api.get(at(id))).body.id).toBe(id);
  });

  it('a broken escape in the address is a 400', async () => {
    const response = await fetch(`${test.url}${PATH}/%E0%A4%A`, { headers: { authorization: `Bearer ${api.key}` } });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    ['text', { 'content-type': 'text/plain' }], ['a form', { 'content-type': 'application/x-www-form-urlencoded' }], ['no type', { 'content-type': '' }],
    ['gzip', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('%s instead of JSON is a 415', async (_what, headers) => {
    expect((await api.post(PATH, '{}', headers)).status).toBe(415);
  });

  it('a body without a declared length is cut off at the limit', async () => {
    const stream = new ReadableStream({
      start(controller) {
        for (let index = 0; index < 40; index += 1) controller.enqueue(new Uint8Array(65_536).fill(0x20));
        controller.close();
      },
    });
    const response = await fetch(`${test.url}${PATH}`, { method: 'POST', headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' }, body: stream, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(413);
  });
});

describe('POST /batch', () => {
  it('gives each item its own outcome; a bad one stops no other', async () => {
    await api.post(PATH, anInput({ id: 'known' }));
    const items = [anInput({ id: 'a' }), anInput({ id: 'b', customer: { email: '?' } }), 'text', anInput({ id: 'known' }), anInput({ id: 'a' }), anInput({ id: 'c' })];
    const { status, body } = await api.post(`${PATH}/batch`, { interactions: items });
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 2, duplicates: 2, rejected: 2 });
    expect(body.results.map(({ id, outcome, status: own }: { id: string; outcome: string; status: number }) => [id, outcome, own])).toEqual([
      ['a', 'accepted', 202], ['b', 'rejected', 422], [null, 'rejected', 422], ['known', 'duplicate', 200], ['a', 'duplicate', 200], ['c', 'accepted', 202],
    ]);
    expect(pointers(body.results[1])).toEqual(['/interactions/1/customer/email']);
    expect(await decisionsOf('c')).toMatchObject([{ outcome: 'invited' }]);
  });

  it('takes a bare list too, and says 200 when nothing was new', async () => {
    await api.post(`${PATH}/batch`, [anInput({ id: 'a' })]);
    const { status, body } = await api.post(`${PATH}/batch`, [anInput({ id: 'a' })]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 0, duplicates: 1, rejected: 0 });
  });

  it('takes a thousand at once and no more', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => anInput({ id: `m-${index}`, type: 'none', touchpoint: 'none' }));
    const { status, body } = await api.post(`${PATH}/batch`, { interactions: many(1000) });
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 1000, duplicates: 0, rejected: 0 });
    expect((await api.post(`${PATH}/batch`, { interactions: many(1001) })).status).toBe(422);
    expect((await api.post(`${PATH}/batch`, { interactions: [] })).status).toBe(422);
    expect(await stored('interactions').countDocuments({ accountId: account })).toBe(1000);
  });
});

it('200 ids delivered ten times each, ten and more at once: one interaction and one invitation each', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `p2-${index}`);
  /** A sender that is asked to come back does, a little later. */
  const deliver = async (id: string): Promise<number> => {
    const { status } = await api.post(PATH, anInput({ id, customer: { externalId: id, email: `${id}@example.com` } }));
    if (status !== 503) return status;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return deliver(id);
  };
  const answers: { id: string; status: number }[] = [];
  for (let start = 0; start < ids.length; start += 20) {
    const deliveries = Array.from({ length: 10 }, () => ids.slice(start, start + 20)).flat();
    answers.push(...await Promise.all(deliveries.map(async (id) => ({ id, status: await deliver(id) }))));
  }
  for (const id of ids) {
    const statuses = answers.filter((answer) => answer.id === id).map(({ status }) => status);
    expect(statuses.every((status) => status === 200 || status === 202)).toBe(true);
    expect(statuses.filter((status) => status === 202).length).toBeLessThanOrEqual(1);
    expect(statuses).toHaveLength(10);
  }
  await eventually('all decided', async () => (await stored('interactions').countDocuments({ accountId: account, batchId: { $exists: false } })) === 200, 25_000);
  const kept = await stored('interactions').find({ accountId: account }).toArray();
  expect(kept).toHaveLength(200);
  expect(kept.every(({ repeats }) => Number(repeats) >= 9)).toBe(true);
  const invitations = await stored('invitations').find({ accountId: account }).toArray();
  expect(invitations).toHaveLength(200);
  expect(new Set(invitations.map(({ interactionId }) => interactionId)).size).toBe(200);
}, 60_000);

it('keeps accounts apart: the same id is another interaction', async () => {
  await api.post(PATH, anInput());
  const other = await apiClient(test, (await anAccount(test.app))._id, 'write');
  expect((await other.get(at('order-1'))).status).toBe(404);
  expect((await other.post(PATH, anInput())).status).toBe(202);
});
