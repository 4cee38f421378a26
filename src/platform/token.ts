/**
 * Unguessable things. Links are derived, not stored: `id + HMAC(key, purpose, id)`, so a forged one is refused before
 * any database read and a reminder carries the same link. Keys and sessions are random and stored hashed.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, randomFillSync, timingSafeEqual } from 'node:crypto';

const MAC_BYTES = 16;

/** 256 random bits, URL-safe. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

const ID_BYTES = 12;
/** Asked for one by one, random bytes cost every request some microseconds. */
const IDS_AT_ONCE = 256;
const idBytes = Buffer.alloc(ID_BYTES * IDS_AT_ONCE);
let usedIds = IDS_AT_ONCE;

/** 96 random bits behind a readable prefix: an id, not a secret. */
export function randomId(prefix: string): string {
  if (usedIds === IDS_AT_ONCE) {
    randomFillSync(idBytes);
    usedIds = 0;
  }
  const start = usedIds * ID_BYTES;
  usedIds += 1;
  return `${prefix}_${idBytes.toString('base64url', start, start + ID_BYTES)}`;
}

export function sha256(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}

/** Deterministic id from natural keys, 144 bits: the same parts always give the same id, so uniqueness holds on `_id`. */
export function hashId(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 24);
}

/** Keyed hash: equality without the value (suppressed addresses survive erasure this way). */
export function keyedHash(secret: string, purpose: string, value: string): string {
  return createHmac('sha256', secret).update(`${purpose}\0${value}`).digest('base64url');
}

function mac(secret: string, purpose: string, value: string): Buffer {
  return createHmac('sha256', secret).update(`${purpose}\0${value}`).digest().subarray(0, MAC_BYTES);
}

/** `value` must be URL-safe and may not contain a dot. */
export function signToken(secret: string, purpose: string, value: string): string {
  return `${value}.${mac(secret, purpose, value).toString('base64url')}`;
}

/** The signed value, or `null` for anything this secret and purpose did not sign. Constant time. */
export function openToken(secret: string, purpose: string, token: string): string | null {
  const dot = token.lastIndexOf('.');
  if (dot < 1 || token.length > 256) return null;
  const value = token.slice(0, dot);
  const given = Buffer.from(token.slice(dot + 1), 'base64url');
  const expected = mac(secret, purpose, value);
  return given.length === expected.length && timingSafeEqual(given, expected) ? value : null;
}

function sealingKey(secret: string): Buffer {
  return createHmac('sha256', secret).update('seal').digest();
}

/** AES-256-GCM under a key derived from the installation's secret: for what must be read back (webhook secrets). */
export function seal(secret: string, plain: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secret), iv);
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** @throws when it was sealed under another secret or altered. */
export function unseal(secret: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}
