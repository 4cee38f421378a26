/** Builds the copy of everything held about a person as they can read, print and keep it. */
import { direction, uiLanguage } from '../../domain/default-texts.ts';
import { heldTexts } from '../../domain/held-texts.ts';
import { ledgerTexts } from '../../domain/ledger-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { HeldTexts } from '../../domain/texts/held-en.ts';
import { substitute } from '../../domain/variables.ts';

/** One field: a text, a group of fields, or a list. `code` = it goes under its technical name. */
interface HeldField {
  label: string;
  code: boolean;
  text: string | null;
  fields: HeldField[] | null;
  items: HeldItem[] | null;
}

interface HeldItem {
  text: string | null;
  fields: HeldField[] | null;
}

interface HeldData {
  lang: string;
  dir: 'ltr' | 'rtl';
  title: string;
  made: string;
  nothing: string;
  sections: { title: string; items: HeldItem[] }[];
}

export interface HeldPageInput {
  /** By section; what is absent is left out, and said to be nothing. */
  held: Readonly<Record<keyof HeldTexts['sections'], unknown>>;
  company: string;
  /** A BCP 47 tag: theirs where it is known. */
  language: string;
  timeZone: string;
  now: Date;
}

export function heldPage({ held, company, language, timeZone, now }: HeldPageInput): Page<'admin/customers/held', HeldData> {
  const words = heldTexts(language);
  const reader: Reader = { language, timeZone, words, order: Object.keys(words.fields) };
  return {
    view: 'admin/customers/held',
    data: {
      lang: uiLanguage(language),
      dir: direction(uiLanguage(language)),
      title: substitute(words.title, { company: embedded(company, language) }),
      made: substitute(words.made, { time: localTime(now, language, timeZone), zone: timeZone }),
      nothing: words.nothing,
      sections: (Object.keys(words.sections) as (keyof HeldTexts['sections'])[]).map((name) => {
        const value = held[name];
        return { title: words.sections[name], items: (Array.isArray(value) ? value : [value]).filter(isSomething).map((item) => itemOf(item, '', reader)) };
      }),
    },
  };
}

interface Reader {
  language: string;
  timeZone: string;
  words: HeldTexts;
  /** Names of the fields with words of their own, in their order. */
  order: readonly string[];
}

function isSomething(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return typeof value !== 'object' || value instanceof Date || (Array.isArray(value) ? value.some(isSomething) : Object.values(value).some(isSomething));
}

function itemOf(value: unknown, name: string, reader: Reader): HeldItem {
  if (typeof value !== 'object' || value === null || value instanceof Date) return { text: textOf(value, name, reader), fields: null };
  return { text: null, fields: fieldsOf(value as Record<string, unknown>, reader) };
}

/** Those with words first, in their order; nothing is left out but what is empty. */
function fieldsOf(record: Readonly<Record<string, unknown>>, reader: Reader): HeldField[] {
  const place = (name: string): number => (reader.order.includes(name) ? reader.order.indexOf(name) : reader.order.length);
  return Object.entries(record).filter(([, value]) => isSomething(value)).toSorted(([one], [other]) => place(one) - place(other)).map(([name, value]) => fieldOf(name, value, reader));
}

function fieldOf(name: string, value: unknown, reader: Reader): HeldField {
  const words = new Map(Object.entries(reader.words.fields));
  const label = { label: words.get(name) ?? name, code: !words.has(name) };
  if (Array.isArray(value)) return { ...label, text: null, fields: null, items: value.filter(isSomething).map((item) => itemOf(item, name, reader)) };
  return { ...label, ...itemOf(value, name, reader), items: null };
}

function textOf(value: unknown, name: string, { language, timeZone, words }: Reader): string {
  if (value instanceof Date) return localTime(value, language, timeZone);
  if (typeof value === 'boolean') return words.values[value ? 'true' : 'false'];
  if (typeof value === 'number') return Number.isInteger(value) ? localFigure(value, language) : String(value);
  const text = String(value);
  return name === 'status' ? new Map<string, string>(Object.entries(ledgerTexts(language).statuses)).get(text) ?? text : text;
}
