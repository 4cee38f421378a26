/** Words of the pages of people and of the mails to them, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { PEOPLE_ARABIC } from './texts/people-ar.ts';
import { PEOPLE_ENGLISH, type PeopleTexts } from './texts/people-en.ts';
import { PEOPLE_PERSIAN } from './texts/people-fa.ts';
import { PEOPLE_POLISH } from './texts/people-pl.ts';

export type { PeopleTexts } from './texts/people-en.ts';

const PEOPLE: Record<Language, PeopleTexts> = { en: PEOPLE_ENGLISH, ar: PEOPLE_ARABIC, fa: PEOPLE_PERSIAN, pl: PEOPLE_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function peopleTexts(language: string): PeopleTexts {
  return inLanguage(PEOPLE, language);
}
