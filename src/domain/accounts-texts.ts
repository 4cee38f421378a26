/** Words of the pages about several accounts, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { ACCOUNTS_ARABIC } from './texts/accounts-ar.ts';
import { ACCOUNTS_ENGLISH, type AccountsTexts } from './texts/accounts-en.ts';
import { ACCOUNTS_PERSIAN } from './texts/accounts-fa.ts';
import { ACCOUNTS_POLISH } from './texts/accounts-pl.ts';

export type { AccountsTexts } from './texts/accounts-en.ts';

const ACCOUNTS: Record<Language, AccountsTexts> = { en: ACCOUNTS_ENGLISH, ar: ACCOUNTS_ARABIC, fa: ACCOUNTS_PERSIAN, pl: ACCOUNTS_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function accountsTexts(language: string): AccountsTexts {
  return inLanguage(ACCOUNTS, language);
}
