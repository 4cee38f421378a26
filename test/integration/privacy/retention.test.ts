import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Retention } from '../../../src/domain/retention.ts';
import { openCasesOfEvents } from '../../../src/features/cases/open-cases.job.ts';
import { openFromEvents } from '../../../src/features/follow-ups/follow-ups.service.ts';
import { sendOpenFollowUps } from '../../../src/features/follow-ups/send-follow-ups.job.ts';
import { interactionId } from '../../../src/features/interactions/interactions.service.ts';
import type { Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { sweepInvitations } from '../../../src/features/invitations/sweep-invitations.job.ts';
import { rebuildOutcomes, refreshFromEvents, verifyOutcomes } from '../../../src/features/outcomes/outcomes.service.ts';
import { keepTo, setRetention } from '../../../src/features/privacy/retention.service.ts';
import { verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import { createUser } from '../../../src/features/users/users.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { answer, decided, everyDocument, invited, stored, unsubscribeUrl } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const DAY = 86_400_000;
const WORDS = 'Canary-words-41';
const NOTED = 'Canary-noted-74';
const REPORTED = 'Canary-reported-52';
const ADDRESS = 'canary-address-63';
const STRICT: Retention = { comments: 30, interactions: 30, evidence: 30, invitations: 30, cases: 30 };

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  await stored('invitations').deleteMany({});
  test.clock.set(new Date());
  test.mailer.outcomes = [];
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'admin');
});
afterAll(async () => test.close());

/** Names of the collections of this account in which some document holds the text. */
async function holding(text: string): Promise<string[]> {
  return Object.entries(await everyDocument()).filter(([, documents]) => JSON.stringify(documents.filter(({ accountId }) => accountId === account)).toLowerCase().includes(text.toLowerCase())).map(([name]) => name).toSorted();
}

interface Furnished {
  answered: Invitation;
  silent: Invitation;
}

/** Every way in which words, properties and addresses of a person come in, then 60 days. */
async function furnish(): Promise<Furnished> {
  await createUser(test.app, account, { email: 'boss@acme.test', role: 'owner' });
  await aSurvey(test.app, account, { thankCustomer: true, question: { en: 'How was {{properties.note}}?' }, coolDown: [{ since: 'invitation', across: 'survey', days: 90 }] });
  await aSurvey(test.app, account, { touchpoint: 'bounce' }, 'bounce');
  const ada = { externalId: 'ada', email: `${ADDRESS}@example.com`, name: 'Ada' };
  const answered = await invited(test.app, account, { id: 'order-1', customer: ada, properties: { note: REPORTED } });
  await sendDue(test.app);
  await answer(test.app, test.clock.advance, answered, { score: '9', comment: WORDS });
  await answer(test.app, test.clock.advance, answered, { score: '3', comment: `${WORDS} again` });
  await openFromEvents(test.app);
  await openCasesOfEvents(test.app);
  const { data: [theirCase] } = (await api.get('/api/v1/cases')).body as { data: [{ id: string }] };
  const inCase = (step: string, body: object) => api.post(`/api/v1/cases/${theirCase.id}/${step}`, body);
  await inCase('notes', { text: NOTED });
  await inCase('close', { outcome: NOTED, rootCause: 'late delivery' });
  await inCase('reopen', {});
  await inCase('close', { outcome: `${NOTED} twice`, rootCause: 'late delivery' });
  test.mailer.outcomes = [{ kind: 'accepted', reply: '250' }, { kind: 'refused', reply: `550 no such user ${ADDRESS}@example.com` }, { kind: 'refused', reply: `550 no such user ${ADDRESS}@example.com` }];
  await sendOpenFollowUps(test.app);
  test.mailer.outcomes = [];
  const silent = await invited(test.app, account, { customer: { externalId: 'bob', email: 'bob@example.com' }, properties: { note: REPORTED } });
  await sendDue(test.app);
  await invited(test.app, account, { touchpoint: 'bounce', customer: { externalId: 'eve', email: `old-${ADDRESS}@example.com` } });
  test.mailer.outcomes = [{ kind: 'refused', reply: `550 no such user old-${ADDRESS}@example.com` }];
  await sendDue(test.app);
  await decided(test.app, account, { touchpoint: 'nowhere', customer: ada, properties: { note: REPORTED } });
  await api.post('/api/v1/responses', { id: 'elsewhere', survey: 'nps', customer: ada, score: 10, comment: WORDS, properties: { note: REPORTED } });
  test.clock.advance(60 * DAY);
  await sweepInvitations(test.app);
  await refreshFromEvents(test.app);
  return { answered, silent };
}

