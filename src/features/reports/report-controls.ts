/** The choices above a report: period, interval, dates. Every choice is a link or a GET form, so a report can be passed on. */
import { carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { localDay } from '../../domain/local-figures.ts';
import { addDays, previousPeriod } from '../../domain/period.ts';
import { substitute } from '../../domain/variables.ts';
import { PAGE_INTERVALS, PERIODS, type ReportPeriod } from './report-period.ts';

interface Choice {
  href: string;
  text: string;
  isCurrent: boolean;
}

export interface ReportControls {
  periods: Choice[];
  intervals: Choice[];
  /** The form of other dates: where it goes, what it carries along, what it shows. */
  dates: { action: string; isOpen: boolean; from: string; through: string; hidden: { name: string; value: string }[] };
  problem: string | null;
  /** The shown days, and those they are compared with. */
  rangeText: string;
  changeText: string;
}

export function reportControls(asked: Asked, shown: ReportPeriod): ReportControls {
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const { period, from, through, interval } = shown;
  const chosenInterval = asked.query['interval'] === interval ? { interval } : {};
  const chosenPeriod = periodQuery(shown);
  const periodTexts = { 'last-30-days': ui.last30days, 'last-90-days': ui.last90days, 'this-month': ui.thisMonth, 'last-month': ui.lastMonth };
  const intervalTexts = { day: ui.day, week: ui.week, month: ui.month, quarter: ui.quarter };
  const before = previousPeriod(from, shown.to);
  const days = (first: string, last: string) => ({ from: localDay(first, language, 'full'), to: localDay(last, language, 'full') });
  return {
    periods: PERIODS.map((name) => ({
      href: withQuery(asked.path, { period: name, ...chosenInterval, ...carried(asked) }), text: periodTexts[name], isCurrent: name === period,
    })),
    intervals: PAGE_INTERVALS.map((name) => ({
      href: withQuery(asked.path, { ...chosenPeriod, interval: name, ...carried(asked) }), text: intervalTexts[name], isCurrent: name === interval,
    })),
    dates: {
      action: asked.path,
      isOpen: period === 'custom' || shown.isRefused,
      from,
      through,
      hidden: Object.entries({ ...chosenInterval, ...carried(asked) }).map(([name, value]) => ({ name, value })),
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
