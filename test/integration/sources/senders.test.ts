/** Each kind of sender with its own signature and a documented payload, from the request to the row of a report. */
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireInvitation } from '../../../src/features/invitations/invitations.service.ts';
import { senderOf, type SourceKind } from '../../../src/features/sources/senders.ts';
import type { Scheme } from '../../../src/platform/signature/scheme.ts';
import { HUBSPOT_V1, HUBSPOT_V2, STANDARD_WEBHOOKS } from '../../../src/platform/signature/schemes.ts';
import { newSecretFor } from '../../../src/platform/signature/secret.ts';
import { signFor } from '../../../src/platform/signature/sign.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { answer } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';
import { webhookFixture } from '../../support/webhook-fixtures.ts';

interface Case {
  kind: SourceKind;
  /** A documented payload that leads to one survey, and how many items it holds. */
  fixture: string;
  items?: number;
  id: string;
  email: string;
  /** Shortly after what the payload tells. */
  at: string;
  touchpoint: string;
  type?: string;
  /** Another documented payload that leads to nothing, and why. */
  other: [fixture: string, reason: string];
}

/** By time: the clock of one app goes forward only. */
const CASES: Case[] = [
  { kind: 'help-scout', fixture: 'convo.status', id: 'conversation-123', email: 'rob@acme.com', at: '2012-03-16T14:07:25Z', touchpoint: 'support', other: ['unknown', 'unknown-event'] },
  { kind: 'segment', fixture: 'track', id: 'ajs-f8ca1e4de5024d9430b3928bd8ac6b96', email: 'peter@example.com', at: '2015-12-12T19:11:03Z', touchpoint: 'academy', type: 'Course Clicked', other: ['unknown', 'unknown-event'] },
  { kind: 'hubspot', fixture: 'workflow', id: 'deal-697680835-closedwon', email: 'bh@hubspot.example.com', at: '2016-05-02T19:12:00Z', touchpoint: 'sales', other: ['unknown', 'unknown-event'] },
  { kind: 'woocommerce', fixture: 'order-completed', id: 'order-727-completed', email: 'john.doe@example.com', at: '2017-03-22T19:30:40Z', touchpoint: 'delivery', other: ['unknown', 'unknown-event'] },
  { kind: 'shopify', fixture: 'orders-fulfilled', id: 'gid://shopify/Order/820982911946154508/fulfilled', email: 'jon@example.com', at: '2022-01-01T00:00:03Z', touchpoint: 'delivery', other: ['refunds-create', 'a refund does not say whose it is; subscribe to orders/updated instead'] },
  { kind: 'stripe', fixture: 'invoice.paid', id: 'in_1MtHbELkdIwHu7ixl4OzzPMv-paid', email: 'jennyrosen@example.com', at: '2023-04-04T21:41:20Z', touchpoint: 'billing', other: ['unknown', 'unknown-event'] },
  { kind: 'intercom', fixture: 'conversation.admin.closed', id: 'conversation-1911149811', email: 'wash@serenity.io', at: '2024-06-27T12:58:00Z', touchpoint: 'support', other: ['ping', 'ping'] },
  { kind: 'zendesk', fixture: 'trigger', id: 'ticket-35436-solved', email: 'thomas@example.com', at: '2025-01-08T16:45:10Z', touchpoint: 'support', other: ['unknown', 'unknown-event'] },
];

interface Sent {
  status: number;
  body: ReturnType<typeof JSON.parse>;
}

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  test.clock.set('2012-01-01T00:00:00Z');
  test.workers();
});
afterAll(async () => test.close());

/** A source of a kind, with what its sender would know: the address and the secret. */
class SentBy {
  readonly kind: SourceKind;
  readonly api: ApiClient;
  readonly source: { id: string; url: string; secret: string };

  constructor(kind: SourceKind, api: ApiClient, source: { id: string; url: string; secret: string }) {
    this.kind = kind;
    this.api = api;
    this.source = source;
  }

