import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customerFacts, heldFacts } from '../../../src/features/facts/facts.queries.ts';
import { STRIPE } from '../../../src/platform/signature/schemes.ts';
import { newSecretFor } from '../../../src/platform/signature/secret.ts';
import { signFor } from '../../../src/platform/signature/sign.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { importsClient } from '../../support/imports.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';
import { webhookFixture } from '../../support/webhook-fixtures.ts';

const CUSTOMER = 'cus_Na6dX7aXxi11N4';

let test: TestApp;
let accountId: string;
let api: ApiClient;
let source: { id: string; url: string; secret: string };
beforeAll(async () => {
  test = await openTestApp();
  test.clock.set('2023-04-23T22:17:00Z');
  test.workers();
});
beforeEach(async () => {
  accountId = (await anAccount(test.app, { timeZone: 'Europe/Warsaw' }))._id;
  api = await apiClient(test, accountId);
  source = (await api.post('/api/v1/sources', { name: 'Billing', kind: 'stripe', secret: newSecretFor(STRIPE) })).body;
});
afterAll(async () => test.close());

async function send(payload: unknown): Promise<number> {
  const body = Buffer.from(JSON.stringify(payload));
  return (await fetch(source.url, { method: 'POST', headers: { 'content-type': 'application/json', ...signFor(STRIPE, source.secret, { url: source.url, body, at: test.clock.now() }) }, body })).status;
}
const ended = () => webhookFixture('stripe', 'customer.subscription.deleted').payload;
const churns = async () => (await customerFacts(accountId, [CUSTOMER])).get(CUSTOMER)?.churns ?? [];
const reasons = async () => (await heldFacts(accountId, [CUSTOMER])).map(({ values, supersededAt }) => ['reason' in values ? values.reason : null, supersededAt === null]);
const told = () => stored('events').countDocuments({ accountId, type: 'facts.changed' });

describe('a subscription that ended', () => {
  it('is a fact of its customer on the account’s day, and reports hear of it', async () => {
    expect(await send(ended())).toBe(202);
    expect(await churns()).toEqual([{ date: '2023-04-24', type: 'full' }]);
    expect(await reasons()).toEqual([['too_expensive', true]]);
    await eventually('the outcomes have seen it', async () => (await stored('events').findOne({ accountId, type: 'facts.changed', awaiting: [] })) !== null);
  });

  it('is one fact however often, and by however many at once, it is delivered', async () => {
    const statuses = await Promise.all(Array.from({ length: 8 }, () => send(ended())));
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(7);
    expect(await send(ended())).toBe(200);
    expect(await reasons()).toEqual([['too_expensive', true]]);
    expect(await told()).toBe(1);
  });

  it('is also an interaction, about which a customer is asked whose address is known', async () => {
    await aSurvey(test.app, accountId, { touchpoint: 'cancellation' });
    const paid = webhookFixture('stripe', 'invoice.paid').payload as { data: { object: object } };
    expect(await send({ ...paid, data: { object: { ...paid.data.object, customer: CUSTOMER } } })).toBe(202);
    await eventually('the customer is known', async () => (await stored('customers').findOne({ accountId, externalId: CUSTOMER })) !== null);
    expect(await send(ended())).toBe(202);
    const { decisions } = await eventually('decisions', async () => {
      const { body } = await api.get(`/api/v1/interactions/sub_1MowQVLkdIwHu7ixeRlqHVzs-ended?source=${source.id}`);
      return body.decisions.length > 0 ? body : null;
    });
    expect(decisions).toMatchObject([{ survey: 'nps', outcome: 'invited' }]);
    expect(await churns()).toHaveLength(1);
  });

  it('stays as a file corrected it, when it is delivered or replayed again', async () => {
    await send(ended());
    const imports = importsClient(test.url, api.key);
    const id = await imports.begin('churn', `customerId,date,type,reason\n${CUSTOMER},2023-04-24,full,moved abroad\n`);
    expect(await imports.ended(id)).toMatchObject({ status: 'finished', updated: 1 });
    expect(await send(ended())).toBe(200);
    const [delivery] = await eventually('the log', async () => {
      const { data } = (await api.get(`/api/v1/sources/${source.id}/deliveries`)).body;
      return data.length > 0 ? data : null;
    });
    expect((await api.post(`/api/v1/sources/${source.id}/deliveries/${delivery.id}/replay`)).status).toBe(200);
    expect(await reasons()).toEqual([['too_expensive', false], ['moved abroad', true]]);
    await imports.askUndo(id);
    await imports.ended(id);
    expect(await reasons()).toEqual([['too_expensive', true]]);
  });

  it('leaves a fact as it is that a file told before', async () => {
    const imports = importsClient(test.url, api.key);
    await imports.ended(await imports.begin('churn', `customerId,date,type,reason\n${CUSTOMER},2023-04-24,full,moved abroad\n`));
    expect(await send(ended())).toBe(202);
    expect(await reasons()).toEqual([['moved abroad', true]]);
  });

  it('is nothing to a paused source, and nothing else of Stripe is one', async () => {
    await send(webhookFixture('stripe', 'invoice.paid').payload);
    await send('hello');
    await send({ type: 'customer.subscription.deleted', data: { object: { id: 'sub_1', customer: null, ended_at: 1_682_288_167 } } });
    await api.patch(`/api/v1/sources/${source.id}`, { status: 'paused' });
    expect(await send(ended())).toBe(202);
    expect(await stored('factSheets').countDocuments({ accountId })).toBe(0);
    expect(await told()).toBe(0);
  });
});
