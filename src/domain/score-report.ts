/**
 * The score report as plain data, from month documents alone. Metrics and scales are never mixed: a group has one of each.
 * Work grows with the documents and days read, not with the answers behind them.
 */
import type { Distribution } from './distribution.ts';
import { METRICS } from './metric.ts';
import type { Metric, Scale } from './metric.ts';
import { bucketsBetween, daysBetween, monthsBetween, previousPeriod } from './period.ts';
import type { Day, DayRange, Interval, Month } from './period.ts';
import type { DayCounts, RollupMonth } from './rollup.ts';
import { scoreDefinition } from './score-definition.ts';
import type { ScoreDefinition } from './score-definition.ts';
import { compareTallies, scoreFigures } from './score-figures.ts';
import type { ScoreFigures } from './score-figures.ts';
import { addDayTo, dailyTallies, sumBetween } from './score-tally.ts';
import type { DailyTallies } from './score-tally.ts';

export type GroupBy = 'touchpoint' | 'survey' | 'version' | 'locale' | `property:${string}`;

/** The fields of a month document that a report reads. */
export type ReportMonth = Omit<RollupMonth, 'accountId' | 'surveyId'>;

export interface ScoreReportRange {
  from: Day;
  /** Exclusive. */
  to: Day;
  /** `null`: totals only. */
  interval: Interval | null;
  /** ISO weekday with which weeks begin; 1 when absent. */
  weekStart?: number;
  /** Whether totals and buckets are each compared with the period before them. */
  compare: boolean;
}

export interface ScoreReportInput extends ScoreReportRange {
  /** Documents of `monthsToRead`, in any order; those of other segments than asked for are passed over. */
  months: Iterable<ReportMonth>;
  groupBy: GroupBy | null;
  /** Only this value of a declared segment; cannot be combined with a `groupBy` that is itself a segment. */
  where: { segment: string; value: string } | null;
  minimumSample: number;
}

/**
 * What a group is about: always its metric and scale, and under the name given as `groupBy` the group's value, such as
 * `{ metric, scale, touchpoint: 'delivery' }` or `{ metric, scale, 'property:plan': 'pro' }`. A version is numbered within
 * its survey, so `groupBy: 'version'` names both.
 */
export type ScoreGroupKey = { metric: Metric; scale: Scale } & Record<string, unknown>;

export interface ScoreGroup {
  key: ScoreGroupKey;
  /** Touchpoints in this figure, ascending: more than one means it is pooled over them. */
  touchpoints: string[];
  total: ScoreFigures;
  /** One per calendar bucket of the interval, clipped to the range; empty ones included. */
  buckets: ScoreFigures[];
}

export interface ScoreReport {
  definition: ScoreDefinition;
  /** Groups with an answer or an invitation in the range, by group value, then metric and scale. */
  groups: ScoreGroup[];
}

/** A group while documents are added; its days are counted from the first day read. */
interface GroupDays {
  key: ScoreGroupKey;
  order: (string | number)[];
  /** Touchpoints and definitions with a count in the reported range; none of them where only the compared period has counts. */
  touchpoints: Set<string>;
  definitions: Pick<ReportMonth, 'metric' | 'scale' | 'thresholds'>[];
  tallies: DailyTallies;
}

/** A range to report with the one it is compared with, as offsets from the first day read. */
interface Span {
  range: DayRange;
  start: number;
  end: number;
  previousStart: number;
}

/** Months whose documents a report needs, ascending; with `compare` they reach back over every compared period. */
export function monthsToRead(range: ScoreReportRange): Month[] {
  return monthsBetween(firstDayRead(range), range.to);
}

/**
 * Adds month documents up into groups. A bucket is compared with the period before that bucket, the total with the period
 * before the whole range (`previousPeriod`). Values come from category counts, each under its own version's thresholds.
 */
export function scoreReport(input: ScoreReportInput): ScoreReport {
  const groups = collectGroups(input)
    .filter((group) => group.touchpoints.size > 0)
    .toSorted((a, b) => compareOrders(a.order, b.order));
  const first = firstDayRead(input);
  const totalSpan = spanOf({ from: input.from, to: input.to }, first);
  const spans = bucketsOf(input).map((bucket) => spanOf(bucket, first));
  const figures = (group: GroupDays, span: Span): ScoreFigures => {
    const { metric } = group.key;
    const tally = sumBetween(group.tallies, span.start, span.end);
    const comparison = input.compare
      ? compareTallies(metric, sumBetween(group.tallies, span.previousStart, span.start), tally, input.minimumSample)
      : null;
    return scoreFigures(metric, span.range, tally, comparison);
  };
  return {
    definition: scoreDefinition(
      groups.flatMap((group) => group.definitions),
      input.minimumSample,
    ),
    groups: groups.map((group) => ({
      key: group.key,
      touchpoints: [...group.touchpoints].toSorted(),
      total: figures(group, totalSpan),
      buckets: spans.map((span) => figures(group, span)),
    })),
  };
}

