/** Numbers, instants and foreign words as a reader of a language expects them. */
import { direction, uiLanguage } from './default-texts.ts';
import { isJalali } from './local-calendar.ts';
import type { Variables } from './variables.ts';

/** Digit zero of the languages that do not write 0–9. Arabic of the Maghreb and the Emirates does. */
function zeroOf(language: string): number {
  const [base = '', ...rest] = language.toLowerCase().split(/[-_]/);
  if (base === 'fa' || base === 'ps') return 0x06f0;
  const writesLatinDigits = rest.some((part) => ['ae', 'dz', 'eh', 'ly', 'ma', 'tn'].includes(part));
  return (base === 'ar' && !writesLatinDigits) || base === 'ckb' ? 0x0660 : 0x30;
}

/** A whole number in the digits of the language: 10, ١٠, ۱۰. Ungrouped. */
export function localNumber(value: number, language: string): string {
  const zero = zeroOf(language);
  if (zero === 0x30) return String(value);
  return String(value).replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}

/** Regions whose day order and digits stand for a language of ours. */
const DATE_LOCALES = { en: 'en-GB', ar: 'ar-EG', fa: 'fa-IR-u-ca-gregory', pl: 'pl-PL' } as const;

/** An instant in an IANA zone, in the digits of the language of ours the tag stands for and the calendar of the tag. */
export function localInstant(instant: Date, language: string, timeZone: string): string {
  return new Intl.DateTimeFormat(isJalali(language) ? 'fa-IR-u-ca-persian' : DATE_LOCALES[uiLanguage(language)], { dateStyle: 'long', timeStyle: 'short', timeZone }).format(instant);
}

const LTR_MARK = '\u200E';
const RTL_MARK = '\u200F';
const LTR_LETTER = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/**
 * A value that reads against the direction of the text around it, between marks of its own direction: in an Arabic sentence
 * "7-Eleven" would otherwise show as "Eleven-7". Marks instead of isolates, because old mail programs draw isolates as boxes.
 */
export function embedded(value: string, language: string): string {
  const first = /\p{L}/u.exec(value)?.[0];
  if (first === undefined) return value;
  if (direction(language) === 'rtl') return LTR_LETTER.test(first) ? `${LTR_MARK}${value}${LTR_MARK}` : value;
  return RTL_LETTER.test(first) ? `${RTL_MARK}${value}${RTL_MARK}` : value;
}

/** Every value {@link embedded} in the language. */
export function embeddedVariables(variables: Variables, language: string): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? embedded(value.trim(), language) : value]),
  );
}

/** The name of a language in the reader's own: Polish, polski, بولندی. */
export function languageName(tag: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag; // No tag after all: shown as it was written.
  }
}
