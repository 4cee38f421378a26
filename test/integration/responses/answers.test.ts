import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelInvitation, requireInvitation, type Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { sweepInvitations } from '../../../src/features/invitations/sweep-invitations.job.ts';
import { recordResponse, requireResponse } from '../../../src/features/responses/responses.service.ts';
import { findMonths } from '../../../src/features/rollups/rollups.queries.ts';
import { commandsOf, withoutSettings } from '../../support/commands.ts';
import { answer, everythingStored, formOn, invited, invitedMany, openForm, postForm, stored, surveyUrl, type Visitor } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const DAY = 86_400_000;
const PERSON: Visitor = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605' };
const SAME_OFFICE: Visitor = { ip: '203.0.113.99', userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140' };
const SCANNER: Visitor = { ip: '198.51.100.4', userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120 Defender' };
const HUMAN = 'p3k0t1d4000';

let test: TestApp;
let account: string;
beforeAll(async () => {
  test = await openTestApp({ monitorCommands: true, env: { TRUST_PROXY: '1' } });
});
beforeEach(async () => {
  await stored('invitations').deleteMany({});
  test.clock.set('2026-05-04T08:00:00Z');
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
});
afterAll(async () => test.close());

async function asked(values: Parameters<typeof invited>[2] = {}): Promise<Invitation> {
  const { _id } = await invited(test.app, account, values);
  await sendDue(test.app);
  return requireInvitation(account, _id);
}

const answered = (invitation: Invitation, fields: Parameters<typeof answer>[3], visitor: Visitor = PERSON) => answer(test.app, test.clock.advance, invitation, fields, visitor);

/** Answers by score over everything that was counted. */
async function counted(): Promise<Record<string, number>> {
  const scores: Record<string, number> = {};
  for (const { days } of await findMonths(account, { from: '2026-04-01', to: '2026-09-01', segment: '' })) {
    for (const day of Object.values(days)) for (const [score, n] of Object.entries(day.scores ?? {})) scores[score] = (scores[score] ?? 0) + n;
  }
  return Object.fromEntries(Object.entries(scores).filter(([, n]) => n !== 0));
}

describe('an answer', () => {
  it('is recorded once under twenty posts at the same time, with its month and its event', async () => {
    const invitation = await asked();
    const url = surveyUrl(test.app, invitation);
    const form = await openForm(url, PERSON);
    test.clock.advance(3000);
    const replies = await Promise.all(Array.from({ length: 20 }, () => postForm(url, { score: '9', comment: 'شكرا', form }, PERSON)));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 303));
    expect(await stored('responses').find({ accountId: account }).toArray()).toMatchObject([{ _id: invitation._id, score: 9, category: 'promoter', comment: 'شكرا', revisions: [] }]);
    expect(await stored('events').countDocuments({ accountId: account, type: 'response.recorded' })).toBe(1);
    expect(await counted()).toEqual({ 9: 1 });
    expect(await requireInvitation(account, invitation._id)).toMatchObject({ status: 'responded', phase: 'closed', wakeAt: null });
  });

  it('given differently at the same moment is one answer and its revisions, counted once', async () => {
    const invitation = await asked();
    const url = surveyUrl(test.app, invitation);
    const form = await openForm(url, PERSON);
    test.clock.advance(3000);
    await Promise.all(Array.from({ length: 20 }, (_, index) => postForm(url, { score: String(index % 11), form }, PERSON)));
    const { score, revisions } = await requireResponse(account, invitation._id);
    expect(revisions.length).toBeGreaterThanOrEqual(10);
    expect(await counted()).toEqual({ [score]: 1 });
  });

  it('of the same form twice leaves the same state', async () => {
    const invitation = await asked();
    await answered(invitation, { score: '4', comment: 'once' });
    const once = await everythingStored();
    expect((await answered(invitation, { score: '4', comment: 'once' })).status).toBe(303);
    expect(await everythingStored()).toEqual(once);
  });

  it('is changed by its person, who keeps the history and the day', async () => {
    const invitation = await asked();
    await answered(invitation, { score: '3', comment: 'slow' });
    test.clock.advance(2 * DAY);
    expect((await answered(invitation, { score: '9' })).status).toBe(303);
    expect(await requireResponse(account, invitation._id)).toMatchObject({
      score: 9, category: 'promoter', comment: 'slow', respondedOn: '2026-05-04', revisions: [{ score: 3, comment: 'slow' }],
    });
    expect(await counted()).toEqual({ 9: 1 });
  });

  it('can no longer be changed after a week', async () => {
    const invitation = await asked();
    await answered(invitation, { score: '3' });
    test.clock.advance(8 * DAY);
    expect((await answered(invitation, { score: '9' })).status).toBe(410);
    expect(await counted()).toEqual({ 3: 1 });
  });

  it('is not overwritten by a scanner from elsewhere, which is kept as evidence and not thanked', async () => {
    const invitation = await asked();
    await answered(invitation, { score: '9', comment: 'great' });
    const reply = await answered(invitation, { score: '0' }, SCANNER);
    expect(reply.status).toBe(410);
    expect(await requireResponse(account, invitation._id)).toMatchObject({ score: 9, revisions: [] });
    expect(await counted()).toEqual({ 9: 1 });
    expect(await stored('evidence').find({ accountId: account }, { sort: { at: 1 } }).toArray()).toMatchObject([{ verdict: 'recorded', score: 9 }, { verdict: 'quarantined', score: 0 }]);
    expect(await stored('events').countDocuments({ accountId: account, type: 'response.quarantined' })).toBe(1);
  });

  it.each([
    ['from the same network', SAME_OFFICE, {}],
    ['from the same kind of browser', { ip: '198.51.100.4', userAgent: PERSON.userAgent ?? '' }, {}],
    ['from elsewhere with a hand on it', SCANNER, { evidence: HUMAN }],
  ])('is changed by a person %s', async (_what, visitor, evidence) => {
    const invitation = await asked();
    await answered(invitation, { score: '9' });
    expect((await answered(invitation, { score: '5', ...evidence }, visitor)).status).toBe(303);
    expect(await counted()).toEqual({ 5: 1 });
  });

  it('of a person counts after every visit of a scanner, from the same address too', async () => {
    const invitation = await asked();
    const url = surveyUrl(test.app, invitation);
    const form = await openForm(url, PERSON);
    expect((await postForm(url, { score: '0', form }, PERSON)).status).toBe(200);
    expect(await stored('responses').countDocuments({ accountId: account })).toBe(0);
    expect((await answered(invitation, { score: '10' })).status).toBe(303);
    expect(await counted()).toEqual({ 10: 1 });
  });
});

