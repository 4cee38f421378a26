/** Strings of the outcomes report in the language of a BCP 47 tag, English where we have none. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { OUTCOMES_ARABIC } from './texts/outcomes-ar.ts';
import { OUTCOMES_ENGLISH } from './texts/outcomes-en.ts';
import type { OutcomeTexts } from './texts/outcomes-en.ts';
import { OUTCOMES_PERSIAN } from './texts/outcomes-fa.ts';
import { OUTCOMES_POLISH } from './texts/outcomes-pl.ts';

export type { OutcomeTexts } from './texts/outcomes-en.ts';

const STRINGS: Record<Language, OutcomeTexts> = { en: OUTCOMES_ENGLISH, ar: OUTCOMES_ARABIC, fa: OUTCOMES_PERSIAN, pl: OUTCOMES_POLISH };

export function outcomeTexts(language: string): OutcomeTexts {
  return inLanguage(STRINGS, language);
}
