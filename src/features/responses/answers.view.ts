/** Builds the feed of answers: filters, how many there are of each category, and the answers, newest first. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { answerItem, customerPath, type AnswerItem, type ListedAnswer } from '../../domain/answer-item.ts';
import { answerTexts, badgeOf } from '../../domain/answer-texts.ts';
import { LANGUAGE_NAMES } from '../../domain/admin-texts.ts';
import { uiStrings } from '../../domain/default-texts.ts';
import { localDay, localFigure, localList, localTime } from '../../domain/local-figures.ts';
import { CATEGORIES, METRICS, type Category, type Metric } from '../../domain/metric.ts';
import type { Page } from '../../domain/page-frame.ts';
import { segmentsDeclared } from '../../domain/segment.ts';
import type { AnswerTexts } from '../../domain/texts/answers-en.ts';
import type { Tier } from '../../domain/texts/text-types.ts';
import { substitute } from '../../domain/variables.ts';
import { FEED_PERIODS, isCountedByMonth, linkOf, type AnswerQuery, type FilterField } from './answer-filter.ts';

export const ANSWERS_PATH = '/admin/answers';
export const HELD_PATH = `${ANSWERS_PATH}/held-back`;

export interface FeedInput {
  query: AnswerQuery;
  answers: readonly (ListedAnswer & { customerId: string })[];
  /** Answers that count, by category; `null` beyond the first page. */
  counts: readonly { metric: Metric; category: Category; n: number }[] | null;
  /** The oldest answer looked at, where the search ended before all were; with how many were. */
  reached: Date | null;
  looked: number;
  /** There are more than fit on the page: then what it looked at is of no interest but for the counts. */
  isFull: boolean;
  nextCursor: string | null;
  isFirstPage: boolean;
  /** Whether the account has any answer at all. */
  hasAny: boolean;
  touchpoints: ReadonlyMap<string, string>;
  surveys: readonly string[];
  languages: readonly string[];
  segmentKeys: readonly string[];
  /** To choose from. */
  tags: readonly string[];
  /** Who gave the answers, by id; `null` where that is not for the visitor. */
  customers: ReadonlyMap<string, { name: string | null; email: string | null; externalId: string | null }> | null;
  mayJudge: boolean;
  timeZone: string;
  hasMailbox: boolean;
}

interface Option {
  value: string;
  text: string;
  isChosen: boolean;
}

interface FeedData extends AdminFrame {
  words: AnswerTexts['feed'];
  action: string;
  /** The language, where the link chose it, and the period the form shows. */
  hidden: { name: string; value: string }[];
  values: Record<'text' | 'score' | 'tag' | 'value' | 'from' | 'through', string>;
  options: Record<'touchpoint' | 'period' | 'survey' | 'comment' | 'language' | 'segment', Option[]>;
  categories: { label: string; options: Option[] }[];
  anyCategory: boolean;
  tags: readonly string[];
  isOpen: boolean;
  problem: string | null;
  clearHref: string | null;
  rangeText: string | null;
  counts: { note: string; metrics: { name: string; categories: { href: string; text: string; n: string; tier: Tier; isChosen: boolean }[] }[] } | null;
  items: AnswerItem[];
  reached: string | null;
  furtherHref: string | null;
  olderHref: string | null;
  newestHref: string | null;
  exportHref: string;
  rulesHref: string | null;
  held: { href: string; text: string } | null;
  /** Why the list is empty: nothing matches, or nothing is there yet. */
  none: { alwaysHref: string | null } | null;
  empty: { mailboxHref: string | null; keysHref: string | null } | null;
}

export function feedPage(asked: Asked, input: FeedInput): Page<'admin/responses/index', FeedData> {
  const language = pageLanguage(asked);
  const words = answerTexts(language).feed;
  const { query, counts, reached, nextCursor, isFirstPage, touchpoints, customers, timeZone, hasAny } = input;
  const { shown, period } = query;
  const link = (change: Record<string, string>, path = ANSWERS_PATH): string => withQuery(path, { ...linkOf(query), ...change, ...carried(asked) });
  const isLimited = reached !== null && !input.isFull;
  const isEmpty = input.answers.length === 0 && isFirstPage;
  const next = nextCursor === null ? null : link({ cursor: nextCursor });
  return {
    view: 'admin/responses/index',
    data: {
      ...adminFrame(asked, { title: words.title, current: ANSWERS_PATH }),
      words,
      action: ANSWERS_PATH,
      hidden: Object.entries({ ...carried(asked), was: period }).map(([name, value]) => ({ name, value })),
      values: {
        text: shown.text ?? '', score: shown.score ?? '', tag: shown.tag ?? '', value: shown.value ?? '',
        from: period === 'custom' ? shown.from ?? '' : '', through: period === 'custom' ? shown.through ?? '' : '',
      },
      options: optionsOf(input, language),
      categories: categoryOptions(shown.category, language),
      anyCategory: shown.category === undefined,
      tags: input.tags,
      isOpen: period === 'custom' || (['survey', 'score', 'comment', 'tag', 'language', 'segment'] as const).some((field) => shown[field] !== undefined || query.refused.includes(field)),
      problem: query.refused.length === 0 ? null : substitute(words.problem, { names: localList([...new Set(query.refused.map((field) => fieldName(field, words)))], language) }),
      clearHref: query.isFiltered || period !== 'last-90-days' ? withQuery(ANSWERS_PATH, carried(asked)) : null,
      rangeText: rangeText(query, language),
      counts: counts === null || isEmpty ? null : { note: countsNote(input, language), metrics: countsOf(counts, shown.category, link, language) },
      items: input.answers.map((answer) => answerItem(asked, answer, { touchpoints, timeZone, customer: customerOf(asked, answer.customerId, customers) })),
      reached: isLimited ? substitute(words.reached, { count: localFigure(input.looked, language), time: localTime(reached, language, timeZone) }) : null,
      furtherHref: isLimited ? next : null,
      olderHref: isLimited ? null : next,
      newestHref: isFirstPage ? null : link({}),
      exportHref: link({}, `${ANSWERS_PATH}/export.csv`),
      rulesHref: input.mayJudge ? withQuery(`${ANSWERS_PATH}/tag-rules`, carried(asked)) : null,
      held: input.mayJudge ? { href: withQuery(HELD_PATH, carried(asked)), text: answerTexts(language).held.title } : null,
      none: isEmpty && hasAny ? { alwaysHref: period === 'always' ? null : withQuery(ANSWERS_PATH, { ...linkOf(query), from: '', through: '', period: 'always', ...carried(asked) }) } : null,
      empty: isEmpty && !hasAny ? {
        mailboxHref: input.hasMailbox ? '/dev/mailbox' : null,
        keysHref: asked.visitor?.policies.has('keys.manage') ? withQuery('/admin/keys', carried(asked)) : null,
      } : null,
    },
  };
}

