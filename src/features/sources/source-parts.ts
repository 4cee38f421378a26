/** What the pages of sources share: their paths, names and the wording of states and problems. */
import { carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { sourceTexts, wordFor } from '../../domain/source-texts.ts';
import type { SourceTexts } from '../../domain/texts/sources-en.ts';
import type { FieldError } from '../../platform/errors.ts';
import { senderOf, type SourceKind } from './senders.ts';

export const LIST = '/admin/sources';
export const GUIDES = '/api/docs/senders';

export type SourceWords = SourceTexts['ui'];

export type KindGroup = keyof SourceTexts['groups'];

/** In the order they are shown. */
export const KIND_GROUPS: Readonly<Record<KindGroup, readonly SourceKind[]>> = {
  shops: ['shopify', 'woocommerce', 'stripe'],
  support: ['zendesk', 'intercom', 'help-scout'],
  sales: ['hubspot', 'segment'],
  other: ['standard-webhooks', 'bearer', 'basic', 'generic'],
};

/** The name of a system: a brand's own, else in the reader's language. */
export function kindName(kind: SourceKind, language: string): string {
  return wordFor(sourceTexts(language).kinds, kind) ?? senderOf(kind).name;
}

/** The path of a page of one source: `part` names one below it. */
export function sourcePath(asked: Asked, id: string, part = '', query: Record<string, string> = {}): string {
  return withQuery(`${LIST}/${encodeURIComponent(id)}${part}`, { ...query, ...carried(asked) });
}

/** What was just done, as the query of a redirect says it. */
export function doneText(asked: Asked): string | null {
  return wordFor(sourceTexts(pageLanguage(asked)).done, asked.query['done'] ?? '');
}

export interface SourceState {
  status: 'active' | 'paused';
  waitsForSecret: boolean;
}

/** In words, with the tone it is shown in. */
export function stateOf({ status, waitsForSecret }: SourceState, words: SourceWords): { text: string; tone: 'good' | 'bad' | '' } {
  if (status === 'paused') return { text: words.paused, tone: '' };
  return waitsForSecret ? { text: words.waitsForSecret, tone: 'bad' } : { text: words.active, tone: 'good' };
}

/** What is wrong with a field: in the reader's words, and exactly. */
export interface FieldProblem {
  text: string;
  exactly: FieldError[];
}

/** Of the errors those about one field, whose name is its pointer's first part. */
export function problemOf(errors: readonly FieldError[], field: string, text: string): FieldProblem | null {
  const own = errors.filter(({ pointer }) => pointer === `/${field}` || pointer.startsWith(`/${field}/`));
  return own.length === 0 ? null : { text, exactly: own.map(({ pointer, detail }) => ({ pointer: pointer.slice(field.length + 1), detail })) };
}
