/** Builds the lists of cases: what is due first, what is one's own, what was closed. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { casePath } from '../../domain/answer-item.ts';
import { answerTexts, badgeOf, scoreText } from '../../domain/answer-texts.ts';
import { CASE_LISTS, type CaseList } from '../../domain/case-history.ts';
import { caseTexts } from '../../domain/case-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Category, Metric, Scale } from '../../domain/metric.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { CaseTexts } from '../../domain/texts/cases-en.ts';
import type { Tier } from '../../domain/texts/text-types.ts';
import { substitute } from '../../domain/variables.ts';

export const CASES_PATH = '/admin/cases';

export interface ListedCase {
  _id: string;
  status: 'open' | 'closed';
  dueAt: Date;
  closedAt: Date | null;
  touchpoint: string;
  rootCause: string | null;
  /** `null` once the import it came with was taken back. */
  answer: { metric: Metric; scale: Scale; score: number; category: Category; comment: string | null } | null;
  /** `null` where nobody has it. */
  owner: string | null;
  customer: { name: string | null; isErased: boolean };
}

export interface CaseListInput {
  list: CaseList;
  cases: readonly ListedCase[];
  counts: Record<'open' | 'overdue' | 'mine', number>;
  nextCursor: string | null;
  isFirstPage: boolean;
  touchpoints: ReadonlyMap<string, string>;
  now: Date;
  timeZone: string;
}

interface CaseListData extends AdminFrame {
  words: CaseTexts['list'];
  lists: { href: string; text: string; count: string | null; isCurrent: boolean }[];
  items: CaseItem[];
  empty: { text: string; answersHref: string } | null;
  olderHref: string | null;
  newestHref: string | null;
}

interface CaseItem {
  href: string;
  label: string;
  customer: string;
  due: string;
  isLate: boolean;
  answer: { score: string; category: string; tier: Tier; comment: string | null } | null;
  touchpoint: string;
  owner: string;
  rootCause: string | null;
}

export function caseListPage(asked: Asked, { list, cases, counts, nextCursor, isFirstPage, ...context }: CaseListInput): Page<'admin/cases/index', CaseListData> {
  const language = pageLanguage(asked);
  const words = caseTexts(language).list;
  const link = (name: CaseList, cursor = ''): string => withQuery(CASES_PATH, { ...(name === 'open' ? {} : { list: name }), cursor, ...carried(asked) });
  const empty = { open: words.emptyOpen, overdue: words.emptyOverdue, mine: words.emptyMine, closed: words.emptyClosed };
  return {
    view: 'admin/cases/index',
    data: {
      ...adminFrame(asked, { title: words.title, current: CASES_PATH }),
      words,
      lists: CASE_LISTS.map((name) => ({ href: link(name), text: words[name], count: name === 'closed' ? null : localFigure(counts[name], language), isCurrent: name === list })),
      items: cases.map((one) => itemOf(asked, one, context)),
      empty: cases.length === 0 ? { text: empty[list], answersHref: withQuery('/admin/answers', carried(asked)) } : null,
      olderHref: nextCursor === null ? null : link(list, nextCursor),
      newestHref: isFirstPage ? null : link(list),
    },
  };
}

function itemOf(asked: Asked, { _id, status, dueAt, closedAt, touchpoint, rootCause, answer, owner, customer }: ListedCase, { touchpoints, now, timeZone }: Pick<CaseListInput, 'touchpoints' | 'now' | 'timeZone'>): CaseItem {
  const language = pageLanguage(asked);
  const words = caseTexts(language).list;
  const { feed } = answerTexts(language);
  const name = customer.isErased ? feed.erased : customer.name ?? feed.unnamed;
  const isLate = status === 'open' && dueAt < now;
  const [text, at] = status === 'closed' ? [words.closedAt, closedAt ?? dueAt] : [isLate ? words.late : words.due, dueAt];
  const badge = answer && badgeOf(answer.metric, answer.category, language);
  return {
    href: casePath(asked, _id),
    label: substitute(words.openCase, { customer: embedded(name, language) }),
    customer: name,
    due: substitute(text, { time: localTime(at, language, timeZone) }),
    isLate,
    answer: answer && badge && { score: scoreText(answer.score, answer.scale, language), category: badge.text, tier: badge.tier, comment: answer.comment },
    touchpoint: touchpoints.get(touchpoint) ?? touchpoint,
    owner: owner ?? words.nobody,
    rootCause,
  };
}
