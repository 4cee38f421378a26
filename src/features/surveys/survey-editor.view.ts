/** Builds the editor of a survey from the fields as they are stored, or as they were sent. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { TEXT_VARIABLES } from '../../domain/default-texts.ts';
import { localFigure } from '../../domain/local-figures.ts';
import { METRICS, supportedScales } from '../../domain/metric.ts';
import type { Metric } from '../../domain/metric.ts';
import type { Page } from '../../domain/page-frame.ts';
import { CONDITION_OPERATORS } from '../../domain/survey.ts';
import type { SurveyPageTexts } from '../../domain/texts/surveys-en.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';
import { fieldMaker, isAbout, type EditorField, type FieldMaker } from './editor-fields.ts';
import { languageSections, type LanguageSection } from './editor-texts.ts';
import { MOST_CONDITIONS, MOST_REMINDERS, MOST_RULES, scaleFrom, WEEKDAYS, type Form } from './survey-form.ts';
import { doneText, LIST, scaleText, stateText, surveyPath, surveyWords } from './survey-parts.ts';

export interface EditorInput {
  survey: { key: string; version: number; status: 'active' | 'paused'; touchpoint: string };
  /** Metric and scale of its answers, which may not change any more; `null` while there are none. */
  fixed: { answers: number } | null;
  form: Form;
  errors: readonly FieldError[];
  /** What the survey held when the form was opened. */
  seen: string;
  /** Somebody else saved it since. */
  isOvertaken: boolean;
  touchpoints: readonly { key: string; name: string }[];
  /** Tags of the languages to show, in order. */
  languages: readonly string[];
  /** Rows for conditions. */
  rows: number;
  /** `null` where the trigger cannot be read. */
  matches: { all: number; matching: number; newest: number | null } | null;
}

interface Group {
  legend: string;
  fields: EditorField[];
}

interface EditorData extends AdminFrame {
  words: SurveyPageTexts['ui'];
  done: string | null;
  key: string;
  backHref: string;
  action: string;
  statusAction: string;
  nextStatus: { value: string; text: string };
  state: { text: string; tone: string; help: string };
  versionText: string;
  links: { href: string; text: string }[];
  mayChange: boolean;
  hasProblem: boolean;
  overtaken: string | null;
  seen: string;
  otherProblems: readonly FieldError[];
  fixed: string | null;
  metric: { name: string; scale: string };
  what: EditorField[];
  type: EditorField;
  conditions: Group[];
  rows: number;
  canAddRows: boolean;
  matches: string | null;
  delayKinds: { value: string; text: string; isChosen: boolean }[];
  delay: EditorField[];
  windowCheck: EditorField;
  windowProblem: EditorField['problem'];
  weekdays: { name: string; text: string; isChecked: boolean }[];
  window: EditorField[];
  sample: EditorField;
  rules: Group[];
  ignoreAccount: EditorField;
  reminders: EditorField[];
  remindersProblem: EditorField['problem'];
  limits: EditorField[];
  safety: EditorField[];
  tags: string;
  sections: LanguageSection[];
  variables: string;
  addLanguage: EditorField;
}

