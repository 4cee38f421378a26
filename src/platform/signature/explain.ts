/** What a sender must change for its requests to be accepted, in its own headers' names. */
import type { Refusal, Scheme, SignatureFormat, SignatureScheme, TimeUnit, TokenScheme } from './scheme.ts';

const WRITTEN: Record<TimeUnit, string> = {
  seconds: 'seconds since 1970 in ten digits, such as 1777887000',
  milliseconds: 'milliseconds since 1970 in thirteen digits, such as 1777887000000',
  iso: 'an instant such as 2026-05-04T09:30:00Z',
};

/** One sentence for the sender; it tells nothing that the request and the scheme do not. */
export function explainRefusal(scheme: Scheme, reason: Refusal): string {
  return scheme.kind === 'token' ? explainToken(scheme, reason) : explainSignature(scheme, reason);
}

function explainSignature({ headers: [names], format, encoding, timestamp = 'seconds' }: SignatureScheme, reason: Refusal): string {
  const all = [names.id, names.timestamp, names.signature].filter((name) => name !== undefined);
  const time = names.timestamp ?? (format.kind === 'pairs' ? `"${format.timestamp}=" in ${names.signature}` : 'the time');
  switch (reason) {
    case 'missing-headers':
    case 'repeated-header':
      return `${inWords(all)} ${all.length > 1 ? 'are' : 'is'} needed, once${all.length > 1 ? ' each' : ''}.`;
    case 'malformed-id':
      return `${names.id ?? 'the id'} must have 1 to 256 visible characters and not hold what separates it from the next signed part.`;
    case 'malformed-timestamp':
      return `${time} must be ${WRITTEN[timestamp]}.`;
    case 'too-old':
      return `${time} is more than five minutes old.`;
    case 'too-new':
      return `${time} is more than five minutes ahead; check the clock of the sender.`;
    case 'malformed-signature':
      return `${names.signature} must hold ${signatureExample(format, encoding)}.`;
    case 'wrong-signature':
      return 'no signature was made over this request with a secret that is accepted here.';
  }
}

function signatureExample(format: SignatureFormat, encoding: string): string {
  switch (format.kind) {
    case 'plain':
      return `one signature such as "${format.prefix ?? ''}<${encoding}>"`;
    case 'list':
      return `one to ten signatures such as "${format.version},<${encoding}>"`;
    case 'pairs':
      return `one to ten signatures such as "${format.signature}=<${encoding}>"`;
  }
}

function explainToken({ in: place }: TokenScheme, reason: Refusal): string {
  const name = typeof place === 'object' ? place.header : 'authorization';
  const form = place === 'bearer' ? ', as "Bearer <token>"' : place === 'basic' ? ', as "Basic <base64 of name:password>"' : '';
  return reason === 'wrong-signature' ? `${name} holds no secret that is accepted here.` : `${name} is needed, once${form}.`;
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
