/** The texts of the editor, one section per language, with marks where a text is missing in it. */
import { pageLanguage } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { defaultScale, supportedScales } from '../../domain/metric.ts';
import type { Category, Metric } from '../../domain/metric.ts';
import { direction, uiStrings } from '../../domain/default-texts.ts';
import { localFigure } from '../../domain/local-figures.ts';
import type { SurveyPageTexts } from '../../domain/texts/surveys-en.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';
import { isAbout, type EditorField, type FieldMaker } from './editor-fields.ts';
import { defaultTexts, scaleFrom, textGroups, type Form } from './survey-form.ts';
import { languageName } from '../../domain/local-text.ts';
import { surveyWords } from './survey-parts.ts';

export interface LanguageSection {
  tag: string;
  name: string;
  isOpen: boolean;
  state: { text: string; tone: 'good' | 'bad' };
  fields: EditorField[];
}

export interface TextsInput {
  form: Form;
  errors: readonly FieldError[];
  languages: readonly string[];
}

/** The first language is open, and every one with something wrong or missing. */
export function languageSections(asked: Asked, { form, errors, languages }: TextsInput, make: FieldMaker): LanguageSection[] {
  const metric = form['metric'] as Metric;
  const words = surveyWords(asked);
  const scaleName = form['scale'] ?? '';
  const scale = (supportedScales(metric).includes(scaleName) ? scaleFrom(scaleName) : null) ?? defaultScale(metric);
  const defaults = defaultTexts(metric, scale);
  const groups = textGroups(metric);
  const own = new Set(groups.filter(({ name }) => Object.entries(form).some(([field, text]) => field.startsWith(`${name}.`) && text.trim() !== '')).map(({ name }) => name));
  return languages.map((tag, index) => {
    const isMissing = (group: string): boolean => (form[`${group}.${tag}`] ?? '').trim() === '' && (own.has(group) || defaults.get(group)?.[tag] === undefined);
    const missing = groups.filter(({ name }) => isMissing(name)).length;
    const hasError = groups.some(({ name }) => errors.some(({ pointer }) => isAbout(pointer, `${name}.${tag}`)));
    return {
      tag,
      name: languageName(tag, pageLanguage(asked)),
      isOpen: index === 0 || missing > 0 || hasError,
      state: missing === 0 ? { text: words.ui.complete, tone: 'good' } : { text: substitute(words.ui.missingCount, { count: localFigure(missing, pageLanguage(asked)) }), tone: 'bad' },
      fields: groups.map(({ name, category }) => make.area(`${name}.${tag}`, labelOf(name, category, asked, words), {
        dir: direction(tag), lang: tag,
        placeholder: own.has(name) ? '' : (defaults.get(name)?.[tag] ?? ''),
        mark: isMissing(name) ? words.ui.missing : null,
      })),
    };
  });
}

/** What a text is for, in the reader's words. */
export function labelOf(group: string, category: Category | null, asked: Asked, { ui }: SurveyPageTexts): string {
  if (category === null) return group === 'question' ? ui.question : group === 'labels.low' ? ui.labelLow : ui.labelHigh;
  const name = uiStrings(pageLanguage(asked)).categories[category];
  return substitute(group.startsWith('thankYou') ? ui.thankYou : ui.followUp, { category: name });
}
