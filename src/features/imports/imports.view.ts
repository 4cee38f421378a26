/** Builds the page of imports: a file to begin with, and everything imported so far. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { ImportTexts } from '../../domain/texts/imports-en.ts';
import type { UnusableReason } from '../../platform/table/unusable-file.ts';
import { IMPORT_KINDS } from './import-kinds.ts';
import { doneText, importPath, importWords, LIST, statusText, type ShownRun } from './imports-parts.ts';

export interface ImportsPageInput {
  runs: readonly ShownRun[];
  /** Where the next page begins, `null` on the last. */
  nextCursor: string | null;
  isFirst: boolean;
  /** What is wrong with an upload, and exactly. */
  refused: { kind: string; problem: 'kind' | 'file'; exactly: null } | { kind: string; problem: UnusableReason; exactly: string } | null;
  timeZone: string;
}

interface ImportsData extends AdminFrame {
  words: ImportTexts['ui'];
  done: string | null;
  action: string;
  kinds: { value: string; text: string; isChosen: boolean }[];
  problems: { kind: string | null; file: string | null; exactly: string | null };
  rows: { name: string; href: string; kind: string; state: { text: string; tone: string }; isDryRun: boolean; at: string; figures: string[] }[];
  olderHref: string | null;
  newestHref: string | null;
}

export function importsPage(asked: Asked, { runs, nextCursor, isFirst, refused, timeZone }: ImportsPageInput): Page<'admin/imports/index', ImportsData> {
  const language = pageLanguage(asked);
  const words = importWords(asked);
  const { ui } = words;
  return {
    view: 'admin/imports/index',
    data: {
      ...adminFrame(asked, { title: ui.title, current: LIST }),
      words: ui,
      done: doneText(asked),
      // An upload is checked before its body is read: see csrf.ts.
      action: withQuery(LIST, { ...carried(asked), _csrf: asked.csrfToken }),
      kinds: IMPORT_KINDS.map((kind) => ({ value: kind, text: words.kinds[kind], isChosen: kind === refused?.kind })),
      problems: {
        kind: refused?.problem === 'kind' ? ui.kindMissing : null,
        file: refused === null || refused.problem === 'kind' ? null : refused.problem === 'file' ? ui.fileMissing : `${ui.unusable} ${words.unusable[refused.problem]}`,
        exactly: refused?.exactly ?? null,
      },
      rows: runs.map(({ _id, kind, fileName, status, dryRun, createdAt, rowsRead, accepted, updated, unchanged, rejected }) => ({
        name: fileName, href: importPath(asked, _id), kind: words.kinds[kind], state: statusText(status, words), isDryRun: dryRun, at: localTime(createdAt, language, timeZone),
        figures: [rowsRead, accepted, updated, unchanged, rejected].map((count) => localFigure(count, language)),
      })),
      olderHref: nextCursor === null ? null : withQuery(LIST, { cursor: nextCursor, ...carried(asked) }),
      newestHref: isFirst ? null : withQuery(LIST, carried(asked)),
    },
  };
}
