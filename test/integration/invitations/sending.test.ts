import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requireAccount, resumeSender } from '../../../src/features/accounts/accounts.service.ts';
import { cancelInvitation, requireInvitation, unsubscribe, type Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { sweepInvitations } from '../../../src/features/invitations/sweep-invitations.job.ts';
import { claim, markSending } from '../../../src/features/invitations/sending.service.ts';
import { findMonths } from '../../../src/features/rollups/rollups.queries.ts';
import type { SendOutcome } from '../../../src/platform/mailer.ts';
import { commandsOf, withoutSettings } from '../../support/commands.ts';
import { answer, everythingStored, invited, invitedMany, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const MONDAY = '2026-05-04T08:00:00Z';

let test: TestApp;
let account: string;
beforeAll(async () => {
  test = await openTestApp({ monitorCommands: true });
});
beforeEach(async () => {
  // What earlier tests left to be done is not this one's business.
  await stored('invitations').deleteMany({});
  test.mailer.sent = [];
  test.mailer.outcomes = [];
  test.clock.set(MONDAY);
  account = (await anAccount(test.app))._id;
});
afterAll(async () => test.close());

const again = (invitation: Invitation): Promise<Invitation> => requireInvitation(account, invitation._id);
const recipients = (): string[] => test.mailer.sent.map(({ to }) => to.address);
const replies = (...outcomes: SendOutcome[]): void => void (test.mailer.outcomes = outcomes);

async function dayCounts(): Promise<Record<string, unknown> | undefined> {
  const months = await findMonths(account, { from: '2026-05-01', to: '2026-07-01', segment: '' });
  return months.find(({ month }) => month === '2026-05')?.days['04'] as Record<string, unknown> | undefined;
}

/** Runs the sender and answers what was mailed meanwhile. */
async function sendNow(): Promise<string[]> {
  const before = test.mailer.sent.length;
  await sendDue(test.app);
  return recipients().slice(before);
}

describe('what is due', () => {
  it('is sent once, in its language, and counted on its day', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account, { customer: { email: 'sara@example.com', name: 'Sara', locale: 'fa' } });
    expect(await sendNow()).toEqual(['sara@example.com']);
    expect(test.mailer.sent[0]?.html).toMatch(/<html[^>]*lang="fa"[^>]*dir="rtl"|<html[^>]*dir="rtl"[^>]*lang="fa"/);
    const sent = await again(invitation);
    expect(sent).toMatchObject({ status: 'sent', phase: 'open', sentOn: '2026-05-04', lease: null });
    expect(sent.history.map(({ status }) => status)).toEqual(['scheduled', 'sent']);
    expect(await dayCounts()).toMatchObject({ sent: 1 });
  });

  it('leaves the same state when the sender runs again', async () => {
    await aSurvey(test.app, account, { reminders: ['3d'] });
    await invited(test.app, account);
    await sendNow();
    const once = await everythingStored();
    expect(await sendNow()).toEqual([]);
    await sweepInvitations(test.app);
    expect(await everythingStored()).toEqual(once);
  });

  it('goes out once when two workers drain at the same time', async () => {
    await aSurvey(test.app, account);
    const all = await invitedMany(test.app, account, 60);
    const send = test.mailer.send;
    test.mailer.send = async (message) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return send(message);
    };
    await Promise.all([sendDue(test.app), sendDue(test.app), sendDue(test.app)]);
    await sendDue(test.app);
    test.mailer.send = send;
    expect(recipients().toSorted()).toEqual(all.map(({ address }) => address ?? '').toSorted());
    expect(await dayCounts()).toMatchObject({ sent: 60 });
  });

  it('costs at most half a database command per mail when a hundred are due', async () => {
    await aSurvey(test.app, account);
    await invitedMany(test.app, account, 100);
    const commands = withoutSettings(await commandsOf(() => sendDue(test.app)));
    expect(test.mailer.sent).toHaveLength(100);
    expect(commands).toContain('commitTransaction');
    expect(commands.length, commands.join(', ')).toBeLessThanOrEqual(50);
  });

  it('waits for its instant', async () => {
    await aSurvey(test.app, account, { delay: '2h' });
    await invited(test.app, account);
    test.clock.advance(119 * MINUTE);
    expect(await sendNow()).toEqual([]);
    test.clock.advance(2 * MINUTE);
    expect(await sendNow()).toHaveLength(1);
  });

  it('expires when it could not be sent in time', async () => {
    await aSurvey(test.app, account, { maxLateness: '1h' });
    const invitation = await invited(test.app, account);
    test.clock.advance(61 * MINUTE);
    expect(await sendNow()).toEqual([]);
    expect(await again(invitation)).toMatchObject({ status: 'expired', phase: 'closed', sentAt: null });
  });

  it('waits while its survey is paused, and expires if that lasts', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account);
    await aSurvey(test.app, account, { status: 'paused' });
    expect(await sendNow()).toEqual([]);
    expect(await again(invitation)).toMatchObject({ status: 'scheduled', phase: 'due' });
    await aSurvey(test.app, account, { status: 'active' });
    test.clock.advance(2 * MINUTE);
    expect(await sendNow()).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('for now (4xx) is tried again, later each time, and is no bounce', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account);
    const busy: SendOutcome = { kind: 'deferred', reply: '451 4.3.0 try later' };
    replies(busy, busy);
    expect(await sendNow()).toEqual([]);
    const first = await again(invitation);
    expect(first).toMatchObject({ status: 'scheduled', phase: 'due', attempts: 1 });
    expect(await sendNow()).toEqual([]);
    expect(test.mailer.outcomes).toHaveLength(1);
    test.clock.advance(MINUTE + 1000);
    await sendNow();
    const second = await again(invitation);
    expect((second.wakeAt?.getTime() ?? 0) - test.clock.now().getTime()).toBeGreaterThan(4 * MINUTE);
    test.clock.advance(6 * MINUTE);
    expect(await sendNow()).toHaveLength(1);
    expect(await again(invitation)).toMatchObject({ status: 'sent', attempts: 0 });
    expect(await dayCounts()).toMatchObject({ sent: 1 });
  });

  it('for good (5xx) is a bounce: counted, suppressed, and everything waiting for the address is withdrawn', async () => {
    await aSurvey(test.app, account);
    await aSurvey(test.app, account, { metric: 'csat', touchpoint: 'support', delay: '1h' }, 'csat');
    const first = await invited(test.app, account, { customer: { email: 'Gone@example.com' } });
    const later = await invited(test.app, account, { touchpoint: 'support', customer: { email: 'gone+x@example.com' } });
    replies({ kind: 'refused', reply: '550 5.1.1 no such person' });
    expect(await sendNow()).toEqual([]);
    expect(await again(first)).toMatchObject({ status: 'bounced', phase: 'closed' });
    expect((await again(first)).history.at(-1)?.reason).toContain('5.1.1');
    expect(await again(later)).toMatchObject({ status: 'cancelled', phase: 'closed' });
    expect(await dayCounts()).toMatchObject({ sent: 1, bounced: 1 });
    expect(await stored('suppressions').findOne({ accountId: account })).toMatchObject({ reason: 'bounced' });
    expect(await stored('events').countDocuments({ accountId: account, type: 'invitation.bounced' })).toBe(1);
    test.clock.advance(2 * 3_600_000);
    expect(await sendNow()).toEqual([]);
  });

  it('of the sender (5.7.x) pauses it: everything waits, nobody is suppressed, and goes out once it is resumed', async () => {
    await aSurvey(test.app, account);
    const other = await anAccount(test.app);
    await aSurvey(test.app, other._id);
    const all = await invitedMany(test.app, account, 30);
    replies(...Array.from({ length: 20 }, (): SendOutcome => ({ kind: 'policy', reply: '550 5.7.26 unauthenticated' })));
    expect(await sendNow()).toEqual([]);
    const { sender } = await requireAccount(account);
    expect(sender.paused?.reason).toContain('5.7.26');
    test.mailer.outcomes = [];
    test.clock.advance(10 * MINUTE);
    await invited(test.app, other._id, { customer: { email: 'another-account@example.com' } });
    expect(await sendNow()).toEqual(['another-account@example.com']);
    expect((await Promise.all(all.map(again))).every(({ status }) => status === 'scheduled')).toBe(true);
    expect(await stored('suppressions').countDocuments({ accountId: account })).toBe(0);
    await resumeSender(account);
    test.clock.advance(10 * MINUTE);
    expect(await sendNow()).toHaveLength(30);
  });
});

