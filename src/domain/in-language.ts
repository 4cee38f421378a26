/** Texts of one page in the language of its reader. */
import { uiLanguage } from './default-texts.ts';
import type { Language } from './default-texts.ts';

/** Those of a BCP 47 tag, English where we have none. */
export function inLanguage<Texts>(texts: Readonly<Record<Language, Texts>>, tag: string): Texts {
  return texts[uiLanguage(tag)];
}
