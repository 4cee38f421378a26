/** A survey as the flat fields of the editor, and back to what the API takes. A field is named as its JSON pointer, with dots. */
import { isDeepStrictEqual } from 'node:util';
import { defaultWording } from '../../domain/default-texts.ts';
import { CATEGORIES, scaleName } from '../../domain/metric.ts';
import type { Category, Metric, Scale } from '../../domain/metric.ts';
import type { Condition, Texts } from '../../domain/survey.ts';
import type { surveyView } from './survey-input.ts';

export type Form = Readonly<Record<string, string>>;

export const DURATION_UNITS = ['m', 'h', 'd', 'w', 's'] as const;
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export const MOST_REMINDERS = 3;
export const MOST_RULES = 6;
export const MOST_CONDITIONS = 20;

/** The texts of a metric by the start of their fields' names: one per language each. */
export function textGroups(metric: Metric): { name: string; category: Category | null }[] {
  const byCategory = (part: string) => CATEGORIES[metric].map((category) => ({ name: `${part}.${category}`, category }));
  return [{ name: 'question', category: null }, { name: 'labels.low', category: null }, { name: 'labels.high', category: null }, ...byCategory('followUpQuestion'), ...byCategory('thankYou')];
}

/** What a text says where its owner wrote none. */
export function defaultTexts(metric: Metric, scale: Scale): ReadonlyMap<string, Texts> {
  return textsByGroup(metric, defaultWording(metric, scale));
}

type Wording = ReturnType<typeof defaultWording>;

function textsByGroup(metric: Metric, wording: Wording): Map<string, Texts> {
  return new Map([
    ['question', wording.question], ['labels.low', wording.labels.low], ['labels.high', wording.labels.high],
    ...CATEGORIES[metric].flatMap((category): [string, Texts][] => [[`followUpQuestion.${category}`, wording.followUpQuestion[category] ?? {}], [`thankYou.${category}`, wording.thankYou[category] ?? {}]]),
  ]);
}

export function scaleFrom(name: string): Scale | null {
  const [, min, max] = /^(\d{1,2})-(\d{1,2})$/.exec(name) ?? [];
  return min === undefined || max === undefined ? null : { min: Number(min), max: Number(max) };
}

/** Every field as it is stored; texts that say the default are left empty. */
export function formOf(survey: ReturnType<typeof surveyView>): Record<string, string> {
  const { metric, scale, thresholds, delay, sendingWindow, coolDown, reminders, trigger } = survey;
  const defaults = defaultTexts(metric, scale);
  const texts = [...textsByGroup(metric, survey)].flatMap(([group, own]) => (isDeepStrictEqual(own, defaults.get(group)) ? [] : Object.entries(own).map(([tag, text]) => [`${group}.${tag}`, text])));
  return {
    metric, touchpoint: survey.touchpoint, scale: scaleName(scale), 'thresholds.low': String(thresholds.low), 'thresholds.high': String(thresholds.high),
    'trigger.type': trigger.type ?? '',
    ...Object.fromEntries(trigger.where.flatMap((condition, index) => conditionFields(condition, `trigger.where.${index}`))),
    ...(typeof delay === 'string' ? { 'delay.kind': 'after', ...durationFields('delay', delay) } : { 'delay.kind': 'day', 'delay.days': String(delay.days), 'delay.at': delay.at }),
    ...(sendingWindow === null ? {} : {
      window: 'yes', 'sendingWindow.from': sendingWindow.from, 'sendingWindow.to': sendingWindow.to,
      ...Object.fromEntries(sendingWindow.days.map((day) => [`sendingWindow.days.${day}`, 'yes'])),
    }),
    samplePercent: String(survey.samplePercent),
    ...Object.fromEntries(coolDown.flatMap(({ since, across, days }, index) => [[`coolDown.${index}.since`, since], [`coolDown.${index}.across`, across], [`coolDown.${index}.days`, String(days)]])),
    ...ticked({ ignoreAccountCoolDown: survey.ignoreAccountCoolDown, alertOnLow: survey.alertOnLow, openCases: survey.openCases, thankCustomer: survey.thankCustomer }),
    ...Object.fromEntries(reminders.flatMap((reminder, index) => Object.entries(durationFields(`reminders.${index}`, reminder)))),
    ...durationFields('expiresAfter', survey.expiresAfter), ...durationFields('maxLateness', survey.maxLateness), ...durationFields('caseDueAfter', survey.caseDueAfter),
    protection: survey.protection, onAmbiguous: survey.onAmbiguous,
    ...Object.fromEntries(texts),
  };
}

function ticked(fields: Record<string, boolean>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, isTicked]) => (isTicked ? [[name, 'yes']] : [])));
}

function durationFields(name: string, duration: string): Record<string, string> {
  return { [name]: duration.slice(0, -1), [`${name}.unit`]: duration.slice(-1) };
}

function conditionFields({ path, op, value }: Condition, name: string): [string, string][] {
  return [[`${name}.path`, path], [`${name}.op`, op], [`${name}.value`, writtenValue(value)]];
}

/** What is written the same way as another type is put in quotes; see {@link readValue}. */
export function writtenValue(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' && readValue(value, 'eq') === value ? value : JSON.stringify(value);
}

