import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SignatureScheme, SignedRequest } from '../../../../src/platform/signature/scheme.ts';
import { HUBSPOT_V1, HUBSPOT_V3, SHOPIFY, STANDARD_WEBHOOKS, STRIPE, tokenHeader } from '../../../../src/platform/signature/schemes.ts';
import { newSecretFor } from '../../../../src/platform/signature/secret.ts';
import { signFor } from '../../../../src/platform/signature/sign.ts';
import { verify } from '../../../../src/platform/signature/verify.ts';
import { requestWith, SIGNATURE_SCHEMES, TOKEN_SCHEMES } from '../../../support/signature-schemes.ts';

const now = new Date('2026-05-04T09:30:00Z');
const URL_SIGNED = 'https://app.example.com/in/src_1?a=b&c=%3A';

const WRITTEN = { seconds: '1777887000', milliseconds: '1777887000000', iso: '2026-05-04T09:30:00Z' };
/** What is refused in each unit although it is signed: the other units first. */
const ODD = {
  seconds: [WRITTEN.milliseconds, WRITTEN.iso, 'NaN', '-177788700', '1e308', '177788700', '17778870000', '1777887000.5', '0x69f869d8', '１７７７８８７０００', 'Infinity', '+177788700', '1777887000 '],
  milliseconds: [WRITTEN.seconds, WRITTEN.iso, 'NaN', '-177788700000', '1e308', '177788700000', '17778870000000', '1777887000000.5', 'Infinity'],
  iso: [WRITTEN.seconds, WRITTEN.milliseconds, 'NaN', '-1', '1e308', '2026-05-04', '2026-05-04T09:30:00', '2026-05-04 09:30:00Z', 'Mon, 04 May 2026 09:30:00 GMT', '2026-13-04T09:30:00Z', '2026-05-04T25:30:00Z'],
};

const reasonOf = (scheme: SignatureScheme, secrets: readonly string[], request: SignedRequest) => {
  const verified = verify(scheme, secrets, request);
  return verified.ok ? 'ok' : verified.reason;
};

/** A body whose signature holds both characters in which base64url differs. */
function aBodySigned(scheme: SignatureScheme, secret: string): Buffer {
  for (let n = 0; ; n++) {
    const body = Buffer.from(`{"id":"${n}","name":"Zoë","total":12.50}`);
    const { headers } = requestWith(scheme, secret, { timestamp: scheme.timestamp ? WRITTEN[scheme.timestamp] : '', url: URL_SIGNED, body, now });
    const signature = String(headers[scheme.headers[0].signature]);
    if (scheme.encoding === 'hex' || (signature.includes('+') && signature.includes('/'))) return body;
  }
}

/** A rightly signed request, and what becomes of it when something is changed. */
function aRequest(scheme: SignatureScheme) {
  const secret = newSecretFor(scheme);
  const body = aBodySigned(scheme, secret);
  const [names] = scheme.headers;
  const at = { timestamp: scheme.timestamp ? WRITTEN[scheme.timestamp] : '', url: URL_SIGNED, body, now };
  const sent = requestWith(scheme, secret, at);
  const header = String(sent.headers[names.signature]);
  const right = /(?:[A-Za-z0-9+/]{27,}=*|[0-9a-f]{40,})$/.exec(header)?.[0] ?? '';
  const verdict = (change: Partial<SignedRequest>) => reasonOf(scheme, [secret], { ...sent, ...change });
  return {
    secret, body, names, sent, header, right, verdict,
    withHeaders: (change: Record<string, string | string[] | undefined>) => verdict({ headers: { ...sent.headers, ...change } }),
    /** The header with another signature in the place of the right one. */
    headerWith: (signature: string) => header.slice(0, -right.length) + signature,
    /** The verdict on a request that is signed with other values from the start. */
    signedWith: (change: { timestamp?: string; id?: string }) => reasonOf(scheme, [secret], requestWith(scheme, secret, { ...at, ...change })),
  };
}