function optionsOf({ query: { shown, period }, touchpoints, surveys, languages, segmentKeys }: FeedInput, language: string): FeedData['options'] {
  const words = answerTexts(language).feed;
  const chosen = (any: string | null, options: readonly (readonly [string, string])[], current: string | undefined): Option[] => [
    ...(any === null ? [] : [{ value: '', text: any, isChosen: current === undefined }]),
    // What a link asks for is shown though it is not among the usual.
    ...(current === undefined || options.some(([value]) => value === current) ? options : [[current, current] as const, ...options]).map(([value, text]) => ({ value, text, isChosen: value === current })),
  ];
  const periods = { 'last-30-days': words.last30, 'last-90-days': words.last90, 'last-365-days': words.last365, always: words.always, custom: words.ownDates };
  return {
    touchpoint: chosen(words.anyTouchpoint, [...touchpoints], shown.touchpoint),
    period: chosen(null, FEED_PERIODS.map((name) => [name, periods[name]]), period),
    survey: chosen(words.anySurvey, surveys.map((key) => [key, key]), shown.survey),
    comment: chosen(words.anyComment, [['with', words.withComment], ['without', words.withoutComment]], shown.comment),
    language: chosen(words.anyLanguage, languages.map((tag) => [tag, languageName(tag)]), shown.language),
    segment: chosen(words.noSegment, segmentsDeclared(segmentKeys).map((segment) => [segment, segment === 'locale' ? words.locale : segment.slice('property:'.length)]), shown.segment),
  };
}

function languageName(tag: string): string {
  const names: Readonly<Record<string, string>> = LANGUAGE_NAMES;
  return Object.hasOwn(names, tag) ? `${names[tag] ?? ''} (${tag})` : tag;
}

function categoryOptions(chosen: string | undefined, language: string): FeedData['categories'] {
  const names = metricNames(language);
  const words = answerTexts(language).feed;
  return METRICS.map((metric) => ({
    label: names[metric],
    options: [
      { value: metric, text: substitute(words.allOf, { metric: metric.toUpperCase() }), isChosen: chosen === metric },
      ...CATEGORIES[metric].map((category) => ({ value: `${metric}-${category}`, text: uiStrings(language).categories[category], isChosen: chosen === `${metric}-${category}` })),
    ],
  }));
}

function metricNames(language: string): Record<Metric, string> {
  const { npsName, csatName, cesName } = adminStrings(language);
  return { nps: npsName, csat: csatName, ces: cesName };
}

type Counts = NonNullable<FeedData['counts']>['metrics'];

function countsOf(counts: NonNullable<FeedInput['counts']>, chosen: string | undefined, link: (change: Record<string, string>) => string, language: string): Counts {
  const names = metricNames(language);
  return METRICS.flatMap((metric) => {
    const own = counts.filter((count) => count.metric === metric);
    if (own.every(({ n }) => n === 0)) return [];
    return [{
      name: names[metric],
      categories: CATEGORIES[metric].map((category) => {
        const { text, tier } = badgeOf(metric, category, language);
        const value = `${metric}-${category}`;
        return { href: link({ category: value }), text, tier, n: localFigure(own.find((count) => count.category === category)?.n ?? 0, language), isChosen: chosen === value };
      }),
    }];
  });
}

function countsNote({ query, counts, reached, looked, timeZone }: FeedInput, language: string): string {
  const words = answerTexts(language).feed;
  if (counts?.every(({ n }) => n === 0) === true) return words.noneCount;
  if (isCountedByMonth(query)) return words.countsAll;
  return reached === null ? words.countsMatching : substitute(words.countsLooked, { count: localFigure(looked, language), time: localTime(reached, language, timeZone) });
}

function rangeText({ from, through }: AnswerQuery, language: string): string | null {
  const words = answerTexts(language).feed;
  const day = (text: string): string => localDay(text, language, 'full');
  if (from !== null && through !== null) return substitute(words.range, { from: day(from), through: day(through) });
  if (from !== null) return `${words.from} ${day(from)}`;
  return through === null ? null : substitute(words.upTo, { through: day(through) });
}

function fieldName(field: FilterField, words: AnswerTexts['feed']): string {
  return { ...words, text: words.search }[field];
}

function customerOf(asked: Asked, id: string, customers: FeedInput['customers']): AnswerItem['customer'] {
  const customer = customers?.get(id);
  if (!customer) return null;
  const { unnamed } = answerTexts(pageLanguage(asked)).feed;
  return { name: customer.name ?? customer.email ?? customer.externalId ?? unnamed, href: customerPath(asked, id) };
}
