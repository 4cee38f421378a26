import { describe, expect, it } from 'vitest';
import { codeAddress, newCodeSecret, stepOfCode } from '../../../src/platform/one-time-code.ts';
import { qrCode } from '../../../src/platform/qr-code.ts';

/** "12345678901234567890" in base32: the key of RFC 6238, appendix B. */
const KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
/** Its table for SHA-1 has eight digits; six are the last six of them. */
const VECTORS = [[59, '94287082'], [1111111109, '07081804'], [1111111111, '14050471'], [1234567890, '89005924'], [2000000000, '69279037'], [20000000000, '65353130']] as const;

const at = (seconds: number): Date => new Date(1000 * seconds);

describe('a code of an app', () => {
  it.each(VECTORS)('at %i s is %s, as RFC 6238 says', (seconds, code) => {
    expect(stepOfCode(KEY, code.slice(2), at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it.each(VECTORS)('at %i s counts half a minute earlier and later, under the same step, and no longer', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    for (const drift of [-30, 30]) expect(stepOfCode(KEY, code.slice(2), at(seconds + drift))).toBe(step);
    for (const drift of [-60, 60]) expect(stepOfCode(KEY, code.slice(2), at(seconds + drift))).toBeNull();
  });

  it('of another secret is wrong', () => {
    expect(stepOfCode(newCodeSecret(), '287082', at(59))).toBeNull();
    expect(newCodeSecret()).toMatch(/^[A-Z2-7]{32}$/);
    expect(newCodeSecret()).not.toBe(newCodeSecret());
  });

  it('is offered under a name in any script', () => {
    const url = new URL(codeAddress({ secret: KEY, issuer: 'نوردویند · Afterword', label: 'ada+x@example.com' }));
    expect([url.protocol, url.host]).toEqual(['otpauth:', 'totp']);
    expect(decodeURIComponent(url.pathname)).toBe('/نوردویند · Afterword:ada+x@example.com');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ secret: KEY, issuer: 'نوردویند · Afterword', digits: '6', period: '30', algorithm: 'SHA1' });
  });
});

describe('a QR code', () => {
  const { size, path } = qrCode('otpauth://totp/x?secret=GEZDGNBV');
  const dark = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, column, row, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let offset = 0; offset < Number(length); offset += 1) (dark[Number(row)] ?? [])[Number(column) + offset] = true;
  }

  it('is drawn whole, by bars alone', () => {
    expect(path.replaceAll(/M\d+ \d+h(\d+)v1h-\1z/g, '')).toBe('');
    expect(dark.every((row) => row.length === size)).toBe(true);
  });

  it('has its three finders and the lines between them', () => {
    const finder = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];
    const cut = (top: number, left: number): string[] => dark.slice(top, top + 7).map((row) => row.slice(left, left + 7).map(Number).join(''));
    for (const [top, left] of [[0, 0], [0, size - 7], [size - 7, 0]] as const) expect(cut(top, left)).toEqual(finder);
    const timing = Array.from({ length: size - 16 }, (_, index) => index % 2 === 0);
    expect(dark[6]?.slice(8, size - 8)).toEqual(timing);
    expect(dark.slice(8, size - 8).map((row) => row[6])).toEqual(timing);
  });
});