describe.each(SIGNATURE_SCHEMES)('a request signed for %s', (_name, scheme) => {
  const { secret, body, names, sent, header, right, verdict, withHeaders, headerWith } = aRequest(scheme);
  const { encoding } = scheme;
  const signs = (...parts: string[]) => scheme.signed.some((part) => typeof part === 'string' && parts.includes(part));

  it('passes as it is, with its id', () => {
    expect(verify(scheme, [secret], sent)).toEqual({ ok: true, id: names.id === undefined ? null : 'msg_1' });
  });

  it('passes whatever the case of its names, and from a list of one', () => {
    for (const spell of [(name: string) => name.toUpperCase(), (name: string) => name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())]) {
      expect(verdict({ headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [spell(name), value])) })).toBe('ok');
    }
    expect(verdict({ headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name, [value].flat() as string[]])) })).toBe('ok');
  });

  it('fails with any other body', () => {
    const { total, ...rest } = JSON.parse(body.toString()) as Record<string, unknown>;
    const others = [
      Buffer.concat([body, Buffer.from(' ')]), Buffer.concat([body, Buffer.from('\n')]), body.subarray(0, -1), Buffer.alloc(0),
      Buffer.from(JSON.stringify({ ...rest, total })), Buffer.from(JSON.stringify({ total, ...rest })), Buffer.from(body.toString().replace('ë', '\\u00eb')), Buffer.from(body.toString(), 'latin1'),
    ];
    for (const other of others) {
      expect(other.equals(body)).toBe(false);
      expect(verdict({ body: other })).toBe('wrong-signature');
    }
  });

  it('fails with another method or address where they are signed', () => {
    expect(verdict({ method: 'PUT' })).toBe(signs('method') ? 'wrong-signature' : 'ok');
    for (const url of [URL_SIGNED.replace('https', 'http'), `${URL_SIGNED}/`, URL_SIGNED.replace('a=b', 'a=c'), URL_SIGNED.replace('src_1', 'src_2'), URL_SIGNED.replace('app.', 'other.')]) {
      expect(verdict({ url })).toBe(signs('url', 'decoded-url') ? 'wrong-signature' : 'ok');
    }
    // The listed escapes alone are the same address, and only where the sender decodes them.
    expect(verdict({ url: URL_SIGNED.replace('%3A', ':') })).toBe(signs('url') ? 'wrong-signature' : 'ok');
  });

  it('fails with another secret, an empty one or none, and passes with either of two', () => {
    expect(reasonOf(scheme, [newSecretFor(scheme)], sent)).toBe('wrong-signature');
    expect(reasonOf(scheme, [], sent)).toBe('wrong-signature');
    expect(reasonOf(scheme, ['', 'not base64!'], sent)).toBe('wrong-signature');
    expect(reasonOf(scheme, [newSecretFor(scheme), secret], sent)).toBe('ok');
    expect(reasonOf(scheme, [secret, newSecretFor(scheme)], sent)).toBe('ok');
  });

  it('wants every header, once', () => {
    for (const [name, value] of Object.entries(sent.headers)) {
      for (const absent of [undefined, '', []]) expect(withHeaders({ [name]: absent })).toBe('missing-headers');
      expect(withHeaders({ [name]: [String(value), String(value)] })).toBe('repeated-header');
      expect(withHeaders({ [name.toUpperCase()]: String(value) })).toBe('repeated-header');
    }
    expect(verdict({ headers: {} })).toBe('missing-headers');
  });

  it('fails with a signature that is cut, grown or written in another way', () => {
    const otherwise = [
      right.slice(0, -1), right.slice(0, -4), right.slice(4), `${right}AAAA`, `${right}0`, `${right}00`, `${right}==`, `${right}\n`, `${right}x`, `"${right}"`, `=${right}`,
      Buffer.from(right, encoding).toString(encoding === 'hex' ? 'base64' : 'hex'),
    ];
    for (const signature of otherwise) expect([signature, withHeaders({ [names.signature]: headerWith(signature) })]).toEqual([signature, 'malformed-signature']);
    expect(withHeaders({ [names.signature]: headerWith('') })).toBe(header === right ? 'missing-headers' : 'malformed-signature');
    expect(withHeaders({ [names.signature]: headerWith(Buffer.alloc(Buffer.from(right, encoding).length).toString(encoding)) })).toBe('wrong-signature');
  });
});

