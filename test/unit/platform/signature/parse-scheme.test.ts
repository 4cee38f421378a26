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
    ['no body', { signed: ['id', { text: '.' }, 'timestamp'] }, ['/signed']],
    ['the body twice', { signed: ['id', { text: '.' }, 'timestamp', 'body', 'body'] }, ['/signed']],
    ['a time that is sent and not signed', { signed: ['id', { text: '.' }, 'body'] }, ['/signed']],
    ['an id that is sent and not signed', { signed: ['timestamp', 'body'] }, ['/signed']],
    ['an id without an end', { signed: ['id', 'timestamp', 'body'] }, ['/signed/0']],
    ['a time without its unit', { timestamp: undefined }, ['/timestamp', '/timestamp']],
    ['a time and an id that nobody sends', { headers: [{ signature: 'x-signature' }] }, ['/timestamp', '/signed', '/signed']],
    ['the time at two places', { format: { kind: 'pairs', signature: 'v1', timestamp: 't' } }, ['/headers/0/timestamp']],
    ['one name for time and signature', { headers: [{ signature: 'x-signature', id: 'x-id' }], format: { kind: 'pairs', signature: 'v1', timestamp: 'v1' } }, ['/format/timestamp']],
    ['one header for two things', { headers: [{ signature: 'x-signature', timestamp: 'x-id', id: 'X-ID' }] }, ['/headers/0']],
  ])('refuses %s', (_name, change, pointers) => {
    const found = pointersOf({ ...hmac, ...change });
    expect([...new Set(found)]).toEqual([...new Set(pointers)]);
  });

  it('refuses tokens at other places, and says where the value stands', () => {
    expect(pointersOf({ kind: 'token', in: 'query' }, '/scheme')).toEqual(['/scheme/in']);
    expect(pointersOf({ kind: 'token', in: { header: 'a:b' } }, '/scheme')).toEqual(['/scheme/in/header']);
    expect(pointersOf(null, '/scheme')).toEqual(['/scheme']);
    expect(pointersOf({ kind: 'none' }, '/scheme')).toEqual(['/scheme/kind']);
  });
});
