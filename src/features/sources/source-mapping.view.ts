/** Builds the editor of a source's mapping, with what it would make of a payload. */
import { adminFrame, pageLanguage } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { inLanguage } from '../../domain/in-language.ts';
import { whyDecided, type ToldDecision } from '../../domain/ledger-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import { NAMED_CONVERSIONS, type Conversion, type Mapping } from '../../domain/mapping/mapping.ts';
import type { Page } from '../../domain/page-frame.ts';
import { deliveryTexts } from '../../domain/source-texts.ts';
import { DECISION_TEXTS } from '../../domain/texts/decision-texts.ts';
import type { DeliveryTexts } from '../../domain/texts/deliveries-en.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { Opening } from '../../platform/http/overtaken.ts';
import { readableJson } from '../../platform/readable-json.ts';
import { reasonText } from './delivery-log.view.ts';
import { READY_MAPPINGS } from './ready-mappings.ts';
import { senderOf, type SourceKind } from './senders.ts';
import { LIST, problemOf, sourcePath, type FieldProblem } from './source-parts.ts';

/** How mappings look, for those who write their first. */
export const EXAMPLE_MAPPING: Mapping = {
  events: [{ name: 'order paid', when: [{ path: 'status', op: 'eq', value: 'paid' }], fields: { type: { value: 'order.paid' }, touchpoint: { value: 'checkout' } } }],
  fields: {
    id: { text: 'order-{order.number}' },
    occurredAt: { path: ['order.paid_at', 'created'], convert: 'unix-seconds' },
    customer: { email: { path: 'order.buyer.email', convert: 'lower-case' }, locale: { path: 'order.language', default: 'en' } },
    properties: { amount: { path: 'order.total', convert: { dividedBy: 100 } } },
  },
};

export const EXAMPLE_PATHS = ['order.buyer.email', 'lines[0].sku', 'items[*].id', "people[role='buyer'].email", '$$.shop', '$headers.x-topic', '$delivery.id', '$delivery.at'];
const OTHER_CONVERSIONS: readonly Conversion[] = [{ date: 'DD/MM/YYYY HH:mm', zone: 'Europe/Warsaw' }, { table: { de: 'de-DE' }, otherwise: 'en' }, { dividedBy: 100 }];

export interface EditedMapping {
  /** As it stands in the fields. */
  mapping: string;
  payload: string;
  headers: string;
  /** Which one to start from: `saved`, `built-in` or `ready:<key>`. */
  from: string;
}

export interface ShownDecision extends ToldDecision {
  survey: string | null;
  outcome: 'invited' | 'skipped';
  rule: string | null;
}

export type ShownItem = { event: string | null } & (
  | { interaction: { externalId: string; type: string | null; touchpoint: string | null; occurredAt: Date; customer: object; properties: object; decisions: readonly ShownDecision[] | null } }
  | { interaction: null; reason: string; problems: readonly FieldError[] }
);

export interface MappingPageInput {
  source: { id: string; name: string; kind: SourceKind; hasOwnMapping: boolean };
  edited: EditedMapping;
  /** Where the payload is from. */
  payloadFrom: { kind: 'delivery'; at: Date } | { kind: 'example' } | { kind: 'pasted' };
  /** What would become of it, `null` where nobody asked. */
  preview: readonly ShownItem[] | null;
  errors: readonly FieldError[];
  opening: Opening;
  timeZone: string;
}

interface PreviewRow {
  title: string;
  event: string | null;
  verdict: string;
  reason: string | null;
  problems: readonly FieldError[];
  fields: { name: string; value: string; isCode: boolean }[];
  decisions: { survey: string | null; text: string; tone: string; why: string; rule: string | null }[];
}

interface MappingData extends AdminFrame {
  words: DeliveryTexts['ui'];
  name: string;
  backHref: string;
  action: string;
  state: string;
  opening: Opening;
  starts: { value: string; text: string; isChosen: boolean }[];
  edited: EditedMapping;
  emptyHelp: string;
  paths: readonly string[];
  conversions: readonly string[];
  example: string;
  payloadHelp: string;
  problems: Record<'mapping' | 'payload' | 'headers', FieldProblem | null>;
  preview: PreviewRow[] | null;
}

