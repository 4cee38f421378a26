/** Words of the copy of everything held about a person, in each language of ours. */
import { inLanguage } from './in-language.ts';
import { HELD_ARABIC } from './texts/held-ar.ts';
import { HELD_ENGLISH, type HeldTexts } from './texts/held-en.ts';
import { HELD_PERSIAN } from './texts/held-fa.ts';
import { HELD_POLISH } from './texts/held-pl.ts';

const HELD = { en: HELD_ENGLISH, ar: HELD_ARABIC, fa: HELD_PERSIAN, pl: HELD_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function heldTexts(language: string): HeldTexts {
  return inLanguage<HeldTexts>(HELD, language);
}
