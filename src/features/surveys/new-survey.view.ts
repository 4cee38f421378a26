/** Builds the form that makes a survey: what has no default. */
import { adminFrame, carried, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { defaultScale, METRICS } from '../../domain/metric.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { SurveyPageTexts } from '../../domain/texts/surveys-en.ts';
import type { FieldError } from '../../platform/errors.ts';
import { fieldMaker, type EditorField } from './editor-fields.ts';
import type { Form } from './survey-form.ts';
import { LIST, NEW, scaleText, surveyWords } from './survey-parts.ts';

export interface NewSurveyInput {
  touchpoints: readonly { key: string; name: string }[];
  sent: Form;
  errors: readonly FieldError[];
}

interface NewData extends AdminFrame {
  words: SurveyPageTexts['ui'];
  backHref: string;
  action: string;
  hasProblem: boolean;
  metrics: { value: string; text: string; help: string; isChosen: boolean }[];
  key: EditorField;
  touchpoint: EditorField;
  added: EditorField[];
}

export function newSurveyPage(asked: Asked, { touchpoints, sent, errors }: NewSurveyInput): Page<'admin/surveys/new', NewData> {
  const words = surveyWords(asked);
  const { ui } = words;
  const make = fieldMaker(sent, errors, words);
  const isTaken = errors.some(({ pointer, detail }) => pointer === '/key' && detail === TAKEN);
  const key = make.line('key', ui.key, { dir: 'ltr', help: ui.keyHelp });
  return {
    view: 'admin/surveys/new',
    data: {
      ...adminFrame(asked, { title: ui.newTitle, current: LIST }),
      words: ui,
      backHref: withQuery(LIST, carried(asked)),
      action: withQuery(NEW, carried(asked)),
      hasProblem: errors.length > 0,
      metrics: METRICS.map((metric) => ({
        value: metric, text: `${words.metrics[metric]} (${scaleText(defaultScale(metric), asked)})`, help: { nps: ui.npsHelp, csat: ui.csatHelp, ces: ui.cesHelp }[metric], isChosen: metric === (sent['metric'] ?? 'nps'),
      })),
      key: isTaken ? { ...key, problem: { text: ui.keyTaken, exactly: [] } } : key,
      touchpoint: make.select('touchpoint', ui.touchpoint, Object.fromEntries([['', ui.noTouchpoint], ...touchpoints.map((touchpoint): [string, string] => [touchpoint.key, touchpoint.name])])),
      added: [make.line('newTouchpoint', ui.newTouchpoint, { dir: 'ltr', help: ui.newTouchpointHelp }), make.line('newName', ui.newTouchpointName)],
    },
  };
}

/** Detail of the error about a key that another survey has. */
export const TAKEN = 'is taken';
