/** Builds the page on which the fetching of a source is set up and watched, and its part of the source's own page. */
import { adminFrame, pageLanguage } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localFigure, localMinutes, localTime } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import { pullCauseText, pullTexts, type PullCause } from '../../domain/pull-texts.ts';
import { removalPage } from '../../domain/removal-page.ts';
import { sourceTexts, wordFor } from '../../domain/source-texts.ts';
import type { PullTexts } from '../../domain/texts/pulls-en.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { Opening } from '../../platform/http/overtaken.ts';
import { deliveryCountsText, shownOutcome, type Outcome, type ShownOutcome } from './delivery-log.view.ts';
import type { PullForm } from './pull-form.ts';
import { LIST, problemOf, sourcePath, type FieldProblem, type SourceWords } from './source-parts.ts';

interface ShownPullRun {
  at: Date;
  outcome: Outcome;
  reason: string | null;
  cause?: PullCause | undefined;
  counts: Parameters<typeof deliveryCountsText>[0] | null;
}

export interface ShownPull {
  place: string;
  /** Where to put files; `null` for an address. */
  folder: string | null;
  hasToken: boolean;
  everyMinutes: number;
  /** `null` while it is paused. */
  nextAt: Date | null;
  failures: number;
  /** Newest first. */
  runs: readonly ShownPullRun[];
}

interface PullPageInput {
  source: { id: string; name: string; isPaused: boolean; hasOwnMapping: boolean };
  /** `null`: nothing is fetched yet. */
  pull: ShownPull | null;
  form: PullForm;
  errors: readonly FieldError[];
  opening: Opening;
  /** Below which an account's folders lie; `null` where there can be none. */
  dropFolder: string | null;
  now: Date;
  timeZone: string;
}

/** In minutes; one that was set by API stands among them too. */
const INTERVALS = [5, 15, 30, 60, 120, 240, 480, 720, 1440, 10_080];
const COLUMNS = ['id', 'occurredAt', 'type', 'touchpoint', 'customer.externalId', 'customer.email', 'customer.name', 'customer.locale', 'properties.plan'];

interface RunRow {
  at: string;
  instant: string;
  outcome: ShownOutcome;
  counts: string | null;
  why: string | null;
  /** In English, where it says more. */
  exactly: string | null;
}

interface PullData extends AdminFrame {
  words: PullTexts['ui'] & Pick<SourceWords, 'copy' | 'copied'>;
  name: string;
  backHref: string;
  done: string | null;
  sourcePaused: string | null;
  watched: {
    state: ShownOutcome;
    place: string;
    folder: string | null;
    next: string | null;
    failures: string | null;
    isPaused: boolean;
    hereHref: string;
    nowAction: string;
    statusAction: string;
    nextStatus: 'active' | 'paused';
    removeHref: string;
    logHref: string;
    runs: RunRow[];
  } | null;
  action: string;
  form: PullForm;
  isFolder: boolean;
  hasProblem: boolean;
  opening: Opening;
  problems: Record<'url' | 'bearerToken' | 'path' | 'everyMinutes', FieldProblem | null>;
  hasToken: boolean;
  dropFolder: string | null;
  intervals: { value: string; text: string; isChosen: boolean }[];
  submit: string;
  hasOwnMapping: boolean;
  columns: readonly string[];
  mappingHref: string;
}

export function pullPage(asked: Asked, input: PullPageInput): Page<'admin/sources/pull', PullData> {
  const { source: { id, name, isPaused, hasOwnMapping }, pull, form, errors, opening, dropFolder } = input;
  const language = pageLanguage(asked);
  const { ui: words, done } = pullTexts(language);
  const { copy, copied, save } = sourceTexts(language).ui;
  const isElsewhere = pull !== null && pull.hasToken && form.bearerToken === '';
  return {
    view: 'admin/sources/pull',
    data: {
      ...adminFrame(asked, { title: substitute(words.title, { name: embedded(name, language) }), current: LIST }),
      words: { ...words, copy, copied },
      name,
      backHref: sourcePath(asked, id),
      done: wordFor(done, asked.query['done'] ?? ''),
      sourcePaused: isPaused && pull !== null ? words.sourcePaused : null,
      watched: pull && watchedPart(asked, id, pull, input),
      action: sourcePath(asked, id, '/pull'),
      form,
      isFolder: form.kind === 'folder',
      hasProblem: errors.length > 0,
      opening,
      problems: {
        url: problemOf(errors, 'url', words.urlWrong),
        bearerToken: problemOf(errors, 'bearerToken', isElsewhere ? words.tokenElsewhere : words.tokenWrong),
        path: problemOf(errors, 'path', words.pathWrong),
        everyMinutes: problemOf(errors, 'everyMinutes', words.everyWrong),
      },
      hasToken: pull?.hasToken ?? false,
      dropFolder,
      intervals: intervalsFor(form.everyMinutes).map((minutes) => ({ value: String(minutes), text: localMinutes(minutes, language), isChosen: String(minutes) === form.everyMinutes })),
      submit: pull === null ? words.start : pull.nextAt === null ? save : words.save,
      hasOwnMapping,
      columns: COLUMNS,
      mappingHref: sourcePath(asked, id, '/mapping'),
    },
  };
}

