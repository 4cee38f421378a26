/** Builds the page of one import: how far it is, what was wrong, and the way back. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { faultText } from '../../domain/import-remark.ts';
import { localFigure, localPercent, localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { ImportTexts } from '../../domain/texts/imports-en.ts';
import { substitute } from '../../domain/variables.ts';
import { shownError, type ShownError } from './import-draft.view.ts';
import type { RowError } from './row-error.ts';
import { doneText, draftPath, importPath, importWords, LIST, statusText, type ShownRun } from './imports-parts.ts';

export interface RunPageInput {
  run: ShownRun;
  etaSeconds: number | null;
  errors: readonly RowError[];
  /** The file a check was of, while it is still there. */
  draftId: string | null;
  timeZone: string;
}

interface RunData extends AdminFrame {
  words: ImportTexts['ui'];
  done: string | null;
  backHref: string;
  at: string;
  state: { text: string; tone: string };
  isDryRun: boolean;
  isUnderWay: boolean;
  hereHref: string;
  /** 0–100. */
  percent: string;
  percentText: string;
  eta: string | null;
  /** `exactly`: in English, where it says more. */
  reason: { text: string | null; exactly: string | null } | null;
  figures: { name: string; value: string }[];
  errors: ShownError[];
  errorsTitle: string;
  errorsHref: string;
  undoHref: string | null;
  draftHref: string | null;
}

const UNDER_WAY = ['waiting', 'running', 'undoing'];

export function isUnderWay({ status }: Pick<ShownRun, 'status'>): boolean {
  return UNDER_WAY.includes(status);
}

export function runPage(asked: Asked, { run, etaSeconds, errors, draftId, timeZone }: RunPageInput): Page<'admin/imports/run', RunData> {
  const language = pageLanguage(asked);
  const words = importWords(asked);
  const { ui } = words;
  const figure = (value: number): string => localFigure(value, language);
  const canUndo = !run.dryRun && (run.status === 'finished' || run.status === 'failed');
  return {
    view: 'admin/imports/run',
    data: {
      ...adminFrame(asked, { title: substitute(ui.runTitle, { kind: words.kinds[run.kind], file: run.fileName }), current: LIST }),
      words: ui,
      done: doneText(asked),
      backHref: withQuery(LIST, carried(asked)),
      at: localTime(run.createdAt, language, timeZone),
      state: statusText(run.status, words),
      isDryRun: run.dryRun,
      isUnderWay: isUnderWay(run),
      hereHref: importPath(asked, run._id),
      percent: run.percent.toFixed(1),
      percentText: substitute(ui.percentDone, { percent: localPercent(run.percent, language, 0) }),
      eta: etaSeconds === null ? null : substitute(ui.eta, { seconds: figure(etaSeconds) }),
      reason: failureOf(run, asked),
      figures: [[ui.rows, run.rowsRead], [ui.accepted, run.accepted], [ui.updated, run.updated], [ui.unchanged, run.unchanged], [ui.rejected, run.rejected]].map(([name, value]) => ({ name: String(name), value: figure(Number(value)) })),
      errors: errors.map((error) => shownError(error, asked)),
      errorsTitle: substitute(ui.errorsCount, { count: figure(run.rejected) }),
      errorsHref: importPath(asked, run._id, '/errors.csv'),
      undoHref: canUndo ? importPath(asked, run._id, '/undo') : null,
      draftHref: draftId === null ? null : draftPath(asked, draftId),
    },
  };
}

function failureOf({ reason, unusable, fault }: ShownRun, asked: Asked): RunData['reason'] {
  if (reason === null) return null;
  if (fault) return { text: faultText(fault, pageLanguage(asked)), exactly: null };
  return { text: unusable ? importWords(asked).unusable[unusable] : null, exactly: reason };
}

interface UndoData extends AdminFrame {
  words: ImportTexts['ui'];
  file: string;
  problem: string | null;
  action: string;
  backHref: string;
}

/** Asks before an import is taken back. `refusal` is why it was not, in English. */
export function undoPage(asked: Asked, { run, refusal }: { run: Pick<ShownRun, '_id' | 'kind' | 'fileName'>; refusal: string | null }): Page<'admin/imports/undo', UndoData> {
  const words = importWords(asked);
  const { ui } = words;
  return {
    view: 'admin/imports/undo',
    data: {
      ...adminFrame(asked, { title: ui.undoTitle, current: LIST }),
      words: ui,
      file: substitute(ui.runTitle, { kind: words.kinds[run.kind], file: run.fileName }),
      problem: refusal === null ? null : substitute(ui.refused, { reason: refusal }),
      action: importPath(asked, run._id, '/undo'),
      backHref: importPath(asked, run._id),
    },
  };
}
