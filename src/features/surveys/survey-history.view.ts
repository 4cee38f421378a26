/** Builds the page of a survey's versions and of what each changed. */
import { adminFrame, pageLanguage } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { direction } from '../../domain/default-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import type { Category } from '../../domain/metric.ts';
import { languageName } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { SurveyPageTexts } from '../../domain/texts/surveys-en.ts';
import { substitute } from '../../domain/variables.ts';
import { labelOf } from './editor-texts.ts';
import { LIST, surveyPath, surveyWords } from './survey-parts.ts';
import { changesBetween, type Change, type Wording } from './version-changes.ts';

export interface HistoryInput {
  key: string;
  /** Oldest first. */
  versions: readonly { version: number; content: Wording; createdAt: Date }[];
  timeZone: string;
}

interface ShownChange {
  field: string;
  lang: string;
  dir: 'ltr' | 'rtl';
  before: string | null;
  after: string | null;
}

interface HistoryData extends AdminFrame {
  words: SurveyPageTexts['ui'];
  key: string;
  backHref: string;
  /** Newest first. */
  versions: { id: string; title: string; at: string; changes: ShownChange[] | null }[];
}

export function historyPage(asked: Asked, { key, versions, timeZone }: HistoryInput): Page<'admin/surveys/history', HistoryData> {
  const words = surveyWords(asked);
  const language = pageLanguage(asked);
  return {
    view: 'admin/surveys/history',
    data: {
      ...adminFrame(asked, { title: substitute(words.ui.historyTitle, { survey: key }), current: LIST }),
      words: words.ui,
      key,
      backHref: surveyPath(asked, key),
      versions: versions.map(({ version, content, createdAt }, index) => {
        const before = versions[index - 1];
        return {
          id: `v${version}`, title: substitute(words.ui.versionOf, { version: localFigure(version, language) }), at: localTime(createdAt, language, timeZone),
          changes: before ? changesBetween(before.content, content).map((change) => shown(change, asked, words)) : null,
        };
      }).toReversed(),
    },
  };
}

function shown({ field, language, before, after }: Change, asked: Asked, words: SurveyPageTexts): ShownChange {
  const { ui } = words;
  const reader = pageLanguage(asked);
  const plain: Readonly<Record<string, string>> = { metric: ui.metric, scale: ui.scale, thresholds: ui.thresholds };
  const category = (field.split('.')[1] ?? null) as Category | 'low' | 'high' | null;
  const name = plain[field] ?? labelOf(field, category === 'low' || category === 'high' ? null : category, asked, words);
  return { field: language === null ? name : `${name} (${languageName(language, reader)})`, lang: language ?? 'en', dir: direction(language ?? 'en'), before, after };
}