export function editorPage(asked: Asked, input: EditorInput): Page<'admin/surveys/edit', EditorData> {
  const { survey, fixed, form, errors, matches, rows } = input;
  const words = surveyWords(asked);
  const { ui } = words;
  const make = fieldMaker(form, errors, words);
  const metric = form['metric'] as Metric;
  const path = (part: string): string => surveyPath(asked, survey.key, part);
  const data = {
    ...whenFields(asked, input, make),
    ...whoFields(words, form, make),
    what: whatFields(asked, input, make),
    conditions: Array.from({ length: rows }, (_, index) => conditionGroup(index, asked, make)),
    safety: [make.select('protection', ui.protection, words.protection), make.select('onAmbiguous', ui.onAmbiguous, words.onAmbiguous), make.check('alertOnLow', ui.alertOnLow), make.check('openCases', ui.openCases), make.duration('caseDueAfter', ui.caseDueAfter), make.check('thankCustomer', ui.thankCustomer)],
    sections: languageSections(asked, input, make),
    addLanguage: make.line('addLanguage', ui.addLanguage, { dir: 'ltr', help: ui.addLanguageHelp }),
  };
  return {
    view: 'admin/surveys/edit',
    data: {
      ...adminFrame(asked, { title: survey.key, current: LIST }),
      words: ui,
      done: errors.length > 0 || input.isOvertaken ? null : doneText(asked),
      key: survey.key,
      backHref: withQuery(LIST, carried(asked)),
      action: path(''),
      statusAction: path('/status'),
      nextStatus: survey.status === 'active' ? { value: 'paused', text: ui.pause } : { value: 'active', text: ui.resume },
      state: { ...stateText(survey.status, words), help: survey.status === 'active' ? ui.activeHelp : ui.pausedHelp },
      versionText: substitute(ui.versionOf, { version: localFigure(survey.version, pageLanguage(asked)) }),
      links: [{ href: path('/preview'), text: ui.preview }, { href: path('/history'), text: ui.history }, { href: withQuery('/admin/try', carried(asked)), text: ui.tryIt }],
      mayChange: asked.visitor?.policies.has('surveys.change') === true,
      hasProblem: errors.length > 0,
      overtaken: input.isOvertaken ? ui.overtaken : null,
      seen: input.seen,
      otherProblems: errors.filter(({ pointer }) => !isShown(pointer, data)),
      fixed: fixed && substitute(ui.fixed, { count: localFigure(fixed.answers, pageLanguage(asked)) }),
      metric: { name: words.metrics[metric], scale: scaleText(scaleFrom(form['scale'] ?? '') ?? { min: 0, max: 10 }, asked) },
      rows,
      canAddRows: rows < MOST_CONDITIONS,
      matches: matches && matchText(matches, asked),
      tags: input.languages.join(','),
      variables: substitute(ui.variablesHelp, { list: TEXT_VARIABLES.map((name) => `{{${name}}}`).join(' ') }),
      ...data,
    },
  };
}

/** Whether a field of the page says what is wrong here. */
function isShown(pointer: string, shown: object): boolean {
  return fieldsIn(shown).some(({ name }) => isAbout(pointer, name));
}

function fieldsIn(value: unknown): EditorField[] {
  if (Array.isArray(value)) return value.flatMap(fieldsIn);
  if (typeof value !== 'object' || value === null) return [];
  return 'describedBy' in value ? [value as EditorField] : Object.values(value).flatMap(fieldsIn);
}

function whatFields(asked: Asked, { fixed, form, touchpoints }: EditorInput, make: FieldMaker): EditorField[] {
  const words = surveyWords(asked);
  const { ui } = words;
  const scales = Object.fromEntries(supportedScales(form['metric'] as Metric).map((name) => [name, scaleText(scaleFrom(name) ?? { min: 0, max: 0 }, asked)]));
  const known = Object.fromEntries(touchpoints.map(({ key, name }) => [key, name]));
  const touchpoint = form['touchpoint'] ?? '';
  return [
    ...(fixed === null ? [make.select('metric', ui.metric, Object.fromEntries(METRICS.map((metric) => [metric, words.metrics[metric]]))), make.select('scale', ui.scale, scales)] : []),
    make.select('touchpoint', ui.touchpoint, touchpoint in known ? known : { ...known, [touchpoint]: touchpoint }),
    make.number('thresholds.low', ui.low, 0, 10, { help: ui.thresholdHelp }),
    make.number('thresholds.high', ui.high, 0, 10, { help: ui.thresholdHelp }),
  ];
}