  static async create(accountId: string, kind: SourceKind, values: Record<string, unknown> = {}): Promise<SentBy> {
    const api = await apiClient(test, accountId);
    const { secretFrom, scheme } = senderOf(kind);
    const secret = secretFrom === 'there' ? { secret: newSecretFor(scheme ?? STANDARD_WEBHOOKS) } : {};
    const { status, text, body } = await api.post('/api/v1/sources', { name: kind, kind, ...secret, ...values });
    if (status !== 201) throw new Error(`no source of kind ${kind}: ${text}`);
    return new SentBy(kind, api, body);
  }

  async send(payload: unknown, headers: Record<string, string>, { tamper = (body: string) => body, by = senderOf(this.kind).scheme }: { tamper?: (body: string) => string; by?: Scheme | null } = {}): Promise<Sent> {
    const body = JSON.stringify(payload);
    const { url, secret } = this.source;
    const signature = by && signFor(by, secret, { url, body: Buffer.from(body), at: test.clock.now() });
    const response = await fetch(url, { method: 'POST', headers: { ...headers, ...signature }, body: tamper(body) });
    return { status: response.status, body: await response.json() };
  }

  async sendFixture(name: string, options: { tamper?: (body: string) => string; by?: Scheme | null } = {}): Promise<Sent> {
    const { headers, payload } = webhookFixture(this.kind, name);
    return this.send(payload, headers, options);
  }

  async deliveries(count: number) {
    return eventually(`${count} deliveries in the log of ${this.kind}`, async () => {
      const { data } = (await this.api.get(`/api/v1/sources/${this.source.id}/deliveries`)).body;
      return data.length >= count ? data : null;
    });
  }

  async decided(id: string) {
    return eventually(`decisions about ${id}`, async () => {
      const { body } = await this.api.get(`/api/v1/interactions/${encodeURIComponent(id)}?source=${this.source.id}`);
      return body.decisions.length > 0 ? body : null;
    });
  }
}

describe.each(CASES)('$kind', ({ kind, fixture, id, email, at, touchpoint, type, other: [otherFixture, reason] }) => {
  let accountId: string;
  let sender: SentBy;
  beforeAll(async () => {
    test.clock.set(at);
    accountId = (await anAccount(test.app))._id;
    await aSurvey(test.app, accountId, { touchpoint, ...(type === undefined ? {} : { trigger: { type } }) });
    sender = await SentBy.create(accountId, kind);
  });

  it('is answered when it asks whether anybody is there', async () => {
    expect((await fetch(sender.source.url, { method: 'HEAD' })).status).toBe(200);
    const form = await fetch(sender.source.url, { method: 'POST', body: new URLSearchParams({ webhook_id: '142' }) });
    expect(form.status).toBe(kind === 'woocommerce' ? 200 : 401);
  });

  it('refuses what was changed on the way, or is of somebody else', async () => {
    const refused = [
      await sender.sendFixture(fixture, { tamper: (body) => body.replace(/[a-z](?=[^a-z]*$)/, 'X') }),
      await sender.sendFixture(fixture, { tamper: (body) => `${body} ` }),
      await sender.sendFixture(fixture, { by: null }),
    ];
    expect(refused.map(({ status, body: { detail } }) => [status, String(detail).split(':')[0]])).toEqual([[401, 'wrong-signature'], [401, 'wrong-signature'], [401, 'missing-headers']]);
  });

  it('is taken once, asks the customer, and counts in the report', async () => {
    expect(await sender.sendFixture(fixture)).toMatchObject({ status: 202, body: { id, status: 'accepted' } });
    expect(await sender.sendFixture(fixture)).toMatchObject({ status: 200, body: { id, status: 'duplicate' } });
    const { decisions } = await sender.decided(id);
    expect(decisions).toMatchObject([{ survey: 'nps', outcome: 'invited' }]);
    await eventually('the mail', async () => test.mailer.sent.find(({ to }) => to.address === email));
    const invitation = await requireInvitation(accountId, decisions[0].invitationId);
    expect((await answer(test.app, test.clock.advance, invitation, { score: '9' })).status).toBe(303);
    const day = test.clock.now().toISOString().slice(0, 10);
    const { groups } = (await sender.api.get(`/api/v1/reports/scores?touchpoint=${touchpoint}&from=${day}&to=${new Date(test.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10)}`)).body;
    expect(groups).toMatchObject([{ touchpoints: [touchpoint], total: { n: 1, distribution: { 9: 1 }, responseRatePercent: 100 } }]);
  });

  it('keeps what it does not know, with the reason', async () => {
    expect(await sender.sendFixture(otherFixture)).toMatchObject({ status: 202, body: { status: 'ignored', reason } });
    const [last, ...earlier] = await sender.deliveries(5);
    expect(last).toMatchObject({ outcome: 'ignored', reason, items: [{ outcome: 'ignored', interaction: null, reason }] });
    expect(earlier.map(({ outcome }: { outcome: string }) => outcome)).toContain('accepted');
    expect(JSON.stringify([last, ...earlier])).not.toContain(sender.source.secret);
  });
});

