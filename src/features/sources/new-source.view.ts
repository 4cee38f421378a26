/** Builds the two steps to a new source: which system, and what is to be known of it. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import type { Page } from '../../domain/page-frame.ts';
import { pullTexts } from '../../domain/pull-texts.ts';
import { sourceTexts } from '../../domain/source-texts.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';
import { readableJson } from '../../platform/readable-json.ts';
import { tokenHeader } from '../../platform/signature/schemes.ts';
import { READY_MAPPINGS } from './ready-mappings.ts';
import { EXAMPLE_SCHEME, TIMED_SCHEME } from './sender-examples.ts';
import { senderOf, type SourceKind } from './senders.ts';
import { GUIDES, KIND_GROUPS, kindName, LIST, problemOf, type FieldProblem, type KindGroup, type SourceWords } from './source-parts.ts';

/** What reports nothing has a source of the plainest kind. */
const FETCHED_KIND: SourceKind = 'bearer';

interface ChooseData extends AdminFrame {
  words: SourceWords;
  backHref: string;
  docsHref: string;
  /** For systems that report nothing. */
  fetching: { href: string; name: string; purpose: string };
  groups: { id: string; name: string; kinds: { href: string; name: string; purpose: string }[] }[];
}

export function choosePage(asked: Asked): Page<'admin/sources/choose', ChooseData> {
  const language = pageLanguage(asked);
  const { ui: words, groups, purposes } = sourceTexts(language);
  const { ui: fetching } = pullTexts(language);
  return {
    view: 'admin/sources/choose',
    data: {
      ...adminFrame(asked, { title: words.chooseTitle, current: LIST }),
      words,
      backHref: withQuery(LIST, carried(asked)),
      docsHref: GUIDES,
      fetching: { href: withQuery(`${LIST}/new`, { kind: FETCHED_KIND, fetch: 'yes', ...carried(asked) }), name: fetching.chooseName, purpose: fetching.choosePurpose },
      groups: (Object.keys(KIND_GROUPS) as KindGroup[]).map((id) => ({
        id,
        name: groups[id],
        kinds: KIND_GROUPS[id].map((kind) => ({ href: withQuery(`${LIST}/new`, { kind, ...carried(asked) }), name: kindName(kind, language), purpose: purposes[kind] })),
      })),
    },
  };
}

/** A form of a source as it was sent, or is first shown. */
export interface SentSource {
  name: string;
  secret: string;
  scheme: string;
  legacy: string;
  ready: string;
  /** `yes`: it will not report, its file is fetched. */
  fetch: string;
}

export const EMPTY_SOURCE: SentSource = { name: '', secret: '', scheme: readableJson(EXAMPLE_SCHEME), legacy: '', ready: '', fetch: '' };

interface NewData extends AdminFrame {
  words: SourceWords;
  backHref: string;
  action: string;
  kind: string;
  purpose: string;
  isFetched: boolean;
  sent: SentSource;
  secretHelp: string;
  /** `null`: how its requests are signed is known. */
  schemes: { timed: string; token: string } | null;
  legacyHelp: string | null;
  isLegacy: boolean;
  /** Empty where its payloads are known. */
  ready: { key: string; name: string; isChosen: boolean }[];
  hasProblem: boolean;
  problems: Record<'name' | 'secret' | 'scheme', FieldProblem | null>;
}

export function newSourcePage(asked: Asked, { kind, sent, errors }: { kind: SourceKind; sent: SentSource; errors: readonly FieldError[] }): Page<'admin/sources/new', NewData> {
  const language = pageLanguage(asked);
  const { ui: words, purposes } = sourceTexts(language);
  const { ui: fetching } = pullTexts(language);
  const isFetched = sent.fetch === 'yes';
  const name = kindName(kind, language);
  const { scheme, secretFrom, legacySchemes, mapping } = senderOf(kind);
  return {
    view: 'admin/sources/new',
    data: {
      ...adminFrame(asked, { title: substitute(words.newTitle, { kind: isFetched ? fetching.chooseName : name }), current: LIST }),
      words,
      backHref: withQuery(`${LIST}/new`, carried(asked)),
      action: withQuery(LIST, carried(asked)),
      kind,
      purpose: isFetched ? fetching.choosePurpose : purposes[kind],
      isFetched,
      sent,
      secretHelp: secretFrom === 'there' ? substitute(words.secretThere, { kind: name }) : words.secretHere,
      schemes: scheme === null ? { timed: readableJson(TIMED_SCHEME), token: readableJson(tokenHeader('x-webhook-token')) } : null,
      legacyHelp: legacySchemes.length > 0 ? substitute(words.legacyHelp, { kind: name }) : null,
      isLegacy: sent.legacy !== '',
      ready: mapping === null ? READY_MAPPINGS.map(({ key, name: title }) => ({ key, name: title, isChosen: key === sent.ready })) : [],
      hasProblem: errors.length > 0,
      problems: { name: problemOf(errors, 'name', words.nameWrong), secret: problemOf(errors, 'secret', words.secretWrong), scheme: problemOf(errors, 'scheme', words.schemeWrong) },
    },
  };
}