function intervalsFor(chosen: string): number[] {
  const minutes = Number(chosen);
  return Number.isInteger(minutes) && minutes > 0 && !INTERVALS.includes(minutes) ? [...INTERVALS, minutes].toSorted((a, b) => a - b) : INTERVALS;
}

function watchedPart(asked: Asked, id: string, pull: ShownPull, { now, timeZone }: PullPageInput): PullData['watched'] {
  const language = pageLanguage(asked);
  const { ui: words } = pullTexts(language);
  const { nextAt, failures } = pull;
  const isPaused = nextAt === null;
  return {
    state: stateOfPull(pull, words),
    place: pull.place,
    folder: pull.folder,
    next: isPaused ? null : nextAt <= now ? words.nextNow : localTime(nextAt, language, timeZone),
    failures: failures === 0 ? null : localFigure(failures, language),
    isPaused,
    hereHref: sourcePath(asked, id, '/pull'),
    nowAction: sourcePath(asked, id, '/pull/now'),
    statusAction: sourcePath(asked, id, '/pull/status'),
    nextStatus: isPaused ? 'active' : 'paused',
    removeHref: sourcePath(asked, id, '/pull/delete'),
    logHref: `${sourcePath(asked, id)}#deliveries`,
    runs: pull.runs.map((run) => runRow(run, language, timeZone)),
  };
}

function runRow({ at, outcome, reason, cause, counts }: ShownPullRun, language: string, timeZone: string): RunRow {
  return {
    at: localTime(at, language, timeZone),
    instant: at.toISOString(),
    outcome: shownOutcome(outcome, language),
    counts: counts && deliveryCountsText(counts, language),
    why: cause === undefined ? null : pullCauseText(cause, language),
    exactly: outcome === 'refused' && cause?.code !== reason ? reason : null,
  };
}

function stateOfPull({ nextAt, failures }: Pick<ShownPull, 'nextAt' | 'failures'>, words: PullTexts['ui']): ShownOutcome {
  if (nextAt === null) return { text: words.paused, tone: '' };
  return failures > 0 ? { text: words.failing, tone: 'bad' } : { text: words.active, tone: 'good' };
}

export interface PullCard {
  words: PullTexts['ui'];
  text: string;
  problem: string | null;
  href: string;
  link: string;
}

/** What the page of a source says of fetching. */
export function pullCard(asked: Asked, id: string, pull: ShownPull | null): PullCard {
  const language = pageLanguage(asked);
  const { ui: words } = pullTexts(language);
  const href = sourcePath(asked, id, '/pull');
  if (pull === null) return { words, text: words.cardNone, problem: null, href, link: words.cardSet };
  const { place, everyMinutes, nextAt, failures } = pull;
  const text = substitute(nextAt === null ? words.cardPaused : words.cardActive, { place: embedded(place, language), every: localMinutes(everyMinutes, language) });
  return { words, text, problem: failures > 0 ? words.cardFailing : null, href, link: words.cardOpen };
}

export function removePullPage(asked: Asked, { id, name }: { id: string; name: string }): ReturnType<typeof removalPage> {
  const language = pageLanguage(asked);
  const { ui: words } = pullTexts(language);
  return removalPage(asked, {
    title: substitute(words.removeTitle, { name: embedded(name, language) }), current: LIST, text: words.removeText, button: words.removeButton,
    cancel: sourceTexts(language).ui.cancel, action: sourcePath(asked, id, '/pull/delete'), backHref: sourcePath(asked, id, '/pull'),
  });
}
