/** Builds the page of an account's retention rules, and the one that asks before other rules are applied. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localDays, localFigure, localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { changedRules, RETENTION_DAYS, RETENTION_RULES, type Retention, type RetentionRule } from '../../domain/retention.ts';
import { retentionTexts, type RetentionTexts } from '../../domain/retention-texts.ts';
import { wordFor } from '../../domain/source-texts.ts';
import { substitute } from '../../domain/variables.ts';
import type { Opening } from '../../platform/http/overtaken.ts';

export const RETENTION_PATH = '/admin/retention';

export interface RetentionPageInput {
  /** The fields as they are shown: as stored, or as they were sent. */
  fields: Readonly<Record<RetentionRule, string>>;
  wrong: readonly RetentionRule[];
  opening: Opening;
  appliedAt: Date | null;
  timeZone: string;
}

interface RetentionData extends AdminFrame {
  words: RetentionTexts['ui'];
  done: string | null;
  problem: string | null;
  opening: Opening;
  applied: string;
  rules: { name: RetentionRule; title: string; goes: string; stays: string; value: string; help: string; problem: string | null }[];
  action: string;
}

export function retentionPage(asked: Asked, { fields, wrong, opening, appliedAt, timeZone }: RetentionPageInput): Page<'admin/privacy/retention', RetentionData> {
  const language = pageLanguage(asked);
  const { ui, rules, done } = retentionTexts(language);
  return {
    view: 'admin/privacy/retention',
    data: {
      ...adminFrame(asked, { title: ui.title, current: RETENTION_PATH }),
      words: ui,
      done: wordFor(done, asked.query['done'] ?? ''),
      problem: wrong.length > 0 ? ui.checkForm : null,
      opening,
      applied: appliedAt === null ? ui.notApplied : substitute(ui.appliedAt, { time: localTime(appliedAt, language, timeZone) }),
      rules: RETENTION_RULES.map((name) => {
        const { title, goes, stays, always } = rules[name];
        const limits = { least: localFigure(RETENTION_DAYS[name].least, language), most: localFigure(RETENTION_DAYS[name].most, language), always };
        return { name, title, goes, stays, value: fields[name], help: substitute(ui.daysHelp, limits), problem: wrong.includes(name) ? substitute(ui.daysWrong, limits) : null };
      }),
      action: withQuery(`${RETENTION_PATH}/look`, carried(asked)),
    },
  };
}

export interface RetentionAskInput {
  before: Retention;
  after: Retention;
  /** What the form was opened with. */
  seen: string;
  due: Readonly<Record<RetentionRule, { count: number; isLeast: boolean }>>;
}

interface RetentionAskData extends AdminFrame {
  words: RetentionTexts['ui'];
  rows: { title: string; before: string; after: string; due: string }[];
  hidden: { name: string; value: string }[];
  action: string;
  backHref: string;
}

export function retentionAskPage(asked: Asked, { before, after, seen, due }: RetentionAskInput): Page<'admin/privacy/retention-ask', RetentionAskData> {
  const language = pageLanguage(asked);
  const { ui, rules } = retentionTexts(language);
  const length = (rule: RetentionRule, days: number | null): string => (days === null ? rules[rule].always : localDays(days, language));
  return {
    view: 'admin/privacy/retention-ask',
    data: {
      ...adminFrame({ ...asked, path: RETENTION_PATH }, { title: ui.askTitle, current: RETENTION_PATH }),
      words: ui,
      rows: changedRules(before, after).map((rule) => {
        const count = localFigure(due[rule].count, language);
        return { title: rules[rule].title, before: length(rule, before[rule]), after: length(rule, after[rule]), due: due[rule].isLeast ? substitute(ui.atLeast, { count }) : count };
      }),
      hidden: [{ name: 'seen', value: seen }, ...RETENTION_RULES.map((name) => ({ name, value: fieldsOf(after)[name] }))],
      action: withQuery(RETENTION_PATH, carried(asked)),
      backHref: withQuery(RETENTION_PATH, carried(asked)),
    },
  };
}

/** Rules as the fields of a form hold them: empty where nothing is removed. */
export function fieldsOf(retention: Retention): Record<RetentionRule, string> {
  return Object.fromEntries(RETENTION_RULES.map((rule) => [rule, retention[rule] === null ? '' : String(retention[rule])])) as Record<RetentionRule, string>;
}