function collectGroups(input: ScoreReportInput): GroupDays[] {
  const wanted = wantedSegment(input);
  const first = firstDayRead(input);
  const [start, end] = [daysBetween(first, input.from), daysBetween(first, input.to)];
  const offsets = new Map(monthsToRead(input).map((month) => [month, daysBetween(first, `${month}-01`) - 1]));
  const groups = new Map<string, GroupDays>();
  for (const month of input.months) {
    const offset = offsets.get(month.month);
    if (offset === undefined || month.segment !== wanted.segment) continue;
    if (wanted.value !== null && month.segmentValue !== wanted.value) continue;
    const group = groupOf(groups, month, input.groupBy);
    let isReported = false;
    for (const [dayOfMonth, counts] of Object.entries(month.days)) {
      const day = offset + Number(dayOfMonth);
      if (day < 0 || day >= end) continue;
      addDayTo(group.tallies, day, month.thresholds, counts);
      isReported ||= day >= start && hasCounts(counts);
    }
    if (isReported) {
      group.touchpoints.add(month.touchpoint);
      group.definitions.push({ metric: month.metric, scale: month.scale, thresholds: month.thresholds });
    }
  }
  return [...groups.values()];
}

/** Which segment's documents to add up: each answer is once in those of `''` and once in those of every segment, so never two. */
function wantedSegment({ groupBy, where }: ScoreReportInput): { segment: string; value: string | null } {
  const isSegment = groupBy === 'locale' || groupBy?.startsWith('property:') === true;
  if (groupBy !== null && isSegment) {
    if (where !== null) throw new RangeError(`"where" cannot be combined with groupBy "${groupBy}"`);
    return { segment: groupBy, value: null };
  }
  return where ?? { segment: '', value: null };
}

function groupOf(groups: Map<string, GroupDays>, month: ReportMonth, groupBy: GroupBy | null): GroupDays {
  const { metric, scale } = month;
  const names = groupNames(month, groupBy);
  const order = [...Object.values(names), METRICS.indexOf(metric), scale.min, scale.max];
  const id = JSON.stringify(order);
  let group = groups.get(id);
  if (group === undefined) {
    const tallies = dailyTallies(metric, scale);
    group = { key: { ...names, metric, scale }, order, touchpoints: new Set(), definitions: [], tallies };
    groups.set(id, group);
  }
  return group;
}

function groupNames(month: ReportMonth, groupBy: GroupBy | null): Record<string, string | number> {
  switch (groupBy) {
    case null:
      return {};
    case 'touchpoint':
      return { touchpoint: month.touchpoint };
    case 'survey':
      return { survey: month.surveyKey };
    case 'version':
      return { survey: month.surveyKey, version: month.version };
    default:
      return { [groupBy]: month.segmentValue };
  }
}

function hasCounts({ scores = {}, held = {}, sent = 0, bounced = 0, responded = 0 }: Partial<DayCounts>): boolean {
  return sent !== 0 || bounced !== 0 || responded !== 0 || hasScores(scores) || hasScores(held);
}

function hasScores(distribution: Distribution): boolean {
  return Object.values(distribution).some((count) => count !== 0);
}

/** Days before the range are read only for comparing; a later bucket may reach back further than the first one. */
function firstDayRead(range: ScoreReportRange): Day {
  if (!range.compare) return range.from;
  return [{ from: range.from, to: range.to }, ...bucketsOf(range)]
    .map(({ from, to }) => previousPeriod(from, to).from)
    .reduce((earliest, day) => (day < earliest ? day : earliest), range.from);
}

function bucketsOf({ from, to, interval, weekStart }: ScoreReportRange): DayRange[] {
  return interval === null ? [] : bucketsBetween(from, to, interval, weekStart);
}

function spanOf(range: DayRange, first: Day): Span {
  const previous = previousPeriod(range.from, range.to);
  return {
    range,
    start: daysBetween(first, range.from),
    end: daysBetween(first, range.to),
    previousStart: daysBetween(first, previous.from),
  };
}

/** Orders of one report have the same parts in the same places, so each pair is of one type. */
function compareOrders(a: (string | number)[], b: (string | number)[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other !== undefined && part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
