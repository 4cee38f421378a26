/** What the pages of imports share: their paths, their words, states and errors. */
import { carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import type { Fault } from '../../domain/import-remark.ts';
import { inLanguage } from '../../domain/in-language.ts';
import { IMPORTS_ARABIC } from '../../domain/texts/imports-ar.ts';
import { IMPORTS_ENGLISH, type ImportTexts } from '../../domain/texts/imports-en.ts';
import { IMPORTS_PERSIAN } from '../../domain/texts/imports-fa.ts';
import { IMPORTS_POLISH } from '../../domain/texts/imports-pl.ts';
import type { UnusableReason } from '../../platform/table/unusable-file.ts';
import type { ImportKind } from './import-kinds.ts';
import type { ImportStatus } from './import-run.model.ts';
import type { CsvWording } from './imports.service.ts';

export const LIST = '/admin/imports';

/** An import as its pages show it. */
export interface ShownRun {
  _id: string;
  kind: ImportKind;
  fileName: string;
  dryRun: boolean;
  status: ImportStatus;
  /** Why it failed, in English. */
  reason: string | null;
  unusable?: UnusableReason;
  fault?: Fault;
  rowsRead: number;
  accepted: number;
  updated: number;
  unchanged: number;
  rejected: number;
  /** 0–100. */
  percent: number;
  createdAt: Date;
}

const TEXTS = { en: IMPORTS_ENGLISH, ar: IMPORTS_ARABIC, fa: IMPORTS_PERSIAN, pl: IMPORTS_POLISH };

export function importWords(asked: Asked): ImportTexts {
  return inLanguage(TEXTS, pageLanguage(asked));
}

/** The path of one import, or of a part of it. */
export function importPath(asked: Asked, id: string, part = '', query: Record<string, string> = {}): string {
  return withQuery(`${LIST}/${encodeURIComponent(id)}${part}`, { ...query, ...carried(asked) });
}

/** The path of an uploaded file that is no import yet. */
export function draftPath(asked: Asked, id: string, part = ''): string {
  return withQuery(`${LIST}/files/${encodeURIComponent(id)}${part}`, carried(asked));
}

/** The file of wrong values as the reader of a page gets it. */
export function csvWording(asked: Asked): CsvWording {
  const { ui } = importWords(asked);
  return { language: pageLanguage(asked), header: { row: ui.row, column: ui.column, value: ui.value, problem: ui.whatIsWrong, accepted: ui.whatIsAccepted, code: ui.code } };
}

/** What was just done, as the query of a redirect says it. */
export function doneText(asked: Asked): string | null {
  const done: Readonly<Record<string, string>> = importWords(asked).done;
  const name = asked.query['done'] ?? '';
  return Object.hasOwn(done, name) ? (done[name] ?? null) : null;
}

const TONES: Partial<Record<ImportStatus, 'good' | 'bad'>> = { finished: 'good', failed: 'bad' };

export function statusText(status: ImportStatus, words: ImportTexts): { text: string; tone: 'good' | 'bad' | '' } {
  return { text: words.statuses[status], tone: TONES[status] ?? '' };
}

/** What we keep, in the reader's words; the name of a kind's column that has none. */
export function columnName(name: string, { columns }: ImportTexts): string {
  const known: Readonly<Record<string, string>> = columns;
  return Object.hasOwn(known, name) ? (known[name] ?? name) : name;
}
