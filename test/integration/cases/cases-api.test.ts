import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeCase, noteOnCase, reopenCase } from '../../../src/features/cases/case-steps.service.ts';
import { createUser } from '../../../src/features/users/users.service.ts';
import { eraseCustomer } from '../../../src/features/privacy/privacy.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const HOUR = 3_600_000;
const PATH = '/api/v1/cases';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  test.clock.set('2026-05-20T12:00:00Z');
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'write');
  await aSurvey(test.app, account);
});
afterAll(async () => test.close());

const pointers = (body: { errors?: { pointer: string }[] }) => (body.errors ?? []).map(({ pointer }) => pointer);
const eventTypes = async () => (await stored('events').find({ accountId: account, type: /^case\./ }, { sort: { at: 1 } }).toArray()).map(({ type }) => type);

async function anAnswer(score = 9, values: object = {}): Promise<string> {
  return (await api.post('/api/v1/responses', { survey: 'nps', customer: { externalId: 'ada' }, score, ...values })).body.id;
}

async function aCase(values: object = {}): Promise<string> {
  return (await api.post(PATH, { responseId: await anAnswer(), ...values })).body.id;
}

describe('POST /cases', () => {
  it('opens a case for any answer, once', async () => {
    const responseId = await anAnswer(9, { comment: 'fine, but the parcel was wet' });
    const first = await api.post(PATH, { responseId, rootCause: 'packaging' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      status: 'open', origin: 'hand', responseId, rootCause: 'packaging', dueAt: expect.stringMatching(/^2026-05-22T12:0/), notes: [], turns: [{ to: 'open', outcome: null }],
      answer: { score: 9, category: 'promoter', comment: 'fine, but the parcel was wet' },
    });
    const again = await api.post(PATH, { responseId, rootCause: 'something else' });
    expect(again).toMatchObject({ status: 200, body: first.body });
    const together = await anAnswer();
    const all = await Promise.all(Array.from({ length: 6 }, () => api.post(PATH, { responseId: together })));
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await eventTypes()).toEqual(['case.opened', 'case.opened']);
  });

  it('refuses what is not there', async () => {
    const responseId = await anAnswer();
    expect(pointers((await api.post(PATH, { responseId: 'nothing' })).body)).toEqual(['/responseId']);
    expect(pointers((await api.post(PATH, { responseId, ownerId: 'nobody@acme.test' })).body)).toEqual(['/ownerId']);
    expect(pointers((await api.post(PATH, { responseId, dueAt: '2026-05-20T11:00:00Z' })).body)).toEqual(['/dueAt']);
    expect(pointers((await api.post(PATH, { responseId, colour: 'red' })).body)).toEqual(['/colour']);
    expect(pointers((await api.post(PATH, {})).body)).toEqual(['/responseId']);
    expect(await stored('cases').countDocuments({ accountId: account })).toBe(0);
  });

  it('neither opens nor shows anything across accounts', async () => {
    const responseId = await anAnswer();
    const { body: theirs } = await api.post(PATH, { responseId });
    const other = await anAccount(test.app);
    const user = await createUser(test.app, other._id, { email: 'agent@other.test', role: 'agent' });
    const stranger = await apiClient(test, other._id, 'write');
    expect(pointers((await stranger.post(PATH, { responseId: await anAnswer() })).body)).toEqual(['/responseId']);
    expect((await stranger.get(PATH)).body.data).toEqual([]);
    expect((await stranger.get(`${PATH}/${theirs.id}`)).status).toBe(404);
    expect(pointers((await api.patch(`${PATH}/${theirs.id}`, { ownerId: user._id })).body)).toEqual(['/ownerId']);
  });
});