describe('a doubt', () => {
  const lost: SendOutcome = { kind: 'unknown', reply: 'connection closed' };

  it('is held for a person by default, and answered it counts', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account);
    replies(lost);
    await sendNow();
    expect(await again(invitation)).toMatchObject({ status: 'ambiguous', phase: 'open', sentOn: null });
    test.clock.advance(DAY);
    expect(await sendNow()).toEqual([]);
    expect((await answer(test.app, test.clock.advance, invitation, { score: '9' })).status).toBe(303);
    expect(await again(invitation)).toMatchObject({ status: 'responded', sentOn: '2026-05-05' });
  });

  it('is sent once more under the same Message-ID where the survey says so, and never a third time', async () => {
    await aSurvey(test.app, account, { onAmbiguous: 'resend' });
    const invitation = await invited(test.app, account);
    replies(lost, lost);
    await sendNow();
    await sendNow();
    test.clock.advance(DAY);
    await sendNow();
    expect(test.mailer.sent).toHaveLength(2);
    expect(new Set(test.mailer.sent.map(({ messageId }) => messageId)).size).toBe(1);
    expect(await again(invitation)).toMatchObject({ status: 'ambiguous', resent: true });
  });

  it('about a reminder lets the reminder go, not the invitation', async () => {
    await aSurvey(test.app, account, { reminders: ['3d'] });
    const invitation = await invited(test.app, account);
    await sendNow();
    test.clock.advance(3 * DAY + MINUTE);
    replies(lost);
    await sendNow();
    expect(await again(invitation)).toMatchObject({ status: 'sent', phase: 'open' });
    test.clock.advance(DAY);
    expect(await sendNow()).toEqual([]);
  });
});

