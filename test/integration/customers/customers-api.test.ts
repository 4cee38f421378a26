import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { receiveInteractions } from '../../../src/features/interactions/interactions.service.ts';
import { openCasesOfEvents } from '../../../src/features/cases/open-cases.job.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { claim, markSending } from '../../../src/features/invitations/sending.service.ts';
import { verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { anInteraction, answer, decided, everyDocument, invited, received, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';
import { decideBatches } from '../../../src/features/invitations/invitations.service.ts';
import { openFromEvents } from '../../../src/features/follow-ups/follow-ups.service.ts';
import { createUser } from '../../../src/features/users/users.service.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  await stored('invitations').deleteMany({});
  test.mailer.sent = [];
  test.mailer.outcomes = [];
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'admin');
});
afterAll(async () => test.close());

const at = (idOrEmail: string, rest = '') => `/api/v1/customers/${encodeURIComponent(idOrEmail)}${rest}`;

describe('a customer', () => {
  it('is created by id or by address, changed by merging, and found under each', async () => {
    expect(await api.put(at('c 1/ö'), { email: 'Ada@Example.com', name: 'Ada', properties: { plan: 'pro' } })).toMatchObject({ status: 201, body: { externalId: 'c 1/ö', email: 'Ada@Example.com', suppressed: false, suppression: null } });
    expect(await api.put(at('ada@example.COM'), { locale: 'pl', properties: { city: 'Łódź' } })).toMatchObject({ status: 200, body: { externalId: 'c 1/ö', name: 'Ada', locale: 'pl', properties: { plan: 'pro', city: 'Łódź' } } });
    const { body } = await api.get(at('c 1/ö'));
    expect((await api.get(at('ADA@example.com'))).body).toEqual(body);
    expect((await api.get(at(body.id))).body).toEqual(body);
    expect(await api.put(at(body.id), { name: 'Ada L.' })).toMatchObject({ status: 200, body: { id: body.id, name: 'Ada L.' } });
    expect(await stored('customers').countDocuments({ accountId: account })).toBe(1);
    expect((await api.get(at('nobody'))).status).toBe(404);
  });

  it.each([
    ['c1', { externalId: 'c2' }, '/externalId'], ['a@example.com', { email: 'b@example.com' }, '/email'], ['c1', { email: 'x' }, '/email'], ['c1', { timeZone: 'Mars/Base' }, '/timeZone'],
    ['c1', { suppressed: 'yes' }, '/suppressed'], ['c1', { suppressed: true }, '/suppressed'], ['c1', { nmae: 'x' }, '/nmae'],
  ])('%s is refused with %j', async (idOrEmail, input, pointer) => {
    expect(await api.put(at(idOrEmail), input)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('is written to no more once suppressed, in every spelling, and again once lifted', async () => {
    await aSurvey(test.app, account);
    const pending = await invited(test.app, account, { customer: { externalId: 'ada', email: 'ada@example.com' } });
    expect((await api.put(at('ada'), { suppressed: true })).body).toMatchObject({ suppressed: true, suppression: { reason: 'manual' } });
    expect((await api.put(at('ada'), { suppressed: true })).status).toBe(200);
    expect((await api.get(`/api/v1/invitations/${pending._id}`)).body.status).toBe('cancelled');
    expect((await decided(test.app, account, { customer: { externalId: 'other', email: 'ADA+x@example.com' } })).decisions).toMatchObject([{ reason: 'suppressed' }]);
    expect(await stored('events').countDocuments({ accountId: account, type: 'customer.suppressed' })).toBe(1);
    expect((await api.put(at('ada'), { suppressed: false })).body).toMatchObject({ suppressed: false, suppression: null });
    expect((await decided(test.app, account, { customer: { externalId: 'ada' } })).decisions).toMatchObject([{ outcome: 'invited' }]);
  });
});

describe('everything held', () => {
  it('is handed out whole', async () => {
    await createUser(test.app, account, { email: 'boss@acme.test', role: 'owner' });
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account, { customer: { externalId: 'ada', email: 'ada@example.com' } });
    await sendDue(test.app);
    await answer(test.app, test.clock.advance, invitation, { score: '2', comment: 'slow' });
    await openFromEvents(test.app);
    await openCasesOfEvents(test.app);
    const { body } = await api.get(at('ada', '/export'));
    expect(body).toMatchObject({
      customer: { externalId: 'ada', email: 'ada@example.com' }, suppression: null, interactions: [{ customer: { email: 'ada@example.com' } }],
      invitations: [{ id: invitation._id, address: 'ada@example.com' }], responses: [{ score: 2, comment: 'slow' }], evidence: [{ score: 2 }], cases: [{ responseId: invitation._id, status: 'open', notes: [] }], followUps: [{ rule: expect.any(String) }], facts: [],
    });
    expect((await api.get(at('nobody', '/export'))).status).toBe(404);
  });
});

describe('erasure', () => {
  const CANARY = 'Canary7f3a';

  /** Names of the collections in which some document still holds the text, in a key or a value. */
  async function holding(text: string): Promise<string[]> {
    return Object.entries(await everyDocument()).filter(([, documents]) => JSON.stringify(documents).includes(text)).map(([name]) => name).toSorted();
  }

  it('leaves nothing of the person and every count', async () => {
    await createUser(test.app, account, { email: 'boss@acme.test', role: 'owner' });
    await aSurvey(test.app, account, { thankCustomer: true, question: { en: 'How was it, {{customer.nick}} of {{properties.note}}?' } });
    await aSurvey(test.app, account, { touchpoint: 'later', delay: '2d' }, 'later');
    await aSurvey(test.app, account, { touchpoint: 'bounce' }, 'bounce');
    const customer = { externalId: `id-${CANARY}`, email: `${CANARY}@example.com`, name: CANARY, properties: { nick: CANARY } };
    const first = await invited(test.app, account, { customer, properties: { note: CANARY } });
    await sendDue(test.app);
    await answer(test.app, test.clock.advance, first, { score: '9', comment: CANARY });
    await answer(test.app, test.clock.advance, first, { score: '3', comment: `${CANARY} again` });
    await openFromEvents(test.app);
    await openCasesOfEvents(test.app);
    const found = (await api.get('/api/v1/cases')).body.data[0];
    await api.post(`/api/v1/cases/${found.id}/notes`, { text: CANARY });
    await api.post(`/api/v1/cases/${found.id}/close`, { outcome: CANARY, rootCause: CANARY });
    await api.put(`/api/v1/responses/${first._id}/tags`, { tags: [CANARY] });
    await api.put(`/api/v1/responses/${first._id}/tags`, { tags: [`${CANARY} two`] });
    await api.patch(`/api/v1/responses/${first._id}`, { excluded: { reason: CANARY } });
    await api.patch(`/api/v1/responses/${first._id}`, { excluded: null });
    const bounced = await invited(test.app, account, { touchpoint: 'bounce', customer: { ...customer, email: `old-${CANARY}@example.com` } });
    test.mailer.outcomes = [{ kind: 'refused', reply: `550 no such user old-${CANARY}@example.com` }];
    await sendDue(test.app);
    const pending = await invited(test.app, account, { touchpoint: 'later', customer });
    await decided(test.app, account, { touchpoint: 'nowhere', customer, properties: { note: CANARY } });
    const undecided = await received(test.app, account, anInteraction(test.app, { customer: { email: `${CANARY}@EXAMPLE.com` }, properties: { note: CANARY } }));
    await api.post('/api/v1/responses', { survey: 'nps', customer, score: 10, comment: CANARY, properties: { note: CANARY } });
    // The audit log knows them by our id, before and after.
    await api.put(at(customer.externalId), { name: CANARY });
    expect(await holding(CANARY)).toEqual(['cases', 'customers', 'interactions', 'invitations', 'responses']);
    const before = { scores: (await api.get('/api/v1/reports/scores')).body, ledger: (await api.get('/api/v1/ledger')).body };

    expect((await api.delete(at(customer.externalId))).body).toMatchObject({ customers: 1, interactions: 5, invitations: 4, responses: 2, cases: 1 });
    expect(await holding(CANARY)).toEqual([]);
    expect(await holding(CANARY.toLowerCase())).toEqual([]);
    expect((await api.get('/api/v1/reports/scores')).body).toEqual(before.scores);
    const { ledger } = before;
    expect((await api.get('/api/v1/ledger')).body).toEqual({ ...ledger, invitations: { responded: 1, bounced: 1, cancelled: 1 } });
    expect(await verifyRollups(test.app, account)).toEqual([]);
    expect((await api.get(at(customer.externalId))).status).toBe(404);
    expect((await api.delete(at(customer.externalId))).status).toBe(404);
    expect((await api.get(`/api/v1/invitations/${pending._id}`)).body).toMatchObject({ status: 'cancelled', address: null, name: null });
    expect((await api.get(`/api/v1/invitations/${bounced._id}`)).body).toMatchObject({ status: 'bounced', address: null });
    expect((await api.get(`/api/v1/responses/${first._id}`)).body).toMatchObject({ score: 3, comment: null, revisions: [{ score: 9, comment: null }], evidence: [] });

    // An old link brings nothing of the person back.
    await answer(test.app, test.clock.advance, first, { score: '0', comment: CANARY });
    expect(await holding(CANARY)).toEqual([]);
    expect((await api.get('/api/v1/reports/scores')).body).toEqual(before.scores);

    // Nothing is sent any more, whoever asks: not what waits, not under any of the addresses.
    test.mailer.sent = [];
    test.clock.advance(3 * 86_400_000);
    await decideBatches(test.app, [undecided]);
    await receiveInteractions(test.app, account, 'api', [anInteraction(test.app, { id: 'back', customer: { email: `old-${CANARY}@example.com` } })]);
    expect((await decided(test.app, account, { customer: { email: customer.email } })).decisions).toMatchObject([{ reason: 'suppressed' }]);
    await sendDue(test.app);
    expect(test.mailer.sent).toEqual([]);
  });

  it('waits for a mail that is being handed over', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account, { customer: { externalId: 'ada', email: 'ada@example.com' } });
    const { lease, claimed } = await claim(test.app, [invitation._id], 'firsts');
    await markSending(test.app, claimed, lease);
    const refused = await api.delete(at('ada'));
    expect(refused.status).toBe(409);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await api.get(at('ada'))).body.email).toBe('ada@example.com');
  });

  it('by address takes everybody who has it, and needs an admin’s key', async () => {
    await api.put(at('one'), { email: 'shared@example.com' });
    await api.put(at('two'), { email: 'shared@example.com' });
    const writer = await apiClient(test, account, 'write');
    expect((await writer.delete(at('shared@example.com'))).status).toBe(403);
    expect((await api.delete(at('shared@example.com'))).body).toMatchObject({ customers: 2 });
    expect((await api.get(at('one'))).status).toBe(404);
    expect((await api.put(at('one'), { email: 'shared@example.com' })).body).toMatchObject({ suppressed: true, suppression: { reason: 'erased' } });
  });
});