describe('a case', () => {
  it('is taken on, noted, closed and reopened, each step with its event', async () => {
    const agent = await createUser(test.app, account, { email: 'Agent@acme.test', name: 'Agent', role: 'agent' });
    const id = await aCase();
    const at = `${PATH}/${id}`;
    expect((await api.patch(at, { ownerId: 'agent@acme.test', rootCause: 'late delivery' })).body).toMatchObject({ ownerId: agent._id, owner: { name: 'Agent', email: 'Agent@acme.test' }, rootCause: 'late delivery' });
    expect((await api.patch(at, { ownerId: agent._id, dueAt: '2026-05-21T00:00:00+02:00' })).body).toMatchObject({ ownerId: agent._id, dueAt: '2026-05-20T22:00:00.000Z', rootCause: 'late delivery' });
    expect(await api.post(`${at}/notes`, { text: 'No answer by phone' })).toMatchObject({ status: 201, body: { notes: [{ text: 'No answer by phone' }] } });
    test.clock.advance(HOUR);
    const closed = await api.post(`${at}/close`, { outcome: 'Called, sent a new parcel' });
    expect(closed).toMatchObject({ status: 200, body: { status: 'closed', outcome: 'Called, sent a new parcel', rootCause: 'late delivery', closedAt: expect.stringMatching(/^2026-05-20T13:/) } });
    expect((await api.post(`${at}/notes`, { text: 'They called to thank us' })).body.notes).toHaveLength(2);
    test.clock.advance(HOUR);
    const reopened = await api.post(`${at}/reopen`);
    expect(reopened.body).toMatchObject({ status: 'open', outcome: null, closedAt: null, dueAt: expect.stringMatching(/^2026-05-22T14:/), ownerId: agent._id });
    expect((await api.post(`${at}/close`, { outcome: 'Really sent', rootCause: 'wrong address' })).body).toMatchObject({
      rootCause: 'wrong address', turns: [{ to: 'open' }, { to: 'closed', outcome: 'Called, sent a new parcel' }, { to: 'open', outcome: null }, { to: 'closed', outcome: 'Really sent' }],
    });
    expect(await eventTypes()).toEqual(['case.opened', 'case.closed', 'case.reopened', 'case.closed']);
  });

  it('names who of the account’s people wrote, closed and reopened; programs have no name', async () => {
    const id = await aCase();
    const ada = { id: 'user-1', name: 'Ada' };
    await api.post(`${PATH}/${id}/notes`, { text: 'by a program' });
    await noteOnCase(test.app, account, id, 'by a person', ada);
    await closeCase(test.app, account, id, { outcome: 'Called' }, ada);
    await reopenCase(test.app, account, id, ada);
    expect((await api.get(`${PATH}/${id}`)).body).toMatchObject({
      notes: [{ text: 'by a program', author: null }, { text: 'by a person', author: ada }],
      turns: [{ to: 'open', author: null }, { to: 'closed', author: ada }, { to: 'open', author: ada }],
    });
  });

  it('is closed and reopened once by the same call twice, and not closed otherwise', async () => {
    const at = `${PATH}/${await aCase()}`;
    const all = await Promise.all(Array.from({ length: 4 }, () => api.post(`${at}/close`, { outcome: 'Called' })));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await api.post(`${at}/close`, { outcome: 'Wrote' })).status).toBe(409);
    expect((await api.post(`${at}/close`, { outcome: 'Called', rootCause: 'price' })).status).toBe(409);
    expect((await api.patch(at, { dueAt: '2026-06-01T00:00:00Z' })).status).toBe(409);
    expect((await api.patch(at, { rootCause: 'price' })).body.rootCause).toBe('price');
    await Promise.all([api.post(`${at}/reopen`), api.post(`${at}/reopen`)]);
    expect((await api.get(at)).body).toMatchObject({ status: 'open', turns: [{ to: 'open' }, { to: 'closed' }, { to: 'open' }] });
    expect(await eventTypes()).toEqual(['case.opened', 'case.closed', 'case.reopened']);
  });

  it('takes only what it understands', async () => {
    const at = `${PATH}/${await aCase()}`;
    expect(pointers((await api.post(`${at}/close`, {})).body)).toEqual(['/outcome']);
    expect(pointers((await api.post(`${at}/close`, { outcome: '  ' })).body)).toEqual(['/outcome']);
    expect(pointers((await api.post(`${at}/notes`, { text: 'x'.repeat(5001) })).body)).toEqual(['/text']);
    expect(pointers((await api.patch(at, { rootCause: 'two\nlines' })).body)).toEqual(['/rootCause']);
    expect(pointers((await api.patch(at, { status: 'closed' })).body)).toEqual(['/status']);
    for (const path of [`${PATH}/nothing`, `${PATH}/nothing/close`]) expect((await (path.endsWith('close') ? api.post(path, { outcome: 'x' }) : api.get(path))).status).toBe(404);
    const reader = await apiClient(test, account, 'read');
    expect((await reader.post(`${at}/reopen`)).status).toBe(403);
  });

  it('holds a bounded number of entries', async () => {
    const id = await aCase();
    const at = `${PATH}/${id}`;
    await stored('cases').updateOne({ _id: id }, { $set: { notes: Array.from({ length: 498 }, (_, index) => ({ at: test.app.now(), text: String(index) })) } });
    expect((await api.post(`${at}/notes`, { text: 'the last' })).status).toBe(201);
    expect((await api.post(`${at}/notes`, { text: 'one too many' })).status).toBe(409);
    expect((await api.post(`${at}/close`, { outcome: 'Called' })).status).toBe(409);
  });

  it('of an erased customer keeps nothing that was written and takes nothing more', async () => {
    const id = await aCase({ rootCause: 'Ada moved' });
    const at = `${PATH}/${id}`;
    await api.post(`${at}/notes`, { text: 'Ada was away' });
    await api.post(`${at}/close`, { outcome: 'Ada is happy' });
    await api.post(`${at}/reopen`);
    await eraseCustomer(test.app, account, 'ada');
    const { body } = await api.get(at);
    expect(body).toMatchObject({ status: 'closed', outcome: null, rootCause: null, notes: [], answer: { comment: null }, turns: [{ to: 'open' }, { to: 'closed', outcome: null }, { to: 'open' }] });
    expect(JSON.stringify(await stored('cases').findOne({ _id: id }))).not.toContain('Ada');
    for (const [path, sent] of [['close', { outcome: 'Ada' }], ['reopen', undefined], ['notes', { text: 'Ada' }]] as const) expect((await api.post(`${at}/${path}`, sent)).status).toBe(409);
    expect((await api.patch(at, { rootCause: 'Ada' })).status).toBe(409);
    expect(pointers((await api.post(PATH, { responseId: await anErased() })).body)).toEqual(['/responseId']);
  });

  async function anErased(): Promise<string> {
    const responseId = await anAnswer(2, { customer: { externalId: 'bob' } });
    await eraseCustomer(test.app, account, 'bob');
    return responseId;
  }
});