describe('a lost worker', () => {
  const claimed = async (invitation: Invitation) => {
    const taken = await claim(test.app, [invitation._id], 'firsts');
    expect(taken.claimed).toHaveLength(1);
    return taken;
  };

  it('before the hand-over: the claim lapses and the mail goes out', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account);
    const taken = await claimed(invitation);
    expect(await again(invitation)).toMatchObject({ status: 'claimed', phase: 'claimed' });
    await sweepInvitations(test.app);
    expect(await sendNow()).toEqual([]);
    test.clock.advance(MINUTE + 1000);
    await sweepInvitations(test.app);
    expect(await sendNow()).toHaveLength(1);
    // The one thought lost comes back too late to send it again.
    expect(await markSending(test.app, taken.claimed, taken.lease)).toEqual([]);
  });

  it.each([['hold', 'ambiguous', 0], ['resend', 'sent', 1]] as const)('after the hand-over: %s', async (onAmbiguous, status, mails) => {
    await aSurvey(test.app, account, { onAmbiguous });
    const invitation = await invited(test.app, account);
    const taken = await claimed(invitation);
    expect(await markSending(test.app, taken.claimed, taken.lease)).toHaveLength(1);
    test.clock.advance(4 * MINUTE);
    await sweepInvitations(test.app);
    expect(await again(invitation)).toMatchObject({ status: 'sending' });
    test.clock.advance(2 * MINUTE);
    await sweepInvitations(test.app);
    expect(await sendNow()).toHaveLength(mails);
    expect(await again(invitation)).toMatchObject({ status });
  });
});

