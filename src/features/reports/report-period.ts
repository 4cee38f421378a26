/** Which days a report page is about, and how they are cut: from its link, always something sensible. */
import { addMonths, isLocalDay } from '../../domain/local-day.ts';
import { addDays, daysBetween, monthOf } from '../../domain/period.ts';
import type { Day, DayRange, Interval } from '../../domain/period.ts';

export const PERIODS = [
  'last-30-days', 'last-90-days', 'last-180-days', 'last-365-days', 'last-730-days', 'this-month', 'last-month', 'last-12-months', 'this-year', 'last-year',
] as const;
export type Period = (typeof PERIODS)[number];

/** Which periods a page offers, and the one it shows unless asked. */
export interface OfferedPeriods {
  offered: readonly Period[];
  usual: Period;
}

const SCORE_PERIODS: OfferedPeriods = { offered: ['last-30-days', 'last-90-days', 'this-month', 'last-month'], usual: 'last-30-days' };
/** Whoever answered yesterday cannot have been followed for long. */
export const OUTCOME_PERIODS: OfferedPeriods = { offered: ['last-90-days', 'last-180-days', 'last-365-days', 'last-730-days'], usual: 'last-365-days' };
/** From the first of a month, so that months are whole and costs, known by month, are not cut. */
export const BUSINESS_PERIODS: OfferedPeriods = { offered: ['this-month', 'last-month', 'last-12-months', 'this-year', 'last-year'], usual: 'last-12-months' };

/** Offered on pages; a year is too long for a bucket there. */
export const PAGE_INTERVALS = ['day', 'week', 'month', 'quarter'] as const satisfies Interval[];
export type PageInterval = (typeof PAGE_INTERVALS)[number];

export interface ReportPeriod extends DayRange {
  period: Period | 'custom';
  /** What the page offers besides. */
  offered: readonly Period[];
  /** Last day, inclusive: what people choose. */
  through: Day;
  interval: PageInterval;
  /** The link named two days that make no period; the default is shown instead. */
  isRefused: boolean;
}

const LONGEST_DAYS = 3660;
/** More points than this say nothing in a drawing. */
const MOST_BUCKETS = 200;
const DAYS: Record<PageInterval, number> = { day: 1, week: 7, month: 30, quarter: 91 };

/** @param query the page's parameters; `from` and `through` make a custom period */
export function reportPeriod(query: Readonly<Record<string, string | undefined>>, today: Day, { offered, usual }: OfferedPeriods = SCORE_PERIODS): ReportPeriod {
  const { from, through, period } = query;
  const isCustom = period === 'custom' || (period === undefined && (from !== undefined || through !== undefined));
  const custom = isCustom ? customRange(from, through) : null;
  const named = PERIODS.find((known) => known === period) ?? usual;
  const range = custom ?? namedRange(named, today);
  return {
    period: custom ? 'custom' : named,
    offered,
    ...range,
    through: addDays(range.to, -1),
    interval: pageInterval(query['interval'], daysBetween(range.from, range.to)),
    isRefused: isCustom && custom === null,
  };
}

function customRange(from = '', through = ''): DayRange | null {
  if (!isLocalDay(from) || !isLocalDay(through) || from > through || from < '1970-01-01' || through > '2200-12-31') return null;
  return daysBetween(from, through) < LONGEST_DAYS ? { from, to: addDays(through, 1) } : null;
}

const RUNNING_DAYS: Partial<Record<Period, number>> = { 'last-30-days': 30, 'last-90-days': 90, 'last-180-days': 180, 'last-365-days': 365, 'last-730-days': 730 };

/** Today is part of every running period, so that an answer shows at once. */
function namedRange(period: Period, today: Day): DayRange {
  const tomorrow = addDays(today, 1);
  const firstOfMonth = `${monthOf(today)}-01`;
  const firstOfYear = `${today.slice(0, 4)}-01-01`;
  switch (period) {
    case 'this-month':
      return { from: firstOfMonth, to: tomorrow };
    case 'last-month':
      return { from: addMonths(firstOfMonth, -1), to: firstOfMonth };
    case 'last-12-months':
      return { from: addMonths(firstOfMonth, -11), to: tomorrow };
    case 'this-year':
      return { from: firstOfYear, to: tomorrow };
    case 'last-year':
      return { from: addMonths(firstOfYear, -12), to: firstOfYear };
    default:
      return { from: addDays(tomorrow, -(RUNNING_DAYS[period] ?? 0)), to: tomorrow };
  }
}

function pageInterval(wanted: string | undefined, days: number): PageInterval {
  const chosen = PAGE_INTERVALS.findIndex((interval) => interval === wanted);
  const start = chosen === -1 ? PAGE_INTERVALS.indexOf(fittingInterval(days)) : chosen;
  return PAGE_INTERVALS.slice(start).find((interval) => days / DAYS[interval] <= MOST_BUCKETS) ?? 'quarter';
}

function fittingInterval(days: number): PageInterval {
  if (days <= 14) return 'day';
  if (days <= 120) return 'week';
  return days <= 800 ? 'month' : 'quarter';
}
