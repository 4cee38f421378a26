/** Builds the page of one source: its state, address and set-up, what it sent, and its settings. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { deliveryTexts, sourceTexts } from '../../domain/source-texts.ts';
import type { DeliveryTexts } from '../../domain/texts/deliveries-en.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { Opening } from '../../platform/http/overtaken.ts';
import type { Scheme } from '../../platform/signature/scheme.ts';
import { deliveryLog, refusedRequests, type DeliveryPage, type LogData, type RefusalData } from './delivery-log.view.ts';
import { shownGuide, type ShownGuide } from './guide-parts.ts';
import { pullCard, type PullCard, type ShownPull } from './pull.view.ts';
import { exampleOf } from './sender-examples.ts';
import { senderOf, type SourceKind } from './senders.ts';
import { doneText, GUIDES, kindName, LIST, problemOf, sourcePath, stateOf, type FieldProblem, type SourceState, type SourceWords } from './source-parts.ts';

export interface ShownSource extends SourceState {
  id: string;
  name: string;
  kind: SourceKind;
  url: string;
  /** The proper one. */
  scheme: Scheme;
  legacySignatures: boolean;
  hasOwnMapping: boolean;
  /** `null`: it waits for it. */
  secretSince: Date | null;
  /** Until when the one before holds, `null` where there is none. */
  overlapUntil: Date | null;
  refusals: Readonly<Record<string, number>>;
  lastRefusal: { reason: string; at: Date } | null;
}

export interface SourcePageInput {
  source: ShownSource;
  /** `null`: nothing is fetched for it. */
  pull: ShownPull | null;
  log: DeliveryPage;
  timeZone: string;
  /** Just made: shown here and never again. */
  secret: { isNewSource: boolean; text: string } | null;
  /** The form of its settings as it was sent, where it was refused. */
  refused: { name: string; errors: readonly FieldError[] } | null;
  /** Of the form of its settings. */
  opening: Opening;
}

interface SourceData extends AdminFrame {
  words: SourceWords;
  logWords: DeliveryTexts['ui'];
  name: string;
  kind: string;
  state: { text: string; tone: string };
  isPaused: boolean;
  backHref: string;
  done: string | null;
  opening: Opening;
  secret: { title: string; text: string; value: string } | null;
  waiting: { text: string; href: string } | null;
  url: string;
  setUp: { isOpen: boolean; guide: ShownGuide; note: string | null; docsHref: string; documentation: string; sampleHelp: string };
  fetching: PullCard;
  mapping: { text: string; href: string };
  settings: {
    action: string;
    name: string;
    problem: FieldProblem | null;
    legacyHelp: string | null;
    isLegacy: boolean;
    statusAction: string;
    nextStatus: 'active' | 'paused';
    secretText: string | null;
    renewHref: string;
    removeHref: string;
  };
  log: LogData;
  refusals: RefusalData | null;
}

export function sourcePage(asked: Asked, { source, pull, log, timeZone, secret, refused, opening }: SourcePageInput): Page<'admin/sources/show', SourceData> {
  const language = pageLanguage(asked);
  const { ui: words } = sourceTexts(language);
  const { id, name, url, scheme } = source;
  const kind = kindName(source.kind, language);
  const renewHref = sourcePath(asked, id, '/rotate');
  return {
    view: 'admin/sources/show',
    data: {
      ...adminFrame(asked, { title: name, current: LIST }),
      words,
      logWords: deliveryTexts(language).ui,
      name,
      kind,
      state: stateOf(source, words),
      isPaused: source.status === 'paused',
      backHref: withQuery(LIST, carried(asked)),
      done: doneText(asked),
      opening,
      secret: secret && shownSecret(secret, source, { words, language, timeZone }),
      waiting: source.waitsForSecret ? { text: substitute(words.waitingText, { kind }), href: renewHref } : null,
      url,
      setUp: {
        isOpen: secret !== null || source.waitsForSecret || (pull === null && log.isFirst && log.outcome === null && log.deliveries.length === 0),
        guide: shownGuide(source.kind, { url, scheme }),
        note: language === 'en' ? null : words.guideEnglish,
        docsHref: `${GUIDES}/${source.kind}`,
        documentation: substitute(words.ownDocumentation, { kind }),
        sampleHelp: `${substitute(words.byHandHelp, { kind })} ${exampleOf(source.kind).happenedAt === null ? words.byHandNow : words.byHandPast}`,
      },
      fetching: pullCard(asked, id, pull),
      mapping: { text: mappingText(source, words), href: sourcePath(asked, id, '/mapping') },
      settings: settingsOf(asked, source, { refused, timeZone }),
      log: deliveryLog(asked, id, log, timeZone),
      refusals: refusedRequests({ counts: source.refusals, last: source.lastRefusal, scheme }, language, timeZone),
    },
  };
}

function shownSecret({ isNewSource, text: value }: { isNewSource: boolean; text: string }, { name, overlapUntil }: ShownSource, { words, language, timeZone }: { words: SourceWords; language: string; timeZone: string }): SourceData['secret'] {
  if (isNewSource || overlapUntil === null) return { title: substitute(words.createdTitle, { name }), text: words.createdText, value };
  const until = localTime(overlapUntil, language, timeZone);
  return { title: substitute(words.renewedTitle, { name }), text: `${substitute(words.renewedText, { until })} ${words.createdText}`, value };
}

function mappingText({ kind, hasOwnMapping }: ShownSource, words: SourceWords): string {
  if (hasOwnMapping) return words.mappingOwn;
  return senderOf(kind).mapping === null ? words.mappingNone : words.mappingBuiltIn;
}

function settingsOf(asked: Asked, source: ShownSource, { refused, timeZone }: Pick<SourcePageInput, 'refused' | 'timeZone'>): SourceData['settings'] {
  const language = pageLanguage(asked);
  const { ui: words } = sourceTexts(language);
  const { id, kind, secretSince, overlapUntil, legacySignatures } = source;
  const at = (instant: Date): string => localTime(instant, language, timeZone);
  return {
    action: sourcePath(asked, id, '/settings'),
    name: refused?.name ?? source.name,
    problem: problemOf(refused?.errors ?? [], 'name', words.nameWrong),
    legacyHelp: senderOf(kind).legacySchemes.length > 0 ? substitute(words.legacyHelp, { kind: kindName(kind, language) }) : null,
    isLegacy: legacySignatures,
    statusAction: sourcePath(asked, id, '/status'),
    nextStatus: source.status === 'paused' ? 'active' : 'paused',
    secretText: secretSince && [
      substitute(words.secretSince, { at: at(secretSince) }), ...(overlapUntil ? [substitute(words.secretOverlap, { until: at(overlapUntil) })] : []),
    ].join(' '),
    renewHref: sourcePath(asked, id, '/rotate'),
    removeHref: sourcePath(asked, id, '/delete'),
  };
}
