/** Words of API keys, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { KEYS_ARABIC } from './texts/keys-ar.ts';
import { KEYS_ENGLISH, type KeysTexts } from './texts/keys-en.ts';
import { KEYS_PERSIAN } from './texts/keys-fa.ts';
import { KEYS_POLISH } from './texts/keys-pl.ts';

export type { KeysTexts } from './texts/keys-en.ts';

const KEYS: Record<Language, KeysTexts> = { en: KEYS_ENGLISH, ar: KEYS_ARABIC, fa: KEYS_PERSIAN, pl: KEYS_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function keysTexts(language: string): KeysTexts {
  return inLanguage(KEYS, language);
}