describe.each(SIGNATURE_SCHEMES.filter(([, { encoding }]) => encoding === 'base64'))('the signature of %s', (_name, scheme) => {
  const { names, right, withHeaders, headerWith } = aRequest(scheme);

  it('is base64 in its one form: no other alphabet, padded, no bits where it has none', () => {
    const bitsLeft = right.replace(/(.)=+$/, (end, last: string) => String.fromCodePoint((last.codePointAt(0) ?? 0) + 1) + end.slice(1));
    for (const loose of [right.replaceAll('+', '-').replaceAll('/', '_'), right.replaceAll('=', ''), bitsLeft]) {
      expect(Buffer.from(loose, 'base64')).toEqual(Buffer.from(right, 'base64'));
      expect(loose).not.toBe(right);
      expect(withHeaders({ [names.signature]: headerWith(loose) })).toBe('malformed-signature');
    }
  });
});

const timed = SIGNATURE_SCHEMES.flatMap(([name, scheme]) => (scheme.timestamp ? [[name, scheme, scheme.timestamp] as const] : []));
const untimed = SIGNATURE_SCHEMES.filter(([, { timestamp }]) => timestamp === undefined);

describe.each(timed)('the time of %s', (_name, scheme, unit) => {
  const { secret, body, sent, verdict, signedWith } = aRequest(scheme);

  it.each([[-300, 'ok'], [-301, 'too-old'], [300, 'ok'], [301, 'too-new'], [-86_400, 'too-old'], [86_400, 'too-new']])('%d s from now: %s', (seconds, expected) => {
    expect(verdict({ headers: signFor(scheme, secret, { url: URL_SIGNED, body, at: new Date(now.getTime() + seconds * 1000), id: 'msg_1' }) })).toBe(expected);
  });

  it.each(ODD[unit])('is not %j, although that is signed', (timestamp) => expect(signedWith({ timestamp })).toBe('malformed-timestamp'));

  it('is the one that was signed', () => {
    const other = WRITTEN[unit].replace('30:00', '30:01').replace('17778870', '17778871');
    expect(other).not.toBe(WRITTEN[unit]);
    expect(verdict({ headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name, String(value).replace(WRITTEN[unit], other)])) })).toBe('wrong-signature');
  });
});

it.each(untimed)('a request signed for %s holds at any time, since none is signed', (_name, scheme) => {
  expect(aRequest(scheme).verdict({ now: new Date('2036-05-04T09:30:00Z') })).toBe('ok');
});

const identified = SIGNATURE_SCHEMES.flatMap(([name, scheme]) => (scheme.headers[0].id === undefined ? [] : [[name, scheme, scheme.headers[0].id] as const]));

it.each(identified)('the id of %s is the one that was signed, and ends at one place', (_name, scheme, header) => {
  const { withHeaders, signedWith } = aRequest(scheme);
  expect(withHeaders({ [header]: 'msg_2' })).toBe('wrong-signature');
  for (const id of ['msg.1:2', 'msg 1', 'x'.repeat(257), 'mśg']) expect(signedWith({ id })).toBe('malformed-id');
  expect(signedWith({ id: 'x'.repeat(256) })).toBe('ok');
});

