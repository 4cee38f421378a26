/** Words of the page of an account's settings, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { ACCOUNT_ARABIC } from './texts/account-ar.ts';
import { ACCOUNT_ENGLISH, type AccountTexts } from './texts/account-en.ts';
import { ACCOUNT_PERSIAN } from './texts/account-fa.ts';
import { ACCOUNT_POLISH } from './texts/account-pl.ts';

export type { AccountTexts } from './texts/account-en.ts';

const ACCOUNT: Record<Language, AccountTexts> = { en: ACCOUNT_ENGLISH, ar: ACCOUNT_ARABIC, fa: ACCOUNT_PERSIAN, pl: ACCOUNT_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function accountTexts(language: string): AccountTexts {
  return inLanguage(ACCOUNT, language);
}
