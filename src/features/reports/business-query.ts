/** Parameters that the business and outcomes reports share, and those of the business report, read for one account. */
import { z } from 'zod';
import { isCurrency } from '../../domain/money.ts';
import { addDays, bucketsBetween, dayOf, daysBetween, INTERVALS, startOfDay, type Day, type DayRange, type Interval } from '../../domain/period.ts';
import { readSegmentValue, segmentsDeclared } from '../../domain/segment.ts';
import { DEFAULT_BUSINESS_OPTIONS, type BusinessOptions } from '../../domain/business/value-figures.ts';
import { Invalid } from '../../platform/errors.ts';
import { day, instant } from '../../platform/http/fields.ts';
import type { Account } from '../accounts/accounts.queries.ts';

const DEFAULT_DAYS = 365;
const LONGEST_YEARS = 20;
const MOST_PERIODS = 400;

const reportDay = day.refine((text) => text >= '1970-01-01' && text <= '2200-12-31', 'must lie between 1970 and 2200');

export const sharedFields = {
  from: reportDay.optional().describe('First day, local to the account; default a year before `to`'),
  to: reportDay.optional().describe('The day after the last one; default tomorrow'),
  currency: z.string().refine(isCurrency, 'must be an ISO 4217 code such as EUR').optional()
    .describe('Only amounts of this currency; others are brought into it where exchange rates were imported, else left out'),
  where: z.string({ error: 'must be one segment' }).min(1, 'must name a segment').max(300).optional().describe('One declared segment with its value, such as `property:plan:pro`'),
  until: reportDay.optional().describe('The first unobserved day: what happens from it on is not looked at; default today'),
  asOf: z.union([reportDay, instant], { error: 'must be a day or an ISO 8601 instant with an offset' }).optional()
    .describe('Only what had been recorded by then: the end of a day, or an instant; default now'),
};

export const BusinessQuery = z.strictObject({
  ...sharedFields,
  interval: z.enum(INTERVALS, { error: `must be one of ${INTERVALS.join(', ')}` }).optional().describe('One period per day, week, …; absent: one for the whole range'),
  groupBy: z.union([z.enum(['currency', 'clvTier']), z.templateLiteral(['property:', z.string().min(1)])], { error: 'must be one of currency, clvTier or property:name' }).optional()
    .describe('`clvTier`: thirds of the customers by their latest imported lifetime value'),
  compare: z.literal('previous', { error: 'must be previous' }).optional().describe('Compares churn, retention, renewal and repeat purchase with the period before'),
  clvPeriods: z.coerce.number({ error: 'must be a number of months' }).int('must be whole').min(1, 'must be at least 1').max(600, 'must be at most 600').optional().describe('Months a customer is expected to stay; default 24'),
  discountRate: z.string().regex(/^0(\.\d{1,6})?$/, 'must be a decimal per month from 0 up to 1, such as 0.01').optional().describe('Discounts the contribution CLV, per month'),
});
export type BusinessQuery = z.infer<typeof BusinessQuery>;

export interface SharedRequest extends DayRange {
  until: Day;
  asOf: Date | null;
  currency: string | null;
  where: { segment: string; value: string } | null;
}

export interface BusinessRequest extends SharedRequest {
  interval: Interval | null;
  /** ISO weekday with which weeks begin. */
  weekStart: number;
  groupBy: BusinessQuery['groupBy'] | null;
  isCompared: boolean;
  options: BusinessOptions;
}

type Settings = Pick<Account, 'timeZone' | 'segmentKeys' | 'weekStart'>;
type SharedQuery = Pick<BusinessQuery, keyof typeof sharedFields>;

/** @throws Invalid for a range that is none and for segments the account does not declare */
export function sharedRequest(query: SharedQuery, { timeZone, segmentKeys }: Pick<Settings, 'timeZone' | 'segmentKeys'>, now: Date): SharedRequest {
  const today = dayOf(now, timeZone);
  const to = query.to ?? addDays(today, 1);
  const from = query.from ?? addDays(to, -DEFAULT_DAYS);
  if (from >= to) throw new Invalid([{ pointer: query.to === undefined ? '/query/from' : '/query/to', detail: `the range must hold a day: "from" (${from}) comes before "to" (${to}), which is exclusive` }]);
  if (daysBetween(from, to) > LONGEST_YEARS * 366) throw new Invalid([{ pointer: '/query/from', detail: `a report covers at most ${LONGEST_YEARS} years` }]);
  const where = query.where === undefined ? null : readSegmentValue(query.where, segmentKeys);
  if (query.where !== undefined && where === null) throw undeclared('/query/where', segmentKeys);
  return { from, to, until: query.until ?? today, asOf: asOfInstant(query.asOf, timeZone), currency: query.currency ?? null, where };
}

/** @throws Invalid as above, for too many periods, and for a segment that facts do not know */
export function businessRequest(query: BusinessQuery, settings: Settings, now: Date): BusinessRequest {
  const shared = sharedRequest(query, settings, now);
  const { interval = null, groupBy = null } = query;
  if (interval !== null && bucketsBetween(shared.from, shared.to, interval, settings.weekStart).length > MOST_PERIODS) {
    throw new Invalid([{ pointer: '/query/interval', detail: `makes more than ${MOST_PERIODS} periods; take a longer one or a shorter range` }]);
  }
  if (groupBy?.startsWith('property:') === true && !segmentsDeclared(settings.segmentKeys).includes(groupBy)) throw undeclared('/query/groupBy', settings.segmentKeys);
  if (shared.where !== null && !shared.where.segment.startsWith('property:')) {
    throw new Invalid([{ pointer: '/query/where', detail: 'must be a property: business figures are about imported customers' }]);
  }
  const { clvPeriods = DEFAULT_BUSINESS_OPTIONS.clvPeriods, discountRate = null } = query;
  return { ...shared, interval, weekStart: settings.weekStart, groupBy, isCompared: query.compare !== undefined, options: { clvPeriods, discountRate, clvYears: clvPeriods / 12 } };
}

/** A day stands for all that was recorded on it. */
function asOfInstant(asOf: Day | Date | undefined, timeZone: string): Date | null {
  if (asOf === undefined) return null;
  return asOf instanceof Date ? asOf : new Date(startOfDay(addDays(asOf, 1), timeZone).getTime() - 1);
}

function undeclared(pointer: string, segmentKeys: string[]): Invalid {
  return new Invalid([{ pointer, detail: `is no declared segment; declared are ${segmentsDeclared(segmentKeys).join(', ')}` }]);
}
