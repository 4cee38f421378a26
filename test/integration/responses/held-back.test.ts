/** Answers that came as programs send them: stored, shown, in no number, accepted or dismissed by people, and never in a person's way. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFollowUpsOfEvents } from '../../../src/features/follow-ups/open-follow-ups.job.ts';
import { requireInvitation, type Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { eraseCustomer } from '../../../src/features/privacy/privacy.service.ts';
import { verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { unescaped } from '../../support/browser-agent.ts';
import { commandsOf } from '../../support/commands.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { formOn, invited, openForm, postForm, stored, surveyUrl, type Visitor } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const PROGRAM: Visitor = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0' };
const PERSON: Visitor = { ip: '192.0.2.1', userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605' };
const HAND = 'p3k0t1d4000';
const SCORES = '/api/v1/reports/scores?from=2026-05-01&to=2026-06-01';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp({ monitorCommands: true, env: { TRUST_PROXY: '1' } });
});
beforeEach(async () => {
  await stored('invitations').deleteMany({});
  test.clock.set('2026-05-20T12:00:00Z');
  account = (await anAccount(test.app, { segmentKeys: ['plan'] }))._id;
  api = await apiClient(test, account, 'write');
  await aSurvey(test.app, account, { reminders: ['1d'] });
});
afterAll(async () => test.close());

async function asked(): Promise<Invitation> {
  const { _id } = await invited(test.app, account, { properties: { plan: 'pro' } });
  await sendDue(test.app);
  test.clock.advance(3_600_000);
  return requireInvitation(account, _id);
}

const follow = async (url: string, visitor: Visitor, headers: Record<string, string> = {}): Promise<number> =>
  (await fetch(`${url}/more`, { redirect: 'manual', headers: { 'User-Agent': visitor.userAgent ?? '', 'X-Forwarded-For': visitor.ip ?? '', ...headers } })).status;

async function press(invitation: Invitation, fields: Record<string, string>, visitor: Visitor): Promise<Response> {
  const url = surveyUrl(test.app, invitation);
  const form = await openForm(url, visitor);
  test.clock.advance(3000);
  return postForm(url, { ...fields, form }, visitor);
}

/** A program opens the page, follows what nobody sees, waits, and presses. */
async function held(score = '0'): Promise<Invitation> {
  const invitation = await asked();
  expect(await follow(surveyUrl(test.app, invitation), PROGRAM)).toBe(303);
  expect((await press(invitation, { score, comment: 'x' }, PROGRAM)).status).toBe(303);
  return invitation;
}

const totalOf = async () => (await api.get(SCORES)).body.groups[0]?.total;
const eventTypes = async (): Promise<unknown[]> => (await stored('events').find({ accountId: account }, { sort: { at: 1 } }).toArray()).map(({ type }) => type);

