import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requireInvitation, type Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { sweepInvitations } from '../../../src/features/invitations/sweep-invitations.job.ts';
import { answer, decided, everythingStored, invited, invitedMany, stored, unsubscribeUrl } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const DAY = 86_400_000;

let test: TestApp;
let account: string;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  await stored('invitations').deleteMany({});
  test.mailer.sent = [];
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account, { reminders: ['3d', '7d'] });
  await aSurvey(test.app, account, { metric: 'csat', touchpoint: 'support', delay: '1h' }, 'csat');
});
afterAll(async () => test.close());

const again = ({ _id }: Invitation): Promise<Invitation> => requireInvitation(account, _id);

async function mailed(email: string): Promise<Invitation> {
  const invitation = await invited(test.app, account, { customer: { email } });
  await sendDue(test.app);
  return again(invitation);
}

type Body = URLSearchParams | FormData;

/** As mail programs do it (RFC 8058): a form without cookies, referrer or page. */
async function oneClick(url: string, body: Body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })): Promise<Response> {
  return fetch(url, { method: 'POST', redirect: 'manual', body });
}

const multipart = (): FormData => {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
};

describe('the unsubscribe link', () => {
  it('asks and changes nothing when it is opened, by GET and by HEAD', async () => {
    const url = unsubscribeUrl(test.app, await mailed('a@example.com'));
    const before = await everythingStored();
    for (const userAgent of ['Mozilla/5.0 Chrome/120', '', 'GoogleImageProxy', 'Barracuda Sentinel']) {
      const [get, head] = await Promise.all([fetch(url, { headers: { 'User-Agent': userAgent } }), fetch(url, { method: 'HEAD', headers: { 'User-Agent': userAgent } })]);
      expect([get.status, head.status]).toEqual([200, 200]);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      expect(get.headers.get('cache-control')).toBe('no-store');
      expect(await get.text()).toMatch(/<form method="post"/);
    }
    expect(await everythingStored()).toEqual(before);
  });

  it.each<[string, () => Body]>([
    ['one click by form', () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    ['one click by multipart form', multipart],
    ['the button of the page', () => new URLSearchParams()],
  ])('acts on a POST: %s', async (_what, body) => {
    const invitation = await mailed('b@example.com');
    const reply = await oneClick(unsubscribeUrl(test.app, invitation), body());
    expect(reply.status).toBe(200);
    expect(await stored('suppressions').find({ accountId: account }).toArray()).toMatchObject([{ reason: 'unsubscribed' }]);
    expect(await decided(test.app, account, { customer: { email: 'b@example.com' } })).toMatchObject({ decisions: [{ reason: 'suppressed' }] });
  });

  it('does it once, whether it is posted once or fifty times', async () => {
    const invitation = await mailed('c@example.com');
    const url = unsubscribeUrl(test.app, invitation);
    expect((await oneClick(url)).status).toBe(200);
    const once = await everythingStored();
    const replies = await Promise.all(Array.from({ length: 50 }, () => oneClick(url)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await everythingStored()).toEqual(once);
    expect(await stored('events').countDocuments({ accountId: account, type: 'customer.unsubscribed' })).toBe(1);
  });

  it('at the same moment twice makes one event', async () => {
    const url = unsubscribeUrl(test.app, await mailed('d@example.com'));
    await Promise.all([oneClick(url), oneClick(url), oneClick(url)]);
    expect(await stored('events').countDocuments({ accountId: account, type: 'customer.unsubscribed' })).toBe(1);
  });

  it('is none when a character of it was altered', async () => {
    const url = unsubscribeUrl(test.app, await mailed('e@example.com'));
    const token = url.slice(url.indexOf('/u/') + 3);
    // The last character of a signature carries two bits only; each of the others is significant.
    for (const index of [0, 5, token.indexOf('.') - 1, token.indexOf('.') + 1, token.length - 3]) {
      const altered = `${token.slice(0, index)}${token[index] === 'x' ? 'y' : 'x'}${token.slice(index + 1)}`;
      expect((await fetch(`${test.url}/u/${altered}`)).status).toBe(404);
      expect((await oneClick(`${test.url}/u/${altered}`)).status).toBe(404);
    }
    // A survey link does not unsubscribe, nor the other way round.
    expect((await oneClick(`${test.url}/s/${token}`)).status).toBe(404);
    expect(await stored('suppressions').countDocuments({ accountId: account })).toBe(0);
  });

  it('speaks the language of its mail', async () => {
    const invitation = await invited(test.app, account, { customer: { email: 'f@example.com', locale: 'fa' } });
    const url = unsubscribeUrl(test.app, invitation);
    expect(await (await fetch(url)).text()).toMatch(/lang="fa"[^>]*dir="rtl"|dir="rtl"[^>]*lang="fa"/);
    expect(await (await oneClick(url)).text()).toContain('dir="rtl"');
  });
});

describe('after an unsubscribe', () => {
  it('nothing more goes to the address in any spelling: what was planned is withdrawn, reminders are off', async () => {
    const invitation = await mailed('Ann@Exämple.com');
    const planned = await invited(test.app, account, { touchpoint: 'support', customer: { externalId: 'other-record', email: 'ann@xn--exmple-cua.com' } });
    const tagged = await invited(test.app, account, { touchpoint: 'support', customer: { externalId: 'third-record', email: 'ANN+news@exämple.com' } });
    const stranger = await invited(test.app, account, { touchpoint: 'support', customer: { email: 'anna@exämple.com' } });
    await oneClick(unsubscribeUrl(test.app, invitation));
    expect((await Promise.all([planned, tagged, stranger].map(again))).map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'scheduled']);
    test.mailer.sent = [];
    for (const days of [1, 3, 7]) {
      test.clock.advance(days * DAY);
      await sweepInvitations(test.app);
      await sendDue(test.app);
    }
    expect(test.mailer.sent.filter(({ to }) => to.address !== 'anna@exämple.com')).toEqual([]);
  });

  it('an answer to the earlier mail still counts', async () => {
    const invitation = await mailed('g@example.com');
    await oneClick(unsubscribeUrl(test.app, invitation));
    expect((await answer(test.app, test.clock.advance, invitation, { score: '7' })).status).toBe(303);
  });

  it('another account may still write', async () => {
    const invitation = await mailed('h@example.com');
    await oneClick(unsubscribeUrl(test.app, invitation));
    const other = await anAccount(test.app);
    await aSurvey(test.app, other._id);
    expect(await decided(test.app, other._id, { customer: { email: 'h@example.com' } })).toMatchObject({ decisions: [{ outcome: 'invited' }] });
  });

  it('in the middle of sending, what is not yet handed over never is', async () => {
    const all = await invitedMany(test.app, account, 80);
    const handed = new Set<string>();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const send = test.mailer.send;
    test.mailer.send = async (message) => {
      handed.add(message.to.address);
      await gate;
      return send(message);
    };
    const sending = sendDue(test.app);
    // Two windows of ten are under way and wait; the others are claimed and about to follow.
    await eventually('two windows are under way', async () => handed.size === 20);
    const gone = all.filter(({ address }) => !handed.has(address ?? '')).slice(0, 40);
    await Promise.all(gone.map(async (invitation) => expect((await oneClick(unsubscribeUrl(test.app, invitation))).status).toBe(200)));
    release();
    await sending;
    test.mailer.send = send;
    expect(gone.filter(({ address }) => handed.has(address ?? ''))).toEqual([]);
    expect(new Set((await Promise.all(gone.map(again))).map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(handed.size).toBe(40);
  });
});
