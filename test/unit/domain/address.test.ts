import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeAddress, suppressionKey } from '../../../src/domain/address.ts';

/** Of 189 octets: 64 + 1 + 189 = 254. */
const longestDomain = `${'d'.repeat(63)}.${'e'.repeat(63)}.${'f'.repeat(61)}`;
const domain63 = `${'d'.repeat(63)}.example`;

describe('normalizeAddress', () => {
  it.each([
    ['Ann@Example.COM', 'ann@example.com'],
    ['  ann@example.com ', 'ann@example.com'],
    ['ann.b-c_d+tag@sub.example.co.uk', 'ann.b-c_d+tag@sub.example.co.uk'],
    ["o'hara!#$%&*/=?^`{|}~@example.com", "o'hara!#$%&*/=?^`{|}~@example.com"],
    ['info@MÜNCHEN.de', 'info@xn--mnchen-3ya.de'],
    ['info@mu\u0308nchen.de', 'info@xn--mnchen-3ya.de'],
    ['info@xn--mnchen-3ya.de', 'info@xn--mnchen-3ya.de'],
    ['info@ｅｘａｍｐｌｅ．com', 'info@example.com'],
    ['info@例え。jp', 'info@xn--r8jz45g.jp'],
    ['info@مثال.إختبار', 'info@xn--mgbh0fb.xn--kgbechtv'],
    ['JOSE\u0301@example.com', 'josé@example.com'],
    ['فرناز@example.com', 'فرناز@example.com'],
    [`${'l'.repeat(64)}@${domain63}`, `${'l'.repeat(64)}@${domain63}`],
    // the longest there are, in octets of UTF-8
    [`${'ü'.repeat(32)}@example.com`, `${'ü'.repeat(32)}@example.com`],
    [`${'ফ'.repeat(21)}x@example.com`, `${'ফ'.repeat(21)}x@example.com`],
    [`${'𐐨'.repeat(16)}@example.com`, `${'𐐨'.repeat(16)}@example.com`],
    [`${'l'.repeat(64)}@${longestDomain}`, `${'l'.repeat(64)}@${longestDomain}`],
  ])('%j → %s', (raw, expected) => {
    expect(normalizeAddress(raw)).toBe(expected);
  });

  it.each([
    '', '@', 'ann', 'ann@', '@example.com', 'ann@@example.com', 'a@b@example.com', 'a@b.example@example.com', 'ann@example.com@', '@ann@example.com', 'ann@localhost', 'ann@example', 'ann@.com', 'ann@example..com',
    'ann@example.com.', 'ann@-example.com', 'ann@example-.com', 'ann@127.0.0.1', 'ann@127.1', 'ann@0x7f.1', 'ann@[127.0.0.1]', 'ann@[::1]', 'ann@exa_mple.com',
    'ann@example.com:25', 'ann@example.com/x', 'ann@example.com?x', 'ann@example.com#x', 'ann@ex%61mple.com', 'ann@example.com\\x', 'ann@xn--a.com',
    '.ann@example.com', 'ann.@example.com', 'a..n@example.com', 'ann smith@example.com', 'ann@exam ple.com', '"ann"@example.com', '"a@b"@example.com',
    'ann(comment)@example.com', 'ann@(comment)example.com', 'Ann <ann@example.com>', '<ann@example.com>', 'ann@example.com,bob@example.com', 'ann;bob@example.com',
    'ann:@example.com', 'a\\b@example.com', 'ann@example.com\r\nBcc: eve@example.com', 'ann@example.com\n', '\tann@example.com', 'ann\u0000@example.com', 'ann\u0085@example.com',
    'ann\u2028@example.com', 'an\u200bn@example.com', 'an\u202en@example.com', 'ann\ud800@example.com', 'ann@exam\udc00ple.com',
    `${'l'.repeat(65)}@example.com`, `${'ü'.repeat(32)}x@example.com`, `${'ফ'.repeat(21)}xy@example.com`, `${'𐐨'.repeat(16)}x@example.com`, `ann@${'d'.repeat(64)}.com`, `${'l'.repeat(64)}@${'d'.repeat(63)}.${'e'.repeat(63)}.${'f'.repeat(62)}`, 'a'.repeat(1_000_000),
  ])('refuses %j', (raw) => {
    expect(normalizeAddress(raw)).toBeNull();
  });

  it('changes nothing any more the second time', () => {
    const label = fc.string({ unit: fc.constantFrom(...'aZ09üÜßİıſΣςéе中دک-\u200c'), minLength: 1, maxLength: 8 });
    const local = fc.string({ unit: fc.constantFrom(...'aZ0+.-ÜßİıſΣςK\u0301e'), minLength: 1, maxLength: 12 });
    let accepted = 0;
    fc.assert(
      fc.property(local, label, label, (name, host, top) => {
        const once = normalizeAddress(`${name}@${host}.${top}`);
        if (once === null) return;
        accepted += 1;
        expect(normalizeAddress(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('never lets anything through that could end a header or begin another address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 20 }), (before, after) => {
        for (const raw of [`${before}@example.com`, `ann@${after}.com`, `${before}ann@example.com${after}`]) {
          const address = normalizeAddress(raw);
          if (address !== null) expect(address).toMatch(/^[^\s@<>()[\]\\,;:"\p{C}]+@[a-z0-9.-]+$/u);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('suppressionKey', () => {
  it('holds whatever the spelling: case, tag, IDN', () => {
    const spellings = ['ann@münchen.de', 'ANN@MÜNCHEN.DE', 'Ann+shop@xn--mnchen-3ya.de', 'ann+a+b@mu\u0308nchen.de', ' ann+@münchen.de'];
    expect(new Set(spellings.map(suppressionKey))).toEqual(new Set(['ann@xn--mnchen-3ya.de']));
  });

  it.each([
    ['+ann@example.com', '+ann@example.com'],
    ['+ann+shop@example.com', '+ann+shop@example.com'],
    ['a.n.n@example.com', 'a.n.n@example.com'],
    ['ann@example.com', 'ann@example.com'],
    ['no address', null],
  ])('%j → %j', (raw, expected) => {
    expect(suppressionKey(raw)).toBe(expected);
  });

  it('is the key of itself, and the same for every tag', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019.-_é'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(word, word, (name, tag) => {
        const key = suppressionKey(`${name}@example.com`);
        if (key === null) return;
        expect(suppressionKey(key)).toBe(key);
        const tagged = suppressionKey(`${name}+${tag}@example.com`);
        if (normalizeAddress(`${name}+${tag}@example.com`) !== null) expect(tagged).toBe(key);
      }),
    );
  });
});
