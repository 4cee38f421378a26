/** Codes of the second step of signing in, as people type them. */
import { withAsciiDigits } from './plain-text.ts';

/** Crockford's: no letter in it is taken for another or for a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const HALF = 5;

/** Random bytes that a recovery code is made of: 5 bits of each are used. */
export const RECOVERY_BYTES = 2 * HALF;

/** What was typed: the six digits of an app, or a recovery code without its hyphen. */
export type TypedCode = { kind: 'app' | 'recovery'; code: string };

/** 50 random bits as `4f7kp-0wzt9`. @param bytes {@link RECOVERY_BYTES} of them, random */
export function recoveryCode(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `${letters.slice(0, HALF)}-${letters.slice(HALF)}`;
}

/** In any digits, spacing and case, with the letters that look like digits taken for those; `null` for what can be no code. */
export function typedCode(text: string): TypedCode | null {
  const typed = withAsciiDigits(text).replaceAll(/[\s\p{Pd}]/gu, '').toLowerCase();
  if (/^\d{6}$/.test(typed)) return { kind: 'app', code: typed };
  const code = typed.replaceAll('o', '0').replaceAll(/[il]/g, '1');
  return /^[0-9a-hjkmnp-tv-z]{10}$/.test(code) ? { kind: 'recovery', code } : null;
}