describe('the survey page', () => {
  it('asks once more when it comes back faster than a person reads, keeping what was given', async () => {
    const invitation = await asked();
    const url = surveyUrl(test.app, invitation);
    const hasty = await postForm(url, { score: '6', comment: 'quick "fox"', form: await openForm(url) });
    const page = await hasty.text();
    expect(hasty.status).toBe(200);
    expect(page).toContain('name="score" value="6"');
    expect(page).toContain('quick &quot;fox&quot;');
    // At once again it is still a program.
    const again = await postForm(url, { score: '6', comment: 'quick "fox"', form: formOn(page) });
    expect(again.status).toBe(200);
    expect(await stored('responses').countDocuments({ accountId: account })).toBe(0);
    test.clock.advance(2100);
    expect((await postForm(url, { score: '6', comment: 'quick "fox"', form: formOn(page) })).status).toBe(303);
    expect(await requireResponse(account, invitation._id)).toMatchObject({ score: 6, comment: 'quick "fox"' });
  });

  it('takes no form that it did not issue for this invitation', async () => {
    const [one, other] = [await asked(), await asked()];
    const foreign = await openForm(surveyUrl(test.app, other));
    test.clock.advance(3000);
    for (const form of ['', 'made-up', foreign]) {
      expect((await postForm(surveyUrl(test.app, one), { score: '6', form })).status).toBe(200);
    }
    expect(await stored('responses').countDocuments({ accountId: account })).toBe(0);
  });

  it.each([['', 422], ['11', 422], ['-1', 422], ['3.5', 422], ['nine', 422]])('asks again for a score it cannot take: "%s"', async (score, status) => {
    const invitation = await asked();
    const reply = await answered(invitation, { score, comment: 'kept' });
    expect(reply.status).toBe(status);
    const page = await reply.text();
    expect(page).toContain('role="alert"');
    expect(page).toContain('>kept</textarea>');
    expect(await stored('responses').countDocuments({ accountId: account })).toBe(0);
  });

  it('is read without recording anything, by GET and by HEAD alike', async () => {
    const invitation = await asked();
    const before = await everythingStored();
    for (let score = 0; score <= 10; score += 1) {
      const url = `${surveyUrl(test.app, invitation)}?score=${score}`;
      const [get, head] = await Promise.all([fetch(url), fetch(url, { method: 'HEAD' })]);
      expect([get.status, head.status]).toEqual([200, 200]);
      for (const name of ['content-type', 'cache-control', 'referrer-policy', 'content-security-policy', 'x-robots-tag']) expect(head.headers.get(name), name).toBe(get.headers.get(name));
      expect(get.headers.get('cache-control')).toBe('no-store');
      expect(await get.text()).toMatch(new RegExp(`value="${score}"[^>]*checked`));
    }
    expect(await everythingStored()).toEqual(before);
  });

  it('says plainly what a link leads to that asks nothing any more', async () => {
    const unknown = await fetch(`${test.url}/s/none.AAAAAAAAAAAAAAAAAAAAAA`);
    expect(unknown.status).toBe(404);
    const altered = surveyUrl(test.app, await asked()).replace(/.{5}$/, (end) => `${end.startsWith('A') ? 'B' : 'A'}${end.slice(1)}`);
    expect((await fetch(altered)).status).toBe(404);
    const cancelled = await asked();
    await cancelInvitation(test.app, account, cancelled._id);
    const expired = await asked();
    const leadsTo = async (invitation: Invitation, words: RegExp): Promise<void> => {
      const url = surveyUrl(test.app, invitation);
      const page = await fetch(url, { headers: { 'Accept-Language': 'en' } });
      expect(page.status).toBe(410);
      expect(await page.text()).toMatch(words);
      expect((await postForm(url, { score: '9', form: 'x' })).status).toBe(410);
    };
    await leadsTo(cancelled, /closed/i);
    test.clock.advance(31 * DAY);
    await leadsTo(expired, /has ended/i);
    await sweepInvitations(test.app);
    expect((await fetch(surveyUrl(test.app, expired))).status).toBe(410);
    expect(await stored('responses').countDocuments({ accountId: account })).toBe(0);
  });

  it('thanks on a page whose address tells nothing', async () => {
    const invitation = await asked({ customer: { email: 'a@example.com', locale: 'ar' } });
    const reply = await answered(invitation, { score: '2', comment: 'private words' });
    const location = new URL(reply.headers.get('location') ?? '', test.url);
    const token = surveyUrl(test.app, invitation).split('/s/')[1] ?? '';
    expect(location.href).not.toContain(token);
    expect(location.href).not.toContain(invitation._id);
    const page = await fetch(location);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain('dir="rtl"');
    for (const secret of [token, invitation._id, 'private words']) expect(html).not.toContain(secret);
  });

  it('takes hostile text as text', async () => {
    const invitation = await asked();
    const comment = `<script>alert(1)</script>\u0000\u0007 {{name}} \ud800 \r\n=cmd|' /C calc'!A0`;
    await answered(invitation, { score: '2', comment });
    const { comment: kept } = await requireResponse(account, invitation._id);
    expect(kept).toContain('<script>alert(1)</script> {{name}}');
    expect([...(kept ?? '')].filter((character) => '\u0000\u0007\r'.includes(character))).toEqual([]);
    expect(kept?.isWellFormed()).toBe(true);
    const long = await asked();
    expect((await answered(long, { score: '2', comment: 'x'.repeat(4001) })).status).toBe(422);
    expect((await answered(long, { score: '2', comment: 'x'.repeat(70_000) })).status).toBe(413);
  });
});

