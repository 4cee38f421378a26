/** Builds the list of sources. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { deliveryTexts, sourceTexts } from '../../domain/source-texts.ts';
import type { SourceKind } from './senders.ts';
import { doneText, GUIDES, kindName, LIST, sourcePath, stateOf, type SourceState, type SourceWords } from './source-parts.ts';

export interface ListedSource extends SourceState {
  id: string;
  name: string;
  kind: SourceKind;
  lastDelivery: Date | null;
  lastRefusal: { reason: string; at: Date } | null;
}

const LATELY_MS = 7 * 86_400_000;

interface ListData extends AdminFrame {
  words: SourceWords;
  done: string | null;
  newHref: string;
  docsHref: string;
  rows: { name: string; href: string; kind: string; state: { text: string; tone: string }; lastDelivery: string | null; refusal: { reason: string; at: string } | null }[];
}

export function sourcesPage(asked: Asked, { sources, now, timeZone }: { sources: readonly ListedSource[]; now: Date; timeZone: string }): Page<'admin/sources/index', ListData> {
  const language = pageLanguage(asked);
  const { ui: words } = sourceTexts(language);
  const { refusals } = deliveryTexts(language);
  const names = new Map(Object.entries(refusals).map(([reason, { name }]) => [reason, name]));
  return {
    view: 'admin/sources/index',
    data: {
      ...adminFrame(asked, { title: words.title, current: LIST }),
      words,
      done: doneText(asked),
      newHref: withQuery(`${LIST}/new`, carried(asked)),
      docsHref: GUIDES,
      rows: sources.toSorted((a, b) => a.name.localeCompare(b.name, language)).map(({ id, name, kind, lastDelivery, lastRefusal, ...state }) => ({
        name,
        href: sourcePath(asked, id),
        kind: kindName(kind, language),
        state: stateOf(state, words),
        lastDelivery: lastDelivery && localTime(lastDelivery, language, timeZone),
        refusal: lastRefusal && now.getTime() - lastRefusal.at.getTime() < LATELY_MS
          ? { reason: names.get(lastRefusal.reason) ?? lastRefusal.reason, at: localTime(lastRefusal.at, language, timeZone) } : null,
      })),
    },
  };
}
