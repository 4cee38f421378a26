/** Strings of the pages for the account's own people, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { ADMIN_ARABIC } from './texts/admin-ar.ts';
import { ADMIN_ENGLISH } from './texts/admin-en.ts';
import type { AdminStrings } from './texts/admin-en.ts';
import { ADMIN_PERSIAN } from './texts/admin-fa.ts';
import { ADMIN_POLISH } from './texts/admin-pl.ts';

export type { AdminStrings } from './texts/admin-en.ts';

const STRINGS: Record<Language, AdminStrings> = { en: ADMIN_ENGLISH, ar: ADMIN_ARABIC, fa: ADMIN_PERSIAN, pl: ADMIN_POLISH };

/** Each language by the name its speakers give it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ar: 'العربية', fa: 'فارسی', pl: 'Polski' };

/** Strings in the language of a BCP 47 tag, English where we have none. */
export function adminStrings(language: string): AdminStrings {
  return inLanguage(STRINGS, language);
}