describe('HubSpot', () => {
  it('reports each change of a list, about whom it does not say', async () => {
    const accountId = (await anAccount(test.app))._id;
    await aSurvey(test.app, accountId, { touchpoint: 'sales', maxLateness: '400d' });
    const sender = await SentBy.create(accountId, 'hubspot');
    const { status, body } = await sender.sendFixture('stages');
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'accepted', results: [{ status: 'ignored' }, { status: 'ignored' }, { status: 'accepted', id: '33-deal-697680835-closedwon' }, { reason: 'unknown-event' }, { id: '33-ticket-1148278-4' }] });
    expect((await sender.decided('33-deal-697680835-closedwon')).decisions).toMatchObject([{ survey: 'nps', outcome: 'skipped', reason: 'no-address' }]);
  });

  it('passes by its older signatures only where they are allowed', async () => {
    const accountId = (await anAccount(test.app))._id;
    const [strict, lenient] = [await SentBy.create(accountId, 'hubspot'), await SentBy.create(accountId, 'hubspot', { legacySignatures: true })];
    for (const by of [HUBSPOT_V1, HUBSPOT_V2]) {
      expect((await strict.sendFixture('unknown', { by })).status).toBe(401);
      expect((await lenient.sendFixture('unknown', { by })).status).toBe(202);
      expect((await lenient.sendFixture('unknown', { by, tamper: (body) => `${body} ` })).status).toBe(401);
    }
    expect((await lenient.sendFixture('unknown')).status).toBe(202);
  });
});

describe('Stripe', () => {
  it('passes as its own library signs', async () => {
    const accountId = (await anAccount(test.app))._id;
    const sender = await SentBy.create(accountId, 'stripe');
    const { headers, payload } = webhookFixture('stripe', 'invoice.paid');
    const body = JSON.stringify(payload);
    const signature = new Stripe('sk_test_unused').webhooks.generateTestHeaderString({ payload: body, secret: sender.source.secret, timestamp: Math.floor(test.clock.now().getTime() / 1000) });
    expect((await fetch(sender.source.url, { method: 'POST', headers: { ...headers, 'stripe-signature': signature }, body })).status).toBe(202);
  });
});

describe('Help Scout', () => {
  it('gets a secret that it takes, and another on rotation', async () => {
    const sender = await SentBy.create((await anAccount(test.app))._id, 'help-scout');
    expect(sender.source.secret).toMatch(/^[\w-]{40}$/);
    expect((await sender.api.post(`/api/v1/sources/${sender.source.id}/rotate`, {})).body.secret).toMatch(/^[\w-]{40}$/);
  });
});
