import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScheme } from '../../../../src/platform/signature/parse-scheme.ts';
import type { Scheme } from '../../../../src/platform/signature/scheme.ts';
import { BASIC, HELP_SCOUT, HUBSPOT_V1, HUBSPOT_V2, HUBSPOT_V3, STANDARD_WEBHOOKS, STRIPE, ZENDESK } from '../../../../src/platform/signature/schemes.ts';
import { signFor } from '../../../../src/platform/signature/sign.ts';
import { verify } from '../../../../src/platform/signature/verify.ts';
import { SCHEMES, SIGNATURE_SCHEMES } from '../../../support/signature-schemes.ts';

const scheme = fc.constantFrom(...SCHEMES.map(([, each]) => each));
const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));
const at = fc.date({ min: new Date('2002-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
const id = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => /^[\x21-\x2d\x2f-\x39\x3b-\x7e]+$/.test(text));
const url = fc.webUrl({ withQueryParameters: true });
const method = fc.constantFrom('POST', 'PUT', 'GET');

/** Any secret that the scheme can read. */
const withSecret = scheme.chain((each): fc.Arbitrary<[Scheme, string]> => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 80 }).map((raw) => Buffer.from(raw).toString('base64'));
  if (each.kind === 'token') return fc.tuple(fc.constant(each), fc.string({ minLength: 1, maxLength: 40 }).filter((text) => /^[\x21-\x7e]+$/.test(text)));
  return fc.tuple(fc.constant(each), each.kind === 'hmac' && each.key !== 'text' ? key : fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }).filter((text) => text.isWellFormed()));
});

describe('whatever is signed', () => {
  it('passes, and fails once a bit of the body is another or a byte more is there', () => {
    fc.assert(fc.property(withSecret, bytes, at, id, url, method, fc.nat(), ([each, secret], body, when, msg, address, verb, position) => {
      const request = { method: verb, url: address, body };
      const headers = signFor(each, secret, { ...request, at: when, id: msg });
      const check = (over: { body?: Buffer; secrets?: string[] }) => verify(each, over.secrets ?? [secret], { ...request, headers, now: when, ...over });
      expect(check({})).toEqual({ ok: true, id: each.kind !== 'token' && each.signed.includes('id') ? msg : null });
      expect(check({ secrets: [`${secret}A`] }).ok).toBe(false);
      if (each.kind === 'token') return;
      expect(check({ body: Buffer.concat([body, Buffer.from([position % 256])]) })).toEqual({ ok: false, reason: 'wrong-signature' });
      const flipped = Buffer.from(body);
      const index = position % (body.length || 1);
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (position % 8));
      if (body.length > 0) expect(check({ body: flipped })).toEqual({ ok: false, reason: 'wrong-signature' });
    }), { numRuns: 500 });
  });

  it('fails once a character of any header is another', () => {
    fc.assert(fc.property(fc.constantFrom(...SIGNATURE_SCHEMES.map(([, each]) => each)), bytes, fc.nat(), fc.integer({ min: 0x21, max: 0x7e }), (each, body, position, code) => {
      const secret = Buffer.alloc(32, 7).toString('base64');
      const now = new Date('2026-05-04T09:30:00Z');
      const request = { method: 'POST', url: 'https://app.example.com/in', body };
      const headers = Object.entries(signFor(each, secret, { ...request, at: now, id: 'msg_1' }));
      const [name, value] = headers[position % headers.length] ?? ['', ''];
      const index = position % value.length;
      const changed = value.slice(0, index) + String.fromCodePoint(code) + value.slice(index + 1);
      // Hexadecimal in capitals is the same signature.
      fc.pre(changed !== value && !(each.encoding === 'hex' && changed.toLowerCase() === value.toLowerCase()));
      expect(verify(each, [secret], { ...request, now, headers: { ...Object.fromEntries(headers), [name]: changed } }).ok).toBe(false);
    }), { numRuns: 2000 });
  });
});

describe('whatever is sent', () => {
  const names = fc.constantFrom(...SCHEMES.flatMap(([, each]) => (each.kind === 'token' ? ['authorization', 'x-webhook-token'] : each.headers.flatMap((set) => Object.values(set) as string[]))), 'constructor', '__proto__');
  const value = fc.oneof(
    fc.string({ unit: 'binary' }), fc.constantFrom('v1,', 't=,v1=', 'sha1=', 't=1777887000,v1=00', 'v1,AAAA', '1777887000', '2026-05-04T09:30:00Z', 'Bearer x', 'Basic eA==', 'Basic ='),
    fc.array(fc.string(), { maxLength: 3 }), fc.constant(undefined),
  );

  it('is answered with a reason and never with a throw', () => {
    fc.assert(fc.property(scheme, fc.array(fc.tuple(names, value), { maxLength: 12 }), fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }), bytes, fc.string({ unit: 'binary' }), fc.string(), (each, headers, secrets, body, address, verb) => {
      const verified = verify(each, secrets, { method: verb, url: address, headers: Object.fromEntries(headers), body, now: new Date('2026-05-04T09:30:00Z') });
      expect(verified.ok || verified.reason).toEqual(expect.stringMatching(/^(missing|repeated|malformed|too|wrong)-/));
    }), { numRuns: 2000 });
  });

  it('is parsed into a scheme or into errors, never with a throw', () => {
    const text = fc.constantFrom('hmac', 'token', 'sha256', 'hex', 'base64', 'text', 'plain', 'pairs', 'list', 'body', 'timestamp', 'id', 'x-signature', 'seconds', 'bearer');
    const key = fc.constantFrom('kind', 'algorithm', 'encoding', 'key', 'headers', 'format', 'signed', 'timestamp', 'in', 'signature', 'version', 'prefix', 'text', '__proto__');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'medium' }, text, fc.jsonValue(), fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(key, tie('tree'), { maxKeys: 9 })),
    }));
    fc.assert(fc.property(tree, (written) => {
      const parsed = parseScheme(written, '/scheme');
      if (parsed.ok) return;
      expect(parsed.errors.length).toBeGreaterThan(0);
      for (const { pointer, detail } of parsed.errors) {
        expect(pointer).toMatch(/^\/scheme/);
        expect(detail).not.toBe('');
      }
    }), { numRuns: 1000 });
  });
});

describe('what a user may write down', () => {
  it('includes the schemes that sign with an HMAC or send a token', () => {
    for (const each of [STRIPE, ZENDESK, HUBSPOT_V3, HELP_SCOUT, BASIC]) expect(parseScheme(JSON.parse(JSON.stringify(each)))).toEqual({ ok: true, value: each });
    const [first] = STANDARD_WEBHOOKS.headers;
    expect(parseScheme({ ...STANDARD_WEBHOOKS, headers: [first] }).ok).toBe(true);
    for (const weak of [HUBSPOT_V1, HUBSPOT_V2]) expect(parseScheme(weak)).toEqual({ ok: false, errors: [{ pointer: '/kind', detail: 'kind must be "hmac" or "token"' }] });
  });
});
