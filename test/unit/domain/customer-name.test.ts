import { describe, expect, it } from 'vitest';
import { nameKeysOf, plainName } from '../../../src/domain/customer-name.ts';

describe('a name', () => {
  it.each([
    ['Ada King  Lovelace', 'ada king lovelace', 'lovelace'], ['Łukasz Żak', 'lukasz zak', 'zak'], ['Cher', 'cher', null], ['  ', null, null], [null, null, null],
    ['O’Neil-Smith', 'o neil smith', 'smith'], ['على كريمي', 'علی کریمی', 'کریمی'],
  ])('%j is found by %j and %j', (name, nameKey, lastNameKey) => expect(nameKeysOf(name)).toEqual({ nameKey, lastNameKey }));

  it('is bounded and stays a beginning of itself', () => {
    expect(nameKeysOf('x'.repeat(300)).nameKey).toHaveLength(60);
    for (const typed of ['Ada', 'ada ki', 'ADA KING LOVE']) expect(nameKeysOf('Ada King Lovelace').nameKey?.startsWith(plainName(typed))).toBe(true);
  });
});
