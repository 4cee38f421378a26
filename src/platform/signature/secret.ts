/** New secrets for a scheme, and whether a given one is fit for it, asked before it is stored. */
import { randomBytes } from 'node:crypto';
import { keyOf } from './mac.ts';
import type { Scheme } from './scheme.ts';
import { PUBLISHED_SECRETS } from './schemes.ts';

const LEAST = 16;
const NEW_BYTES = 32;

/** 256 random bits as the scheme wants them; fewer where nobody takes more than `longest` characters. */
export function newSecretFor(scheme: Scheme, longest: number | null = null): string {
  const bytes = randomBytes(NEW_BYTES);
  if (scheme.kind === 'hmac' && scheme.key !== 'text') return (scheme.key === 'whsec' ? 'whsec_' : '') + bytes.toString('base64');
  const text = bytes.toString('base64url').slice(0, longest ?? undefined);
  return scheme.kind === 'token' && scheme.in === 'basic' ? `afterword:${text}` : text;
}

/** What the secret must be changed to, as the detail of a field error; null where it is fit. */
export function secretProblem(scheme: Scheme, secret: string): string | null {
  if (PUBLISHED_SECRETS.includes(secret)) return 'is a secret that documentation publishes; anyone could sign with it';
  if (scheme.kind === 'token' ? !/^[\x21-\x7e]*$/.test(secret) : /^\s|\s$|\p{Cc}/u.test(secret)) return 'must be one line without spaces around it; of a token every character must be visible ASCII';
  if (scheme.kind === 'token' && scheme.in === 'basic') {
    return secret.indexOf(':') > 0 && secret.length - secret.indexOf(':') > LEAST ? null : `must be name:password with a password of at least ${LEAST} characters`;
  }
  if (scheme.kind === 'hmac' && scheme.key !== 'text') {
    const bytes = keyOf(scheme, secret)?.length ?? 0;
    return bytes >= LEAST ? null : `must be at least ${LEAST} bytes in base64${scheme.key === 'whsec' ? ', after "whsec_"' : ''}`;
  }
  return secret.length >= LEAST ? null : `must have at least ${LEAST} characters`;
}
