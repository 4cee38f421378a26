/** Strings of the business report in the language of a BCP 47 tag, English where we have none. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { BUSINESS_ARABIC } from './texts/business-ar.ts';
import { BUSINESS_ENGLISH } from './texts/business-en.ts';
import type { BusinessTexts } from './texts/business-en.ts';
import { BUSINESS_PERSIAN } from './texts/business-fa.ts';
import { BUSINESS_POLISH } from './texts/business-pl.ts';

export type { BusinessTexts } from './texts/business-en.ts';

const STRINGS: Record<Language, BusinessTexts> = { en: BUSINESS_ENGLISH, ar: BUSINESS_ARABIC, fa: BUSINESS_PERSIAN, pl: BUSINESS_POLISH };

export function businessTexts(language: string): BusinessTexts {
  return inLanguage(STRINGS, language);
}
