import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFollowUpsOfEvents } from '../../../src/features/follow-ups/open-follow-ups.job.ts';
import { sendOpenFollowUps } from '../../../src/features/follow-ups/send-follow-ups.job.ts';
import { sweepFollowUps } from '../../../src/features/follow-ups/sweep-follow-ups.job.ts';
import { pauseSender, resumeSender } from '../../../src/features/accounts/accounts.service.ts';
import { requireInvitation, unsubscribe, type Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { excludeResponse } from '../../../src/features/responses/judge-answer.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { createUser } from '../../../src/features/users/users.service.ts';
import { answer, decided, everythingStored, invited, stored, wipeQueues } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const MINUTE = 60_000;

let test: TestApp;
let account: string;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  await stored('followUps').deleteMany({});
  await stored('events').deleteMany({});
  test.mailer.outcomes = [];
  account = (await anAccount(test.app))._id;
  await createUser(test.app, account, { email: 'boss@acme.test', name: 'Boss', role: 'owner' });
  await createUser(test.app, account, { email: 'agent@acme.test', name: 'علی', role: 'agent', language: 'fa' });
  await createUser(test.app, account, { email: 'viewer@acme.test', role: 'viewer' });
});
afterAll(async () => test.close());

async function answered(score: string, { email = 'ada@example.com', comment = '' } = {}): Promise<Invitation> {
  const { _id } = await invited(test.app, account, { customer: { email, name: 'Ada', locale: 'ar' } });
  await sendDue(test.app);
  const invitation = await requireInvitation(account, _id);
  expect((await answer(test.app, test.clock.advance, invitation, { score, comment })).status).toBe(303);
  test.mailer.sent = [];
  return invitation;
}

async function followUp(): Promise<string[]> {
  await openFollowUpsOfEvents(test.app);
  await sendOpenFollowUps(test.app);
  return test.mailer.sent.map(({ to }) => to.address).toSorted();
}

describe('an alert', () => {
  it('goes once to each person of the account, in their language, with the comment and a link', async () => {
    await aSurvey(test.app, account);
    const { _id } = await answered('2', { comment: 'late again' });
    expect(await followUp()).toEqual(['agent@acme.test', 'boss@acme.test']);
    for (const mail of test.mailer.sent) {
      expect(mail.text).toContain('late again');
      expect(mail.text).toContain(`${test.url}/admin/responses/${_id}`);
      expect(mail.headers['Auto-Submitted']).toBe('auto-generated');
    }
    expect(test.mailer.sent.find(({ to }) => to.address === 'agent@acme.test')?.html).toContain('dir="rtl"');
  });

  it.each([['nps', '0', true], ['nps', '6', true], ['nps', '7', false], ['csat', '2', true], ['csat', '3', false], ['ces', '3', true], ['ces', '4', false]])('%s %s calls for one: %s', async (metric, score, alerts) => {
    await aSurvey(test.app, account, { metric });
    await answered(score);
    expect((await followUp()).length > 0).toBe(alerts);
  });

  it('is none where the survey asks for none', async () => {
    await aSurvey(test.app, account, { alertOnLow: false });
    await answered('0');
    expect(await followUp()).toEqual([]);
  });

  it('stays one whatever runs twice, together or again', async () => {
    await aSurvey(test.app, account);
    await answered('1');
    const send = test.mailer.send;
    test.mailer.send = async (message) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return send(message);
    };
    await Promise.all([openFollowUpsOfEvents(test.app), openFollowUpsOfEvents(test.app)]);
    await stored('events').updateMany({ type: 'response.recorded' }, { $set: { awaiting: ['follow-ups'] } });
    await openFollowUpsOfEvents(test.app);
    await Promise.all([sendOpenFollowUps(test.app), sendOpenFollowUps(test.app), sendOpenFollowUps(test.app)]);
    test.mailer.send = send;
    expect(test.mailer.sent).toHaveLength(2);
    const once = await everythingStored();
    await openFollowUpsOfEvents(test.app);
    await sendOpenFollowUps(test.app);
    await sweepFollowUps(test.app);
    expect(test.mailer.sent).toHaveLength(2);
    expect(await everythingStored()).toEqual(once);
  });

  it('is none of an answer that was excluded before it went out', async () => {
    await aSurvey(test.app, account);
    const { _id } = await answered('0');
    await openFollowUpsOfEvents(test.app);
    await excludeResponse(test.app, account, _id, { reason: 'a test of ours' });
    expect(await followUp()).toEqual([]);
    expect(await stored('followUps').findOne({ accountId: account })).toMatchObject({ status: 'cancelled', reason: 'the answer was excluded' });
  });

  it('is not repeated by a revision', async () => {
    await aSurvey(test.app, account);
    const invitation = await answered('1');
    expect(await followUp()).toHaveLength(2);
    expect((await answer(test.app, test.clock.advance, invitation, { score: '3' })).status).toBe(303);
    expect(await followUp()).toHaveLength(2);
  });

  it('comes through a wiped queue, by the sweep', async () => {
    await aSurvey(test.app, account);
    await answered('1');
    await wipeQueues(test.app);
    const workers = test.workers();
    test.clock.advance(6000);
    await sweepFollowUps(test.app);
    await eventually('both alerts are mailed', async () => test.mailer.sent.length === 2);
    await workers.close();
  });

  it('is tried again when refused for now, and held when in doubt', async () => {
    await aSurvey(test.app, account);
    await answered('1');
    test.mailer.outcomes = [{ kind: 'deferred', reply: '451 later' }, { kind: 'unknown', reply: 'closed' }];
    await followUp();
    expect(test.mailer.sent).toHaveLength(1);
    test.clock.advance(6 * MINUTE);
    await sweepFollowUps(test.app);
    await sendOpenFollowUps(test.app);
    expect(test.mailer.sent).toHaveLength(2);
    expect((await stored('followUps').find({ accountId: account }).toArray()).map(({ status }) => String(status)).toSorted()).toEqual(['ambiguous', 'sent']);
  });

  it('that cannot be written gives up in the end', async () => {
    await aSurvey(test.app, account);
    const { _id } = await answered('1');
    await stored('responses').updateOne({ _id }, { $set: { version: 99 } });
    for (let round = 0; round < 10; round += 1) {
      await followUp();
      test.clock.advance(7 * 60 * MINUTE);
    }
    expect(test.mailer.sent).toEqual([]);
    expect((await stored('followUps').find({ accountId: account }).toArray()).map(({ status }) => status)).toEqual(['failed', 'failed']);
  });
});

