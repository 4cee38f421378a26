/** Words of the second step of signing in, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { SECOND_STEP_ARABIC } from './texts/second-step-ar.ts';
import { SECOND_STEP_ENGLISH, type SecondStepTexts } from './texts/second-step-en.ts';
import { SECOND_STEP_PERSIAN } from './texts/second-step-fa.ts';
import { SECOND_STEP_POLISH } from './texts/second-step-pl.ts';

export type { SecondStepTexts } from './texts/second-step-en.ts';

const SECOND_STEP: Record<Language, SecondStepTexts> = { en: SECOND_STEP_ENGLISH, ar: SECOND_STEP_ARABIC, fa: SECOND_STEP_PERSIAN, pl: SECOND_STEP_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function secondStepTexts(language: string): SecondStepTexts {
  return inLanguage(SECOND_STEP, language);
}
