/** Figures and days as a reader of a language writes them. Rounding for display is half away from zero. */
import { uiLanguage } from './default-texts.ts';
import { isJalali } from './local-calendar.ts';
import { currencyExponent, formatAmount } from './money.ts';
import type { Money } from './money.ts';
import type { Day } from './period.ts';

const LOCALES = { en: 'en-GB', ar: 'ar-EG-u-ca-gregory', fa: 'fa-IR-u-ca-gregory', pl: 'pl-PL' } as const;

// Making a formatter costs some 50 µs and a page writes hundreds of figures. There are as many as languages and styles.
const numberFormats = new Map<string, Intl.NumberFormat>();
const dayFormats = new Map<string, Intl.DateTimeFormat>();

function numberFormat(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = LOCALES[uiLanguage(language)];
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, options);
    numberFormats.set(key, format);
  }
  return format;
}

function dayFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = isJalali(language) ? 'fa-IR-u-ca-persian' : LOCALES[uiLanguage(language)];
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = dayFormats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, options);
    dayFormats.set(key, format);
  }
  return format;
}

/** A hyphen is no minus; English and Polish formatting writes one. */
function withMinus(text: string): string {
  return text.replace('-', '\u2212');
}

/** A number with exactly `decimals` places, grouped; `isSigned` writes a plus before positive ones. */
export function localFigure(value: number, language: string, { decimals = 0, isSigned = false } = {}): string {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: isSigned ? 'exceptZero' : 'negative' } as const;
  return withMinus(numberFormat(language, options).format(value));
}

/** A length in whole days: 1 day, 30 days. */
export function localDays(count: number, language: string): string {
  return numberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(count);
}

/** A length of whole minutes in the largest unit that fits it: 45 minutes, 2 hours, 7 days. */
export function localMinutes(count: number, language: string): string {
  if (count % 1440 === 0) return localDays(count / 1440, language);
  const [value, unit] = count % 60 === 0 ? [count / 60, 'hour'] : [count, 'minute'];
  return numberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

/** 0 … 100 as a percentage with exactly `decimals` places. */
export function localPercent(percent: number, language: string, decimals = 1): string {
  const options = { style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: 'negative' } as const;
  return withMinus(numberFormat(language, options).format(percent / 100));
}

/**
 * An amount with the decimals of its currency, or with `decimals`; exact, however large. `isSigned` writes a plus before
 * positive ones.
 */
export function localMoney(value: Money, language: string, { decimals = currencyExponent(value.currency), isSigned = false } = {}): string {
  const options = {
    style: 'currency', currency: value.currency,
    minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: isSigned ? 'exceptZero' : 'negative',
  } as const;
  // A line may not end between a sign and its amount.
  return withMinus(numberFormat(language, options).format(formatAmount(value) as Intl.StringNumericLiteral)).replace(/[+\u2212]/, '$&\u2060');
}

/** A round amount in major units for the axis of a drawing: €120K. */
export function localMoneyShort(value: number, currency: string, language: string): string {
  const options = { style: 'currency', currency, notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1, signDisplay: 'negative' } as const;
  return withMinus(numberFormat(language, options).format(value));
}

/** Several parts as one phrase: one, two and three. */
export function localList(parts: readonly string[], language: string): string {
  return new Intl.ListFormat(LOCALES[uiLanguage(language)], { type: 'conjunction', style: 'long' }).format(parts);
}

/** A calendar day: `full` as 4 May 2026, `short` as 4 May; by the Persian calendar where the tag of the language says so. */
export function localDay(day: Day, language: string, style: 'full' | 'short'): string {
  const parts = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return dayFormat(language, style === 'full' ? { ...parts, year: 'numeric' } : parts).format(new Date(`${day}T00:00:00Z`));
}

/** The month of a day: May 2026. In every calendar the Gregorian one: reports add up Gregorian months, which no Persian name fits. */
export function localMonth(day: Day, language: string): string {
  return dayFormat(uiLanguage(language), { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** An instant in an IANA zone, in the calendar of the language's tag. */
export function localTime(instant: Date, language: string, timeZone: string): string {
  return dayFormat(language, { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit', timeZone }).format(instant);
}
