/** The words a survey says where its owner wrote none, and which of several languages a reader gets. */
import { CATEGORIES, scoresOf } from './metric.ts';
import type { Category, Metric, Scale } from './metric.ts';
import type { SurveyVersion, Texts } from './survey.ts';
import { ARABIC } from './texts/ar.ts';
import { ENGLISH } from './texts/en.ts';
import { PERSIAN } from './texts/fa.ts';
import { POLISH } from './texts/pl.ts';
import type { LanguageTexts, Tier, UiStrings, Wording } from './texts/text-types.ts';

/** Languages in which every text of this product exists. */
export const LANGUAGES = ['en', 'ar', 'fa', 'pl'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Variables every text may use; `properties.…` are those of the interaction, `customer.…` those of the customer. */
export const TEXT_VARIABLES = ['company', 'touchpoint', 'name', 'customer.*', 'properties.*'] as const;

const TEXTS: Record<Language, LanguageTexts> = { en: ENGLISH, ar: ARABIC, fa: PERSIAN, pl: POLISH };

const TIERS: readonly Tier[] = ['high', 'middle', 'low'];

function wordingOf(texts: LanguageTexts, metric: Metric, scale: Scale): Wording {
  const wording = texts[metric];
  if (metric !== 'csat') return wording;
  const steps = scoresOf(scale).length;
  if (steps === 2) return { ...wording, ...texts.csatThumbs };
  return steps === 3 ? { ...wording, ...texts.csatThreeSteps } : wording;
}

/**
 * Question, labels, follow-up questions and thanks of a metric on a scale, in every language of {@link LANGUAGES}.
 * Thumbs and three-step scales have labels of their own; all other scales of a metric share theirs.
 */
export function defaultWording(metric: Metric, scale: Scale): Pick<SurveyVersion, 'question' | 'labels' | 'followUpQuestion' | 'thankYou'> {
  const inEachLanguage = (pick: (wording: Wording) => string): Texts =>
    Object.fromEntries(LANGUAGES.map((language) => [language, pick(wordingOf(TEXTS[language], metric, scale))]));
  const byCategory = (part: 'followUpQuestion' | 'thankYou'): Partial<Record<Category, Texts>> =>
    Object.fromEntries(TIERS.map((tier, index) => [CATEGORIES[metric][index], inEachLanguage((wording) => wording[part][tier])]));
  return {
    question: inEachLanguage((wording) => wording.question),
    labels: { low: inEachLanguage((wording) => wording.low), high: inEachLanguage((wording) => wording.high) },
    followUpQuestion: byCategory('followUpQuestion'),
    thankYou: byCategory('thankYou'),
  };
}

/** The language of ours for a BCP 47 tag: that of its base language, else English. */
export function uiLanguage(language: string): Language {
  const base = baseOf(language);
  return LANGUAGES.find((known) => known === base) ?? 'en';
}

/** Strings of pages and mails in the language of a BCP 47 tag, English where we have none. */
export function uiStrings(language: string): UiStrings {
  return TEXTS[uiLanguage(language)].ui;
}

/**
 * Which of the texts a reader of `language` gets, as its key in `texts`: the exact tag, its base language, another region of that language; then
 * the same for each of `fallbacks` (the account's languages) and for English; then any. `null` when there is none at all.
 */
export function pickLanguage(texts: Texts, language: string, fallbacks: readonly string[]): string | null {
  const tags = Object.keys(texts);
  for (const wanted of [language, ...fallbacks, 'en']) {
    const exact = tags.find((tag) => tag.toLowerCase() === wanted.toLowerCase());
    const base = baseOf(wanted);
    const found = exact ?? tags.find((tag) => tag.toLowerCase() === base) ?? tags.find((tag) => baseOf(tag) === base);
    if (found !== undefined) return found;
  }
  return tags[0] ?? null;
}

/** The text {@link pickLanguage} chooses; `null` when there is none. */
export function pickText(texts: Texts, language: string, fallbacks: readonly string[]): string | null {
  const chosen = pickLanguage(texts, language, fallbacks);
  return chosen === null ? null : (texts[chosen] ?? null);
}

const RTL_LANGUAGES = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'iw', 'ks', 'nqo', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi']);
const RTL_SCRIPTS = new Set(['adlm', 'arab', 'hebr', 'nkoo', 'rohg', 'syrc', 'thaa']);

/** Reading direction of a BCP 47 tag; a script in it (`az-Arab`, `ku-Latn`) decides over the language. */
export function direction(language: string): 'ltr' | 'rtl' {
  const [base = '', ...rest] = language.toLowerCase().split(/[-_]/);
  const script = rest.find((part) => /^[a-z]{4}$/.test(part));
  return (script === undefined ? RTL_LANGUAGES.has(base) : RTL_SCRIPTS.has(script)) ? 'rtl' : 'ltr';
}

function baseOf(language: string): string {
  return language.toLowerCase().split(/[-_]/)[0] ?? '';
}
