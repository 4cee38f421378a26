/** Builds the list of surveys. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localFigure } from '../../domain/local-figures.ts';
import type { Metric, Scale } from '../../domain/metric.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { SurveyPageTexts } from '../../domain/texts/surveys-en.ts';
import { doneText, LIST, NEW, scaleText, stateText, surveyPath, surveyWords } from './survey-parts.ts';

export interface ListedSurvey {
  key: string;
  version: number;
  metric: Metric;
  scale: Scale;
  touchpoint: string;
  status: 'active' | 'paused';
  /** In the last 30 days. */
  asked: number;
  answered: number;
}

interface ListData extends AdminFrame {
  words: SurveyPageTexts['ui'];
  done: string | null;
  newHref: string;
  tryHref: string;
  mayChange: boolean;
  rows: { key: string; href: string; metric: string; scale: string; touchpoint: string; state: { text: string; tone: string }; version: string; asked: string; answered: string }[];
}

export function surveysPage(asked: Asked, { surveys }: { surveys: readonly ListedSurvey[] }): Page<'admin/surveys/index', ListData> {
  const language = pageLanguage(asked);
  const words = surveyWords(asked);
  const figure = (value: number): string => localFigure(value, language);
  return {
    view: 'admin/surveys/index',
    data: {
      ...adminFrame(asked, { title: words.ui.title, current: LIST }),
      words: words.ui,
      done: doneText(asked),
      newHref: withQuery(NEW, carried(asked)),
      tryHref: withQuery('/admin/try', carried(asked)),
      mayChange: asked.visitor?.policies.has('surveys.change') === true,
      rows: surveys.toSorted((a, b) => a.touchpoint.localeCompare(b.touchpoint, language) || (a.key < b.key ? -1 : 1)).map(({ key, metric, scale, touchpoint, status, version, ...counts }) => ({
        key, href: surveyPath(asked, key), metric: words.metrics[metric], scale: scaleText(scale, asked), touchpoint,
        state: stateText(status, words), version: figure(version), asked: figure(counts.asked), answered: figure(counts.answered),
      })),
    },
  };
}
