/** Builds the page of the audit log. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { auditTexts, type AuditTexts } from '../../domain/audit-texts.ts';
import { uiLanguage } from '../../domain/default-texts.ts';
import { localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { ADMIN_NAV } from '../../domain/texts/admin-nav.ts';

const LIST = '/admin/audit';

type Fields = Readonly<Record<string, unknown>>;

interface ShownEntry {
  at: Date;
  actor: { kind: 'person' | 'key' | 'command'; name: string };
  action: string;
  subject: string;
  from: string | null;
  before: Fields | null;
  after: Fields | null;
}

export interface AuditPageInput {
  /** Newest first. */
  entries: readonly ShownEntry[];
  nextCursor: string | null;
  choices: { areas: readonly string[]; actions: readonly string[]; actors: readonly { id: string; name: string }[] };
  timeZone: string;
  filter: { from: string; through: string; area: string; action: string; actor: string };
}

interface Choice {
  value: string;
  text: string;
  isChosen: boolean;
}

interface AuditData extends AdminFrame {
  words: AuditTexts['ui'];
  /** Nothing was ever kept. */
  isEmpty: boolean;
  rows: { at: string; who: string; kind: string | null; action: { text: string; isCode: boolean }; subject: string; from: string; fields: { name: string; before: string; after: string }[] }[];
  filter: { action: string; lang: string; from: string; through: string; areas: Choice[]; actions: Choice[]; actors: Choice[] };
  csvHref: string;
  olderHref: string | null;
  newestHref: string | null;
}

export function auditPage(asked: Asked, { entries, nextCursor, choices, timeZone, filter }: AuditPageInput): Page<'admin/audit/index', AuditData> {
  const language = pageLanguage(asked);
  const { ui: words, access, actions } = auditTexts(language);
  const known = new Map<string, string>([...Object.entries(access), ...Object.entries(actions)]);
  const { entries: pageNames } = ADMIN_NAV[uiLanguage(language)];
  const areaNames = new Map<string, string>([...Object.entries(pageNames), ['password', pageNames.ownAccess], ['access', pageNames.ownAccess]]);
  const kept = { ...filter, ...carried(asked) };
  return {
    view: 'admin/audit/index',
    data: {
      ...adminFrame(asked, { title: words.title, current: LIST }),
      words,
      isEmpty: choices.areas.length === 0,
      rows: entries.map(({ at, actor, action, subject, from, before, after }) => ({
        at: localTime(at, language, timeZone),
        who: actor.name,
        kind: { person: null, key: words.key, command: words.command }[actor.kind],
        action: { text: known.get(action) ?? action, isCode: !known.has(action) },
        subject,
        from: from ?? '',
        fields: fieldsOf(before, after),
      })),
      filter: {
        action: LIST,
        lang: carried(asked)['lang'] ?? '',
        from: filter.from,
        through: filter.through,
        areas: choicesOf(words.everything, choices.areas.map((area) => ({ value: area, text: areaNames.get(area) ?? area })), filter.area),
        actions: choicesOf(words.everything, choices.actions.map((action) => ({ value: action, text: known.get(action) ?? action })).toSorted((a, b) => a.text.localeCompare(b.text, language)), filter.action),
        actors: choicesOf(words.anybody, choices.actors.map(({ id, name }) => ({ value: id, text: name })), filter.actor),
      },
      csvHref: withQuery(`${LIST}.csv`, filter),
      olderHref: nextCursor === null ? null : withQuery(LIST, { ...kept, cursor: nextCursor }),
      newestHref: asked.query['cursor'] === undefined ? null : withQuery(LIST, kept),
    },
  };
}

function choicesOf(all: string, choices: readonly { value: string; text: string }[], chosen: string): Choice[] {
  // What is filtered by stays chosen, also where none of the newest entries has it.
  const isOffered = chosen === '' || choices.some(({ value }) => value === chosen);
  return [{ value: '', text: all }, ...choices, ...(isOffered ? [] : [{ value: chosen, text: chosen }])].map((choice) => ({ ...choice, isChosen: choice.value === chosen }));
}

function fieldsOf(before: Fields | null, after: Fields | null): { name: string; before: string; after: string }[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => ({ name, before: textOf(before?.[name]), after: textOf(after?.[name]) }));
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
