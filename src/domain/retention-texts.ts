/** Words of the page about how long personal data is kept, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { RETENTION_ARABIC } from './texts/retention-ar.ts';
import { RETENTION_ENGLISH, type RetentionTexts } from './texts/retention-en.ts';
import { RETENTION_PERSIAN } from './texts/retention-fa.ts';
import { RETENTION_POLISH } from './texts/retention-pl.ts';

export type { RetentionTexts } from './texts/retention-en.ts';

const RETENTION: Record<Language, RetentionTexts> = { en: RETENTION_ENGLISH, ar: RETENTION_ARABIC, fa: RETENTION_PERSIAN, pl: RETENTION_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function retentionTexts(language: string): RetentionTexts {
  return inLanguage(RETENTION, language);
}
