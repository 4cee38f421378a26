import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashId, keyedHash, openToken, randomId, randomToken, seal, signToken, unseal } from '../../../src/platform/token.ts';

const SECRET = 'a secret of some length';
const VALUE = 'inv_0123456789abcdef';

describe('a signed link', () => {
  const token = signToken(SECRET, 'answer', VALUE);

  it('opens with its secret, for its purpose', () => expect(openToken(SECRET, 'answer', token)).toBe(VALUE));

  it('opens with no other secret, for no other purpose, and for no other value', () => {
    expect(openToken('another secret of length', 'answer', token)).toBeNull();
    expect(openToken(SECRET, 'unsubscribe', token)).toBeNull();
    expect(openToken(SECRET, 'answer', token.replace('inv_0', 'inv_1'))).toBeNull();
  });

  it('is worth nothing with any character changed, cut off or added, and never breaks what reads it', () => {
    for (let place = 0; place < token.length; place += 1) {
      for (const character of ['A', 'z', '.', '-', '=', ' ', 'é']) {
        const changed = token.slice(0, place) + character + token.slice(place + 1);
        // The last character of base64 carries bits that are no part of the value.
        if (changed !== token && place < token.length - 1) expect(openToken(SECRET, 'answer', changed), changed).toBeNull();
      }
      expect(openToken(SECRET, 'answer', token.slice(0, place))).toBeNull();
    }
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(openToken(SECRET, 'answer', text)).toBeNull();
      expect(openToken(SECRET, 'answer', `${VALUE}.${text}`)).toBeNull();
    }));
  });

  it('takes no algorithm from who sends it', () => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const forged of [`${header}.${VALUE}.`, `${header}.${VALUE}`, `${VALUE}.`, `.${VALUE}`, VALUE]) expect(openToken(SECRET, 'answer', forged)).toBeNull();
  });

  it('has 128 bits that are not guessed', () => expect(Buffer.from(token.split('.')[1] ?? '', 'base64url')).toHaveLength(16));
});

describe('random things', () => {
  it('have at least as many bits as are promised, and none twice', () => {
    expect(Buffer.from(randomToken(), 'base64url')).toHaveLength(32);
    expect(Buffer.from(randomId('x').slice(2), 'base64url')).toHaveLength(12);
    const made = Array.from({ length: 50_000 }, randomToken);
    expect(new Set(made).size).toBe(made.length);
    // Each of the 64 characters as often as any other: ±10 % is more than nine deviations.
    const counts = new Map<string, number>();
    for (const character of made.map((token) => token.slice(0, 42)).join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(64);
    for (const count of counts.values()) expect(Math.abs(count / (made.length * 42 / 64) - 1)).toBeLessThan(0.1);
  });

  it('do not run together where they are made of parts', () => {
    expect(hashId('a', 'bc')).not.toBe(hashId('ab', 'c'));
    expect(keyedHash(SECRET, 'a', 'x')).not.toBe(keyedHash(SECRET, 'b', 'x'));
  });
});

describe('what is sealed', () => {
  it('comes back whole, looks different each time, and is refused altered or under another secret', () => {
    const sealed = seal(SECRET, 'whsec_ąę');
    expect(unseal(SECRET, sealed)).toBe('whsec_ąę');
    expect(seal(SECRET, 'whsec_ąę')).not.toBe(sealed);
    expect(() => unseal('another secret of length', sealed)).toThrow(/authenticate|Invalid/);
    for (let place = 0; place < sealed.length - 1; place += 5) expect(() => unseal(SECRET, sealed.slice(0, place) + (sealed[place] === 'A' ? 'B' : 'A') + sealed.slice(place + 1))).toThrow(/authenticate|Invalid/);
  });
});
