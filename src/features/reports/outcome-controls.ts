/** What the pages of the outcomes report have in common: the horizon, the choices above them, their links. */
import { carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { localDay } from '../../domain/local-figures.ts';
import { scaleName, type Metric, type Scale } from '../../domain/metric.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import { DEFAULT_HORIZON } from '../../domain/outcomes/outcome-report.ts';
import { HORIZONS, type Horizon } from '../../domain/outcomes/outcome-figures.ts';
import { addDays, type Day } from '../../domain/period.ts';
import { substitute } from '../../domain/variables.ts';
import { scaleText } from '../../domain/metric-texts.ts';
import { daysText } from './outcome-words.ts';
import { filterQuery, periodQuery, reportControls, type ReportControls, type ReportFilter } from './report-controls.ts';
import type { Period, ReportPeriod } from './report-period.ts';

export const RANKING_PATH = '/admin/reports/outcomes';
/** What a page without anything to show offers instead. */
export const WIDEST = 'last-730-days' satisfies Period;

/** The horizon of a link, else the report's own. */
export function horizonOf(query: Readonly<Record<string, string | undefined>>): Horizon {
  return HORIZONS.find((horizon) => String(horizon) === query['horizon']) ?? DEFAULT_HORIZON;
}

export function horizonFilter(horizon: Horizon, language: string): ReportFilter {
  return {
    name: 'horizon',
    label: outcomeTexts(language).horizon,
    options: HORIZONS.map((days) => ({ value: String(days), text: daysText(days, language) })),
    chosen: String(horizon),
    usual: String(DEFAULT_HORIZON),
  };
}

/** Which of a touchpoint's questions a page is about, by metric, and by scale where it has asked on several. */
export function questionFilter(shown: Question, all: readonly Question[], language: string): ReportFilter {
  const here = all.filter(({ touchpoint }) => touchpoint === shown.touchpoint);
  return {
    name: 'metric',
    label: outcomeTexts(language).metric,
    options: here.map((question) => ({ value: questionName(question, here), text: `${question.metric.toUpperCase()} · ${scaleText(question.scale, language)}` })),
    chosen: questionName(shown, here),
    usual: here.length === 1 ? questionName(shown, here) : '',
  };
}

/** The question of a touchpoint that a link names, else its first; `undefined` where it has none. */
export function questionOf<Asked extends Question>(all: readonly Asked[], key: string, wanted: string | undefined): Asked | undefined {
  const here = all.filter(({ touchpoint }) => touchpoint === key);
  return here.find((question) => questionName(question, here) === wanted) ?? here.find(({ metric }) => metric === wanted) ?? here[0];
}

interface Question {
  touchpoint: string;
  metric: Metric;
  scale: Scale;
}

function questionName({ metric, scale }: Question, here: readonly Question[]): string {
  return here.filter((other) => other.metric === metric).length > 1 ? `${metric}-${scaleName(scale)}` : metric;
}

/** @param until the first unobserved day */
export function outcomeControls(asked: Asked, period: ReportPeriod, filters: readonly ReportFilter[], until: Day): ReportControls {
  const language = pageLanguage(asked);
  const controls = reportControls(asked, period, { filters, hasTrend: false });
  return {
    ...controls,
    rangeText: substitute(outcomeTexts(language).followedFrom, {
      from: localDay(period.from, language, 'full'), to: localDay(period.through, language, 'full'), until: localDay(addDays(until, -1), language, 'full'),
    }),
  };
}

/** A link to another page of the report with the same choices. */
export function outcomeHref(asked: Asked, path: string, period: ReportPeriod, filters: readonly ReportFilter[]): string {
  return withQuery(path, { ...periodQuery(period), ...filterQuery(filters), ...carried(asked) });
}

export function touchpointPath(key: string): string {
  return `${RANKING_PATH}/${encodeURIComponent(key)}`;
}
