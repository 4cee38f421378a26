/** Comparing two groups of answers of a touchpoint: which ones a link asks for, the form, and the verdict in words. */
import { adminStrings } from '../../domain/admin-texts.ts';
import { OTHER_DAYS, otherDays, shareAnswers, type AnswerGroup, type OtherDays } from '../../domain/comparison-choice.ts';
import { direction } from '../../domain/default-texts.ts';
import { isLocalDay } from '../../domain/local-day.ts';
import { localDay, localFigure } from '../../domain/local-figures.ts';
import { DECIMALS, metricName, scaleText, valueText } from '../../domain/metric-texts.ts';
import type { Metric, Scale } from '../../domain/metric.ts';
import { addDays, type DayRange } from '../../domain/period.ts';
import type { ScoreFigures } from '../../domain/score-figures.ts';
import { readSegmentValue } from '../../domain/segment.ts';
import type { Comparison } from '../../domain/significance.ts';
import { touchpointTexts } from '../../domain/touchpoint-texts.ts';
import { substitute } from '../../domain/variables.ts';
import type { SegmentScores } from './touchpoint-details.ts';
import { segmentName, segmentValueName, segmentValueOf } from './touchpoint-segments.ts';

type Query = Readonly<Record<string, string | undefined>>;

export interface ComparisonAsked {
  days: OtherDays;
  first: AnswerGroup;
  /** `null`: the other days make no period. */
  second: AnswerGroup | null;
}

/** What a link asks for; `null` where it asks for no comparison. Values of segments that are not declared mean everybody. */
export function comparisonAsked(query: Query, { from, to }: DayRange, segmentKeys: readonly string[]): ComparisonAsked | null {
  const days = OTHER_DAYS.find((kind) => kind === query['days']);
  if (days === undefined) return null;
  const whereOf = (text = ''): AnswerGroup['where'] => readSegmentValue(text, segmentKeys);
  const { from2 = '', through2 = '' } = query;
  const range = days !== 'other' ? otherDays(days, { from, to }) : isLocalDay(from2) && isLocalDay(through2) && from2 <= through2 ? { from: from2, to: addDays(through2, 1) } : null;
  return { days, first: { from, to, where: whereOf(query['first']) }, second: range && { ...range, where: whereOf(query['second']) } };
}

/** One score of both groups. */
export interface Compared {
  metric: Metric;
  scale: Scale;
  first: ScoreFigures;
  second: ScoreFigures;
  /** First − second. */
  comparison: Comparison;
}

interface Option {
  value: string;
  text: string;
  isChosen: boolean;
}

export interface CompareSection {
  isOpen: boolean;
  everybody: string;
  first: { label: string; options: Option[] }[];
  second: { label: string; options: Option[] }[];
  days: Option[];
  from2: string;
  through2: string;
  problem: string | null;
  /** Why there is no result. */
  message: string | null;
  results: { metric: string; scale: string; values: string; verdict: string; tone: 'up' | 'down' | 'same' | 'few' }[];
}

export interface CompareInput {
  asked: ComparisonAsked | null;
  compared: readonly Compared[];
  /** What there is to choose from. */
  segments: readonly SegmentScores[];
  minimumSample: number;
}

export function compareSection({ asked, compared, segments, minimumSample }: CompareInput, query: Query, language: string): CompareSection {
  const { compare: words } = touchpointTexts(language);
  const options = (chosen: AnswerGroup['where']): CompareSection['first'] => segments.map(({ segment, groups }) => ({
    label: segmentName(segment, language),
    options: [...new Set(groups.map(({ key }) => segmentValueOf(key, segment)))].filter((value) => value !== '').map((value) => ({
      value: `${segment}:${value}`, text: segmentValueName(segment, value, language), isChosen: chosen?.segment === segment && chosen.value === value,
    })),
  }));
  const second = asked?.second ?? null;
  const isOverlapping = asked !== null && second !== null && shareAnswers(asked.first, second);
  return {
    isOpen: asked !== null,
    everybody: words.everybody,
    first: options(asked?.first.where ?? null),
    second: options(second?.where ?? null),
    days: OTHER_DAYS.map((kind) => ({ value: kind, text: words[kind], isChosen: kind === (asked?.days ?? 'previous') })),
    from2: query['from2'] ?? '',
    through2: query['through2'] ?? '',
    problem: asked !== null && second === null ? words.problem : null,
    message: isOverlapping ? words.overlap : second !== null && compared.length === 0 ? words.nothing : null,
    results: asked === null || second === null || isOverlapping ? [] : compared.map((each) => resultOf(each, { first: asked.first, second }, { minimumSample, language })),
  };
}

function resultOf({ metric, scale, first, second, comparison }: Compared, groups: { first: AnswerGroup; second: AnswerGroup }, { minimumSample, language }: { minimumSample: number; language: string }): CompareSection['results'][number] {
  const { compare: words } = touchpointTexts(language);
  const ui = adminStrings(language);
  const reading = { metric, scale, language, dir: direction(language) };
  const shown = (value: number | null): string => (value === null ? ui.noAnswers : valueText(value, reading));
  const points = (value: number | null): string => (value === null ? '' : localFigure(value, language, { decimals: DECIMALS[metric], isSigned: true }));
  const { difference, low, high, pValue, verdict } = comparison;
  const details = {
    difference: points(difference), interval: low === null || high === null ? ui.noInterval : substitute(ui.intervalOf, { low: points(low), high: points(high) }),
    p: pText(pValue, language), minimum: localFigure(minimumSample, language),
  };
  const [text, tone] = ({ up: [words.up, 'up'], down: [words.down, 'down'], 'no-clear-change': [words.alike, 'same'], 'too-few': [words.few, 'few'] } as const)[verdict];
  return {
    metric: metricName(metric, language),
    scale: scaleText(scale, language),
    values: substitute(words.values, {
      first: groupName(groups.first, language), second: groupName(groups.second, language), a: shown(first.value), b: shown(second.value), n: localFigure(first.n, language), m: localFigure(second.n, language),
    }),
    verdict: first.value === null || second.value === null ? words.nothing : substitute(text, details),
    tone,
  };
}

function groupName({ from, to, where }: AnswerGroup, language: string): string {
  const { compare: words } = touchpointTexts(language);
  const range = substitute(adminStrings(language).range, { from: localDay(from, language, 'full'), to: localDay(addDays(to, -1), language, 'full') });
  return substitute(words.group, { name: where === null ? words.everybody : `${segmentName(where.segment, language)}: ${segmentValueName(where.segment, where.value, language)}`, range });
}

const SMALLEST_P = 0.001;

function pText(pValue: number | null, language: string): string {
  const { compare: words } = touchpointTexts(language);
  if (pValue === null) return words.noP;
  const isBelow = pValue < SMALLEST_P;
  return substitute(isBelow ? words.pBelow : words.p, { p: localFigure(isBelow ? SMALLEST_P : pValue, language, { decimals: 3 }) });
}
