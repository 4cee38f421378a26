/** Words of the pages of one's own access, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { ACCESS_ARABIC } from './texts/access-ar.ts';
import { ACCESS_ENGLISH, type AccessTexts } from './texts/access-en.ts';
import { ACCESS_PERSIAN } from './texts/access-fa.ts';
import { ACCESS_POLISH } from './texts/access-pl.ts';

export type { AccessTexts } from './texts/access-en.ts';

const ACCESS: Record<Language, AccessTexts> = { en: ACCESS_ENGLISH, ar: ACCESS_ARABIC, fa: ACCESS_PERSIAN, pl: ACCESS_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function accessTexts(language: string): AccessTexts {
  return inLanguage(ACCESS, language);
}
