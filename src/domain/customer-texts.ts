/** Words of the pages of customers, in each language of ours. */
import { inLanguage } from './in-language.ts';
import { CUSTOMERS_ARABIC } from './texts/customers-ar.ts';
import { CUSTOMERS_ENGLISH, type CustomerTexts } from './texts/customers-en.ts';
import { CUSTOMERS_PERSIAN } from './texts/customers-fa.ts';
import { CUSTOMERS_POLISH } from './texts/customers-pl.ts';

const TEXTS = { en: CUSTOMERS_ENGLISH, ar: CUSTOMERS_ARABIC, fa: CUSTOMERS_PERSIAN, pl: CUSTOMERS_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function customerTexts(language: string): CustomerTexts {
  return inLanguage(TEXTS, language);
}
