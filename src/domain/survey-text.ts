/** One survey version as one reader sees it: language chosen, variables filled in, digits of that language. */
import type { Branding } from './branding.ts';
import { direction, pickLanguage, pickText, uiLanguage, uiStrings } from './default-texts.ts';
import { embeddedVariables, localNumber } from './local-text.ts';
import { scoresOf } from './metric.ts';
import type { Category } from './metric.ts';
import type { SurveyVersion, Texts } from './survey.ts';
import type { UiStrings } from './texts/text-types.ts';
import { substitute } from './variables.ts';
import type { Variables } from './variables.ts';

/** Who reads: the language they asked for, the account's languages, and what is known about them. */
export interface ReaderInput {
  version: SurveyVersion;
  /** BCP 47 tag of the customer. */
  language: string;
  /** The account's languages, best first. */
  fallbackLanguages: readonly string[];
  branding: Pick<Branding, 'companyName'>;
  /** Values for `{{name}}`, `{{touchpoint}}`, `{{customer.…}}`, `{{properties.…}}`; `{{company}}` comes from the branding. */
  variables: Variables;
}

/** A choice as it is shown: `text` on the button, `endLabel` what it means where it is an end of a numbered scale. */
export interface ScoreOption {
  score: number;
  text: string;
  endLabel: string | null;
}

export interface SurveyText {
  /** The language the question is in; everything else follows it. */
  language: string;
  dir: 'ltr' | 'rtl';
  question: string;
  /** Ascending. */
  options: ScoreOption[];
  /** Two words instead of numbers. */
  isThumbs: boolean;
  ui: UiStrings;
  variables: Variables;
  /** The reader's text out of several, with variables filled in; `null` where the survey has none. */
  pick(texts: Texts | undefined): string | null;
  byCategory(texts: Partial<Record<Category, Texts>>, category: Category): string | null;
}

export function surveyText(input: ReaderInput): SurveyText {
  const { version, fallbackLanguages, branding } = input;
  const language = pickLanguage(version.question, input.language, fallbackLanguages) ?? uiLanguage(input.language);
  const fallbacks = [input.language, ...fallbackLanguages];
  const variables = embeddedVariables({ ...input.variables, company: branding.companyName }, language);
  const pick = (texts: Texts | undefined): string | null => {
    const text = texts ? pickText(texts, language, fallbacks) : null;
    return text === null ? null : substitute(text, variables);
  };
  const isThumbs = version.scale.max - version.scale.min === 1;
  return {
    language,
    dir: direction(language),
    question: pick(version.question) ?? '',
    options: scoreOptions(version, language, { low: pick(version.labels.low), high: pick(version.labels.high) }),
    isThumbs,
    ui: uiStrings(language),
    variables,
    pick,
    byCategory: (texts, category) => pick(texts[category]),
  };
}

function scoreOptions({ scale }: SurveyVersion, language: string, labels: { low: string | null; high: string | null }): ScoreOption[] {
  const isThumbs = scale.max - scale.min === 1;
  return scoresOf(scale).map((score) => {
    const label = score === scale.min ? labels.low : score === scale.max ? labels.high : null;
    if (isThumbs) return { score, text: `${score === scale.max ? '👍' : '👎'} ${label ?? localNumber(score, language)}`, endLabel: null };
    return { score, text: localNumber(score, language), endLabel: label };
  });
}

/** An option with what it means: `0 – Not at all likely`; between the ends its text alone. */
export function labelled({ text, endLabel }: ScoreOption): string {
  return endLabel === null ? text : `${text} – ${endLabel}`;
}

/** Both ends {@link labelled}; `null` where the buttons say it themselves or the survey names neither end. */
export function scaleEnds(options: readonly ScoreOption[]): { low: string; high: string } | null {
  const [low, high] = [options[0], options.at(-1)];
  if (!low || !high || (low.endLabel === null && high.endLabel === null)) return null;
  return { low: labelled(low), high: labelled(high) };
}

/**
 * Options in lines that break in a balanced way where a screen is too narrow for one: more than six are split in two,
 * the longer line first.
 */
export function optionLines(options: readonly ScoreOption[]): ScoreOption[][] {
  if (options.length <= 6) return [[...options]];
  const half = Math.ceil(options.length / 2);
  return [options.slice(0, half), options.slice(half)];
}
