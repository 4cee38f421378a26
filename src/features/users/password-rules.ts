/** Which new passwords are refused: those that are guessed first. What characters one is made of is nobody's business. */
import { isCommonPassword } from './common-passwords.ts';

export const PASSWORD_LIMITS = { min: 12, max: 200 } as const;

/** `common`: many people have it; `repeats`: a short piece over and over; `known-words`: little besides what everybody can guess. */
export type PasswordWeakness = 'too-short' | 'too-long' | 'common' | 'repeats' | 'known-words';

/** What anybody knows of the person. */
export interface KnownOfPerson {
  email: string;
  name: string;
  /** Of the company, in every form it is shown in. */
  companies: readonly string[];
}

/** Words of this product, of its field and of every sign-in, and the first rows of keyboards: worth nothing in a password. */
const KNOWN_WORDS = [
  'afterword', 'survey', 'feedback', 'promoter', 'detractor', 'customer', 'admin', 'owner', 'login', 'welcome', 'changeme', 'letmein', 'secret', 'password', 'passwort', 'passw0rd', 'p@ssword', 'p@ssw0rd',
  'hasło', 'haslo', 'گذرواژه', 'رمز', 'كلمة', 'السر', 'qwertyuiop', 'qwerty', 'qwertz', 'azerty', 'asdfgh', 'zxcvbn', 'abcdef', '0123456789', '1234567890', '123456789', '12345678', '1234567', '123456', '12345', '1234', '123',
];
const YEAR = /(?:19|20)\d\d/g;
const SHORTEST_WORD = 3;
/** Characters that must remain without all that is known. */
const LEAST_OWN = 8;

/** What is wrong with a new password of this person, `null` when nothing is. Capitals count in the password and make no guess harder. */
export function weaknessOf(password: string, person: KnownOfPerson): PasswordWeakness | null {
  if (password.length < PASSWORD_LIMITS.min) return 'too-short';
  if (password.length > PASSWORD_LIMITS.max) return 'too-long';
  if (isCommonPassword(password)) return 'common';
  const plain = password.normalize('NFKC').toLowerCase();
  if (pieceOf(plain) < PASSWORD_LIMITS.min) return 'repeats';
  return ownLength(plain, wordsOf(person)) < LEAST_OWN ? 'known-words' : null;
}

/** Length of the shortest piece that the text is made of, written twice at least and perhaps begun once more; `Infinity` where there is none. */
function pieceOf(text: string): number {
  for (let length = 1; length * 2 <= text.length; length += 1) {
    if (text.startsWith(text.slice(length))) return length;
  }
  return Infinity;
}

function wordsOf({ email, name, companies }: KnownOfPerson): string[] {
  const words = [email, name, ...companies].flatMap((text) => text.normalize('NFKC').toLowerCase().split(/[^\p{L}\p{N}\p{M}]+/u));
  return [...words.filter((word) => word.length >= SHORTEST_WORD), ...KNOWN_WORDS].toSorted((one, other) => other.length - one.length);
}

function ownLength(text: string, words: readonly string[]): number {
  // What stands between two words that are taken out must not become a third.
  const rest = words.reduce((left, word) => left.replaceAll(word, '\0'), text).replaceAll(YEAR, '\0');
  return rest.replaceAll('\0', '').length;
}
