/** Builds the part of a source's page that tells what it sent, what became of it, and what was refused. */
import { pageLanguage } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { direction } from '../../domain/default-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import { pullReasonText } from '../../domain/pull-texts.ts';
import { deliveryTexts, wordFor } from '../../domain/source-texts.ts';
import type { DeliveryTexts } from '../../domain/texts/deliveries-en.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';
import { readablePayload } from '../../platform/readable-json.ts';
import { explainRefusal } from '../../platform/signature/explain.ts';
import type { Refusal, Scheme } from '../../platform/signature/scheme.ts';
import { sourcePath } from './source-parts.ts';

export type Outcome = keyof DeliveryTexts['outcomes'];

export interface ShownDelivery {
  id: string;
  deliveryId: string;
  at: Date;
  outcome: Outcome;
  reason: string | null;
  items: readonly { outcome: Exclude<Outcome, 'refused'>; event: string | null; interaction: string | null; reason: string | null; problems: readonly FieldError[] }[];
  headers: Readonly<Record<string, string>>;
  payload: string | null;
  isCut: boolean;
  replayOf: string | null;
  /** Of a file that was fetched: its rows by what became of them. */
  counts?: Readonly<Record<'rows' | 'accepted' | 'duplicates' | 'ignored' | 'rejected', number>>;
}

export interface DeliveryPage {
  /** The only outcome shown, `null` for all. */
  outcome: Outcome | null;
  deliveries: readonly ShownDelivery[];
  nextCursor: string | null;
  isFirst: boolean;
}

const ANCHOR = '#deliveries';
/** A payload may have 64 kB, and a page shows many. */
const LONGEST_SHOWN = 3000;
/** A dot between figures reads as a zero where zeros are dots. */
const SEPARATORS = { ltr: ' · ', rtl: '؛ ' } as const;

export interface ShownOutcome {
  text: string;
  tone: 'good' | 'bad' | '';
}

interface LogRow {
  deliveryId: string;
  at: string;
  instant: string;
  outcome: ShownOutcome;
  reason: string | null;
  events: string;
  isReplay: boolean;
  items: { outcome: ShownOutcome; event: string | null; interaction: string | null; reason: string | null; problems: readonly FieldError[] }[];
  headers: { name: string; value: string }[];
  /** Of a file. */
  counts: string | null;
  payload: { text: string; note: string | null; isLong: boolean } | null;
  /** Why there is none, where somebody would look for it. */
  noPayload: string | null;
  replayAction: string | null;
  replayLabel: string;
  tryHref: string | null;
}

export interface LogData {
  filters: { href: string; text: string; isCurrent: boolean }[];
  rows: LogRow[];
  isFiltered: boolean;
  isPaged: boolean;
  newerHref: string | null;
  olderHref: string | null;
  againHref: string;
}

export function deliveryLog(asked: Asked, id: string, { outcome, deliveries, nextCursor, isFirst }: DeliveryPage, timeZone: string): LogData {
  const { ui: words, outcomes } = deliveryTexts(pageLanguage(asked));
  const at = (query: Record<string, string>): string => sourcePath(asked, id, '', query) + ANCHOR;
  const filtered = outcome === null ? {} : { outcome };
  return {
    filters: [
      { href: at({}), text: words.all, isCurrent: outcome === null },
      ...(Object.keys(outcomes) as Outcome[]).map((key) => ({ href: at({ outcome: key }), text: outcomes[key], isCurrent: key === outcome })),
    ],
    rows: deliveries.map((delivery) => logRow(asked, id, delivery, timeZone)),
    isFiltered: outcome !== null || !isFirst,
    isPaged: !isFirst || nextCursor !== null,
    newerHref: isFirst ? null : at(filtered),
    olderHref: nextCursor === null ? null : at({ ...filtered, cursor: nextCursor }),
    againHref: at({}),
  };
}

