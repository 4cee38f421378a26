/** The bytes a scheme computes over a request, and how such bytes are written; reading is strict, since `Buffer.from` forgives nearly everything. */
import { createHash, createHmac } from 'node:crypto';
import type { Algorithm, Encoding, SignatureScheme, SignedPart } from './scheme.ts';

export const BYTES: Record<Algorithm, number> = { sha1: 20, sha256: 32, sha512: 64 };

const WHSEC = 'whsec_';
const DECODED_ESCAPES = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

export interface SignedValues {
  id: string;
  timestamp: string;
  method: string;
  url: string;
  body: Buffer;
}

/** Standard alphabet, padded, no bits left over; null for anything else. */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

export function decode(text: string, encoding: Encoding): Buffer | null {
  if (encoding === 'base64') return decodeBase64(text);
  return /^(?:[0-9a-f]{2})*$/i.test(text) ? Buffer.from(text, 'hex') : null;
}

/** What the secret's text stands for; null where it stands for nothing: everybody can sign with an empty key. */
export function keyOf(scheme: SignatureScheme, secret: string): Buffer | null {
  const form = scheme.kind === 'hmac' ? scheme.key : 'text';
  const bytes = form === 'text' ? Buffer.from(secret) : decodeBase64(form === 'whsec' && secret.startsWith(WHSEC) ? secret.slice(WHSEC.length) : secret);
  return bytes && bytes.length > 0 ? bytes : null;
}

/** The URL with the escapes that some senders decode before they sign. */
export function decodedUrl(url: string): string {
  return url.replace(DECODED_ESCAPES, decodeURIComponent);
}

function bytesOf(part: SignedPart, values: SignedValues): string | Buffer {
  if (typeof part === 'object') return part.text;
  return part === 'decoded-url' ? decodedUrl(values.url) : values[part];
}

/** The right signature; null where the secret is empty or not a key of this scheme. */
export function macOf(scheme: SignatureScheme, secret: string, values: SignedValues): Buffer | null {
  const key = keyOf(scheme, secret);
  if (!key) return null;
  const mac = scheme.kind === 'hmac' ? createHmac(scheme.algorithm, key) : createHash(scheme.algorithm).update(key);
  for (const part of scheme.signed) mac.update(bytesOf(part, values));
  return mac.digest();
}