describe('thanks', () => {
  it('go to the customer where the survey asks for it, once, in the language of the answer', async () => {
    await aSurvey(test.app, account, { thankCustomer: true });
    const { _id } = await answered('10');
    expect(await followUp()).toEqual(['ada@example.com']);
    expect(test.mailer.sent[0]).toMatchObject({ messageId: `<${_id}.thank-you@afterword.example>`, headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } });
    expect(test.mailer.sent[0]?.html).toContain('dir="rtl"');
    expect(await followUp()).toHaveLength(1);
  });

  it('go to nobody where it does not', async () => {
    await aSurvey(test.app, account);
    await answered('10');
    expect(await followUp()).toEqual([]);
  });

  it('go to nobody who has unsubscribed meanwhile', async () => {
    await aSurvey(test.app, account, { thankCustomer: true });
    const invitation = await answered('10');
    await openFollowUpsOfEvents(test.app);
    await unsubscribe(test.app, invitation);
    await sendOpenFollowUps(test.app);
    expect(test.mailer.sent).toEqual([]);
    expect(await stored('followUps').findOne({ accountId: account })).toMatchObject({ status: 'cancelled' });
  });

  it('wait while the sender is paused', async () => {
    await aSurvey(test.app, account, { thankCustomer: true });
    await answered('10');
    await pauseSender(test.app, account, '550 5.7.1');
    expect(await followUp()).toEqual([]);
    await resumeSender(account);
    test.clock.advance(2 * MINUTE);
    expect(await followUp()).toEqual(['ada@example.com']);
  });

  it('that bounce suppress the address', async () => {
    await aSurvey(test.app, account, { thankCustomer: true });
    await answered('10', { email: 'moved@example.com' });
    test.mailer.outcomes = [{ kind: 'refused', reply: '550 5.1.1 unknown' }];
    expect(await followUp()).toEqual([]);
    expect(await decided(test.app, account, { customer: { email: 'moved@example.com' } })).toMatchObject({ decisions: [{ reason: 'suppressed', rule: 'suppressed: bounced' }] });
  });
});