function logRow(asked: Asked, id: string, delivery: ShownDelivery, timeZone: string): LogRow {
  const language = pageLanguage(asked);
  const { ui: words } = deliveryTexts(language);
  const { payload, isCut } = delivery;
  const at = localTime(delivery.at, language, timeZone);
  const readable = payload === null ? '' : readablePayload(payload);
  return {
    deliveryId: delivery.deliveryId,
    at,
    instant: delivery.at.toISOString(),
    outcome: shownOutcome(delivery.outcome, language),
    reason: delivery.reason === null ? null : reasonText(delivery.reason, language),
    // What is told of a file is its name.
    events: delivery.counts ? delivery.deliveryId : [...new Set(delivery.items.flatMap(({ event }) => event ?? []))].join(', '),
    isReplay: delivery.replayOf !== null,
    items: delivery.items.map(({ outcome, reason, ...item }) => ({ ...item, outcome: shownOutcome(outcome, language), reason: reason === null ? null : reasonText(reason, language) })),
    headers: Object.entries(delivery.headers).map(([name, value]) => ({ name, value })),
    counts: delivery.counts ? deliveryCountsText(delivery.counts, language) : null,
    payload: payload === null ? null : { text: readable.slice(0, LONGEST_SHOWN), note: delivery.counts ? words.firstRow : isCut ? words.payloadCut : null, isLong: readable.length > LONGEST_SHOWN },
    noPayload: delivery.reason !== null && isRefusal(delivery.reason) ? words.noPayload : null,
    replayAction: payload === null || isCut ? null : sourcePath(asked, id, `/deliveries/${encodeURIComponent(delivery.id)}/replay`),
    replayLabel: `${words.replay}: ${at}`,
    tryHref: payload === null ? null : sourcePath(asked, id, '/mapping', { delivery: delivery.id }),
  };
}

/** What became of the rows of a file. */
export function deliveryCountsText({ rows, accepted, duplicates, ignored, rejected }: NonNullable<ShownDelivery['counts']>, language: string): string {
  const { ui: words, outcomes } = deliveryTexts(language);
  const counted: [string, number][] = [[words.rows, rows], [outcomes.accepted, accepted], [outcomes.duplicate, duplicates], [outcomes.ignored, ignored], [words.rejected, rejected]];
  return counted.map(([name, count]) => `${name}: ${localFigure(count, language)}`).join(SEPARATORS[direction(language)]);
}

export function shownOutcome(outcome: Outcome, language: string): ShownOutcome {
  return { text: deliveryTexts(language).outcomes[outcome], tone: outcome === 'accepted' ? 'good' : outcome === 'refused' ? 'bad' : '' };
}

/** A reason of ours in words; one that a mapping gives stands for itself. */
export function reasonText(reason: string, language: string): string {
  const { reasons, refusals } = deliveryTexts(language);
  return wordFor(reasons, reason) ?? (isRefusal(reason) ? refusals[reason].name : pullReasonText(reason, language) ?? reason);
}

function isRefusal(reason: string): reason is Refusal {
  return Object.hasOwn(deliveryTexts('en').refusals, reason);
}

export interface RefusedRequests {
  /** By reason. */
  counts: Readonly<Record<string, number>>;
  last: { reason: string; at: Date } | null;
  scheme: Scheme;
}

export interface RefusalData {
  last: string;
  rows: { name: string; count: string; remedy: string; exactly: string }[];
}

/** `null` where nothing was refused. */
export function refusedRequests({ counts, last, scheme }: RefusedRequests, language: string, timeZone: string): RefusalData | null {
  const { ui: words, refusals } = deliveryTexts(language);
  const counted = Object.entries(counts).filter((entry): entry is [Refusal, number] => isRefusal(entry[0])).toSorted(([, a], [, b]) => b - a);
  if (last === null || counted.length === 0) return null;
  return {
    last: substitute(words.refusalsLast, { at: localTime(last.at, language, timeZone) }),
    rows: counted.map(([reason, count]) => ({ ...refusals[reason], count: localFigure(count, language), exactly: explainRefusal(scheme, reason) })),
  };
}
