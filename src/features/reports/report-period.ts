/** Which days a report page is about, and how they are cut: from its link, always something sensible. */
import { isLocalDay } from '../../domain/local-day.ts';
import { addDays, daysBetween, monthOf, previousPeriod } from '../../domain/period.ts';
import type { Day, DayRange, Interval } from '../../domain/period.ts';

export const PERIODS = ['last-30-days', 'last-90-days', 'this-month', 'last-month'] as const;
export type Period = (typeof PERIODS)[number] | 'custom';

/** Offered on pages; a year is too long for a bucket there. */
export const PAGE_INTERVALS = ['day', 'week', 'month', 'quarter'] as const satisfies Interval[];
export type PageInterval = (typeof PAGE_INTERVALS)[number];

export interface ReportPeriod extends DayRange {
  period: Period;
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
export function reportPeriod(query: Readonly<Record<string, string | undefined>>, today: Day): ReportPeriod {
  const { from, through, period } = query;
  const isCustom = period === 'custom' || (period === undefined && (from !== undefined || through !== undefined));
  const custom = isCustom ? customRange(from, through) : null;
  const named = PERIODS.find((known) => known === period) ?? 'last-30-days';
  const range = custom ?? namedRange(named, today);
  return {
    period: custom ? 'custom' : named,
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

/** Today is part of every running period, so that an answer shows at once. */
function namedRange(period: (typeof PERIODS)[number], today: Day): DayRange {
  const tomorrow = addDays(today, 1);
  const firstOfMonth = `${monthOf(today)}-01`;
  switch (period) {
    case 'last-30-days':
      return { from: addDays(today, -29), to: tomorrow };
    case 'last-90-days':
      return { from: addDays(today, -89), to: tomorrow };
    case 'this-month':
      return { from: firstOfMonth, to: tomorrow };
    case 'last-month':
      return previousPeriod(firstOfMonth, `${monthOf(addDays(firstOfMonth, 31))}-01`);
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