describe('several signatures', () => {
  const body = Buffer.from('{}');
  const standard = newSecretFor(STANDARD_WEBHOOKS);
  const listed = signFor(STANDARD_WEBHOOKS, standard, { url: '', body, at: now, id: 'msg_1' });
  const list = (signature: string) => reasonOf(STANDARD_WEBHOOKS, [standard], { method: 'POST', url: '', body, now, headers: { ...listed, 'webhook-signature': signature } });
  const good = listed['webhook-signature'] ?? '';
  const wrong = `v1,${Buffer.alloc(32).toString('base64')}`;

  it('pass in a list where one of the known version is right', () => {
    expect(list(`${wrong} ${good}`)).toBe('ok');
    expect(list(`v1a,AAAA v2,BBBB ${good}`)).toBe('ok');
    expect(list(`v1,short ${good}`)).toBe('ok');
    expect(list(good.replace('v1', 'v2'))).toBe('malformed-signature');
    expect(list(good.replace('v1', 'v1a'))).toBe('malformed-signature');
    expect(list(`${wrong} ${wrong}`)).toBe('wrong-signature');
    expect(list([...Array.from({ length: 9 }, () => wrong), good].join(' '))).toBe('ok');
    expect(list([...Array.from({ length: 10 }, () => wrong), good].join(' '))).toBe('malformed-signature');
    expect(list(good.replace(',', ', '))).toBe('malformed-signature');
  });

  it('are read from the names that were sent, never from two senders at once', () => {
    const svix = Object.fromEntries(Object.entries(listed).map(([name, value]) => [name.replace('webhook', 'svix'), value]));
    const request = { method: 'POST', url: '', body, now };
    expect(verify(STANDARD_WEBHOOKS, [standard], { ...request, headers: svix })).toEqual({ ok: true, id: 'msg_1' });
    expect(reasonOf(STANDARD_WEBHOOKS, [standard], { ...request, headers: { ...svix, 'svix-id': undefined, 'webhook-id': 'msg_1' } })).toBe('missing-headers');
    expect(reasonOf(STANDARD_WEBHOOKS, [standard], { ...request, headers: { ...listed, 'webhook-signature': wrong, 'svix-signature': good } })).toBe('wrong-signature');
  });

  it('pass in pairs where one under the known name is right', () => {
    const secret = 'whsec_0123456789abcdef';
    const pairs = signFor(STRIPE, secret, { url: '', body, at: now })['stripe-signature'] ?? '';
    const check = (signature: string) => reasonOf(STRIPE, [secret], { method: 'POST', url: '', body, now, headers: { 'stripe-signature': signature } });
    const [time = '', right = ''] = pairs.split(',');
    const other = `v1=${'0'.repeat(64)}`;
    expect(check(pairs)).toBe('ok');
    expect(check([time, other, right, 'v0=abc'].join(','))).toBe('ok');
    expect(check([time, 'tx', right, 'v'].join(','))).toBe('ok');
    expect(check([right, time].join(', '))).toBe('ok');
    expect(check([time, other].join(','))).toBe('wrong-signature');
    expect(check([time, right.replace('v1', 'v0')].join(','))).toBe('malformed-signature');
    expect(check(time)).toBe('malformed-signature');
    expect(check(right)).toBe('malformed-timestamp');
    expect(check([time, time, right].join(','))).toBe('malformed-timestamp');
    expect(check([time, ...Array.from({ length: 10 }, () => other), right].join(','))).toBe('malformed-signature');
  });
});

describe('the key', () => {
  const request = (headers: Record<string, string>) => ({ method: 'POST', url: '', body: Buffer.from('{}'), now, headers });

  it('is the text whsec_… for pairs and what it stands for in a list', () => {
    const secret = newSecretFor(STANDARD_WEBHOOKS);
    const decoded = signFor({ ...STRIPE, key: 'whsec' }, secret, { ...request({}), at: now });
    expect(reasonOf(STRIPE, [secret], request(decoded))).toBe('wrong-signature');
    const literal = signFor({ ...STANDARD_WEBHOOKS, key: 'text' }, secret, { ...request({}), at: now, id: 'msg_1' });
    expect(reasonOf(STANDARD_WEBHOOKS, [secret], request(literal))).toBe('wrong-signature');
  });
});

describe('an empty key, with which everybody can sign', () => {
  const body = Buffer.from('{}');
  const request = (name: string, signature: string) => ({ method: 'POST', url: '', body, now, headers: { [name]: signature } });

  it('signs nothing', () => {
    const mac = createHmac('sha256', '').update(body).digest('base64');
    expect(reasonOf(SHOPIFY, [''], request('x-shopify-hmac-sha256', mac))).toBe('wrong-signature');
    for (const [key, secret] of [['base64', ''], ['whsec', 'whsec_'], ['whsec', '']] as const) expect(reasonOf({ ...SHOPIFY, key }, [secret], request('x-shopify-hmac-sha256', mac))).toBe('wrong-signature');
    expect(reasonOf(HUBSPOT_V1, [''], request('x-hubspot-signature', createHash('sha256').update(body).digest('hex')))).toBe('wrong-signature');
    expect(() => signFor(SHOPIFY, '', { url: '', body, at: now })).toThrow(TypeError);
  });
});

