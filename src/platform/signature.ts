/** Standard Webhooks signatures (HMAC-SHA256 over id, time and raw body), checked without telling more than must be told. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A signed request older or newer than this may be a replay, or a clock that is wrong. */
const TOLERANCE_SECONDS = 300;

const SECRET_PREFIX = 'whsec_';
const MAC_BYTES = 32;
/** A sender in the middle of a rotation signs twice; nobody signs a hundred times. */
const MOST_SIGNATURES = 10;

export type SignatureProblem = 'missing-headers' | 'malformed-timestamp' | 'too-old' | 'too-new' | 'malformed-signature' | 'wrong-signature';
export type Verified = { ok: true; id: string } | { ok: false; reason: SignatureProblem };

/** 256 random bits as `whsec_…`. */
export function newWebhookSecret(): string {
  return SECRET_PREFIX + randomBytes(MAC_BYTES).toString('base64');
}

function macOf(secret: string, id: string, timestamp: string, body: Buffer): Buffer {
  return createHmac('sha256', Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')).update(`${id}.${timestamp}.`).update(body).digest();
}

/** The three headers of a signed request; of several secrets each signs. */
export function signWebhook(secrets: readonly string[], { id, at, body }: { id: string; at: Date; body: Buffer }): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => `v1,${macOf(secret, id, timestamp, body).toString('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/**
 * Whether one of the signatures was made with one of the secrets, over exactly these bytes, within 300 s of now. Every pair is
 * compared, in constant time after a check of lengths.
 * @param headers with lower-case names
 */
export function verifyWebhook(secrets: readonly string[], { headers, body, now }: { headers: Readonly<Record<string, string | string[] | undefined>>; body: Buffer; now: Date }): Verified {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => headers[`webhook-${name}`]);
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string' || id === '' || id.length > 256) return { ok: false, reason: 'missing-headers' };
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, reason: 'malformed-timestamp' };
  const age = now.getTime() / 1000 - Number(timestamp);
  if (age > TOLERANCE_SECONDS) return { ok: false, reason: 'too-old' };
  if (age < -TOLERANCE_SECONDS) return { ok: false, reason: 'too-new' };

  const given = signatures.split(' ').filter((part) => part.startsWith('v1,')).map((part) => Buffer.from(part.slice(3), 'base64')).filter((mac) => mac.length === MAC_BYTES);
  if (given.length === 0 || given.length > MOST_SIGNATURES) return { ok: false, reason: 'malformed-signature' };
  let matches = false;
  for (const secret of secrets) {
    const expected = macOf(secret, id, timestamp, body);
    for (const mac of given) matches = timingSafeEqual(mac, expected) || matches;
  }
  return matches ? { ok: true, id } : { ok: false, reason: 'wrong-signature' };
}
