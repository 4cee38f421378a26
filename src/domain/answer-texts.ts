/** Words of the pages of answers, in each language of ours, and how one answer is told in them. */
import { adminStrings } from './admin-texts.ts';
import { uiStrings } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { localFigure } from './local-figures.ts';
import { CATEGORIES } from './metric.ts';
import type { Category, Metric, Scale } from './metric.ts';
import { ANSWERS_ARABIC } from './texts/answers-ar.ts';
import { ANSWERS_ENGLISH, type AnswerTexts } from './texts/answers-en.ts';
import { ANSWERS_PERSIAN } from './texts/answers-fa.ts';
import { ANSWERS_POLISH } from './texts/answers-pl.ts';
import type { Tier } from './texts/text-types.ts';
import { substitute } from './variables.ts';

const TEXTS = { en: ANSWERS_ENGLISH, ar: ANSWERS_ARABIC, fa: ANSWERS_PERSIAN, pl: ANSWERS_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function answerTexts(language: string): AnswerTexts {
  return inLanguage(TEXTS, language);
}

/** "3 of 10" */
export function scoreText(score: number, scale: Scale, language: string): string {
  return substitute(adminStrings(language).scoreOf, { score: localFigure(score, language), max: localFigure(scale.max, language) });
}

/** A category in words, with the band it is shown as. */
export function badgeOf(metric: Metric, category: Category, language: string): { text: string; tier: Tier } {
  const band = CATEGORIES[metric].findIndex((known) => known === category);
  return { text: uiStrings(language).categories[category], tier: band === 0 ? 'high' : band === 1 ? 'middle' : 'low' };
}
