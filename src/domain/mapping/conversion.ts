/** Conversions of one value. What cannot be read is said, with what is accepted; nothing is guessed. */
import { dateConversion, localDateConversion, unixConversion } from './date-conversion.ts';
import { converted, refused, shown, type Converted, type Converter } from './converted.ts';
import type { Conversion, NamedConversion } from './mapping.ts';

const DECIMAL = /^-?\d{1,20}(?:\.\d{1,20})?$/;
const YES = ['true', 'yes', '1'];
const NO = ['false', 'no', '0'];
/** `en_US.UTF-8` and `de_DE@euro`, as operating systems write them. */
const LOCALE_SUFFIX = /[.@].*$/;
const LANGUAGE_TAG = /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/;
const LONGEST_TAG = 35;
const MOST_KEYS_SHOWN = 5;

/** The value after one conversion; a list member by member. */
export function convert(value: unknown, conversion: Conversion): Converted {
  const converter = converterOf(conversion);
  if (!Array.isArray(value)) return converter(value);
  const members: unknown[] = [];
  for (const member of value) {
    const result = converter(member);
    if (!result.ok) return result;
    members.push(result.value);
  }
  return converted(members);
}

function converterOf(conversion: Conversion): Converter {
  if (typeof conversion === 'string') return NAMED[conversion];
  if ('date' in conversion) return localDateConversion(conversion);
  if ('table' in conversion) return (value) => lookUp(value, conversion);
  return (value) => divide(value, conversion.dividedBy);
}

const NAMED: Readonly<Record<NamedConversion, Converter>> = {
  text: toText,
  trim: ofText((text) => converted(text.trim())),
  'lower-case': ofText((text) => converted(text.toLowerCase())),
  'upper-case': ofText((text) => converted(text.toUpperCase())),
  number: toNumber,
  boolean: toBoolean,
  language: ofText(toLanguage),
  date: ofText(dateConversion),
  'unix-seconds': unixConversion('seconds'),
  'unix-milliseconds': unixConversion('milliseconds'),
};

function ofText(change: (text: string) => Converted): Converter {
  return (value) => (typeof value === 'string' ? change(value) : refused(value, 'is not a text', 'a text'));
}

/** A text as it is, a number or boolean as it is written. Whole numbers beyond 2^53 have lost digits when they were read. */
export function toText(value: unknown): Converted {
  if (typeof value === 'string') return converted(value);
  if (typeof value === 'boolean') return converted(String(value));
  if (typeof value !== 'number' || !Number.isFinite(value)) return refused(value, 'is not a text', 'a text, a number or a boolean');
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return refused(value, 'is too large a number to be read to the last digit', 'such a number written as a text');
  return converted(String(value));
}

function toNumber(value: unknown): Converted {
  if (typeof value === 'number' && Number.isFinite(value)) return converted(value);
  if (typeof value === 'string' && DECIMAL.test(value.trim())) return converted(Number(value));
  return refused(value, 'is not a number', 'a number, or a text such as "1234.50" without signs of thousands or currency');
}

function divide(value: unknown, divisor: number): Converted {
  const number = toNumber(value);
  return number.ok ? converted(Number(number.value) / divisor) : number;
}

function toBoolean(value: unknown): Converted {
  if (typeof value === 'boolean') return converted(value);
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : '';
  if (YES.includes(word)) return converted(true);
  if (NO.includes(word)) return converted(false);
  return refused(value, 'is neither true nor false', `true or false, also as ${[...YES, ...NO].map((one) => `"${one}"`).join(', ')}`);
}

/** A sender writes the same few tags again and again, and to ask for one takes as long as all else about an item. */
const languages = new Map<string, Converted>();
const MOST_LANGUAGES = 500;

function toLanguage(text: string): Converted {
  const known = languages.get(text);
  if (known !== undefined) return known;
  const language = languageOf(text);
  if (language.ok && languages.size < MOST_LANGUAGES) languages.set(text, language);
  return language;
}

/** `pt_br` → `pt-BR`: the region stays, as wording may exist for it. */
function languageOf(text: string): Converted {
  const tag = text.trim().replace(LOCALE_SUFFIX, '').replaceAll('_', '-');
  if (tag.length <= LONGEST_TAG && LANGUAGE_TAG.test(tag)) {
    try {
      return converted(Intl.getCanonicalLocales(tag)[0]);
    } catch {
      // Well-formed at first sight only: said below.
    }
  }
  return refused(text, 'is not a language', 'a language tag such as "en", "en_US" or "pt-BR"; for names of languages use a table');
}

function lookUp(value: unknown, { table, otherwise }: { table: Record<string, string>; otherwise?: string }): Converted {
  const key = toText(value);
  if (!key.ok) return key;
  const text = String(key.value);
  const found = Object.hasOwn(table, text) ? table[text] : otherwise;
  if (found !== undefined) return converted(found);
  const known = Object.keys(table);
  const more = known.length > MOST_KEYS_SHOWN ? ` and ${known.length - MOST_KEYS_SHOWN} more` : '';
  return refused(value, 'is not in the table', `${known.slice(0, MOST_KEYS_SHOWN).map(shown).join(', ')}${more}, or anything once the table has an "otherwise"`);
}
