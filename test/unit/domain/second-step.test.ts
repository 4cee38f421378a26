import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../src/domain/default-texts.ts';
import { RECOVERY_BYTES, recoveryCode, typedCode } from '../../../src/domain/second-step.ts';
import { secondStepTexts } from '../../../src/domain/second-step-texts.ts';
import { SECOND_STEP_ENGLISH } from '../../../src/domain/texts/second-step-en.ts';
import { variablesIn } from '../../../src/domain/variables.ts';

const bytes = fc.uint8Array({ minLength: RECOVERY_BYTES, maxLength: RECOVERY_BYTES });

describe('a typed code', () => {
  it.each([
    ['123456', '123456'], [' 123 456 ', '123456'], ['١٢٣٤٥٦', '123456'], ['۱۲۳۴۵۶', '123456'], ['\u200e123\u00a0456\u200f', '123456'], ['123-456', '123456'], ['000000', '000000'],
  ])('%j is of an app', (text, code) => {
    expect(typedCode(text)).toEqual({ kind: 'app', code });
  });

  it.each(['', '12345', '1234567', 'abcdef', '123456789', 'abcde-fghj', 'abcde-fghjkm', 'abcde-fghju', '12345٫6', '{"$ne":null}', '12345\u0000'])('%j is none', (text) => {
    expect(typedCode(text)).toBeNull();
  });

  it('is the recovery code that was given out, however it is written', () => {
    const written = fc.tuple(bytes, fc.boolean(), fc.constantFrom('-', ' ', '', ' – ', '\t'), fc.boolean());
    fc.assert(fc.property(written, ([random, isUpper, between, isMistaken]) => {
      const given = recoveryCode(random);
      expect(given).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
      const mistaken = isMistaken ? given.replaceAll('0', 'o').replaceAll('1', 'l') : given;
      const typed = (isUpper ? mistaken.toUpperCase() : mistaken).replace('-', between);
      expect(typedCode(typed)).toEqual({ kind: 'recovery', code: given.replace('-', '') });
    }));
  });

  it('differs for different random bytes, of which each gives five bits', () => {
    fc.assert(fc.property(bytes, bytes, (one, other) => {
      const isSame = one.every((byte, index) => byte % 32 === (other[index] ?? 0) % 32);
      expect(recoveryCode(one) === recoveryCode(other)).toBe(isSame);
    }));
  });
});

describe.each(LANGUAGES)('the words in %s', (language) => {
  const words = secondStepTexts(language);
  it('are complete and use the variables of the English ones', () => {
    for (const [key, english] of Object.entries(SECOND_STEP_ENGLISH)) {
      const text = words[key as keyof typeof SECOND_STEP_ENGLISH];
      expect(text.trim(), key).not.toBe('');
      expect(variablesIn(text), key).toEqual(variablesIn(english));
    }
  });
});