/** Numbers, `true`, `false`, `null` and JSON as such, everything else as a text; for `in` a list, separated by commas. */
export function readValue(text: string, op: string): unknown {
  const trimmed = text.trim();
  const json = readJson(trimmed);
  if (op !== 'in' || Array.isArray(json)) return json;
  return trimmed.split(/[,،]/).map((part) => readJson(part.trim()));
}

function readJson(text: string): unknown {
  if (!/^(-?\d|true$|false$|null$|["[{])/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The value that PUT /api/v1/surveys would take; what cannot be read stays as it is, for the schema to refuse. */
export function inputFrom(form: Form): Record<string, unknown> {
  const metric = form['metric'] as Metric;
  const at = (name: string): string => (form[name] ?? '').trim();
  const low = numberAt(form, 'thresholds.low');
  const high = numberAt(form, 'thresholds.high');
  const value = {
    metric,
    touchpoint: at('touchpoint'),
    scale: at('scale') === '' ? undefined : (scaleFrom(at('scale')) ?? at('scale')),
    thresholds: low === undefined && high === undefined ? undefined : { low, high },
    trigger: { type: at('trigger.type') || null, where: rowsOf(form, 'trigger.where', 'path', MOST_CONDITIONS + 5).map((row) => conditionFrom(form, row)) },
    delay: at('delay.kind') === 'day' ? { days: numberAt(form, 'delay.days'), at: at('delay.at') } : durationAt(form, 'delay'),
    sendingWindow: at('window') === 'yes' ? { days: WEEKDAYS.filter((day) => at(`sendingWindow.days.${day}`) === 'yes'), from: at('sendingWindow.from'), to: at('sendingWindow.to') } : null,
    samplePercent: numberAt(form, 'samplePercent'),
    coolDown: rowsOf(form, 'coolDown', 'days', MOST_RULES).map((row) => ({ since: at(`${row}.since`), across: at(`${row}.across`), days: numberAt(form, `${row}.days`) })),
    ...Object.fromEntries(['ignoreAccountCoolDown', 'alertOnLow', 'openCases', 'thankCustomer'].map((name) => [name, at(name) === 'yes'])),
    reminders: Array.from({ length: MOST_REMINDERS }, (_, index) => durationAt(form, `reminders.${index}`)).filter((reminder) => reminder !== undefined),
    expiresAfter: durationAt(form, 'expiresAfter'), maxLateness: durationAt(form, 'maxLateness'), caseDueAfter: durationAt(form, 'caseDueAfter'),
    protection: at('protection') || undefined, onAmbiguous: at('onAmbiguous') || undefined,
    ...textsFrom(form, metric),
  };
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
}

/** The same rows without gaps, so that an error's place is a field's. */
export function withoutGaps(form: Form): Record<string, string> {
  const isRow = (name: string): boolean => /^(trigger\.where|coolDown|reminders)\.\d+/.test(name);
  const packed = Object.fromEntries(Object.entries(form).filter(([name]) => !isRow(name)));
  for (const [list, part, most] of [['trigger.where', '.path', MOST_CONDITIONS + 5], ['coolDown', '.days', MOST_RULES], ['reminders', '', MOST_REMINDERS]] as const) {
    const rows = Array.from({ length: most }, (_, index) => `${list}.${index}`).filter((row) => (form[`${row}${part}`] ?? '').trim() !== '');
    for (const [index, row] of rows.entries()) {
      for (const end of ['', '.path', '.op', '.value', '.since', '.across', '.days', '.unit']) if (form[`${row}${end}`] !== undefined) packed[`${list}.${index}${end}`] = form[`${row}${end}`] ?? '';
    }
  }
  return packed;
}

function rowsOf(form: Form, list: string, part: string, most: number): string[] {
  return Array.from({ length: most }, (_, index) => `${list}.${index}`).filter((row) => (form[`${row}.${part}`] ?? '').trim() !== '');
}

function conditionFrom(form: Form, row: string): Record<string, unknown> {
  const op = form[`${row}.op`] ?? 'eq';
  const text = form[`${row}.value`] ?? '';
  const condition = { path: (form[`${row}.path`] ?? '').trim(), op };
  return text.trim() === '' && op === 'exists' ? condition : { ...condition, value: readValue(text, op) };
}

function numberAt(form: Form, name: string): unknown {
  const text = (form[name] ?? '').trim();
  if (text === '') return undefined;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

function durationAt(form: Form, name: string): string | undefined {
  const text = (form[name] ?? '').trim();
  return text === '' ? undefined : `${text}${form[`${name}.unit`] ?? ''}`;
}

function textsFrom(form: Form, metric: Metric): Record<string, unknown> {
  const read = (group: string): Texts | undefined => {
    const own = Object.entries(form).filter(([name, text]) => name.startsWith(`${group}.`) && text.trim() !== '').map(([name, text]) => [name.slice(group.length + 1), text.replaceAll('\r\n', '\n')]);
    return own.length === 0 ? undefined : (Object.fromEntries(own) as Texts);
  };
  const byCategory = (part: string) => {
    const own = (CATEGORIES[metric] ?? []).flatMap((category) => {
      const texts = read(`${part}.${category}`);
      return texts === undefined ? [] : [[category, texts] as const];
    });
    return own.length === 0 ? undefined : Object.fromEntries(own);
  };
  const [low, high] = [read('labels.low'), read('labels.high')];
  return {
    question: read('question'),
    labels: low === undefined && high === undefined ? undefined : { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) },
    followUpQuestion: byCategory('followUpQuestion'),
    thankYou: byCategory('thankYou'),
  };
}
