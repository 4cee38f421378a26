/** Words of the pages on fetching, in each language of ours, and what is said of a look that came to nothing. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { IMPORTS_ARABIC } from './texts/imports-ar.ts';
import { IMPORTS_ENGLISH, type ImportTexts } from './texts/imports-en.ts';
import { IMPORTS_PERSIAN } from './texts/imports-fa.ts';
import { IMPORTS_POLISH } from './texts/imports-pl.ts';
import { PULLS_ARABIC } from './texts/pulls-ar.ts';
import { PULLS_ENGLISH, type PullTexts } from './texts/pulls-en.ts';
import { PULLS_PERSIAN } from './texts/pulls-fa.ts';
import { PULLS_POLISH } from './texts/pulls-pl.ts';
import { substitute } from './variables.ts';

/** Why a look came to nothing, or not to everything: a code and what it is about. */
export interface PullCause {
  code: keyof PullTexts['causes'] | keyof ImportTexts['unusable'];
  about?: Readonly<Record<string, string | number>>;
}

/** Nothing new is no failure. */
export type IdleReason = 'no-new-file' | 'not-modified';

const TEXTS: Record<Language, PullTexts> = { en: PULLS_ENGLISH, ar: PULLS_ARABIC, fa: PULLS_PERSIAN, pl: PULLS_POLISH };
/** A file that is fetched is refused for the same reasons as one that is uploaded. */
const FILES: Record<Language, ImportTexts> = { en: IMPORTS_ENGLISH, ar: IMPORTS_ARABIC, fa: IMPORTS_PERSIAN, pl: IMPORTS_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function pullTexts(language: string): PullTexts {
  return inLanguage(TEXTS, language);
}

/** The words for a reason that begins with a code, as logs keep it; `null` for one that does not. */
export function pullReasonText(reason: string, language: string): string | null {
  const { causes } = pullTexts(language);
  const [code = ''] = reason.split(': ');
  const status = /^http-(\d{3})$/.exec(code)?.[1];
  if (status !== undefined) return substitute(causes.http, { status });
  return Object.hasOwn(causes, code) ? causes[code as keyof PullTexts['causes']] : null;
}

export function pullCauseText({ code, about = {} }: PullCause, language: string): string {
  const texts: Readonly<Record<PullCause['code'], string>> = { ...pullTexts(language).causes, ...inLanguage(FILES, language).unusable };
  return substitute(texts[code], about);
}
