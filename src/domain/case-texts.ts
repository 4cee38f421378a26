/** Words of the pages of cases, in each language of ours. */
import { inLanguage } from './in-language.ts';
import { CASES_ARABIC } from './texts/cases-ar.ts';
import { CASES_ENGLISH, type CaseTexts } from './texts/cases-en.ts';
import { CASES_PERSIAN } from './texts/cases-fa.ts';
import { CASES_POLISH } from './texts/cases-pl.ts';

const TEXTS = { en: CASES_ENGLISH, ar: CASES_ARABIC, fa: CASES_PERSIAN, pl: CASES_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function caseTexts(language: string): CaseTexts {
  return inLanguage(TEXTS, language);
}
