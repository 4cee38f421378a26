import { describe, expect, it } from 'vitest';
import { parseScheme } from '../../../../src/platform/signature/parse-scheme.ts';

const hmac = {
  kind: 'hmac', algorithm: 'sha256', encoding: 'hex', key: 'text', timestamp: 'seconds',
  headers: [{ signature: 'X-Signature', timestamp: 'X-Time', id: 'X-Id' }],
  format: { kind: 'plain', prefix: 'sha256=' },
  signed: ['id', { text: '.' }, 'timestamp', 'body'],
};

const pointersOf = (value: unknown, base?: string) => {
  const parsed = parseScheme(value, base);
  return parsed.ok ? [] : parsed.errors.map(({ pointer }) => pointer);
};

describe('parseScheme', () => {
  it('takes header names in any case', () => {
    expect(parseScheme(hmac)).toEqual({ ok: true, value: { ...hmac, headers: [{ signature: 'x-signature', timestamp: 'x-time', id: 'x-id' }] } });
    expect(parseScheme({ kind: 'token', in: { header: 'X-Token' } })).toEqual({ ok: true, value: { kind: 'token', in: { header: 'x-token' } } });
  });

  it.each<[string, object, string[]]>([
    ['an unknown algorithm', { algorithm: 'md5' }, ['/algorithm']],
    ['an unknown encoding and key', { encoding: 'base64url', key: 'hex' }, ['/encoding', '/key']],
    ['a header with a space', { headers: [{ signature: 'x signature', timestamp: 'x-time', id: 'x-id' }] }, ['/headers/0/signature']],
    ['a header with a line break', { headers: [{ signature: 'x-signature\r\nx: y', timestamp: 'x-time', id: 'x-id' }] }, ['/headers/0/signature']],
    ['no header', { headers: [] }, ['/headers']],
    ['two sets of headers', { headers: [...hmac.headers, ...hmac.headers] }, ['/headers']],
    ['an unknown format', { format: { kind: 'json' } }, ['/format/kind']],
    ['a prefix that a shell would read', { format: { kind: 'plain', prefix: '$(id)' } }, ['/format/prefix']],
    ['a list without a version', { format: { kind: 'list' } }, ['/format/version']],
    ['a misspelt field', { algoritm: 'sha1' }, ['/algoritm']],
    ['an unknown part', { signed: ['id', { text: '.' }, 'timestamp', 'body', 'host'] }, ['/signed/4']],
  ])('refuses %s', (_name, change, pointers) => expect(pointersOf({ ...hmac, ...change })).toEqual(pointers));

  it.each<[string, object, string[]]>([
    ['no body', { signed: ['id', { text: '.' }, 'timestamp'] }, ['/signed must hold "body"']],
    ['the body twice', { signed: ['id', { text: '.' }, 'timestamp', 'body', 'body'] }, ['/signed may hold each part once']],
    ['the address twice', { signed: ['id', { text: '.' }, 'timestamp', 'url', 'decoded-url', 'body'] }, ['/signed may hold each part once']],
    ['a time that is sent and not signed', { signed: ['id', { text: '.' }, 'body'] }, ['/signed must hold "timestamp"']],
    ['a time that nobody sends', { headers: [{ signature: 'x-signature', id: 'x-id' }] }, ['/timestamp the time needs a header', '/signed holds "timestamp"']],
    ['a time without its unit', { timestamp: null }, ['/timestamp is needed']],
    ['the time at two places', { format: { kind: 'pairs', signature: 'v1', timestamp: 't' } }, ['/headers/0/timestamp the time is read']],
    ['an id that is sent and not signed', { signed: ['timestamp', 'body'] }, ['/signed must hold "id"']],
    ['an id that nobody sends', { headers: [{ signature: 'x-signature', timestamp: 'x-time' }] }, ['/signed holds "id"']],
    ['an id without an end', { signed: ['timestamp', 'id', 'body'] }, ['/signed/1 must be followed']],
    ['one name for time and signature', { headers: [{ signature: 'x-signature', id: 'x-id' }], format: { kind: 'pairs', signature: 'v1', timestamp: 'v1' } }, ['/format/timestamp must differ']],
    ['one header for two things', { headers: [{ signature: 'x-signature', timestamp: 'x-id', id: 'X-ID' }] }, ['/headers/0 must name different']],
  ])('refuses %s', (_name, change, expected) => {
    const parsed = parseScheme(Object.fromEntries(Object.entries({ ...hmac, ...change }).filter(([, value]) => value !== null)));
    const errors = parsed.ok ? [] : parsed.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
    expect(errors).toEqual(expected.map((start) => expect.stringContaining(start) as string));
  });

  it('refuses tokens at other places, and says where the value stands', () => {
    expect(pointersOf({ kind: 'token', in: 'query' }, '/scheme')).toEqual(['/scheme/in']);
    expect(pointersOf({ kind: 'token', in: { header: 'a:b' } }, '/scheme')).toEqual(['/scheme/in/header']);
    expect(pointersOf(null, '/scheme')).toEqual(['/scheme']);
    expect(pointersOf({ kind: 'none' }, '/scheme')).toEqual(['/scheme/kind']);
  });
});
