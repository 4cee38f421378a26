/** Builds the documentation of the senders, in English: all of them, and each with its guide, an example and what becomes of it. */
import type { Page } from '../../domain/page-frame.ts';
import { SOURCES_ENGLISH } from '../../domain/texts/sources-en.ts';
import { readableJson } from '../../platform/readable-json.ts';
import type { Scheme } from '../../platform/signature/scheme.ts';
import { shownGuide, type ShownGuide } from './guide-parts.ts';
import { senderOf, type SourceKind } from './senders.ts';
import { GUIDES, KIND_GROUPS, kindName, type KindGroup, type SourceWords } from './source-parts.ts';

interface DocsData {
  title: string;
  groups: { id: string; name: string; kinds: { href: string; name: string; purpose: string }[] }[];
}

const { groups: GROUP_NAMES, purposes: PURPOSES, ui: WORDS } = SOURCES_ENGLISH;

export function senderDocsPage(): Page<'docs/senders', DocsData> {
  return {
    view: 'docs/senders',
    data: {
      title: 'Senders',
      groups: (Object.keys(KIND_GROUPS) as KindGroup[]).map((id) => ({
        id,
        name: GROUP_NAMES[id],
        kinds: KIND_GROUPS[id].map((kind) => ({ href: `${GUIDES}/${kind}`, name: kindName(kind, 'en'), purpose: PURPOSES[kind] })),
      })),
    },
  };
}

export interface DocumentedExample {
  headers: Readonly<Record<string, string>>;
  payload: unknown;
  /** What becomes of it, as the API shows interactions. */
  interaction: object;
}

export interface SenderDoc {
  kind: SourceKind;
  /** An address of a source, with something to be filled in. */
  url: string;
  scheme: Scheme;
  example: DocumentedExample;
  /** Mappings to start from, where its payloads are not known. */
  ready: readonly (DocumentedExample & { name: string; body?: unknown })[];
}

interface ShownExample {
  headers: { name: string; value: string }[];
  payload: string;
  interaction: string;
}

interface DocData {
  title: string;
  listHref: string;
  words: SourceWords;
  purpose: string;
  secret: string;
  guide: ShownGuide;
  scheme: string;
  isOwnScheme: boolean;
  example: ShownExample;
  mapping: string | null;
  ready: (ShownExample & { name: string; body: string | null })[];
}

export function senderDocPage({ kind, url, scheme, example, ready }: SenderDoc): Page<'docs/sender', DocData> {
  const { secretFrom, mapping, scheme: known } = senderOf(kind);
  return {
    view: 'docs/sender',
    data: {
      title: kindName(kind, 'en'),
      listHref: GUIDES,
      words: WORDS,
      purpose: PURPOSES[kind],
      secret: secretFrom === 'there' ? 'The sender makes the secret up; it is entered here.' : 'The secret is made here and entered in the sending system.',
      guide: shownGuide(kind, { url, scheme }),
      scheme: readableJson(scheme),
      isOwnScheme: known === null,
      example: shownExample(example),
      mapping: mapping && readableJson(mapping),
      ready: ready.map(({ name, body, ...one }) => ({ ...shownExample(one), name, body: body === undefined ? null : readableJson(body) })),
    },
  };
}

function shownExample({ headers, payload, interaction }: DocumentedExample): ShownExample {
  return {
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    payload: readableJson(payload),
    // Instants as they are written.
    interaction: readableJson(JSON.parse(JSON.stringify(interaction))),
  };
}
