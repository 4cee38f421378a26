import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { RESTORE_ARABIC } from './texts/restore-ar.ts';
import { RESTORE_ENGLISH, type RestoreTexts } from './texts/restore-en.ts';
import { RESTORE_PERSIAN } from './texts/restore-fa.ts';
import { RESTORE_POLISH } from './texts/restore-pl.ts';

const TEXTS: Record<Language, RestoreTexts> = { en: RESTORE_ENGLISH, ar: RESTORE_ARABIC, fa: RESTORE_PERSIAN, pl: RESTORE_POLISH };

/** Words about a copy that was restored from a backup, in the language of a BCP 47 tag. */
export function restoreTexts(language: string): RestoreTexts {
  return inLanguage(TEXTS, language);
}
