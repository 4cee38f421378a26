import { describe, expect, it } from 'vitest';
import { explainRefusal } from '../../../../src/platform/signature/explain.ts';
import type { Refusal } from '../../../../src/platform/signature/scheme.ts';
import { BASIC, BEARER, HUBSPOT_V3, INTERCOM, SHOPIFY, STANDARD_WEBHOOKS, STRIPE, tokenHeader, ZENDESK } from '../../../../src/platform/signature/schemes.ts';
import { SCHEMES } from '../../../support/signature-schemes.ts';

const REASONS: Refusal[] = ['missing-headers', 'repeated-header', 'malformed-id', 'malformed-timestamp', 'too-old', 'too-new', 'malformed-signature', 'wrong-signature'];

describe('explainRefusal', () => {
  it('names the headers of the scheme and how they are written', () => {
    expect(explainRefusal(STANDARD_WEBHOOKS, 'missing-headers')).toBe('webhook-id, webhook-timestamp and webhook-signature are needed, once each.');
    expect(explainRefusal(SHOPIFY, 'repeated-header')).toBe('x-shopify-hmac-sha256 is needed, once.');
    expect(explainRefusal(STANDARD_WEBHOOKS, 'malformed-timestamp')).toBe('webhook-timestamp must be seconds since 1970 in ten digits, such as 1777887000.');
    expect(explainRefusal(STRIPE, 'malformed-timestamp')).toBe('"t=" in stripe-signature must be seconds since 1970 in ten digits, such as 1777887000.');
    expect(explainRefusal(HUBSPOT_V3, 'malformed-timestamp')).toContain('milliseconds');
    expect(explainRefusal(ZENDESK, 'too-old')).toBe('x-zendesk-webhook-signature-timestamp is more than five minutes old.');
    expect(explainRefusal(INTERCOM, 'malformed-signature')).toBe('x-hub-signature must hold one signature such as "sha1=<hex>".');
    expect(explainRefusal(STRIPE, 'malformed-signature')).toBe('stripe-signature must hold one to ten signatures such as "v1=<hex>".');
    expect(explainRefusal(BEARER, 'malformed-signature')).toBe('authorization is needed, once, as "Bearer <token>".');
    expect(explainRefusal(BASIC, 'missing-headers')).toContain('"Basic <base64 of name:password>"');
    expect(explainRefusal(tokenHeader('x-token'), 'wrong-signature')).toBe('x-token holds no secret that is accepted here.');
  });

  it.each(SCHEMES)('has one sentence for every reason with %s', (_name, scheme) => {
    for (const reason of REASONS) expect(explainRefusal(scheme, reason)).toMatch(/^(?!.*undefined).+\.$/);
  });
});