describe('an address that is decoded before it is signed', () => {
  const secret = newSecretFor(HUBSPOT_V3);
  const accepts = (signedUrl: string, url: string) => {
    const body = Buffer.from('[]');
    return verify(HUBSPOT_V3, [secret], { method: 'POST', url, body, now, headers: requestWith(HUBSPOT_V3, secret, { timestamp: WRITTEN.milliseconds, url: signedUrl, body, now }).headers }).ok;
  };

  it('has the twelve listed escapes decoded, in either case, once', () => {
    expect(accepts("https://x.example/a:/?@!$'()*,;", 'https://x.example/a%3a%2f%3F%40%21%24%27%28%29%2A%2C%3B')).toBe(true);
    for (const kept of ['%20', '%26', '%3D', '%25', '%253A', '%C3%AB', '%', '%zz', '+']) {
      expect(accepts(`https://x.example/a?b=${kept}`, `https://x.example/a?b=${kept}`)).toBe(true);
    }
    expect(accepts('https://x.example/a?b= ', 'https://x.example/a?b=%20')).toBe(false);
    expect(accepts('https://x.example/a?b=:', 'https://x.example/a?b=%253A')).toBe(false);
  });
});

describe.each(TOKEN_SCHEMES)('a token as %s', (_name, scheme) => {
  const secret = newSecretFor(scheme);
  const headers = signFor(scheme, secret, { url: '', body: Buffer.alloc(0), at: now });
  const [[name, value] = ['', '']] = Object.entries(headers);
  const check = (change: Record<string, string | string[] | undefined>, secrets: string[] = [secret]) => {
    const verified = verify(scheme, secrets, { method: 'POST', url: '', headers: change, body: Buffer.from('{}'), now });
    return verified.ok ? 'ok' : verified.reason;
  };

  it('passes, in any case of the name and with any of two secrets', () => {
    expect(verify(scheme, [secret], { method: 'POST', url: '', headers, body: Buffer.from('{}'), now })).toEqual({ ok: true, id: null });
    expect(check({ [name.toUpperCase()]: value })).toBe('ok');
    expect(check(headers, [newSecretFor(scheme), secret])).toBe('ok');
  });

  it('fails when it is another, cut, grown, empty, absent or there twice', () => {
    expect(check(headers, [newSecretFor(scheme)])).toBe('wrong-signature');
    expect(check(headers, [])).toBe('wrong-signature');
    for (const other of [secret.slice(0, -1), `${secret}0`, secret.toUpperCase()]) expect(check(signFor(scheme, other, { url: '', body: Buffer.alloc(0), at: now }))).toBe('wrong-signature');
    expect(check({})).toBe('missing-headers');
    expect(check({ [name]: '' })).toBe('missing-headers');
    expect(check({ [name]: [value, value] })).toBe('repeated-header');
    expect(check({ [name]: '' }, [''])).toBe('missing-headers');
  });
});

describe('credentials in Authorization', () => {
  const check = (place: 'bearer' | 'basic', authorization: string, secret: string) => {
    const verified = verify({ kind: 'token', in: place }, [secret], { method: 'POST', url: '', headers: { authorization }, body: Buffer.alloc(0), now });
    return verified.ok ? 'ok' : verified.reason;
  };
  const basic = (text: string) => Buffer.from(text).toString('base64');

  it('are read by their own name alone', () => {
    expect(check('bearer', 'bearer  abc', 'abc')).toBe('ok');
    expect(check('basic', `BASIC ${basic('a:b')}`, 'a:b')).toBe('ok');
    expect(check('basic', `Basic ${basic('Zoë:b')}`, 'Zoë:b')).toBe('ok');
    for (const odd of ['abc', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer abc def', 'Bearer  ', 'Token abc', 'Bearerabc', 'x Bearer abc', 'Basic, Bearer abc']) expect(check('bearer', odd, 'abc')).toBe('malformed-signature');
    for (const odd of [`Bearer ${basic('a:b')}`, 'Basic a:b', `Basic ${basic('a:bc').replace('=', '')}`, 'Basic']) expect(check('basic', odd, 'a:b')).toBe('malformed-signature');
  });

  it('never match an empty secret', () => {
    expect(check('basic', 'Basic ====', '')).toBe('malformed-signature');
    expect(verify(tokenHeader('x-token'), [''], { method: 'POST', url: '', headers: { 'x-token': ' ' }, body: Buffer.alloc(0), now }).ok).toBe(false);
  });
});