let looks = 0;

/** Every number that reports are made of. */
async function numbers(): Promise<Record<string, unknown>> {
  const owner = await signedInAgent(test, account, 'owner');
  const from = new Date(test.app.now().getTime() - 90 * DAY).toISOString().slice(0, 10);
  const to = new Date(test.app.now().getTime() + DAY).toISOString().slice(0, 10);
  // Each time over other days, before which there was nothing: the page remembers what it counted for a minute.
  looks += 1;
  const begin = new Date(test.app.now().getTime() - (90 + looks) * DAY).toISOString().slice(0, 10);
  const page = (await owner.get(`/admin/reports/touchpoints/checkout?period=custom&from=${begin}&through=${to}`)).body;
  return {
    scores: (await api.get(`/api/v1/reports/scores?from=${from}&to=${to}`)).body,
    outcomes: (await api.get(`/api/v1/reports/outcomes?from=${from}&to=${to}&minimum=1`)).body,
    business: (await api.get(`/api/v1/reports/business?from=${from}&to=${to}`)).body,
    ledger: (await api.get('/api/v1/ledger')).body,
    // Reports show the latest comments; their words are no number.
    funnel: /<h2[^>]*id="funnel"[\s\S]*?<\/section>/.exec(page)?.[0],
    rollups: await verifyRollups(test.app, account),
    sheets: (await verifyOutcomes(test.app, account)).differences,
    stored: await stored('rollups').find({ accountId: account }, { sort: { _id: 1 } }).toArray(),
    dates: (await stored('responses').find({ accountId: account }, { sort: { _id: 1 } }).toArray()).map(({ _id, score, category, respondedAt, respondedOn, sentOn, updatedAt, customerId, segments }) => ({ _id, score, category, respondedAt, respondedOn, sentOn, updatedAt, customerId, segments })),
  };
}

