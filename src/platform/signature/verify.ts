/** Whether a request proves by its scheme that it is the sender's: in constant time, without a throw, whatever was sent. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { BYTES, decode, decodeBase64, macOf } from './mac.ts';
import type { HeaderNames, Refusal, Scheme, SignatureFormat, SignatureScheme, SignedRequest, TimeUnit, TokenScheme, Verified } from './scheme.ts';

/** A signed request older or newer than this may be a replay, or a clock that is wrong. */
const TOLERANCE_SECONDS = 300;
/** A sender in the middle of a rotation signs twice; nobody signs a hundred times. */
const MOST_SIGNATURES = 10;
const LONGEST_ID = 256;

/** Exact lengths, so that a time in another unit is called malformed and not old: they hold from 2001 to 2286. */
const TIMES: Record<TimeUnit, { pattern: RegExp; toSeconds: (text: string) => number }> = {
  seconds: { pattern: /^\d{10}$/, toSeconds: Number },
  milliseconds: { pattern: /^\d{13}$/, toSeconds: (text) => Number(text) / 1000 },
  iso: { pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/, toSeconds: (text) => Date.parse(text) / 1000 },
};

/**
 * Whether the request was signed with one of the secrets (for a token: carries one of them). Every secret is compared with every signature,
 * in constant time after a check of lengths; a secret that is empty or cannot be read as the scheme's key fits nothing.
 */
export function verify(scheme: Scheme, secrets: readonly string[], request: SignedRequest): Verified {
  const headers = byName(request.headers);
  return scheme.kind === 'token' ? verifyToken(scheme, secrets, headers) : verifySignature(scheme, secrets, request, headers);
}

function refuse(reason: Refusal): Verified {
  return { ok: false, reason };
}

/** All values that were sent under a name, whatever its case. */
type Headers = ReadonlyMap<string, readonly string[]>;
const NONE: readonly string[] = [];

function byName(headers: SignedRequest['headers']): Headers {
  const found = new Map<string, readonly string[]>();
  for (const [key, values] of Object.entries(headers)) {
    if (values === undefined) continue;
    const name = key.toLowerCase();
    found.set(name, (found.get(name) ?? NONE).concat(values));
  }
  return found;
}

function verifySignature(scheme: SignatureScheme, secrets: readonly string[], request: SignedRequest, headers: Headers): Verified {
  const { format } = scheme;
  const names = scheme.headers.find(({ signature }) => (headers.get(signature) ?? NONE).length > 0) ?? scheme.headers[0];
  const read = readHeaders(names, headers);
  if (!read.ok) return read;
  const { id, signature } = read;

  if (id !== null && !isReadableId(scheme, id)) return refuse('malformed-id');
  const pairs = format.kind === 'pairs' ? pairsOf(signature, format) : [];
  const timestamp = format.kind === 'pairs' && format.timestamp !== undefined ? onlyValue(pairs, format.timestamp) : read.timestamp;
  const problem = scheme.timestamp && timeProblem(timestamp, scheme.timestamp, request.now);
  if (problem) return refuse(problem);

  const given = signaturesIn(format, signature, pairs).flatMap((text) => decode(text, scheme.encoding) ?? []).filter((mac) => mac.length === BYTES[scheme.algorithm]);
  if (given.length === 0 || given.length > MOST_SIGNATURES) return refuse('malformed-signature');
  let matches = false;
  for (const secret of secrets) {
    const expected = macOf(scheme, secret, { ...request, id: id ?? '', timestamp });
    if (expected) for (const mac of given) matches = timingSafeEqual(mac, expected) || matches;
  }
  return matches ? { ok: true, id } : refuse('wrong-signature');
}

type Read = { ok: true; signature: string; timestamp: string; id: string | null } | { ok: false; reason: Refusal };

function readHeaders(names: HeaderNames, headers: Headers): Read {
  const values = [names.signature, names.timestamp, names.id].map((name) => (name === undefined ? null : headers.get(name) ?? NONE));
  if (values.some((found) => found !== null && found.length > 1)) return { ok: false, reason: 'repeated-header' };
  const [signature, timestamp, id] = values.map((found) => found && (found[0] ?? ''));
  if (!signature || timestamp === '' || id === '') return { ok: false, reason: 'missing-headers' };
  return { ok: true, signature, timestamp: timestamp ?? '', id: id ?? null };
}

/** An id that held what separates it from the next part could be cut at another place, and the rest be taken for the time or the body. */
function isReadableId({ signed }: SignatureScheme, id: string): boolean {
  const next = signed[signed.indexOf('id') + 1];
  return id.length <= LONGEST_ID && /^[\x21-\x7e]+$/.test(id) && !(typeof next === 'object' && id.includes(next.text));
}

function timeProblem(text: string, unit: TimeUnit, now: Date): Refusal | null {
  const { pattern, toSeconds } = TIMES[unit];
  const age = pattern.test(text) ? now.getTime() / 1000 - toSeconds(text) : Number.NaN;
  if (Number.isNaN(age)) return 'malformed-timestamp';
  if (age > TOLERANCE_SECONDS) return 'too-old';
  return age < -TOLERANCE_SECONDS ? 'too-new' : null;
}

type Pair = readonly [name: string, value: string];

function pairsOf(header: string, { separator = ',' }: { separator?: string }): Pair[] {
  return header.split(separator).map((pair) => pair.trimStart()).filter((pair) => pair.includes('=')).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
}

/** Empty where the name is absent or there twice. */
function onlyValue(pairs: readonly Pair[], name: string): string {
  const [first, ...others] = pairs.filter(([key]) => key === name);
  return first && others.length === 0 ? first[1] : '';
}

function signaturesIn(format: SignatureFormat, header: string, pairs: readonly Pair[]): string[] {
  switch (format.kind) {
    case 'plain':
      return withoutPrefix([header], format.prefix ?? '');
    case 'list':
      return withoutPrefix(header.split(' '), `${format.version},`);
    case 'pairs':
      return pairs.filter(([name]) => name === format.signature).map(([, value]) => value);
  }
}

function withoutPrefix(texts: readonly string[], prefix: string): string[] {
  return texts.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length));
}

function verifyToken({ in: place }: TokenScheme, secrets: readonly string[], headers: Headers): Verified {
  const values = headers.get(typeof place === 'object' ? place.header : 'authorization') ?? NONE;
  if (values.length > 1) return refuse('repeated-header');
  const [value] = values;
  if (!value) return refuse('missing-headers');
  const token = typeof place === 'object' ? value : credentialsIn(place, value);
  if (!token) return refuse('malformed-signature');

  // Hashes are equally long, so that not even the length of a secret shows in the time.
  const given = sha256(token);
  let matches = false;
  for (const secret of secrets) matches = timingSafeEqual(given, sha256(secret)) || matches;
  return matches ? { ok: true, id: null } : refuse('wrong-signature');
}

function credentialsIn(place: 'bearer' | 'basic', authorization: string): string | null {
  const [, name, credentials] = /^([A-Za-z]+) +([\x21-\x7e]+)$/.exec(authorization) ?? [];
  if (name?.toLowerCase() !== place || credentials === undefined) return null;
  return place === 'bearer' ? credentials : (decodeBase64(credentials)?.toString('utf8') ?? null);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
