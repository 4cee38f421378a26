/** The headers that a sender of a scheme would send: for our own deliveries, tests and samples. */
import { macOf } from './mac.ts';
import type { Scheme, SignatureFormat, TimeUnit, TokenScheme } from './scheme.ts';

export interface Signing {
  /** `POST` unless given. */
  method?: string;
  url: string;
  body: Buffer;
  at: Date;
  /** Where the scheme signs one. */
  id?: string;
}

/** @throws TypeError where the secret is not a key of this scheme */
export function signFor(scheme: Scheme, secret: string, { method = 'POST', url, body, at, id = '' }: Signing): Record<string, string> {
  if (scheme.kind === 'token') return tokenHeaders(scheme.in, secret);
  const timestamp = scheme.timestamp ? writeTime(at, scheme.timestamp) : '';
  const mac = macOf(scheme, secret, { id, timestamp, method, url, body });
  if (!mac) throw new TypeError('The secret is not a key of this scheme.');
  const [names] = scheme.headers;
  return {
    ...(names.id !== undefined && { [names.id]: id }),
    ...(names.timestamp !== undefined && { [names.timestamp]: timestamp }),
    [names.signature]: writeSignature(scheme.format, mac.toString(scheme.encoding), timestamp),
  };
}

function tokenHeaders(place: TokenScheme['in'], secret: string): Record<string, string> {
  if (typeof place === 'object') return { [place.header]: secret };
  return { authorization: place === 'bearer' ? `Bearer ${secret}` : `Basic ${Buffer.from(secret).toString('base64')}` };
}

function writeTime(at: Date, unit: TimeUnit): string {
  if (unit === 'iso') return `${at.toISOString().slice(0, 19)}Z`;
  return String(unit === 'seconds' ? Math.floor(at.getTime() / 1000) : at.getTime());
}

/** The signature header, around a signature and a time that are already text. */
export function writeSignature(format: SignatureFormat, signature: string, timestamp: string): string {
  switch (format.kind) {
    case 'plain':
      return `${format.prefix ?? ''}${signature}`;
    case 'list':
      return `${format.version},${signature}`;
    case 'pairs':
      return [...(format.timestamp === undefined ? [] : [`${format.timestamp}=${timestamp}`]), `${format.signature}=${signature}`].join(format.separator ?? ',');
  }
}