describe('reminders', () => {
  it('come after three and seven days inside the window, under Message-IDs of their own', async () => {
    await aSurvey(test.app, account, { reminders: ['3d', '7d'], sendingWindow: { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' } });
    const invitation = await invited(test.app, account, { customer: { email: 'r@example.com', timeZone: 'UTC' } });
    test.clock.set('2026-05-05T15:00:00Z'); // Tuesday: three days later is a Friday, seven days later a Tuesday
    expect(await sendNow()).toHaveLength(1);
    const { sentAt, wakeAt } = await again(invitation);
    expect((wakeAt?.getTime() ?? 0) - (sentAt?.getTime() ?? 0)).toBe(3 * DAY);
    test.clock.set('2026-05-08T14:59:00Z');
    expect(await sendNow()).toEqual([]);
    test.clock.set('2026-05-08T15:01:00Z');
    expect(await sendNow()).toHaveLength(1);
    test.clock.set('2026-05-12T14:59:00Z');
    expect(await sendNow()).toEqual([]);
    test.clock.set('2026-05-12T15:02:00Z');
    expect(await sendNow()).toHaveLength(1);
    test.clock.advance(20 * DAY);
    expect(await sendNow()).toEqual([]);
    expect(new Set(test.mailer.sent.map(({ messageId }) => messageId)).size).toBe(3);
    const links = test.mailer.sent.map(({ html }) => /\/s\/[^?"]+/.exec(html)?.[0]);
    expect(new Set(links).size).toBe(1);
    expect(await dayCounts()).toBeUndefined();
    expect((await again(invitation)).history.filter(({ reminder }) => reminder !== undefined)).toHaveLength(2);
  });

  it('that fall on a weekend wait for Monday', async () => {
    await aSurvey(test.app, account, { reminders: ['3d'], sendingWindow: { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' } });
    const invitation = await invited(test.app, account);
    test.clock.set('2026-05-06T12:00:00Z'); // Wednesday, so three days later is a Saturday
    await sendNow();
    expect((await again(invitation)).wakeAt).toEqual(new Date('2026-05-11T09:00:00Z'));
  });

  const reminded = async (): Promise<Invitation> => {
    await aSurvey(test.app, account, { reminders: ['3d', '7d'] });
    const invitation = await invited(test.app, account);
    expect(await sendNow()).toHaveLength(1);
    return invitation;
  };

  it('are off after an answer', async () => {
    const invitation = await reminded();
    expect((await answer(test.app, test.clock.advance, invitation, { score: '8' })).status).toBe(303);
    test.clock.advance(8 * DAY);
    await sweepInvitations(test.app);
    expect(await sendNow()).toEqual([]);
  });

  it('are off after an unsubscribe, while the page stays open for an answer', async () => {
    const invitation = await reminded();
    await unsubscribe(test.app, invitation);
    test.clock.advance(8 * DAY);
    await sweepInvitations(test.app);
    expect(await sendNow()).toEqual([]);
    expect(await again(invitation)).toMatchObject({ status: 'sent', phase: 'open' });
    expect((await again(invitation)).wakeAt).toEqual((await again(invitation)).expiresAt);
    expect((await answer(test.app, test.clock.advance, invitation, { score: '8' })).status).toBe(303);
  });

  it('are off after the invitation was cancelled', async () => {
    const invitation = await reminded();
    await cancelInvitation(test.app, account, invitation._id);
    await cancelInvitation(test.app, account, invitation._id);
    test.clock.advance(8 * DAY);
    expect(await sendNow()).toEqual([]);
    expect((await again(invitation)).history.filter(({ status }) => status === 'cancelled')).toHaveLength(1);
  });
});

describe('an open invitation', () => {
  it('expires thirty days after it was planned, by the sweep', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account);
    await sendNow();
    test.clock.advance(30 * DAY - MINUTE);
    await sweepInvitations(test.app);
    expect((await again(invitation)).status).toBe('sent');
    test.clock.advance(2 * MINUTE);
    await sweepInvitations(test.app);
    expect(await again(invitation)).toMatchObject({ status: 'expired', phase: 'closed' });
    const once = await everythingStored();
    await sweepInvitations(test.app);
    expect(await everythingStored()).toEqual(once);
  });
});

describe('the mail', () => {
  it('carries what mail programs need, and the same links as buttons and as text', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account);
    await sendNow();
    const [mail] = test.mailer.sent;
    const url = `${test.url}/u/`;
    expect(mail?.headers).toMatchObject({
      'List-Unsubscribe': expect.stringMatching(new RegExp(`^<${url}[\\w.-]+>$`)) as string,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
      'X-Afterword-Invitation': invitation._id,
    });
    expect(mail?.headers['Feedback-ID']?.split(':')).toHaveLength(4);
    expect(mail?.messageId).toBe(`<${invitation._id}.invitation@afterword.example>`);
    for (let score = 0; score <= 10; score += 1) {
      expect(mail?.html.replaceAll('&#x3D;', '=')).toMatch(new RegExp(`href="${test.url}/s/[\\w.-]+\\?score=${score}"`));
    }
    expect(mail?.text).toContain(`${test.url}/s/`);
    expect(mail?.text).toContain(url);
    expect(Buffer.byteLength(mail?.html ?? '')).toBeLessThan(102_000);
  });
});
