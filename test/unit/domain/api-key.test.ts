import { describe, expect, it } from 'vitest';
import { endOfLastDay, isIdle, keyState, lastDayOf } from '../../../src/domain/api-key.ts';
import { LANGUAGES } from '../../../src/domain/default-texts.ts';
import { keysTexts } from '../../../src/domain/keys-texts.ts';
import { KEYS_ENGLISH } from '../../../src/domain/texts/keys-en.ts';
import { variablesIn } from '../../../src/domain/variables.ts';

const now = new Date('2026-05-04T20:45:00Z');
const createdAt = new Date('2026-01-01T00:00:00Z');
const key = { createdAt, revokedAt: null, expiresAt: null };

describe('the end of a key', () => {
  it.each([
    ['2026-05-04', 'Europe/Berlin', '2026-05-04T22:00:00.000Z'],
    ['2026-05-05', 'Asia/Tehran', '2026-05-05T20:30:00.000Z'],
    ['2036-05-04', 'UTC', '2036-05-05T00:00:00.000Z'],
  ])('%s in %s is %s', (day, timeZone, end) => {
    expect(endOfLastDay(day, timeZone, now)?.toISOString()).toBe(end);
    expect(lastDayOf(new Date(end), timeZone)).toBe(day);
  });

  it.each([['2026-05-03', 'UTC'], ['2026-05-04', 'Asia/Tehran'], ['2036-05-05', 'UTC']])('%s in %s may not be chosen', (day, timeZone) => {
    expect(endOfLastDay(day, timeZone, now)).toBeNull();
  });

  it('is reached with its instant, and revoking says more', () => {
    expect(keyState({ revokedAt: null, expiresAt: new Date(now.getTime() + 1) }, now)).toBe('live');
    expect(keyState({ revokedAt: null, expiresAt: now }, now)).toBe('expired');
    expect(keyState({ revokedAt: now, expiresAt: now }, now)).toBe('revoked');
    expect(keyState({ revokedAt: null }, now)).toBe('live');
  });
});

describe('a key that nobody uses', () => {
  const ago = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
  it('is one unused for 90 days, or made so long ago and never used', () => {
    expect(isIdle({ ...key, lastUsedAt: ago(89) }, now)).toBe(false);
    expect(isIdle({ ...key, lastUsedAt: ago(90) }, now)).toBe(true);
    expect(isIdle({ ...key, createdAt: ago(89) }, now)).toBe(false);
    expect(isIdle({ ...key, createdAt: ago(90) }, now)).toBe(true);
  });

  it('is none that works no longer anyway', () => {
    expect(isIdle({ ...key, revokedAt: ago(1) }, now)).toBe(false);
    expect(isIdle({ ...key, expiresAt: ago(1) }, now)).toBe(false);
  });
});

it.each(LANGUAGES)('the words in %s are complete and use the variables of the English ones', (language) => {
  const words = keysTexts(language);
  for (const [name, english] of Object.entries(KEYS_ENGLISH)) {
    const text = words[name as keyof typeof KEYS_ENGLISH];
    expect(text.trim(), name).not.toBe('');
    expect(variablesIn(text), name).toEqual(variablesIn(english));
  }
});