describe('what an account keeps no longer', () => {
  it('is gone from everywhere, and every number is as before', async () => {
    const { answered, silent } = await furnish();
    expect([await holding(WORDS), await holding(REPORTED)]).toEqual([['responses'], ['interactions', 'invitations']]);
    expect(await holding(NOTED)).toEqual(['cases']);
    expect(await holding(ADDRESS)).toEqual(['customers', 'followUps', 'interactions', 'invitations']);
    const before = await numbers();
    expect(before).toMatchObject({ rollups: [], sheets: [], funnel: expect.stringContaining('Answered with a comment</th>') });
    const { due } = (await api.put('/api/v1/account/retention', STRICT)).body;
    expect(due).toEqual({ comments: { count: 2, isLeast: false }, interactions: { count: 4, isLeast: false }, evidence: { count: 1, isLeast: false }, invitations: { count: 4, isLeast: false }, cases: { count: 1, isLeast: false } });

    expect(await keepTo(test.app, account, { withinMs: Infinity })).toBe(true);
    expect([await holding(WORDS), await holding(REPORTED), await holding(NOTED)]).toEqual([[], [], []]);
    expect(await stored('cases').findOne({ accountId: account })).toMatchObject({ status: 'closed', rootCause: 'late delivery', turns: [{ to: 'open' }, { to: 'closed' }, { to: 'open' }, { to: 'closed' }] });
    // Customers are kept until they are erased.
    expect(await holding(ADDRESS)).toEqual(['customers']);
    expect(await stored('evidence').countDocuments({ accountId: account })).toBe(0);
    expect(await stored('responses').countDocuments({ accountId: account, sender: { $ne: null } })).toBe(0);
    expect(await numbers()).toEqual(before);
    await rebuildOutcomes(test.app, account);
    expect(await numbers()).toEqual(before);
    expect((await api.get('/api/v1/account/retention')).body).toMatchObject({ rules: STRICT, appliedAt: expect.any(String), due: { comments: { count: 0 }, interactions: { count: 0 }, evidence: { count: 0 }, invitations: { count: 0 }, cases: { count: 0 } } });

    // What stays: a repeat is known, a cool-down holds, an old link unsubscribes.
    expect((await api.post('/api/v1/interactions', { id: 'order-1', touchpoint: 'checkout', occurredAt: test.app.now().toISOString(), customer: { externalId: 'ada' } })).status).toBe(200);
    expect((await decided(test.app, account, { customer: { externalId: 'ada' } })).decisions).toMatchObject([{ outcome: 'skipped' }]);
    expect((await (await signedInAgent(test, account, 'viewer')).get(`/admin/responses/${answered._id}`)).body).toContain('by a retention rule of the account');
    expect((await api.get(`/api/v1/responses/${answered._id}`)).body).toMatchObject({ score: 3, comment: null, revisions: [{ score: 9, comment: null }] });
    await fetch(unsubscribeUrl(test.app, silent), { method: 'POST' });
    expect((await api.get('/api/v1/customers/bob')).body).toMatchObject({ suppression: { reason: 'unsubscribed' } });
  });

  it('is not what is younger, still open, or of another account', async () => {
    await aSurvey(test.app, account, { expiresAfter: '100d' });
    const open = await invited(test.app, account, { customer: { externalId: 'ada', email: 'ada@example.com' }, properties: { note: REPORTED } });
    await sendDue(test.app);
    test.clock.advance(29 * DAY);
    const young = await invited(test.app, account, { customer: { externalId: 'bob', email: 'bob@example.com' }, properties: { note: REPORTED } });
    await sendDue(test.app);
    await answer(test.app, test.clock.advance, young, { score: '9', comment: WORDS });
    test.clock.advance(13 * DAY);
    const untouched = async (): Promise<unknown> => [await stored('responses').find({ accountId: account }).toArray(), await stored('evidence').find({ accountId: account }).toArray(), await stored('invitations').find({ accountId: account }).toArray(), await stored('interactions').findOne({ _id: interactionId(account, 'api', String((await stored('interactions').findOne({ _id: String(young.interactionId) }))?.['externalId'])) })];
    const before = await untouched();
    const foreign = (await anAccount(test.app))._id;
    await setRetention(test.app, foreign, STRICT);
    await keepTo(test.app, foreign, { withinMs: Infinity });
    expect(await stored('interactions').countDocuments({ accountId: account, emptiedAt: null })).toBe(2);
    await setRetention(test.app, account, STRICT);
    await keepTo(test.app, account, { withinMs: Infinity });
    expect(await untouched()).toEqual(before);
    expect(await stored('interactions').findOne({ _id: String(open.interactionId) })).toMatchObject({ customer: {}, properties: {}, decisions: [{ outcome: 'invited' }] });
  });

  it('goes slice by slice: stopped anywhere, run twice and at once, the end is the same', async () => {
    const old = new Date(test.app.now().getTime() - 100 * DAY);
    const made = Array.from({ length: 1201 }, (_, index) => ({
      _id: `${account}-${index}`, accountId: account, source: 'api', externalId: `x-${index}`, type: null, touchpoint: 'checkout', occurredAt: old,
      customer: { name: REPORTED }, properties: {}, receivedAt: new Date(old.getTime() + Math.floor(index / 700)), repeats: 0, decisions: [],
    }));
    await stored('interactions').insertMany(made);
    await setRetention(test.app, account, { ...STRICT, comments: null });
    const left = (): Promise<number> => stored('interactions').countDocuments({ accountId: account, emptiedAt: null });
    expect(await keepTo(test.app, account, { withinMs: 0 })).toBe(false);
    expect(await left()).toBe(701);
    // Not done, so the sweep finds it again.
    expect((await api.get('/api/v1/account/retention')).body).toMatchObject({ appliedAt: null, due: { interactions: { count: 701 } } });
    expect(await Promise.all([keepTo(test.app, account, { withinMs: Infinity }), keepTo(test.app, account, { withinMs: Infinity })])).toEqual([true, true]);
    expect([await left(), await holding(REPORTED)]).toEqual([0, []]);
    const all = JSON.stringify(await everyDocument());
    expect(await keepTo(test.app, account, { withinMs: Infinity })).toBe(true);
    const { accounts: before, ...rest } = JSON.parse(all) as Record<string, unknown[]>;
    const { accounts: after, ...same } = JSON.parse(JSON.stringify(await everyDocument())) as Record<string, unknown[]>;
    expect(same).toEqual(rest);
    expect(after).toHaveLength(before?.length ?? 0);
  });

  it('is found by the sweep once a day, and at once after a change', async () => {
    const { answered } = await furnish();
    const workers = test.workers();
    await workers.sweep();
    await eventually('a first run', async () => ((await stored('accounts').findOne({ _id: account }))?.['retentionRun'] as { wholeAt: unknown } | undefined)?.wholeAt);
    expect((await stored('responses').findOne({ _id: answered._id }))?.['comment']).toContain(WORDS);
    await api.put('/api/v1/account/retention', STRICT);
    await eventually('the new rules', async () => (await holding(WORDS)).length === 0);
    test.clock.advance(3 * DAY);
    await api.post('/api/v1/responses', { id: 'later', survey: 'nps', customer: { externalId: 'ada' }, score: 10, comment: WORDS });
    test.clock.advance(30.5 * DAY);
    await workers.sweep();
    await eventually('the next day', async () => (await holding(WORDS)).length === 0);
    await workers.close();
  });
});

