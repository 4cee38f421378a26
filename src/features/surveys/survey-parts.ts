/** What the pages of surveys share: their paths, their words, the names of metrics, categories and languages. */
import { carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { inLanguage } from '../../domain/in-language.ts';
import { localFigure } from '../../domain/local-figures.ts';
import type { Scale } from '../../domain/metric.ts';
import { SURVEYS_ARABIC } from '../../domain/texts/surveys-ar.ts';
import { SURVEYS_ENGLISH, type SurveyPageTexts } from '../../domain/texts/surveys-en.ts';
import { SURVEYS_PERSIAN } from '../../domain/texts/surveys-fa.ts';
import { SURVEYS_POLISH } from '../../domain/texts/surveys-pl.ts';
import { substitute } from '../../domain/variables.ts';

export const LIST = '/admin/surveys';
export const NEW = '/admin/new-survey';

const TEXTS = { en: SURVEYS_ENGLISH, ar: SURVEYS_ARABIC, fa: SURVEYS_PERSIAN, pl: SURVEYS_POLISH };

export function surveyWords(asked: Asked): SurveyPageTexts {
  return inLanguage(TEXTS, pageLanguage(asked));
}

/** The path of a page of one survey: `part` names one below it. */
export function surveyPath(asked: Asked, key: string, part = '', query: Record<string, string> = {}): string {
  return withQuery(`${LIST}/${encodeURIComponent(key)}${part}`, { ...query, ...carried(asked) });
}

/** What was just done, as the query of a redirect says it. */
export function doneText(asked: Asked): string | null {
  const done: Readonly<Record<string, string>> = surveyWords(asked).done;
  const name = asked.query['done'] ?? '';
  return Object.hasOwn(done, name) ? (done[name] ?? null) : null;
}

export function scaleText({ min, max }: Scale, asked: Asked): string {
  const { ui } = surveyWords(asked);
  const language = pageLanguage(asked);
  return max - min === 1 ? ui.thumbs : substitute(ui.scaleOf, { min: localFigure(min, language), max: localFigure(max, language) });
}

export function stateText(status: 'active' | 'paused', { ui }: SurveyPageTexts): { text: string; tone: 'good' | '' } {
  return status === 'active' ? { text: ui.active, tone: 'good' } : { text: ui.paused, tone: '' };
}
