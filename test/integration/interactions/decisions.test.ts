import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { overdueBatches, receiveInteractions, requireInteraction, toInteraction, type NewInteraction } from '../../../src/features/interactions/interactions.service.ts';
import { sweepInteractions } from '../../../src/features/interactions/sweep-interactions.job.ts';
import { inviteBatch } from '../../../src/features/invitations/invite.job.ts';
import { decideBatches, previewDecisions } from '../../../src/features/invitations/invitations.service.ts';
import { storeSuppressions, addressHashOf } from '../../../src/features/customers/customers.service.ts';
import { inTransaction } from '../../../src/platform/mongo.ts';
import { anInteraction, decided, everythingStored, received, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  test.clock.set('2026-05-04T08:00:00Z'); // a Monday
  account = (await anAccount(test.app))._id;
});
afterAll(async () => test.close());

const only = async (values: Partial<NewInteraction> = {}) => {
  const { decisions } = await decided(test.app, account, values);
  expect(decisions).toHaveLength(1);
  return decisions?.[0];
};

async function suppress(email: string): Promise<void> {
  const hash = addressHashOf(test.app, account, email) ?? '';
  await inTransaction((session) => storeSuppressions(account, [hash], { reason: 'unsubscribed', at: test.app.now(), session }));
}

describe('decisions', () => {
  it('invite, with the instant, the address and the wording fixed in the invitation', async () => {
    await aSurvey(test.app, account, { delay: '2h' });
    const decision = await only({ occurredAt: new Date('2026-05-04T07:59:00Z'), customer: { externalId: 'c', email: 'Ada@Example.com', name: 'Ada', locale: 'ar-EG', timeZone: 'Africa/Cairo' } });
    expect(decision).toMatchObject({ survey: 'nps', outcome: 'invited', reason: null, rule: null, nextEligibleAt: null });
    expect(decision?.scheduledAt).toEqual(new Date('2026-05-04T09:59:00Z'));
    const invitation = await stored('invitations').findOne({ _id: decision?.invitationId ?? '' });
    expect(invitation).toMatchObject({ status: 'scheduled', phase: 'due', address: 'Ada@Example.com', language: 'ar', timeZone: 'Africa/Cairo', version: 1 });
  });

  it('name the condition that was not met, and invite where all are', async () => {
    await aSurvey(test.app, account, { trigger: { where: [{ path: 'customer.properties.plan', op: 'eq', value: 'pro' }, { path: 'properties.total', op: 'gte', value: 100 }] } });
    const of = (plan: string, total: number) => ({ customer: { email: 'a@example.com', properties: { plan } }, properties: { total } });
    expect(await only(of('pro', 100))).toMatchObject({ outcome: 'invited' });
    expect(await only(of('pro', 99))).toMatchObject({ outcome: 'skipped', reason: 'condition', rule: expect.stringContaining('properties.total gte 100') as string });
    expect(await only(of('free', 100))).toMatchObject({ reason: 'condition', rule: expect.stringContaining('customer.properties.plan eq "pro"') as string });
  });

  it.each<[string, Record<string, unknown>, Partial<NewInteraction>, string]>([
    ['an unknown touchpoint', {}, { touchpoint: 'elsewhere' }, 'no-matching-survey'],
    ['another type', { trigger: { type: 'order.paid' } }, { type: 'order.sent' }, 'no-matching-survey'],
    ['a missing address', {}, { customer: { externalId: 'x' } }, 'no-address'],
    ['nobody at all', {}, { customer: {} }, 'no-address'],
    ['a paused survey', { status: 'paused' }, {}, 'paused'],
    ['an empty sample', { samplePercent: 0 }, {}, 'sampled-out'],
    ['an old interaction', { maxLateness: '1h' }, { occurredAt: new Date('2026-05-04T06:59:00Z') }, 'too-late'],
  ])('skip %s with its reason and rule', async (_what, survey, interaction, reason) => {
    await aSurvey(test.app, account, survey);
    const decision = await only(interaction);
    expect(decision).toMatchObject({ outcome: 'skipped', reason, invitationId: null, scheduledAt: null });
    expect(decision?.rule).toMatch(/./);
  });

  it('skip a suppressed address in any spelling', async () => {
    await aSurvey(test.app, account);
    await suppress('ann@exämple.com');
    for (const email of ['ANN@exämple.com', 'ann@xn--exmple-cua.com', 'ann+shop@exämple.com', ' Ann@EXÄMPLE.com ']) {
      expect(await only({ customer: { email } })).toMatchObject({ reason: 'suppressed', rule: 'suppressed: unsubscribed' });
    }
    expect(await only({ customer: { email: 'anna@exämple.com' } })).toMatchObject({ outcome: 'invited' });
  });

  it('wait for the window in the zone of the recipient, whatever the delay', async () => {
    await aSurvey(test.app, account, { delay: { days: 1, at: '07:00' }, sendingWindow: { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' } });
    const tokyo = await only({ customer: { email: 'a@example.com', timeZone: 'Asia/Tokyo' } });
    expect(tokyo?.scheduledAt).toEqual(new Date('2026-05-05T00:00:00Z'));
    test.clock.set('2026-05-08T20:00:00Z'); // Friday evening
    expect((await only({ customer: { email: 'b@example.com', timeZone: 'America/New_York' } }))?.scheduledAt).toEqual(new Date('2026-05-11T13:00:00Z'));
  });

  it('sample the same people each time, about as many as asked', async () => {
    await aSurvey(test.app, account, { samplePercent: 50 });
    const inputs = Array.from({ length: 200 }, (_, index) => ({ customer: { externalId: `s-${index}`, email: `s${index}@example.com` } }));
    const round = async (): Promise<boolean[]> => {
      const batch = inputs.map((input) => anInteraction(test.app, input));
      await receiveInteractions(test.app, account, 'api', batch);
      for (const batchId of await overdueBatches(new Date(test.app.now().getTime() + 1000))) await decideBatches(test.app, [batchId]);
      return Promise.all(batch.map(async ({ id }) => (await requireInteraction(account, id)).decisions?.[0]?.outcome === 'invited'));
    };
    const first = await round();
    expect(await round()).toEqual(first);
    const share = first.filter(Boolean).length / first.length;
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
  });

  it('keep each clock of the cool-down and say when the next is possible', async () => {
    await aSurvey(test.app, account, { coolDown: [{ since: 'invitation', across: 'account', days: 30 }] });
    await aSurvey(test.app, account, { metric: 'ces', ignoreAccountCoolDown: true, coolDown: [{ since: 'invitation', across: 'account', days: 30 }], touchpoint: 'support' }, 'ces');
    const customer = { externalId: 'c', email: 'c@example.com' };
    expect(await only({ customer })).toMatchObject({ outcome: 'invited' });
    test.clock.advance(29 * 86_400_000);
    const held = await only({ customer });
    expect(held).toMatchObject({ reason: 'cool-down', rule: 'coolDown: 30 days since invitation across account' });
    expect(held?.nextEligibleAt?.toISOString().slice(0, 10)).toBe('2026-06-03');
    expect(await only({ customer, touchpoint: 'support' })).toMatchObject({ outcome: 'invited' });
    test.clock.advance(86_400_000 + 1000);
    expect(await only({ customer })).toMatchObject({ outcome: 'invited' });
  });
});

describe('one customer, two decisions at once', () => {
  it.each([['known', true], ['new', false]])('never invites a %s customer twice inside a cool-down', async (_what, isKnown) => {
    await aSurvey(test.app, account, { coolDown: [{ since: 'invitation', across: 'account', days: 30 }] });
    for (let round = 0; round < 6; round += 1) {
      const customer = { externalId: `c-${round}`, email: `c${round}@example.com` };
      if (isKnown) await decided(test.app, account, { touchpoint: 'elsewhere', customer });
      const inputs = [anInteraction(test.app, { customer }), anInteraction(test.app, { customer })];
      const batches: string[] = [];
      for (const input of inputs) batches.push(await received(test.app, account, input));
      expect(new Set(batches).size).toBe(2);
      await Promise.all(batches.map((batchId) => decideBatches(test.app, [batchId])));
      const decisions = await Promise.all(inputs.map(async ({ id }) => (await requireInteraction(account, id)).decisions?.[0]));
      expect(decisions.map((decision) => decision?.reason ?? decision?.outcome).toSorted()).toEqual(['cool-down', 'invited']);
      expect(await stored('customers').countDocuments({ accountId: account, externalId: customer.externalId })).toBe(1);
    }
  });

  it('decides one batch once when two workers get it', async () => {
    await aSurvey(test.app, account);
    const batchId = await received(test.app, account, anInteraction(test.app, { id: 'twice' }));
    await Promise.all([decideBatches(test.app, [batchId]), decideBatches(test.app, [batchId]), decideBatches(test.app, [batchId])]);
    expect(await stored('invitations').countDocuments({ accountId: account })).toBe(1);
    expect((await requireInteraction(account, 'twice')).decisions).toHaveLength(1);
  });

  it('holds two interactions of one batch to the cool-down', async () => {
    await aSurvey(test.app, account, { coolDown: [{ since: 'invitation', across: 'survey', days: 1 }] });
    const customer = { email: 'same@example.com' };
    const inputs = [anInteraction(test.app, { customer }), anInteraction(test.app, { customer }), anInteraction(test.app, { customer: { email: 'SAME@example.com' } })];
    await receiveInteractions(test.app, account, 'api', inputs);
    for (const batchId of await overdueBatches(new Date(test.app.now().getTime() + 1000))) await decideBatches(test.app, [batchId]);
    const outcomes = await Promise.all(inputs.map(async ({ id }) => (await requireInteraction(account, id)).decisions?.[0]?.outcome));
    expect(outcomes.filter((outcome) => outcome === 'invited')).toHaveLength(1);
  });
});

describe('deliveries', () => {
  it('make one interaction and one invitation out of ten, at once and again later', async () => {
    await aSurvey(test.app, account);
    const input = anInteraction(test.app);
    const receipts = await Promise.all(Array.from({ length: 10 }, () => receiveInteractions(test.app, account, 'api', [input])));
    expect(receipts.flat().map(({ kind }) => kind).toSorted()).toEqual(['accepted', ...Array.from({ length: 9 }, () => 'duplicate')]);
    for (const batchId of await overdueBatches(new Date(test.app.now().getTime() + 1000))) await decideBatches(test.app, [batchId]);
    const [again] = await receiveInteractions(test.app, account, 'api', [{ ...input, touchpoint: 'another', customer: { email: 'other@example.com' } }]);
    expect(again).toMatchObject({ kind: 'duplicate', interaction: { touchpoint: 'checkout', repeats: 10 } });
    expect(again?.interaction.decisions).toHaveLength(1);
    expect(await stored('invitations').countDocuments({ accountId: account })).toBe(1);
    expect(await overdueBatches(new Date(test.app.now().getTime() + 1000))).toEqual([]);
  });

  it('are found by the sweep when their ring was lost', async () => {
    await aSurvey(test.app, account);
    const input = anInteraction(test.app);
    const batchId = await received(test.app, account, input);
    // The ring names the batch; under another name only the sweep can find it.
    const { modifiedCount } = await stored('interactions').updateOne({ batchId }, { $set: { batchId: batchId.replace(/-.*/, '-lost') } });
    expect(modifiedCount).toBe(1);
    const workers = test.workers();
    test.clock.advance(6000);
    await sweepInteractions(test.app);
    await eventually('the lost batch is decided', async () => (await requireInteraction(account, input.id)).decisions);
    await workers.close();
  });
});

describe('a dry run', () => {
  it.each<[string, Record<string, unknown>, Partial<NewInteraction>]>([
    ['an invitation', { delay: '3d', sendingWindow: { days: [2], from: '10:00', to: '11:00' } }, {}],
    ['a condition', { trigger: { where: [{ path: 'properties.a', op: 'exists' }] } }, {}],
    ['no address', {}, { customer: { externalId: 'x' } }],
    ['a suppression', {}, { customer: { email: 'gone@example.com' } }],
    ['a cool-down', { coolDown: [{ since: 'invitation', across: 'account', days: 3 }] }, { customer: { email: 'asked@example.com' } }],
    ['lateness', { maxLateness: '1h' }, { occurredAt: new Date('2026-05-01T00:00:00Z') }],
    ['no survey', {}, { touchpoint: 'nowhere' }],
  ])('says what is then decided: %s', async (_what, survey, values) => {
    await aSurvey(test.app, account, survey);
    await suppress('gone@example.com');
    await decided(test.app, account, { customer: { email: 'asked@example.com' } });
    const input = anInteraction(test.app, values);
    const before = await everythingStored();
    const preview = await previewDecisions(test.app, toInteraction(account, 'api', input, test.app.now()));
    expect(await everythingStored()).toEqual(before);
    await decideBatches(test.app, [await received(test.app, account, input)]);
    expect((await requireInteraction(account, input.id)).decisions).toEqual(preview);
  });
});

describe('batches that are rung for at once', () => {
  it('are each decided, a large one among them, and a customer of several is asked once', async () => {
    await aSurvey(test.app, account, { coolDown: [{ since: 'invitation', across: 'account', days: 30 }] });
    const customer = { externalId: 'often', email: 'often@example.com' };
    const batches: string[] = [];
    for (let index = 0; index < 40; index += 1) {
      batches.push(await received(test.app, account, anInteraction(test.app, index % 10 === 0 ? { customer } : {})));
      test.clock.advance(1);
    }
    const large = Array.from({ length: 250 }, () => anInteraction(test.app));
    await receiveInteractions(test.app, account, 'api', large);
    const interactions = await stored('interactions').find({ accountId: account }).toArray();
    const all = [...new Set(interactions.map(({ batchId }) => String(batchId)))];
    expect(all.length).toBe(batches.length + 1);
    const ringEach = () => Promise.all(all.map((batchId) => inviteBatch(test.app, { batchId })));
    const sizes = all.map((batchId) => ({ decided: interactions.filter((each) => each['batchId'] === batchId).length }));
    expect(await ringEach()).toEqual(sizes);
    expect(await ringEach()).toEqual(sizes.map(() => ({ decided: 0 })));
    expect(await stored('invitations').countDocuments({ accountId: account })).toBe(36 + 1 + large.length);
    // The one that was reported first.
    const [first = ''] = batches;
    const asked = await stored('invitations').find({ accountId: account, address: customer.email }).toArray();
    expect(asked.map(({ interactionId: id }) => id)).toEqual(interactions.filter((each) => each['batchId'] === first).map(({ _id }) => _id));
  });

  it('are decided one by one where they cannot be together', async () => {
    await aSurvey(test.app, account);
    const batches: string[] = [];
    for (let index = 0; index < 12; index += 1) batches.push(await received(test.app, account, anInteraction(test.app, { id: `among-${index}` })));
    const spoilt = toInteraction(account, 'api', anInteraction(test.app, { id: 'among-5' }), test.app.now())._id;
    await stored('interactions').updateOne({ _id: spoilt }, { $set: { customer: null } });
    const outcomes = await Promise.allSettled(batches.map((batchId) => inviteBatch(test.app, { batchId })));
    expect(outcomes.map(({ status }) => status)).toEqual(batches.map((_, index) => (index === 5 ? 'rejected' : 'fulfilled')));
    expect(await stored('invitations').countDocuments({ accountId: account })).toBe(11);
    await stored('interactions').deleteMany({ accountId: account });
  });
});

describe('deciding twice', () => {
  it('changes nothing', async () => {
    await aSurvey(test.app, account);
    const batchId = await received(test.app, account, anInteraction(test.app));
    expect(await inviteBatch(test.app, { batchId })).toEqual({ decided: 1 });
    const once = await everythingStored();
    expect(await inviteBatch(test.app, { batchId })).toEqual({ decided: 0 });
    expect(await everythingStored()).toEqual(once);
  });
});