describe('a case that was opened again', () => {
  it('keeps what was written in it, however old that is', async () => {
    await furnish();
    const { data: [closed] } = (await api.get('/api/v1/cases')).body as { data: [{ id: string }] };
    await api.post(`/api/v1/cases/${closed.id}/reopen`, {});
    await api.put('/api/v1/account/retention', STRICT);
    await keepTo(test.app, account, { withinMs: Infinity });
    expect((await api.get(`/api/v1/cases/${closed.id}`)).body.notes).toMatchObject([{ text: NOTED }]);
    await api.post(`/api/v1/cases/${closed.id}/close`, { outcome: 'done' });
    test.clock.advance(31 * DAY);
    await keepTo(test.app, account, { withinMs: Infinity });
    expect((await api.get(`/api/v1/cases/${closed.id}`)).body.notes).toEqual([]);
    const owner = await signedInAgent(test, account, 'owner');
    expect((await owner.get(`/admin/cases/${closed.id}`)).body).toContain('your account keeps them no longer');
  });
});

describe('the rules', () => {
  it.each([
    ['days too few', { ...STRICT, comments: 29 }, '/comments'], ['days too many', { ...STRICT, interactions: 401 }, '/interactions'], ['part of a day', { ...STRICT, evidence: 30.5 }, '/evidence'],
    ['a rule that is not there', { comments: 30 }, '/interactions'], ['another rule', { ...STRICT, names: 30 }, '/names'],
  ])('refuse %s', async (_what, rules, pointer) => {
    expect(await api.put('/api/v1/account/retention', rules)).toMatchObject({ status: 422, body: { errors: expect.arrayContaining([expect.objectContaining({ pointer })]) } });
  });

  it('are shown, asked about and noted on the page, by those alone who may change settings', async () => {
    await furnish();
    const owner = await signedInAgent(test, account, 'owner');
    expect((await owner.get('/admin/retention')).body).toContain('name="evidence" type="text" inputmode="numeric" dir="ltr" maxlength="20" autocomplete="off" value="30"');
    const fields = { comments: '30', interactions: '', evidence: '30', invitations: '', cases: '' };
    const refused = await owner.submit('/admin/retention', '/admin/retention/look', { ...fields, comments: 'ten' });
    expect([refused.status, refused.body.includes('value="ten"'), refused.body.match(/aria-invalid="true"/g)?.length]).toEqual([422, true, 1]);
    const asked = await owner.submit('/admin/retention', '/admin/retention/look', fields);
    expect(asked.status).toBe(200);
    expect(asked.body).toMatch(/Comments<\/th><td>for ever<\/td><td>30 days<\/td><td><strong>2<\/strong>/);
    expect(asked.body).not.toContain('Invitations</th>');
    expect((await api.get('/api/v1/account/retention')).body.rules.comments).toBe(null);
    // A form with nothing in it is not one that asks to keep everything for ever.
    expect((await owner.submit('/admin/retention', '/admin/retention', {})).status).toBe(422);
    expect((await owner.submit('/admin/retention', '/admin/retention', fields)).location).toBe('/admin/retention?done=saved');
    expect((await api.get('/api/v1/account/retention')).body.rules).toEqual({ comments: 30, interactions: null, evidence: 30, invitations: null, cases: null });
    const { data } = (await api.get('/api/v1/audit')).body as { data: { action: string; before: unknown; after: unknown }[] };
    expect(data[0]).toMatchObject({ action: 'account.changed', before: { retention: { comments: null } }, after: { retention: { comments: 30 } } });
    // To look changed nothing.
    expect(data.filter(({ action }) => action.includes('look'))).toEqual([]);
    const analyst = await signedInAgent(test, account, 'analyst');
    expect((await analyst.get('/admin/retention')).status).toBe(403);
  });
});
