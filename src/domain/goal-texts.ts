/** Words of goals, in each language of ours. */
import { inLanguage } from './in-language.ts';
import { GOALS_ARABIC } from './texts/goals-ar.ts';
import { GOALS_ENGLISH, type GoalTexts } from './texts/goals-en.ts';
import { GOALS_PERSIAN } from './texts/goals-fa.ts';
import { GOALS_POLISH } from './texts/goals-pl.ts';

const TEXTS = { en: GOALS_ENGLISH, ar: GOALS_ARABIC, fa: GOALS_PERSIAN, pl: GOALS_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function goalTexts(language: string): GoalTexts {
  return inLanguage(TEXTS, language);
}
