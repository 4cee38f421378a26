/** The parameters of a score report as a program writes them, and what they mean for one account. */
import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { addDays, dayOf, daysBetween, INTERVALS } from '../../domain/period.ts';
import type { GroupBy, ScoreReportInput } from '../../domain/score-report.ts';
import { readSegmentValue, segmentsDeclared } from '../../domain/segment.ts';
import { Invalid } from '../../platform/errors.ts';
import { day, key } from '../../platform/http/fields.ts';
import type { Account } from '../accounts/accounts.queries.ts';

const GROUPS = ['touchpoint', 'survey', 'version', 'locale'] as const;
const DEFAULT_DAYS = 30;
const LONGEST_YEARS = 20;

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, { error: `must be one of ${values.join(', ')}` });
const reportDay = day.refine((text) => text >= '1970-01-01' && text <= '2200-12-31', 'must lie between 1970 and 2200');

export const ScoresQuery = z.strictObject({
  survey: key.optional(),
  touchpoint: key.optional(),
  metric: oneOf(METRICS).optional(),
  from: reportDay.optional().describe('First day, local to the account; default 30 days before `to`'),
  to: reportDay.optional().describe('The day after the last one; default tomorrow, so that today counts'),
  interval: oneOf(INTERVALS).optional().describe('Adds a figure per day, week, …; absent: totals only'),
  groupBy: z.union([z.enum(GROUPS), z.templateLiteral(['property:', z.string().min(1)])], { error: `must be one of ${GROUPS.join(', ')} or property:name` }).optional(),
  where: z.string({ error: 'must be one segment' }).min(1, 'must name a segment').max(300).optional().describe('One declared segment, such as `locale:en` or `property:plan:pro`; not together with `groupBy` locale or property'),
  compare: z.literal('previous', { error: 'must be previous' }).optional().describe('Compares each figure with the period before it'),
});
export type ScoresQuery = z.infer<typeof ScoresQuery>;

export type ScoresRequest = Omit<ScoreReportInput, 'months' | 'minimumSample'> & Pick<ScoresQuery, 'survey' | 'touchpoint' | 'metric'>;

/** @throws Invalid for a range that is none and for segments the account does not declare */
export function scoresRequest(query: ScoresQuery, { timeZone, segmentKeys, weekStart }: Pick<Account, 'timeZone' | 'segmentKeys' | 'weekStart'>, now: Date): ScoresRequest {
  const to = query.to ?? addDays(dayOf(now, timeZone), 1);
  const from = query.from ?? addDays(to, -DEFAULT_DAYS);
  if (from >= to) throw new Invalid([{ pointer: query.to === undefined ? '/query/from' : '/query/to', detail: `the range must hold a day: "from" (${from}) comes before "to" (${to}), which is exclusive` }]);
  if (daysBetween(from, to) > LONGEST_YEARS * 366) throw new Invalid([{ pointer: '/query/from', detail: `a report covers at most ${LONGEST_YEARS} years` }]);
  const groupBy = readGroupBy(query.groupBy, segmentKeys);
  const where = readWhere(query.where, segmentKeys);
  if (where && groupBy && (groupBy === 'locale' || groupBy.startsWith('property:'))) {
    throw new Invalid([{ pointer: '/query/where', detail: `cannot be combined with groupBy=${groupBy}: answers are counted by one segment at a time` }]);
  }
  const { survey, touchpoint, metric, interval } = query;
  return { from, to, interval: interval ?? null, weekStart, compare: query.compare !== undefined, groupBy, where, survey, touchpoint, metric };
}

function readGroupBy(groupBy: ScoresQuery['groupBy'], segmentKeys: string[]): GroupBy | null {
  if (groupBy === undefined) return null;
  if (groupBy.startsWith('property:') && !segmentsDeclared(segmentKeys).includes(groupBy)) throw undeclared('/query/groupBy', segmentKeys);
  return groupBy;
}

function readWhere(where: string | undefined, segmentKeys: string[]): ScoresRequest['where'] {
  if (where === undefined) return null;
  const found = readSegmentValue(where, segmentKeys);
  if (!found) throw undeclared('/query/where', segmentKeys);
  return found;
}

function undeclared(pointer: string, segmentKeys: string[]): Invalid {
  const declared = segmentsDeclared(segmentKeys);
  const example = pointer === '/query/where' ? `, each with a value such as ${declared[0]}:en` : '';
  return new Invalid([{ pointer, detail: `is no declared segment; declared are ${declared.join(', ')}${example}` }]);
}
