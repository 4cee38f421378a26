/** Fields of the editor as its templates show them: each with its label, its value as sent or stored, and what is wrong with it. */
import type { SurveyPageTexts } from '../../domain/texts/surveys-en.ts';
import type { FieldError } from '../../platform/errors.ts';
import { DURATION_UNITS, type Form } from './survey-form.ts';

export interface Choice {
  value: string;
  text: string;
  isChosen: boolean;
}

export interface EditorField {
  /** Also its id, with hyphens. */
  name: string;
  id: string;
  label: string;
  help: string | null;
  value: string;
  problem: { text: string; exactly: readonly FieldError[] } | null;
  /** Ids of help and problem. */
  describedBy: string | null;
  isLine: boolean;
  isArea: boolean;
  isSelect: boolean;
  isCheck: boolean;
  isChecked: boolean;
  isDuration: boolean;
  type: 'text' | 'number' | 'time';
  least: number | null;
  most: number | null;
  dir: 'auto' | 'ltr' | 'rtl';
  lang: string | null;
  placeholder: string;
  options: Choice[];
  unitLabel: string;
  mark: string | null;
}

export type FieldOptions = Partial<Pick<EditorField, 'help' | 'type' | 'least' | 'most' | 'dir' | 'lang' | 'placeholder' | 'mark'>>;

/** Makes the fields of one form. */
export interface FieldMaker {
  line(name: string, label: string, options?: FieldOptions): EditorField;
  number(name: string, label: string, least: number, most: number, options?: FieldOptions): EditorField;
  area(name: string, label: string, options?: FieldOptions): EditorField;
  select(name: string, label: string, choices: Readonly<Record<string, string>>, options?: FieldOptions): EditorField;
  check(name: string, label: string, options?: FieldOptions): EditorField;
  duration(name: string, label: string, options?: FieldOptions): EditorField;
}

export function fieldMaker(form: Form, errors: readonly FieldError[], words: SurveyPageTexts): FieldMaker {
  const make = (name: string, label: string, options: FieldOptions, shape: Partial<EditorField>): EditorField => {
    const id = name.replaceAll(/[.]/g, '-');
    const own = errors.filter(({ pointer }) => isAbout(pointer, name));
    const problem = own.length === 0 ? null : { text: words.problems[problemKind(name)], exactly: own.map(({ detail }) => ({ pointer: '', detail })) };
    const help = options.help ?? null;
    const about = [...(help === null ? [] : [`${id}-help`]), ...(options.mark ? [`${id}-mark`] : []), ...(problem === null ? [] : [`${id}-problem`])].join(' ');
    return {
      name, id, label, help, problem, value: form[name] ?? '', describedBy: about === '' ? null : about,
      isLine: false, isArea: false, isSelect: false, isCheck: false, isChecked: form[name] === 'yes', isDuration: false,
      type: 'text', least: null, most: null, dir: 'auto', lang: null, placeholder: '', options: [], unitLabel: words.ui.unit, mark: null,
      ...options, ...shape,
    };
  };
  return {
    line: (name, label, options = {}) => make(name, label, options, { isLine: true }),
    number: (name, label, least, most, options = {}) => make(name, label, options, { isLine: true, type: 'number', dir: 'ltr', least, most }),
    area: (name, label, options = {}) => make(name, label, options, { isArea: true }),
    select: (name, label, choices, options = {}) => make(name, label, options, { isSelect: true, options: choicesOf(choices, form[name] ?? '') }),
    check: (name, label, options = {}) => make(name, label, options, { isCheck: true }),
    duration: (name, label, options = {}) => make(name, label, options, {
      isDuration: true, type: 'number', dir: 'ltr', least: 0, most: 999_999, options: choicesOf(Object.fromEntries(DURATION_UNITS.map((unit) => [unit, words.units[unit]])), form[`${name}.unit`] ?? 'h'),
    }),
  };
}

function choicesOf(choices: Readonly<Record<string, string>>, chosen: string): Choice[] {
  return Object.entries(choices).map(([value, text]) => ({ value, text, isChosen: value === chosen }));
}

/** Whether an error is about the field of this name, or about something in it. */
export function isAbout(pointer: string, name: string): boolean {
  // Both limits are wrong together: the first one says so.
  const place = pointer === '/thresholds' ? 'thresholds.low' : pointer.slice(1).replaceAll('/', '.');
  return place === name || place.startsWith(`${name}.`);
}

const PROBLEM_KINDS: readonly [RegExp, keyof SurveyPageTexts['problems']][] = [
  [/^(question|labels|followUpQuestion|thankYou)\b/, 'text'],
  [/^trigger\.where\.\d+\.path$/, 'path'],
  [/^trigger\.type$/, 'line'],
  [/^(delay\.at|sendingWindow\.(from|to))$/, 'time'],
  [/^sendingWindow$/, 'window'],
  [/^thresholds/, 'thresholds'],
  [/^scale$/, 'scale'],
  [/^(newTouchpoint|key)$/, 'key'],
  [/^touchpoint/, 'touchpoint'],
  [/^newName$/, 'line'],
  [/^addLanguage$/, 'language'],
  [/^reminders$/, 'reminders'],
  [/^(delay|expiresAfter|maxLateness|caseDueAfter|reminders\.\d)$/, 'duration'],
  [/^(samplePercent|delay\.days|coolDown\.\d+\.days)$/, 'number'],
];

function problemKind(name: string): keyof SurveyPageTexts['problems'] {
  return PROBLEM_KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}