export function mappingPage(asked: Asked, { source: { id, name, kind, hasOwnMapping }, edited, payloadFrom, preview, errors, opening, timeZone }: MappingPageInput): Page<'admin/sources/mapping', MappingData> {
  const language = pageLanguage(asked);
  const { ui: words } = deliveryTexts(language);
  const isBuiltIn = senderOf(kind).mapping !== null;
  const wrongLine = errors.find(({ pointer }) => pointer === '/headers')?.detail;
  return {
    view: 'admin/sources/mapping',
    data: {
      ...adminFrame(asked, { title: substitute(words.mappingTitle, { name }), current: LIST }),
      words,
      name,
      backHref: sourcePath(asked, id),
      action: sourcePath(asked, id, '/mapping'),
      state: hasOwnMapping ? words.isOwn : isBuiltIn ? words.isBuiltIn : words.isNone,
      opening,
      starts: startsFor({ hasOwnMapping, isBuiltIn }, words).map(({ value, text }) => ({ value, text, isChosen: value === edited.from })),
      edited,
      emptyHelp: isBuiltIn ? words.emptyBuiltIn : words.emptyNone,
      paths: EXAMPLE_PATHS,
      conversions: [...NAMED_CONVERSIONS, ...OTHER_CONVERSIONS.map(readableJson)],
      example: readableJson(EXAMPLE_MAPPING),
      payloadHelp: payloadFrom.kind === 'delivery' ? substitute(words.payloadFrom, { at: localTime(payloadFrom.at, language, timeZone) }) : payloadFrom.kind === 'example' ? words.payloadExample : words.payloadPaste,
      problems: {
        mapping: problemOf(errors, 'mapping', words.mappingProblem),
        payload: problemOf(errors, 'payload', words.payloadProblem),
        headers: wrongLine === undefined ? null : { text: substitute(words.headersWrong, { line: localFigure(Number(wrongLine), language) }), exactly: [] },
      },
      preview: preview && preview.map((item, index) => previewRow(item, substitute(words.previewItem, { number: localFigure(index + 1, language) }), language, timeZone)),
    },
  };
}

function startsFor({ hasOwnMapping, isBuiltIn }: { hasOwnMapping: boolean; isBuiltIn: boolean }, words: DeliveryTexts['ui']): { value: string; text: string }[] {
  return [
    ...(hasOwnMapping ? [{ value: 'saved', text: words.fromSaved }] : []),
    { value: 'built-in', text: isBuiltIn ? words.fromBuiltIn : words.fromNone },
    ...READY_MAPPINGS.map(({ key, name }) => ({ value: `ready:${key}`, text: substitute(words.fromReady, { name }) })),
  ];
}

function previewRow(item: ShownItem, title: string, language: string, timeZone: string): PreviewRow {
  const { ui: words } = deliveryTexts(language);
  const { event } = item;
  if (item.interaction === null) {
    return { title, event, verdict: words.becomesNothing, reason: reasonText(item.reason, language), problems: item.problems, fields: [], decisions: [] };
  }
  const { externalId, type, touchpoint, occurredAt, customer, properties, decisions } = item.interaction;
  const field = (name: string, value: string | null, isCode = true) => (value === null ? [] : [{ name, value, isCode }]);
  return {
    title, event, verdict: words.becomesInteraction, reason: null, problems: [],
    fields: [
      ...field(words.id, externalId), ...field(words.type, type), ...field(words.touchpoint, touchpoint), ...field(words.occurredAt, localTime(occurredAt, language, timeZone), false),
      ...field(words.customer, objectText(customer)), ...field(words.properties, objectText(properties)),
    ],
    decisions: (decisions ?? []).map((decision) => shownDecision(decision, language, timeZone)),
  };
}

const objectText = (value: object): string | null => (Object.keys(value).length === 0 ? null : readableJson(value));

function shownDecision(decision: ShownDecision, language: string, timeZone: string): PreviewRow['decisions'][number] {
  const { survey, outcome, rule } = decision;
  const texts = inLanguage(DECISION_TEXTS, language);
  const isInvited = outcome === 'invited';
  return { survey, text: isInvited ? texts.invited : texts.skipped, tone: isInvited ? 'good' : '', why: whyDecided(decision, language, timeZone), rule };
}
