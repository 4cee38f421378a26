/** The choices above a report: period, interval, dates, and the page's own. Every choice is a link or a GET form, so a report can be passed on. */
import { carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import type { AdminStrings } from '../../domain/admin-texts.ts';
import { localDay } from '../../domain/local-figures.ts';
import { addDays, previousPeriod } from '../../domain/period.ts';
import { substitute } from '../../domain/variables.ts';
import { PAGE_INTERVALS, type Period, type ReportPeriod } from './report-period.ts';

interface Choice {
  href: string;
  text: string;
  isCurrent: boolean;
}

/** A choice of the page's own, such as a horizon. */
export interface ReportFilter {
  /** Of its parameter. */
  name: string;
  label: string;
  options: readonly { value: string; text: string }[];
  chosen: string;
  /** What the page shows without the parameter: links do not carry it. */
  usual: string;
}

export interface ReportControls {
  periods: Choice[];
  /** Empty where the page has no trend. */
  intervals: Choice[];
  filters: { label: string; choices: Choice[] }[];
  /** The form of other dates: where it goes, what it carries along, what it shows. */
  dates: { action: string; isOpen: boolean; from: string; through: string; hidden: { name: string; value: string }[] };
  problem: string | null;
  /** The shown days, and those they are compared with. */
  rangeText: string;
  changeText: string;
}

export function reportControls(asked: Asked, shown: ReportPeriod, { filters = [], hasTrend = true }: { filters?: readonly ReportFilter[]; hasTrend?: boolean } = {}): ReportControls {
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const { period, from, through, interval } = shown;
  const kept = { ...chosenInterval(asked, shown), ...filterQuery(filters) };
  const here = periodQuery(shown);
  const intervalTexts = { day: ui.day, week: ui.week, month: ui.month, quarter: ui.quarter };
  const before = previousPeriod(from, shown.to);
  const days = (first: string, last: string) => ({ from: localDay(first, language, 'full'), to: localDay(last, language, 'full') });
  const link = (query: Readonly<Record<string, string>>): string => withQuery(asked.path, { ...query, ...carried(asked) });
  return {
    periods: shown.offered.map((name) => ({ href: link({ period: name, ...kept }), text: periodText(name, ui), isCurrent: name === period })),
    intervals: hasTrend ? PAGE_INTERVALS.map((name) => ({ href: link({ ...here, ...kept, interval: name }), text: intervalTexts[name], isCurrent: name === interval })) : [],
    filters: filters.map(({ name, label, options, chosen, usual }) => ({
      label,
      choices: options.map(({ value, text }) => ({ href: link({ ...here, ...kept, [name]: value === usual ? '' : value }), text, isCurrent: value === chosen })),
    })),
    dates: {
      action: asked.path,
      isOpen: period === 'custom' || shown.isRefused,
      from,
      through,
      hidden: Object.entries({ ...kept, ...carried(asked) }).map(([name, value]) => ({ name, value })),
    },
    problem: shown.isRefused ? ui.periodWrong : null,
    rangeText: substitute(ui.range, days(from, through)),
    changeText: substitute(ui.changeSince, days(before.from, addDays(before.to, -1))),
  };
}

/** What a link to another page about the same days carries. */
export function periodQuery({ period, from, through }: Pick<ReportPeriod, 'period' | 'from' | 'through'>): Record<string, string> {
  return period === 'custom' ? { from, through } : { period };
}

/** What links carry of the page's own choices. */
export function filterQuery(filters: readonly ReportFilter[]): Record<string, string> {
  return Object.fromEntries(filters.filter(({ chosen, usual }) => chosen !== usual).map(({ name, chosen }) => [name, chosen]));
}

function chosenInterval({ query }: Asked, { interval }: ReportPeriod): Record<string, string> {
  return query['interval'] === interval ? { interval } : {};
}

function periodText(period: Period, ui: AdminStrings): string {
  return {
    'last-30-days': ui.last30days, 'last-90-days': ui.last90days, 'last-180-days': ui.last180days, 'last-365-days': ui.last365days, 'last-730-days': ui.last730days,
    'this-month': ui.thisMonth, 'last-month': ui.lastMonth, 'last-12-months': ui.last12months, 'this-year': ui.thisYear, 'last-year': ui.lastYear,
  }[period];
}
