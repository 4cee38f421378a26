import { describe, expect, it } from 'vitest';
import { parseScheme } from '../../../../src/platform/signature/parse-scheme.ts';
import type { Scheme } from '../../../../src/platform/signature/scheme.ts';
import { HELP_SCOUT, HUBSPOT_V1, HUBSPOT_V2, HUBSPOT_V3, INTERCOM, SEGMENT, SHOPIFY, STANDARD_WEBHOOKS, STRIPE, WOOCOMMERCE, ZENDESK } from '../../../../src/platform/signature/schemes.ts';
import { verify } from '../../../../src/platform/signature/verify.ts';

interface Vector {
  scheme: Scheme;
  secret: string;
  headers: Record<string, string>;
  body: string;
  at?: string;
  method?: string;
  url?: string;
  id?: string;
}

const ORDER = '{"id":820982911946154508,"email":"jon@example.com"}';
const HUBSPOT_SECRET = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
const HUBSPOT_URL = 'https://www.example.com/webhook_uri';
const HUBSPOT_EVENTS = '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]';

function written(scheme: unknown): Scheme {
  const parsed = parseScheme(scheme);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.value;
}

const svixExample = {
  scheme: STANDARD_WEBHOOKS, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', body: '{"test": 2432232314}', at: '2021-02-25T15:02:10Z', id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
};
const hubSpotV3 = (timestamp: string, signature: string) => ({ 'x-hubspot-request-timestamp': timestamp, 'x-hubspot-signature-v3': signature });
const at1700000000 = '2023-11-14T22:13:20Z';

