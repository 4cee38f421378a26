/** Words of the pages of sources and of what they sent, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { DELIVERIES_ARABIC } from './texts/deliveries-ar.ts';
import { DELIVERIES_ENGLISH, type DeliveryTexts } from './texts/deliveries-en.ts';
import { DELIVERIES_PERSIAN } from './texts/deliveries-fa.ts';
import { DELIVERIES_POLISH } from './texts/deliveries-pl.ts';
import { SOURCES_ARABIC } from './texts/sources-ar.ts';
import { SOURCES_ENGLISH, type SourceTexts } from './texts/sources-en.ts';
import { SOURCES_PERSIAN } from './texts/sources-fa.ts';
import { SOURCES_POLISH } from './texts/sources-pl.ts';

const SOURCES: Record<Language, SourceTexts> = { en: SOURCES_ENGLISH, ar: SOURCES_ARABIC, fa: SOURCES_PERSIAN, pl: SOURCES_POLISH };
const DELIVERIES: Record<Language, DeliveryTexts> = { en: DELIVERIES_ENGLISH, ar: DELIVERIES_ARABIC, fa: DELIVERIES_PERSIAN, pl: DELIVERIES_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function sourceTexts(language: string): SourceTexts {
  return inLanguage(SOURCES, language);
}

/** In the language of a BCP 47 tag, English where we have none. */
export function deliveryTexts(language: string): DeliveryTexts {
  return inLanguage(DELIVERIES, language);
}

/** A word out of a list that may not have it: nothing inherited is taken for one. */
export function wordFor(words: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(words, name) ? (words[name] ?? null) : null;
}
