import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withCustomer } from '../../../src/features/customers/customers.service.ts';
import { unsubscribe, type Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { sweepInvitations } from '../../../src/features/invitations/sweep-invitations.job.ts';
import { refreshFromEvents, verifyOutcomes } from '../../../src/features/outcomes/outcomes.service.ts';
import { eraseCustomer } from '../../../src/features/privacy/privacy.service.ts';
import { excludeResponse } from '../../../src/features/responses/judge-answer.service.ts';
import { eur, getReport, imported, left, pays, started } from '../../support/facts.ts';
import { answer, invited, stored } from '../../support/spine.ts';
import { anAccount, anApiKey, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const DAY = 86_400_000;

let test: TestApp;
let account: string;
let key: string;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  await stored('invitations').deleteMany({});
  test.clock.set('2026-05-04T09:00:00Z');
  account = (await anAccount(test.app))._id;
  key = await anApiKey(test.app, account, 'read');
  await aSurvey(test.app, account);
});
afterAll(async () => test.close());

interface Report { touchpoints: { groups: { group: string; customers: number; churn: Record<string, { value: number | null }> }[]; mrrAtRisk: { amount: string }[] }[] }

/** Customers by group of the only touchpoint, those without any left out. */
async function groups(): Promise<Record<string, number>> {
  const report = await getReport<Report>(test.url, key, 'outcomes', { from: '2026-05-01', to: '2026-06-01', minimum: '1' });
  const all = report.touchpoints[0]?.groups ?? [];
  return Object.fromEntries(all.filter(({ customers }) => customers > 0).map(({ group, customers }) => [group, customers]));
}

async function mailed(owner: string): Promise<Invitation> {
  const invitation = await invited(test.app, account, { customer: { externalId: owner, email: `${owner}@example.com` } });
  await sendDue(test.app);
  return invitation;
}

async function settled(days: number): Promise<void> {
  test.clock.advance(days * DAY);
  await sweepInvitations(test.app);
  await refreshFromEvents(test.app);
}

describe('sheets of people who are asked', () => {
  it('hold answers and silence as they happen, and equal a recomputation', async () => {
    await imported(test.app, account, ['a', 'b', 'c', 'd'].map((owner) => started(owner, '2025-01-01')));
    const [a, b, c] = [await mailed('a'), await mailed('b'), await mailed('c')];
    test.mailer.outcomes = [{ kind: 'refused', reply: '550 no such user' }];
    await mailed('d');
    await answer(test.app, test.clock.advance, a, { score: '3' });
    await unsubscribe(test.app, b);
    await settled(1);
    expect(await groups()).toEqual({ detractor: 1, 'score:3': 1, bounced: 1, unsubscribed: 1 });
    await settled(40);
    expect(c.customerId).not.toBe('');
    expect(await groups()).toEqual({ detractor: 1, 'score:3': 1, silent: 1, bounced: 1, unsubscribed: 1 });
    expect(await verifyOutcomes(test.app, account)).toEqual({ checked: 4, differences: [] });
  });

  it('follow the person once their id becomes known, and forget them when they are erased', async () => {
    await imported(test.app, account, [started('a', '2025-01-01')]);
    const invitation = await invited(test.app, account, { customer: { email: 'a@example.com' } });
    await sendDue(test.app);
    await answer(test.app, test.clock.advance, invitation, { score: '10' });
    await settled(1);
    // Nobody knows yet that they are a customer.
    expect(await groups()).toEqual({});
    await withCustomer(test.app, account, { externalId: 'a', email: 'a@example.com' }, async () => null);
    await refreshFromEvents(test.app);
    expect(await groups()).toEqual({ promoter: 1, 'score:10': 1 });
    await eraseCustomer(test.app, account, 'a');
    expect(await stored('outcomeSheets').findOne({ _id: invitation.customerId })).toBeNull();
    await refreshFromEvents(test.app);
    // What was counted stays counted, under nobody.
    expect(await groups()).toEqual({ promoter: 1, 'score:10': 1 });
    expect(await verifyOutcomes(test.app, account)).toEqual({ checked: 1, differences: [] });
  });

  it('drop an excluded answer', async () => {
    await imported(test.app, account, [started('a', '2025-01-01')]);
    const invitation = await mailed('a');
    await answer(test.app, test.clock.advance, invitation, { score: '10' });
    await settled(1);
    expect(await groups()).toEqual({ promoter: 1, 'score:10': 1 });
    await excludeResponse(test.app, account, invitation._id, { reason: 'a test' });
    await refreshFromEvents(test.app);
    expect(await groups()).toEqual({});
  });
});

describe('answers from memory', () => {
  it('are given while nothing changes, and change at once after an answer or a fact', async () => {
    test.workers();
    await imported(test.app, account, [started('a', '2025-01-01'), pays('a', '2026-01-01', '2026-12-31', eur(1200)), started('b', '2025-01-01')]);
    const [a, b] = [await mailed('a'), await mailed('b')];
    await answer(test.app, test.clock.advance, a, { score: '3' });
    test.clock.advance(DAY);
    await eventually('the answer is in the report', async () => (await groups())['detractor'] === 1);
    await eventually('everything that happened is seen', async () => (await stored('events').countDocuments({ accountId: account, awaiting: 'outcomes' })) === 0);
    expect(await groups()).toEqual({ detractor: 1, 'score:3': 1 });
    // Put there behind the product's back: whoever reads the sheets again would see it.
    await stored('outcomeSheets').updateOne({ _id: a.customerId }, { $set: { 'answers.0.category': 'promoter' } });
    expect(await groups()).toEqual({ detractor: 1, 'score:3': 1 });
    await stored('outcomeSheets').updateOne({ _id: a.customerId }, { $set: { 'answers.0.category': 'detractor' } });
    test.clock.advance(-DAY);
    await answer(test.app, test.clock.advance, b, { score: '9' });
    test.clock.advance(DAY);
    await eventually('the second answer is in the report', async () => (await groups())['promoter'] === 1);
    await imported(test.app, account, [left('a', '2026-05-05')]);
    await refreshFromEvents(test.app);
    test.clock.advance(3 * DAY);
    const { touchpoints } = await getReport<Report>(test.url, key, 'outcomes', { from: '2026-05-01', to: '2026-06-01', minimum: '1' });
    expect(touchpoints[0]?.mrrAtRisk).toMatchObject([{ amount: '0.00' }]);
  });

  it('say the same to who takes them compressed and who does not', async () => {
    await imported(test.app, account, [started('a', '2025-01-01')]);
    const ask = async (encoding: string) => {
      const answered = await fetch(`${test.url}/api/v1/reports/outcomes?from=2026-05-01&to=2026-06-01`, { headers: { authorization: `Bearer ${key}`, 'accept-encoding': encoding } });
      return { status: answered.status, as: answered.headers.get('content-encoding'), type: answered.headers.get('content-type'), text: await answered.text() };
    };
    const [packed, plain, again] = [await ask('gzip, br'), await ask('identity'), await ask('gzip')];
    expect(plain).toMatchObject({ status: 200, as: null, type: 'application/json; charset=utf-8' });
    expect(packed).toEqual({ ...plain, as: 'gzip' });
    expect(again).toEqual(packed);
    expect(JSON.parse(plain.text)).toHaveProperty('touchpoints');
  });
});
