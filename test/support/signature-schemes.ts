import { macOf } from '../../src/platform/signature/mac.ts';
import type { HmacScheme, Scheme, SignatureScheme, SignedRequest, TokenScheme } from '../../src/platform/signature/scheme.ts';
import {
  BASIC, BEARER, HELP_SCOUT, HUBSPOT_V1, HUBSPOT_V2, HUBSPOT_V3, INTERCOM, SEGMENT, SHOPIFY, STANDARD_WEBHOOKS, STRIPE, tokenHeader, WOOCOMMERCE, ZENDESK,
} from '../../src/platform/signature/schemes.ts';
import { writeSignature } from '../../src/platform/signature/sign.ts';

/** What a user may write down: a key that is base64, pairs around ";" and base64, and a text before the time. */
const WRITTEN_PAIRS: HmacScheme = {
  kind: 'hmac', algorithm: 'sha512', encoding: 'base64', key: 'base64', timestamp: 'seconds',
  headers: [{ signature: 'shop-signature', id: 'shop-event' }],
  format: { kind: 'pairs', signature: 'h1', timestamp: 'ts', separator: ';' },
  signed: [{ text: 'v0:' }, 'timestamp', { text: ':' }, 'id', { text: ':' }, 'url', { text: '\n' }, 'body'],
};

/** Another: the time in a header of its own beside a pair that is the signature alone. */
const WRITTEN_HEADERS: HmacScheme = {
  kind: 'hmac', algorithm: 'sha1', encoding: 'hex', key: 'text', timestamp: 'milliseconds',
  headers: [{ signature: 'shop-signature', timestamp: 'shop-time' }],
  format: { kind: 'pairs', signature: 'sig' },
  signed: ['body', { text: '|' }, 'timestamp'],
};

export const SIGNATURE_SCHEMES: readonly [name: string, scheme: SignatureScheme][] = [
  ['Standard Webhooks', STANDARD_WEBHOOKS], ['Stripe', STRIPE], ['Shopify', SHOPIFY], ['WooCommerce', WOOCOMMERCE], ['Zendesk', ZENDESK], ['Intercom', INTERCOM],
  ['HubSpot v3', HUBSPOT_V3], ['HubSpot v2', HUBSPOT_V2], ['HubSpot v1', HUBSPOT_V1], ['Segment', SEGMENT], ['Help Scout', HELP_SCOUT], ['pairs of a user', WRITTEN_PAIRS], ['a pair and a header of a user', WRITTEN_HEADERS],
];

export const TOKEN_SCHEMES: readonly [name: string, scheme: TokenScheme][] = [['bearer', BEARER], ['basic', BASIC], ['a header', tokenHeader('X-Webhook-Token')]];

export const SCHEMES: readonly [name: string, scheme: Scheme][] = [...SIGNATURE_SCHEMES, ...TOKEN_SCHEMES];

/** A request with a right signature over any text as time, however wrong. */
export function requestWith(scheme: SignatureScheme, secret: string, { timestamp, id = 'msg_1', ...rest }: { timestamp: string; id?: string; url: string; body: Buffer; now: Date }): SignedRequest {
  const mac = macOf(scheme, secret, { id, timestamp, method: 'POST', ...rest });
  if (!mac) throw new TypeError('The secret is not a key of this scheme.');
  const [names] = scheme.headers;
  const headers = {
    [names.signature]: writeSignature(scheme.format, mac.toString(scheme.encoding), timestamp),
    ...(names.timestamp !== undefined && { [names.timestamp]: timestamp }),
    ...(names.id !== undefined && { [names.id]: id }),
  };
  return { method: 'POST', headers, ...rest };
}