function conditionGroup(index: number, asked: Asked, make: FieldMaker): Group {
  const words = surveyWords(asked);
  const { ui } = words;
  const name = `trigger.where.${index}`;
  return {
    legend: substitute(ui.condition, { number: localFigure(index + 1, pageLanguage(asked)) }),
    fields: [
      make.line(`${name}.path`, ui.path, { dir: 'ltr', placeholder: index === 0 ? 'properties.plan' : '' }),
      make.select(`${name}.op`, ui.operator, Object.fromEntries(CONDITION_OPERATORS.map((op) => [op, words.operators[op]]))),
      make.line(`${name}.value`, ui.value),
    ],
  };
}

function whenFields(asked: Asked, { form, errors }: EditorInput, make: FieldMaker) {
  const words = surveyWords(asked);
  const { ui } = words;
  const isByDay = form['delay.kind'] === 'day';
  const dayName = new Intl.DateTimeFormat(pageLanguage(asked), { weekday: 'long', timeZone: 'UTC' });
  const windowErrors = errors.filter(({ pointer }) => pointer === '/sendingWindow' || pointer.startsWith('/sendingWindow/days'));
  return {
    type: make.line('trigger.type', ui.type, { dir: 'ltr', help: ui.typeHelp }),
    delayKinds: [{ value: 'after', text: ui.delayAfter, isChosen: !isByDay }, { value: 'day', text: ui.delayDay, isChosen: isByDay }],
    delay: [make.duration('delay', ui.delayLength), make.number('delay.days', ui.delayDays, 0, 365), make.line('delay.at', ui.delayAt, { type: 'time', dir: 'ltr' })]
      .map((field) => ((field.name === 'delay') === isByDay ? { ...field, problem: null } : field)),
    windowCheck: make.check('window', ui.window, { help: ui.windowHelp }),
    windowProblem: windowErrors.length === 0 ? null : { text: words.problems.window, exactly: windowErrors.map(({ detail }) => ({ pointer: '', detail })) },
    // 1 January 2024 was a Monday.
    weekdays: WEEKDAYS.map((day) => ({ name: `sendingWindow.days.${day}`, text: dayName.format(new Date(Date.UTC(2024, 0, day))), isChecked: form[`sendingWindow.days.${day}`] === 'yes' })),
    window: [make.line('sendingWindow.from', ui.from, { type: 'time', dir: 'ltr' }), make.line('sendingWindow.to', ui.until, { type: 'time', dir: 'ltr' })],
  };
}

function whoFields(words: SurveyPageTexts, form: Form, make: FieldMaker) {
  const { ui } = words;
  const rules = Object.keys(form).filter((name) => /^coolDown\.\d+\.days$/.test(name)).length;
  const reminders = Array.from({ length: MOST_REMINDERS }, (_, index) => make.duration(`reminders.${index}`, substitute(ui.reminder, { number: String(index + 1) })));
  return {
    sample: make.number('samplePercent', ui.sample, 0, 100, { help: ui.sampleHelp }),
    rules: Array.from({ length: Math.min(MOST_RULES, rules + 2) }, (_, index): Group => ({
      legend: substitute(ui.coolDown, { number: String(index + 1) }),
      fields: [make.number(`coolDown.${index}.days`, ui.days, 1, 400), make.select(`coolDown.${index}.since`, ui.since, words.since), make.select(`coolDown.${index}.across`, ui.across, words.across)],
    })),
    ignoreAccount: make.check('ignoreAccountCoolDown', ui.ignoreAccount),
    reminders,
    remindersProblem: make.line('reminders', ui.reminders).problem,
    limits: [make.duration('expiresAfter', ui.expiresAfter), make.duration('maxLateness', ui.maxLateness, { help: ui.maxLatenessHelp })],
  };
}

function matchText({ all, matching, newest }: NonNullable<EditorInput['matches']>, asked: Asked): string {
  const { ui } = surveyWords(asked);
  const figure = (value: number): string => localFigure(value, pageLanguage(asked));
  const said = all === 0 ? ui.matchNone : substitute(ui.matchOf, { matching: figure(matching), all: figure(all) });
  return newest === null ? said : `${said} ${substitute(ui.matchCapped, { count: figure(newest) })}`;
}
