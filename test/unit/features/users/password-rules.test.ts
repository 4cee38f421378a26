import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weaknessOf, type PasswordWeakness } from '../../../../src/features/users/password-rules.ts';

const ADA = { email: 'ada.lovelace@engine.example', name: 'Ada Byron King', companies: ['Acme Shops GmbH', 'آکمه'] };

describe('a new password', () => {
  it.each<[PasswordWeakness, string]>([
    ['too-short', 'elevenchars'],
    ['too-long', 'long '.repeat(41)],
    // First, hundredth and later ones of the list, and the same in capitals.
    ['common', '123qweasdzxc'],
    ['common', 'SonyEricsson'],
    ['common', 'eveningcucumber'],
    ['repeats', 'zzzzzzzzzzzzzzz'],
    ['repeats', 'gateau gateau gateau gat'],
    ['repeats', 'kettle-42-kettle-42-'],
    ['known-words', 'Afterword2026!'],
    ['known-words', 'AdaLovelace1815'],
    ['known-words', 'acme-shops-gmbh-9'],
    ['known-words', 'engine.example.ada'],
    ['known-words', 'Password123456789!'],
    ['known-words', 'آکمه گذرواژه ۱۴۰۵'],
  ])('is %s: %s', (weakness, password) => expect(weaknessOf(password, ADA)).toBe(weakness));

  it.each(['correct horse battery', 'one long password for both', 'the afterword of my book', 'گذرواژهٔ بلند من است', 'Xk7#pL9$wQ2!', '731905846217', 'elf elf gnome gnome troll', '🦉🐢🦊🐝🐙🦀🐌'])(
    'is good: %s', (password) => expect(weaknessOf(password, ADA)).toBeNull(),
  );

  it('is judged alike in capitals and without, whatever it is', () => {
    const piece = fc.constantFrom('afterword', 'ada', 'kettle', '2026', '123', '!', ' ', 'gnome', 'qwerty', 'zz');
    fc.assert(fc.property(fc.array(piece, { minLength: 3, maxLength: 9 }).map((all) => all.join('')), (password) => {
      expect(weaknessOf(password.toUpperCase(), ADA)).toBe(weaknessOf(password, ADA));
    }));
  });
});
