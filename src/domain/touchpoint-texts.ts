/** Words of the page of one touchpoint, in each language of ours. */
import { inLanguage } from './in-language.ts';
import { TOUCHPOINT_ARABIC } from './texts/touchpoint-ar.ts';
import { TOUCHPOINT_ENGLISH, type TouchpointTexts } from './texts/touchpoint-en.ts';
import { TOUCHPOINT_PERSIAN } from './texts/touchpoint-fa.ts';
import { TOUCHPOINT_POLISH } from './texts/touchpoint-pl.ts';

const TEXTS = { en: TOUCHPOINT_ENGLISH, ar: TOUCHPOINT_ARABIC, fa: TOUCHPOINT_PERSIAN, pl: TOUCHPOINT_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function touchpointTexts(language: string): TouchpointTexts {
  return inLanguage(TEXTS, language);
}
