/** Which answers a feed is about, from its link: what cannot be read is left out and said. */
import { z, type ZodType } from 'zod';
import { LONGEST_SEARCH } from '../../domain/comment-search.ts';
import { isLocalDay } from '../../domain/local-day.ts';
import { CATEGORIES, METRICS, type Category, type Metric } from '../../domain/metric.ts';
import { addDays, startOfDay, type Day } from '../../domain/period.ts';
import { segmentsDeclared } from '../../domain/segment.ts';
import { key, languageTag, line } from '../../platform/http/fields.ts';
import type { ResponseFilter } from './responses.queries.ts';
import { tagField } from './tag-field.ts';

export const FEED_PERIODS = ['last-30-days', 'last-90-days', 'last-365-days', 'always', 'custom'] as const;
export type FeedPeriod = (typeof FEED_PERIODS)[number];

/** `nps`, or `nps-promoter`. */
const CATEGORY_CHOICES: readonly string[] = METRICS.flatMap((metric) => [metric, ...CATEGORIES[metric].map((category) => `${metric}-${category}`)]);
const DAYS: Partial<Record<FeedPeriod, number>> = { 'last-30-days': 30, 'last-90-days': 90, 'last-365-days': 365 };
const DEFAULT_PERIOD: FeedPeriod = 'last-90-days';

const day = z.string().refine((text) => isLocalDay(text) && text >= '1970-01-01' && text <= '2200-12-31');
const oneOf = (values: readonly string[]): ZodType<string> => z.string().refine((text) => values.includes(text));

const FIELDS = {
  text: line(LONGEST_SEARCH), category: oneOf(CATEGORY_CHOICES), touchpoint: key, survey: key, score: z.string().regex(/^(?:\d|10)$/), comment: oneOf(['with', 'without']),
  tag: tagField, language: languageTag, segment: line(200), value: line(300), period: oneOf(FEED_PERIODS), from: day, through: day,
} as const satisfies Record<string, ZodType<string>>;
export type FilterField = keyof typeof FIELDS;
const FILTER_FIELDS = Object.keys(FIELDS) as FilterField[];

export interface AnswerQuery {
  /** What was read, by field; what was not asked for is absent. */
  shown: Partial<Record<FilterField, string>>;
  refused: FilterField[];
  filter: ResponseFilter;
  period: FeedPeriod;
  /** First and last local day, both inclusive; `null` = open. */
  from: Day | null;
  through: Day | null;
  /** Anything but a period is asked for. */
  isFiltered: boolean;
}

export interface QueryContext {
  today: Day;
  timeZone: string;
  segmentKeys: readonly string[];
}

export function readAnswerQuery(query: Readonly<Record<string, string>>, { today, timeZone, segmentKeys }: QueryContext): AnswerQuery {
  const shown: AnswerQuery['shown'] = {};
  const refused: FilterField[] = [];
  const refuse = (...fields: FilterField[]): void => {
    for (const field of fields) {
      if (shown[field] !== undefined) refused.push(field);
      delete shown[field];
    }
  };
  for (const field of FILTER_FIELDS) {
    const text = query[field]?.trim() ?? '';
    if (text === '') continue;
    const read = FIELDS[field].safeParse(text);
    if (read.success) shown[field] = read.data;
    else refused.push(field);
  }
  if (shown.segment !== undefined && !segmentsDeclared(segmentKeys).includes(shown.segment)) refuse('segment');
  // Half of a pair says nothing; a property alone is a choice on its way.
  if (shown.segment === undefined || shown.value === undefined) refuse('value');
  if (shown.from !== undefined && shown.through !== undefined && shown.from > shown.through) refuse('from', 'through');

  const period = periodOf(shown, query['was']);
  const days = DAYS[period];
  const from = period === 'custom' ? shown.from ?? null : days === undefined ? null : addDays(today, 1 - days);
  const through = period === 'custom' ? shown.through ?? null : null;
  const [metric, category] = (shown.category?.split('-') ?? []) as [Metric?, Category?];
  return {
    shown, refused, period, from, through,
    isFiltered: FILTER_FIELDS.some((field) => !['period', 'from', 'through', 'segment'].includes(field) && shown[field] !== undefined),
    filter: {
      text: shown.text, touchpoint: shown.touchpoint, survey: shown.survey, metric, category, tag: shown.tag, language: shown.language,
      score: shown.score === undefined ? undefined : Number(shown.score),
      hasComment: shown.comment === undefined ? undefined : shown.comment === 'with',
      where: shown.segment === undefined || shown.value === undefined ? undefined : { segment: shown.segment, value: shown.value },
      from: from === null ? null : startOfDay(from, timeZone),
      to: through === null ? null : startOfDay(addDays(through, 1), timeZone),
    },
  };
}

/** Days make a period of their own, unless another one than the form showed (`was`) is chosen beside them. */
function periodOf({ period, from, through }: AnswerQuery['shown'], was: string | undefined): FeedPeriod {
  const named = FEED_PERIODS.find((known) => known === period);
  const hasDays = from !== undefined || through !== undefined;
  if (hasDays && (named === undefined || named === 'custom' || named === was)) return 'custom';
  return named === undefined || named === 'custom' ? DEFAULT_PERIOD : named;
}

/** What a link to the same answers carries. */
export function linkOf({ shown: { period: _period, from, through, ...rest }, period }: AnswerQuery): Record<string, string> {
  const days = { ...(from === undefined ? {} : { from }), ...(through === undefined ? {} : { through }) };
  return { ...rest, ...(period === 'custom' ? days : { period }) };
}

/** Whether month documents know how many answers there are of each category: they do not know words, tags, single scores and languages. */
export function isCountedByMonth({ filter: { text, tag, score, language, hasComment } }: AnswerQuery): boolean {
  return [text, tag, score, language, hasComment].every((value) => value === undefined);
}