describe('an answer held back', () => {
  it('is stored with its reasons and counted in nothing, while its invitation stays open', async () => {
    const invitation = await held();
    const { body } = await api.get(`/api/v1/responses/${invitation._id}`);
    expect(body).toMatchObject({ score: 0, excluded: { reason: 'held back' }, heldBack: { reasons: ['hidden-link', 'no-hand'] } });
    expect(body.evidence).toMatchObject([{ verdict: 'trapped', score: null }, { verdict: 'quarantined', score: 0, doubts: ['hidden-link'], human: false }]);
    expect(await totalOf()).toMatchObject({ n: 0, value: null, responseRatePercent: 0, heldBack: { count: 1, rawValue: -100 } });
    expect(await eventTypes()).toEqual(['response.quarantined']);
    expect(await requireInvitation(account, invitation._id)).toMatchObject({ status: 'sent', respondedAt: null });
    await press(await asked(), { score: '9' }, PERSON);
    expect(await totalOf()).toMatchObject({ n: 1, value: 100, heldBack: { count: 1, rawValue: 0 } });
    expect((await api.get(`${SCORES}&groupBy=property:plan`)).body.groups[0].total.heldBack).toEqual({ count: 1, rawValue: 0 });
    const listed = async (query: string): Promise<string[]> => (await api.get(`/api/v1/responses?${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await listed('heldBack=true')).toEqual([invitation._id]);
    expect(await listed('heldBack=false')).toHaveLength(1);
    expect(await verifyRollups(test.app, account)).toEqual([]);
    expect(await openFollowUpsOfEvents(test.app)).toBeDefined();
    expect(await stored('followUps').countDocuments({ accountId: account, responseId: invitation._id })).toBe(0);
  });

  it('is what a filled field that nobody sees leads to, but for a hand, which is asked once and believed', async () => {
    const program = await asked();
    await press(program, { score: '1', more: 'http://x' }, PROGRAM);
    expect((await api.get(`/api/v1/responses/${program._id}`)).body.heldBack.reasons).toEqual(['hidden-field', 'no-hand']);
    const person = await asked();
    const reply = await press(person, { score: '8', comment: 'kept', more: 'filled by a tool', evidence: HAND }, PERSON);
    expect(reply.status).toBe(200);
    const page = await reply.text();
    expect(page).toContain('value="kept"');
    test.clock.advance(3000);
    expect((await postForm(surveyUrl(test.app, person), { score: '8', comment: 'kept', form: formOn(page), evidence: HAND }, PERSON)).status).toBe(303);
    expect((await api.get(`/api/v1/responses/${person._id}`)).body).toMatchObject({ score: 8, excluded: null, heldBack: null });
  });

  it.each([
    ['from elsewhere, without scripts', PERSON, {}, 303],
    ['from the same network with another browser and a hand', { ...PERSON, ip: '203.0.113.9' }, { evidence: HAND }, 303],
    ['from the same network and browser with a hand, asked once more', PROGRAM, { evidence: HAND }, 200],
  ])('gives way to the person: %s', async (_what, visitor, fields, status) => {
    const invitation = await held();
    // The program again changes nothing.
    await press(invitation, { score: '5' }, PROGRAM);
    expect((await api.get(`/api/v1/responses/${invitation._id}`)).body).toMatchObject({ score: 0, heldBack: {} });
    const reply = await press(invitation, { score: '9', ...fields }, visitor);
    expect(reply.status).toBe(status);
    if (status === 200) {
      const form = formOn(await reply.text());
      test.clock.advance(3000);
      expect((await postForm(surveyUrl(test.app, invitation), { score: '9', form, ...fields }, visitor)).status).toBe(303);
    }
    expect((await api.get(`/api/v1/responses/${invitation._id}`)).body).toMatchObject({ score: 9, comment: null, excluded: null, heldBack: null, revisions: [] });
    expect(await totalOf()).toMatchObject({ n: 1, value: 100, responseRatePercent: 100 });
    expect((await totalOf()).heldBack).toBeUndefined();
    expect(await requireInvitation(account, invitation._id)).toMatchObject({ status: 'responded' });
    // And what the program sends now is not taken for a change of mind.
    expect((await press(invitation, { score: '2' }, PROGRAM)).status).toBe(410);
    expect(await totalOf()).toMatchObject({ n: 1, value: 100 });
    expect(await verifyRollups(test.app, account)).toEqual([]);
  });

  it('is accepted by API as the answer it is, once, and dismissed by another', async () => {
    const [one, other] = [await held('10'), await held('3')];
    const accept = () => api.patch(`/api/v1/responses/${one._id}`, { excluded: null });
    const both = await Promise.all([accept(), accept()]);
    expect(both.map(({ status }) => status).every((status) => status === 200 || status === 409)).toBe(true);
    expect((await accept()).body).toMatchObject({ excluded: null, heldBack: null, judgements: [{ kind: 'restored' }] });
    expect(await totalOf()).toMatchObject({ n: 1, value: 100, responseRatePercent: 50, heldBack: { count: 1, rawValue: 0 } });
    expect(await requireInvitation(account, one._id)).toMatchObject({ status: 'responded' });
    expect((await eventTypes()).filter((type) => type === 'response.recorded')).toHaveLength(1);
    expect((await api.patch(`/api/v1/responses/${other._id}`, { excluded: { reason: 'a filter' } })).body).toMatchObject({ excluded: { reason: 'a filter' }, heldBack: null });
    expect((await totalOf()).heldBack).toBeUndefined();
    // Dismissed, the person may still answer.
    expect((await press(other, { score: '7' }, PERSON)).status).toBe(303);
    expect((await api.get(`/api/v1/responses/${other._id}`)).body).toMatchObject({ score: 7, excluded: null, judgements: [{ kind: 'excluded', reason: 'a filter' }] });
    expect(await verifyRollups(test.app, account)).toEqual([]);
    const admin = await apiClient(test, account);
    const actions = await eventually('the audit log', async () => {
      const { body } = await admin.get('/api/v1/audit?area=answers');
      const found = (body.data as { action: string }[]).map(({ action }) => action);
      return found.length >= 2 && found;
    });
    expect(actions.toSorted()).toEqual(['answers.accepted', 'answers.dismissed']);
  });

  it('of somebody who is erased stays counted apart, and no trace of who followed stays', async () => {
    const invitation = await held();
    await eraseCustomer(test.app, account, invitation.customerId);
    expect(await stored('evidence').countDocuments({ accountId: account })).toBe(0);
    await follow(surveyUrl(test.app, invitation), PROGRAM);
    expect(await stored('evidence').countDocuments({ accountId: account })).toBe(0);
    expect(await totalOf()).toMatchObject({ n: 0, heldBack: { count: 1 } });
    expect(await verifyRollups(test.app, account)).toEqual([]);
  });
});

describe('the hidden link', () => {
  it('leads back to the page, writes twice in a flood, and believes no browser that fetches ahead', async () => {
    const invitation = await asked();
    const url = surveyUrl(test.app, invitation);
    expect(await follow(url, PERSON, { 'Sec-Purpose': 'prefetch;prerender' })).toBe(303);
    expect(await stored('evidence').countDocuments({ accountId: account })).toBe(0);
    const commands = await commandsOf(async () => {
      await follow(url, PROGRAM);
      await Promise.all(Array.from({ length: 200 }, () => follow(url, PROGRAM)));
    });
    expect(commands.filter((command) => !command.startsWith('find ')).length).toBe(2);
    await Promise.all(Array.from({ length: 30 }, (_, index) => follow(url, { ...PROGRAM, ip: `198.51.${index}.4` })));
    expect(await stored('evidence').countDocuments({ accountId: account })).toBeLessThanOrEqual(5);
    expect(await stored('responses').countDocuments({ accountId: account })).toBe(0);
    expect((await fetch(`${test.url}/s/none.AAAAAAAAAAAAAAAAAAAAAA/more`)).status).toBe(404);
  });

  it('is on the page where nobody sees or reaches it, and in no mail', async () => {
    const invitation = await asked();
    const page = await (await fetch(surveyUrl(test.app, invitation))).text();
    expect(page).toMatch(/<div hidden aria-hidden="true"><a href="[^"]+\/more" rel="nofollow" tabindex="-1">[^<]+<\/a> <label>[^<]+<input name="more" tabindex="-1" autocomplete="off">/);
    const mail = test.mailer.sent.at(-1);
    expect(`${mail?.html}${mail?.text}`).not.toContain('/more');
  });
});

describe('the pages of what is held back', () => {
  it('list, explain, accept and dismiss, for those who may', async () => {
    const agent = await signedInAgent(test, account, 'analyst');
    expect((await agent.get('/admin/answers/held-back')).body).toContain('Nothing is held back');
    const [one, other] = [await held('10'), await held('2')];
    const viewer = await signedInAgent(test, account, 'viewer');
    expect((await viewer.get('/admin/answers/held-back')).status).toBe(403);
    const overview = (await agent.get('/admin/reports')).body;
    expect(overview).toContain('Answers held back: 2. With them the NPS would be 0; without them there is no score.');
    expect(overview).toContain('href="/admin/answers/held-back"');
    expect((await viewer.get('/admin/reports')).body).not.toContain('/admin/answers/held-back');
    expect((await agent.get('/admin/reports/touchpoints/checkout')).body).toContain('Answers held back: 2.');
    const list = (await agent.get('/admin/answers/held-back')).body;
    for (const { _id } of [one, other]) expect(unescaped(list)).toContain(`/admin/responses/${encodeURIComponent(_id)}/restore`);
    expect(list).toContain('A link was followed that no person sees.');
    expect((await agent.get('/admin/answers')).body).toContain('held back');

    const path = `/admin/responses/${encodeURIComponent(one._id)}`;
    expect((await agent.get(path)).body).toContain('This answer is held back and counts nowhere');
    expect((await agent.get(`${path}/restore`)).body).toContain('Accept this answer?');
    expect((await agent.submit(`${path}/restore`, `${path}/restore`, { reason: ' ' })).status).toBe(422);
    expect(await agent.submit(`${path}/restore`, `${path}/restore`, { reason: 'told us by phone' })).toMatchObject({ status: 303, location: `${path}?done=accepted` });
    expect((await agent.get(`${path}?done=accepted`)).body).toContain('The answer is accepted and counts.');
    const next = `/admin/responses/${encodeURIComponent(other._id)}`;
    expect(await agent.submit(`${next}/exclude`, `${next}/exclude`, { reason: 'a filter' })).toMatchObject({ status: 303, location: `${next}?done=dismissed` });
    expect((await agent.get('/admin/answers/held-back')).body).toContain('Nothing is held back');
    expect((await agent.get('/admin/reports')).body).not.toContain('Answers held back');
    expect(await totalOf()).toMatchObject({ n: 1, value: 100 });
  });
});