describe('a group of answers', () => {
  const sender = { network: 'n', agent: 'a', human: true };

  it.each([['first answers', false], ['first answers and changes of others', true]])('costs at most eight database commands whatever its size: %s', async (_what, mixed) => {
    const people = await invitedMany(test.app, account, 40);
    await sendDue(test.app);
    const give = (invitation: Invitation, score: number) => recordResponse(test.app, { invitationId: invitation._id, score, comment: null, at: test.app.now(), sender, formAgeSeconds: 5 });
    if (mixed) await Promise.all(people.slice(0, 20).map((invitation) => give(invitation, 2)));
    else await give(people[0] as Invitation, 2);
    let outcomes: { kind: string }[] = [];
    const commands = withoutSettings(await commandsOf(async () => {
      outcomes = await Promise.all(people.slice(1).map((invitation) => give(invitation, 9)));
    }));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(mixed ? ['recorded', 'revised'] : ['recorded']));
    expect(commands.length, commands.join(', ')).toBeLessThanOrEqual(8);
    expect(await counted()).toEqual({ 2: 1, 9: 39 });
  });

  it('is told apart when several of it are about one invitation', async () => {
    const invitation = await asked();
    const give = (score: number) => recordResponse(test.app, { invitationId: invitation._id, score, comment: null, at: test.app.now(), sender, formAgeSeconds: 5 });
    expect((await Promise.all([give(1), give(1), give(7), give(9)])).map(({ kind }) => kind)).toEqual(['recorded', 'unchanged', 'revised', 'revised']);
    expect(await requireResponse(account, invitation._id)).toMatchObject({ score: 9, revisions: [{ score: 1 }, { score: 7 }] });
    expect(await counted()).toEqual({ 9: 1 });
  });
});
