/** Words of the page of queues, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { QUEUES_ARABIC } from './texts/queues-ar.ts';
import { QUEUES_ENGLISH, type QueueTexts } from './texts/queues-en.ts';
import { QUEUES_PERSIAN } from './texts/queues-fa.ts';
import { QUEUES_POLISH } from './texts/queues-pl.ts';

export type { QueueTexts } from './texts/queues-en.ts';

const QUEUES: Record<Language, QueueTexts> = { en: QUEUES_ENGLISH, ar: QUEUES_ARABIC, fa: QUEUES_PERSIAN, pl: QUEUES_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function queueTexts(language: string): QueueTexts {
  return inLanguage(QUEUES, language);
}