const VECTORS: Record<string, Vector> = {
  'Standard Webhooks: the specification': {
    ...svixExample,
    headers: { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' },
  },
  'Svix: its own names, the secret without its prefix': {
    ...svixExample, secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    headers: { 'svix-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'svix-timestamp': '1614265330', 'svix-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' },
  },
  Stripe: {
    scheme: STRIPE, secret: 'shhh', body: ORDER, at: at1700000000,
    headers: { 'stripe-signature': 't=1700000000,v1=3b5e478bd2d4358db0211ba5c49ae7ac446df8cf3c069e9ed6f85056d5c0c0ae' },
  },
  Shopify: { scheme: SHOPIFY, secret: 'shhh', body: ORDER, headers: { 'x-shopify-hmac-sha256': '37KVnyI/0S3/eP6FB9orgZy44zdbir+VvHR4/jHDp4U=' } },
  'Shopify: the names of its events': { scheme: SHOPIFY, secret: 'shhh', body: ORDER, headers: { 'shopify-hmac-sha256': '37KVnyI/0S3/eP6FB9orgZy44zdbir+VvHR4/jHDp4U=' } },
  WooCommerce: { scheme: WOOCOMMERCE, secret: 'shhh', body: ORDER, headers: { 'x-wc-webhook-signature': '37KVnyI/0S3/eP6FB9orgZy44zdbir+VvHR4/jHDp4U=' } },
  Zendesk: {
    scheme: ZENDESK, secret: 'shhh', body: ORDER, at: '2026-11-22T00:00:00Z',
    headers: { 'x-zendesk-webhook-signature': 'hfoKEX6QStfoWmhkvH+PTWEVg0M/3aUGT7sOLzuKTjA=', 'x-zendesk-webhook-signature-timestamp': '2026-11-22T00:00:00Z' },
  },
  'Zendesk: the published test secret, which is no key in base64 but a text': {
    scheme: ZENDESK, secret: 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==', body: '{"event":"ticket.updated","id":123}', at: '2021-03-25T05:09:27Z',
    headers: { 'x-zendesk-webhook-signature': 'S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLM=', 'x-zendesk-webhook-signature-timestamp': '2021-03-25T05:09:27Z' },
  },
  Intercom: { scheme: INTERCOM, secret: 'shhh', body: ORDER, headers: { 'x-hub-signature': 'sha1=01f24b1ca5a1558eab841e2fc260b49aeccbaf0d' } },
  Segment: { scheme: SEGMENT, secret: 'shhh', body: ORDER, headers: { 'x-signature': '01f24b1ca5a1558eab841e2fc260b49aeccbaf0d' } },
  'Help Scout': { scheme: HELP_SCOUT, secret: 'shhh', body: ORDER, headers: { 'x-helpscout-signature': 'AfJLHKWhVY6rhB4vwmC0muzLrw0=' } },
  'HubSpot v3': {
    scheme: HUBSPOT_V3, secret: 'shhh', body: ORDER, at: at1700000000, url: 'https://x.example.com/in/hubspot?a=b',
    headers: hubSpotV3('1700000000000', 'HY84be3fpoVeIV1mL/tkJ37FHTBCn+WsTMMgia3WHk4='),
  },
  'HubSpot v3: the test of its Python library': {
    scheme: HUBSPOT_V3, secret: HUBSPOT_SECRET, body: "{'example_field':'example_value'}", at: '2023-09-02T12:26:00Z', url: HUBSPOT_URL,
    headers: hubSpotV3('1693657560000', 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y='),
  },
  'HubSpot v3: what its library signs, over the address as it is': {
    scheme: HUBSPOT_V3, secret: HUBSPOT_SECRET, body: HUBSPOT_EVENTS, at: at1700000000, url: `${HUBSPOT_URL}?x=a:b`,
    headers: hubSpotV3('1700000000000', 'pGaqipPiYpnRzTHQquj/LJH83HMaMUaJ132HqlEOjx8='),
  },
  'HubSpot v3: escapes that it decodes': {
    scheme: HUBSPOT_V3, secret: HUBSPOT_SECRET, body: HUBSPOT_EVENTS, at: at1700000000, url: `${HUBSPOT_URL}?x=a%3Ab`,
    headers: hubSpotV3('1700000000000', 'pGaqipPiYpnRzTHQquj/LJH83HMaMUaJ132HqlEOjx8='),
  },
  'HubSpot v1: its documentation': {
    scheme: HUBSPOT_V1, secret: HUBSPOT_SECRET, body: HUBSPOT_EVENTS, headers: { 'x-hubspot-signature': '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de' },
  },
  'HubSpot v2: its documentation, without a body': {
    scheme: HUBSPOT_V2, secret: HUBSPOT_SECRET, method: 'GET', url: HUBSPOT_URL, body: '', headers: { 'x-hubspot-signature': 'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e' },
  },
  'HubSpot v2: its documentation, with a body': {
    scheme: HUBSPOT_V2, secret: HUBSPOT_SECRET, url: HUBSPOT_URL, body: '{"example_field":"example_value"}',
    headers: { 'x-hubspot-signature': '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900' },
  },
  'GitHub, as a user writes it down': {
    scheme: written({
      kind: 'hmac', algorithm: 'sha256', encoding: 'hex', key: 'text', headers: [{ signature: 'X-Hub-Signature-256' }], format: { kind: 'plain', prefix: 'sha256=' }, signed: ['body'],
    }),
    secret: "It's a Secret to Everybody", body: 'Hello, World!',
    headers: { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
  },
  'Slack, as a user writes it down': {
    scheme: written({
      kind: 'hmac', algorithm: 'sha256', encoding: 'hex', key: 'text', timestamp: 'seconds',
      headers: [{ signature: 'X-Slack-Signature', timestamp: 'X-Slack-Request-Timestamp' }], format: { kind: 'plain', prefix: 'v0=' }, signed: [{ text: 'v0:' }, 'timestamp', { text: ':' }, 'body'],
    }),
    secret: '8f742231b10e8888abcd99yyyzzz85a5', at: '2018-07-12T18:36:58Z',
    body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    headers: { 'x-slack-request-timestamp': '1531420618', 'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503' },
  },
};

describe('published and computed signatures', () => {
  it.each(Object.entries(VECTORS))('%s', (_name, { scheme, secret, headers, body, at = '2026-05-04T09:30:00Z', method = 'POST', url = 'https://app.example.com/in', id = null }) => {
    const request = { method, url, headers, body: Buffer.from(body), now: new Date(at) };
    expect(verify(scheme, [secret], request)).toEqual({ ok: true, id });
    expect(verify(scheme, [`${secret}x`], request)).toEqual({ ok: false, reason: 'wrong-signature' });
  });
});
