/** A scheme that somebody wrote down: every field checked, and that what is sent is signed and what is signed is sent. */
import { z } from 'zod';
import { tryParse, type Parsed } from '../http/parse.ts';
import type { HmacScheme, Scheme } from './scheme.ts';

const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) => z.enum(values, { error: `must be one of ${values.map((value) => `"${value}"`).join(', ')}` });
const MARK = 'must have 1–40 letters, digits, spaces or any of "_ . : / = -"';

const headerName = z.string({ error: 'must be the name of a header' }).max(100, 'must have at most 100 characters')
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of a header, such as "x-signature"').transform((name) => name.toLowerCase());
/** Written unescaped into samples and headers. */
const mark = z.string({ error: MARK }).regex(/^[\w.:/= -]{1,40}$/, MARK);
const shortName = z.string({ error: 'must be a name' }).regex(/^[\w-]{1,40}$/, 'must be a name such as "v1"');

const part = z.union([
  oneOf('id', 'timestamp', 'body', 'method', 'url', 'decoded-url'),
  z.strictObject({ text: z.string({ error: 'must be a text' }).regex(/^[\x20-\x7e\n]{1,40}$/, 'must have 1–40 characters of ASCII') }),
]);

const Hmac = z.strictObject({
  kind: z.literal('hmac'),
  algorithm: oneOf('sha1', 'sha256', 'sha512'),
  encoding: oneOf('hex', 'base64'),
  key: oneOf('text', 'base64', 'whsec'),
  headers: z.tuple([z.strictObject({ signature: headerName, timestamp: headerName.exactOptional(), id: headerName.exactOptional() })], { error: 'must be one set of header names' }),
  format: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('plain'), prefix: mark.exactOptional() }),
    z.strictObject({ kind: z.literal('pairs'), signature: shortName, timestamp: shortName.exactOptional(), separator: oneOf(',', ';').exactOptional() }),
    z.strictObject({ kind: z.literal('list'), version: shortName }),
  ], { error: 'kind must be "plain", "pairs" or "list"' }),
  signed: z.array(part, { error: 'must be a list of parts' }).max(20, 'must have at most 20 parts'),
  timestamp: oneOf('seconds', 'milliseconds', 'iso').exactOptional(),
}).superRefine((scheme, context) => {
  for (const { path, message } of contradictions(scheme)) context.addIssue({ code: 'custom', path, message });
});

const Written = z.discriminatedUnion('kind', [
  Hmac,
  z.strictObject({ kind: z.literal('token'), in: z.union([oneOf('bearer', 'basic'), z.strictObject({ header: headerName })]) }),
], { error: 'kind must be "hmac" or "token"' });

/**
 * A scheme as a user describes it: an HMAC with one set of headers, or a token. Anything else is answered with one error per field.
 * @param base JSON pointer to the value
 */
export function parseScheme(value: unknown, base = ''): Parsed<Scheme> {
  return tryParse<Scheme>(Written, value, base);
}

interface Contradiction {
  path: (string | number)[];
  message: string;
}

function contradictions({ headers: [names], format, signed, timestamp }: HmacScheme): Contradiction[] {
  const found: Contradiction[] = [];
  const say = (path: (string | number)[], message: string) => found.push({ path, message });
  const values = signed.filter((one) => typeof one === 'string');
  const pair = format.kind === 'pairs' ? format.timestamp : undefined;

  if (!values.includes('body')) say(['signed'], 'must hold "body", or the body could be anyone\'s');
  if (new Set(values).size < values.length || (values.includes('url') && values.includes('decoded-url'))) say(['signed'], 'may hold each part once');

  const places = [names.timestamp, pair].filter((place) => place !== undefined).length;
  if (places > 1) say(['headers', 0, 'timestamp'], 'the time is read from the signature header already');
  if (timestamp !== undefined && places === 0) say(['timestamp'], 'the time needs a header of its own, or a name among the pairs of the signature');
  if (timestamp === undefined && places > 0) say(['timestamp'], 'is needed to read the time that is sent');
  if (values.includes('timestamp') !== places > 0) say(['signed'], places > 0 ? 'must hold "timestamp", or old requests could be sent again' : 'holds "timestamp", which no header carries');

  if (values.includes('id') !== (names.id !== undefined)) say(['signed'], names.id === undefined ? 'holds "id", which no header carries' : 'must hold "id", or one delivery could be sent under many ids');
  if (values.includes('id') && typeof signed[signed.indexOf('id') + 1] !== 'object') say(['signed', signed.indexOf('id')], 'must be followed by a { "text" } that shows where the id ends');

  const all = [names.signature, names.timestamp, names.id].filter((name) => name !== undefined);
  if (new Set(all).size < all.length) say(['headers', 0], 'must name different headers');
  if (format.kind === 'pairs' && pair === format.signature) say(['format', 'timestamp'], 'must differ from the name of the signature');
  return found;
}
