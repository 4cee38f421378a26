/** One answer as an entry of a list: in the feed, beside a case, on the page of a customer. */
import { carried, pageLanguage, withQuery } from './admin-frame.ts';
import type { Asked } from './admin-frame.ts';
import { answerTexts, badgeOf, scoreText } from './answer-texts.ts';
import { localTime } from './local-figures.ts';
import type { Category, Metric, Scale } from './metric.ts';
import type { Tier } from './texts/text-types.ts';

export interface ListedAnswer {
  _id: string;
  metric: Metric;
  scale: Scale;
  score: number;
  category: Category;
  comment: string | null;
  respondedAt: Date;
  touchpoint: string;
  excluded: object | null;
  heldBack?: { isWaiting: boolean };
  tags?: readonly string[];
}

export interface AnswerItem {
  href: string;
  score: string;
  category: string;
  tier: Tier;
  touchpoint: string;
  at: string;
  instant: string;
  comment: string | null;
  /** What says that it is left out of every number; `null` where it is not. */
  leftOut: string | null;
  tags: { tag: string; href: string }[];
  /** Who gave it, where that is to be said. */
  customer: { name: string; href: string } | null;
}

export interface AnswerItemContext {
  touchpoints: ReadonlyMap<string, string>;
  timeZone: string;
  customer?: AnswerItem['customer'];
}

export function answerItem(asked: Asked, answer: ListedAnswer, { touchpoints, timeZone, customer = null }: AnswerItemContext): AnswerItem {
  const language = pageLanguage(asked);
  const { feed, held } = answerTexts(language);
  const badge = badgeOf(answer.metric, answer.category, language);
  return {
    href: answerPath(asked, answer._id),
    score: scoreText(answer.score, answer.scale, language),
    category: badge.text,
    tier: badge.tier,
    touchpoint: touchpoints.get(answer.touchpoint) ?? answer.touchpoint,
    at: localTime(answer.respondedAt, language, timeZone),
    instant: answer.respondedAt.toISOString(),
    comment: answer.comment,
    leftOut: answer.excluded === null ? null : answer.heldBack?.isWaiting === true ? held.state : feed.leftOut,
    tags: (answer.tags ?? []).map((tag) => ({ tag, href: withQuery('/admin/answers', { tag, period: 'always', ...carried(asked) }) })),
    customer,
  };
}

/** The page of an answer, or one below it. */
export function answerPath(asked: Asked, id: string, part = '', query: Record<string, string> = {}): string {
  return withQuery(`/admin/responses/${encodeURIComponent(id)}${part}`, { ...query, ...carried(asked) });
}

/** The page of a customer, or one below it. */
export function customerPath(asked: Asked, id: string, part = '', query: Record<string, string> = {}): string {
  return withQuery(`/admin/customers/${encodeURIComponent(id)}${part}`, { ...query, ...carried(asked) });
}

/** The page of a case, or one below it. */
export function casePath(asked: Asked, id: string, part = '', query: Record<string, string> = {}): string {
  return withQuery(`/admin/cases/${encodeURIComponent(id)}${part}`, { ...query, ...carried(asked) });
}
