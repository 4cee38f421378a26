/** The schemes of known senders. Where no time is signed, only remembered ids keep a request from being sent again. */
import type { Algorithm, DigestScheme, Encoding, HmacScheme, SignatureFormat, SignedPart, TokenScheme } from './scheme.ts';

const DOT: SignedPart = { text: '.' };

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md; Svix sends its own names. */
export const STANDARD_WEBHOOKS: HmacScheme = {
  kind: 'hmac', algorithm: 'sha256', encoding: 'base64', key: 'whsec', timestamp: 'seconds',
  headers: [
    { signature: 'webhook-signature', timestamp: 'webhook-timestamp', id: 'webhook-id' },
    { signature: 'svix-signature', timestamp: 'svix-timestamp', id: 'svix-id' },
  ],
  format: { kind: 'list', version: 'v1' },
  signed: ['id', DOT, 'timestamp', DOT, 'body'],
};

/** https://docs.stripe.com/webhooks/signature; the key is the text `whsec_…` itself. */
export const STRIPE: HmacScheme = {
  kind: 'hmac', algorithm: 'sha256', encoding: 'hex', key: 'text', timestamp: 'seconds',
  headers: [{ signature: 'stripe-signature' }],
  format: { kind: 'pairs', signature: 'v1', timestamp: 't' },
  signed: ['timestamp', DOT, 'body'],
};

function bodyOnly(algorithm: Algorithm, encoding: Encoding, [first, ...others]: readonly [string, ...string[]], format: SignatureFormat = { kind: 'plain' }): HmacScheme {
  return { kind: 'hmac', algorithm, encoding, key: 'text', headers: [{ signature: first }, ...others.map((signature) => ({ signature }))], format, signed: ['body'] };
}

/** https://shopify.dev/docs/apps/build/webhooks/verify-deliveries; the key is the app's client secret. */
export const SHOPIFY = bodyOnly('sha256', 'base64', ['x-shopify-hmac-sha256', 'shopify-hmac-sha256']);

export const WOOCOMMERCE = bodyOnly('sha256', 'base64', ['x-wc-webhook-signature']);

/** https://developers.intercom.com/docs/webhooks/webhook-notifications; the key is the app's client secret. */
export const INTERCOM = bodyOnly('sha1', 'hex', ['x-hub-signature'], { kind: 'plain', prefix: 'sha1=' });

/** Of a batch the signature is not specified. */
export const SEGMENT = bodyOnly('sha1', 'hex', ['x-signature']);

export const HELP_SCOUT = bodyOnly('sha1', 'base64', ['x-helpscout-signature']);

/** https://developer.zendesk.com/documentation/webhooks/verifying/ */
export const ZENDESK: HmacScheme = {
  kind: 'hmac', algorithm: 'sha256', encoding: 'base64', key: 'text', timestamp: 'iso',
  headers: [{ signature: 'x-zendesk-webhook-signature', timestamp: 'x-zendesk-webhook-signature-timestamp' }],
  format: { kind: 'plain' },
  signed: ['timestamp', 'body'],
};

/** https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation; the key is the app's client secret. */
export const HUBSPOT_V3: HmacScheme = {
  kind: 'hmac', algorithm: 'sha256', encoding: 'base64', key: 'text', timestamp: 'milliseconds',
  headers: [{ signature: 'x-hubspot-signature-v3', timestamp: 'x-hubspot-request-timestamp' }],
  format: { kind: 'plain' },
  signed: ['method', 'decoded-url', 'body', 'timestamp'],
};

function hubspotDigest(signed: readonly SignedPart[]): DigestScheme {
  return { kind: 'digest', algorithm: 'sha256', encoding: 'hex', headers: [{ signature: 'x-hubspot-signature' }], format: { kind: 'plain' }, signed };
}

/** No HMAC and no time: for what cannot sign with v3. */
export const HUBSPOT_V1 = hubspotDigest(['body']);
/** No HMAC and no time: for what cannot sign with v3. The URL is signed as it was requested. */
export const HUBSPOT_V2 = hubspotDigest(['method', 'url', 'body']);

export const BEARER: TokenScheme = { kind: 'token', in: 'bearer' };
/** The secret is `name:password`. */
export const BASIC: TokenScheme = { kind: 'token', in: 'basic' };

/** The secret alone in a header of this name, in any case. */
export function tokenHeader(name: string): TokenScheme {
  return { kind: 'token', in: { header: name.toLowerCase() } };
}

/** Secrets of test consoles and documentation, known to everybody. */
export const PUBLISHED_SECRETS: readonly string[] = [
  'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==',
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
  'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy',
];