describe('GET /cases', () => {
  it('finds by status, owner, touchpoint, survey and overdue, page by page', async () => {
    await aSurvey(test.app, account, { metric: 'csat', touchpoint: 'support' }, 'support');
    const agent = await createUser(test.app, account, { email: 'agent@acme.test', role: 'agent' });
    const ids: Record<string, string> = {};
    for (const [name, survey, score] of [['a', 'nps', 1], ['b', 'support', 1], ['c', 'nps', 2], ['d', 'nps', 3]] as const) {
      ids[name] = (await api.post(PATH, { responseId: await anAnswer(score, { survey }), ownerId: name === 'c' ? agent._id : null })).body.id;
      test.clock.advance(HOUR);
    }
    const named = Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name]));
    await api.post(`${PATH}/${ids['d']}/close`, { outcome: 'Called' });
    const listed = async (query: string): Promise<string> => ((await api.get(`${PATH}?${query}`)).body.data as { id: string }[]).map(({ id }) => named[id]).join('');
    expect(await listed('limit=50')).toBe('dcba');
    expect(await listed('status=open')).toBe('cba');
    expect(await listed('status=closed')).toBe('d');
    expect(await listed('owner=agent@acme.test')).toBe('c');
    expect(await listed(`owner=${agent._id}`)).toBe('c');
    expect(await listed('owner=none')).toBe('dba');
    expect(await listed('touchpoint=support')).toBe('b');
    expect(await listed('survey=nps&status=open')).toBe('ca');
    expect(await listed('overdue=true')).toBe('');
    test.clock.advance(46 * HOUR);
    expect(await listed('overdue=true')).toBe('cba');
    expect(await listed('overdue=true&status=closed')).toBe('');
    const first = (await api.get(`${PATH}?limit=3`)).body;
    expect(first.data.map(({ id }: { id: string }) => named[id]).join('')).toBe('dcb');
    expect((await api.get(`${PATH}?limit=3&cursor=${first.nextCursor}`)).body).toMatchObject({ data: [{ id: ids['a'] }], nextCursor: null });
    for (const query of ['status=done', 'owner=nobody', 'overdue=yes', 'colour=red', 'cursor=abc']) expect((await api.get(`${PATH}?${query}`)).status).toBe(422);
    expect(pointers((await api.get(`${PATH}?owner=nobody`)).body)).toEqual(['/query/owner']);
  });
});
