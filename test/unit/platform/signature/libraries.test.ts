import fc from 'fast-check';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it } from 'vitest';
import { STANDARD_WEBHOOKS, STRIPE } from '../../../../src/platform/signature/schemes.ts';
import { signFor } from '../../../../src/platform/signature/sign.ts';
import { newWebhookSecret } from '../../../../src/platform/signature/standard-webhooks.ts';
import { verify } from '../../../../src/platform/signature/verify.ts';

const json = fc.record({ id: fc.uuid(), name: fc.string({ unit: 'grapheme' }), total: fc.nat() }).map((value) => JSON.stringify(value));
const id = fc.uuid().map((uuid) => `msg_${uuid}`);
/** The libraries know no other clock than the machine's. */
const nearby = fc.integer({ min: -240, max: 240 }).map((seconds) => new Date(Math.floor(Date.now() / 1000 + seconds) * 1000));
const request = (body: string, headers: Record<string, string>, now = new Date()) => ({ method: 'POST', url: 'https://app.example.com/in', body: Buffer.from(body), headers, now });

describe('stripe', () => {
  const { webhooks } = new Stripe('sk_test_unused');
  const secret = 'whsec_PbkTDV3kSZbWwK3GTcBQr9o7mFZbL6mk';

  it('signs what passes here', () => {
    fc.assert(fc.property(json, nearby, (payload, at) => {
      const header = webhooks.generateTestHeaderString({ payload, secret, timestamp: at.getTime() / 1000 });
      expect(verify(STRIPE, ['whsec_another', secret], request(payload, { 'stripe-signature': header }))).toEqual({ ok: true, id: null });
      expect(verify(STRIPE, [secret], request(`${payload} `, { 'stripe-signature': header }))).toEqual({ ok: false, reason: 'wrong-signature' });
    }), { numRuns: 50 });
  });

  it('accepts what is signed here', () => {
    fc.assert(fc.property(json, nearby, (payload, at) => {
      const { 'stripe-signature': header = '' } = signFor(STRIPE, secret, { url: '', body: Buffer.from(payload), at });
      expect(webhooks.constructEvent(payload, header, secret)).toEqual(JSON.parse(payload));
      expect(() => webhooks.constructEvent(`${payload} `, header, secret)).toThrow(/signature/i);
    }), { numRuns: 50 });
  });
});

describe.each([['svix', SvixWebhook, 'svix'], ['standardwebhooks', StandardWebhook, 'webhook']] as const)('%s', (_name, Webhook, prefix) => {
  const secret = newWebhookSecret();
  const headersOf = (values: Record<'id' | 'timestamp' | 'signature', string>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}-${name}`, value]));

  it('signs what passes here', () => {
    fc.assert(fc.property(json, id, nearby, (payload, msg, at) => {
      const headers = headersOf({ id: msg, timestamp: String(at.getTime() / 1000), signature: new Webhook(secret).sign(msg, at, payload) });
      expect(verify(STANDARD_WEBHOOKS, [newWebhookSecret(), secret], request(payload, headers))).toEqual({ ok: true, id: msg });
      expect(verify(STANDARD_WEBHOOKS, [secret], request(`${payload} `, headers))).toEqual({ ok: false, reason: 'wrong-signature' });
    }), { numRuns: 50 });
  });

  it('accepts what is signed here', () => {
    fc.assert(fc.property(json, id, nearby, (payload, msg, at) => {
      const ours = signFor(STANDARD_WEBHOOKS, secret, { url: '', body: Buffer.from(payload), at, id: msg });
      const headers = headersOf({ id: ours['webhook-id'] ?? '', timestamp: ours['webhook-timestamp'] ?? '', signature: ours['webhook-signature'] ?? '' });
      expect(new Webhook(secret).verify(payload, headers)).toEqual(JSON.parse(payload));
      expect(() => new Webhook(secret).verify(`${payload} `, headers)).toThrow(/signature/i);
    }), { numRuns: 50 });
  });
});
