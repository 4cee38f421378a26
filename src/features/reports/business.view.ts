/** Builds the business report: churn, recurring revenue, lifetime value and cost, and what keeps customers buying. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import type { BusinessPeriod } from '../../domain/business/business-breakdown.ts';
import { businessTexts } from '../../domain/business-texts.ts';
import { direction } from '../../domain/default-texts.ts';
import { localDay, localFigure, localMoney, localPercent } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { substitute } from '../../domain/variables.ts';
import { customersSection, revenueSection, type ChurnBase, type CustomersSection, type RevenueSection } from './business-base.ts';
import { BUSINESS_PATH, type BusinessPageReport } from './business-page.ts';
import { loyaltySection, valueSection, type LoyaltySection, type ValueSection } from './business-value.ts';
import { percentInterval, ratioText, ratioVerdict, type BusinessReading } from './business-words.ts';
import { changeText, type ChangeText } from './figure-texts.ts';
import { importsHref } from './imports-link.ts';
import type { AboutEntry } from './outcome-about.ts';
import { filterQuery, periodQuery, reportControls, type ReportControls, type ReportFilter } from './report-controls.ts';
import { reportFiles, type ReportFile } from './report-files.ts';
import type { ReportPeriod } from './report-period.ts';

export interface BusinessPageInput {
  period: ReportPeriod;
  churnBase: ChurnBase;
  report: BusinessPageReport;
  minimumSample: number;
}

interface GlanceFigure {
  name: string;
  value: string | null;
  detail: string | null;
  change: ChangeText | null;
}

interface BusinessData extends AdminFrame {
  texts: ReturnType<typeof businessTexts>;
  controls: ReportControls;
  /** `null` where nobody was a customer in the range. */
  shown: {
    glance: GlanceFigure[];
    customers: CustomersSection;
    revenue: RevenueSection | null;
    value: ValueSection;
    loyalty: LoyaltySection;
    about: AboutEntry[];
    files: ReportFile[];
    otherCurrencies: string | null;
  } | null;
  importsHref: string | null;
}

/** The churn variant a link asks for. */
export function churnBaseOf(query: Readonly<Record<string, string | undefined>>): ChurnBase {
  return query['churn'] === 'end' ? 'end' : 'start';
}

export function businessPage(asked: Asked, { period, churnBase, report, minimumSample }: BusinessPageInput): Page<'admin/reports/business', BusinessData> {
  const language = pageLanguage(asked);
  const texts = businessTexts(language);
  const { whole, currency, currencies } = report;
  const reading: BusinessReading = { language, dir: direction(language), interval: period.interval, currency };
  const filters: ReportFilter[] = [
    { name: 'churn', label: texts.churnBase, options: [{ value: 'start', text: texts.churnOfStart }, { value: 'end', text: texts.churnOfEnd }], chosen: churnBase, usual: 'start' },
    ...(currencies.length < 2 ? [] : [{ name: 'currency', label: texts.currency, options: currencies.map((code) => ({ value: code, text: code })), chosen: currency ?? '', usual: '' }]),
  ];
  const isKnown = whole !== null && whole.customers.start + whole.customers.end + whole.customers.acquired > 0;
  return {
    view: 'admin/reports/business',
    data: {
      ...adminFrame(asked, { title: texts.title, current: BUSINESS_PATH }),
      texts,
      controls: reportControls(asked, period, { filters }),
      shown: isKnown ? {
        glance: glance(whole, churnBase, reading),
        customers: customersSection({ whole, buckets: report.buckets }, churnBase, reading),
        revenue: revenueSection({ whole, buckets: report.buckets }, reading),
        value: valueSection({ whole, previous: report.previous, buckets: report.buckets }, report.costParts, Number(report.definition['clvMonths']), reading),
        loyalty: loyaltySection({ whole, buckets: report.buckets }, reading),
        about: about(report, { period, minimumSample, language }),
        files: reportFiles(asked, (ending) => withQuery(`${BUSINESS_PATH}${ending}`, { ...periodQuery(period), interval: period.interval, ...filterQuery(filters), ...carried(asked) })),
        otherCurrencies: currencies.length < 2 ? null : substitute(texts.otherCurrencies, { currency }),
      } : null,
      importsHref: importsHref(asked),
    },
  };
}

/** The four numbers people look for first. */
function glance(whole: BusinessPeriod, churnBase: ChurnBase, { language, currency }: BusinessReading): GlanceFigure[] {
  const texts = businessTexts(language);
  const { churn, churnOfEnd, retention, mrr, clvToCac } = whole.figures;
  const shownChurn = churnBase === 'start' ? churn : churnOfEnd;
  const percent = (value: number | null): string | null => (value === null ? null : localPercent(value, language));
  return [
    { name: texts.churn, value: percent(shownChurn.value), detail: percentInterval(shownChurn, language), change: churnBase === 'start' && churn.comparison ? changeText(churn.comparison, language, { decimals: 1, isGood: false }) : null },
    { name: texts.retention, value: percent(retention.value), detail: percentInterval(retention, language), change: retention.comparison && changeText(retention.comparison, language, { decimals: 1 }) },
    {
      name: texts.mrr, value: currency === null || mrr.value === null ? null : localMoney(mrr.value, language), change: null,
      detail: currency === null ? null : substitute(texts.payingCount, { count: localFigure(mrr.n ?? 0, language) }),
    },
    { name: texts.clvToCac, value: clvToCac.value === null ? null : ratioText(clvToCac.value, language), detail: clvToCac.verdict && ratioVerdict(clvToCac.verdict, language), change: null },
    { name: texts.customersAtEnd, value: localFigure(whole.customers.end, language), detail: null, change: null },
  ];
}

function about({ definition }: BusinessPageReport, { period, minimumSample, language }: { period: ReportPeriod; minimumSample: number; language: string }): AboutEntry[] {
  const texts = businessTexts(language);
  const day = (value: string): string => localDay(value, language, 'full');
  return [
    { term: texts.aboutDays, text: substitute(texts.aboutDaysText, { from: day(period.from), through: day(period.through) }) },
    { term: texts.aboutChurn, text: texts.aboutChurnText },
    { term: texts.aboutMrr, text: texts.aboutMrrText },
    { term: texts.aboutClv, text: substitute(texts.aboutClvText, { months: localFigure(Number(definition['clvMonths']), language) }) },
    { term: texts.aboutCac, text: texts.aboutCacText },
    { term: texts.aboutLoyalty, text: texts.aboutLoyaltyText },
    { term: texts.aboutChange, text: `${substitute(texts.aboutChangeText, { minimum: localFigure(minimumSample, language) })}` },
    { term: texts.aboutExcluded, text: substitute(texts.aboutExcludedText, { until: day(String(definition['until'])) }) },
    { term: texts.aboutVersion, text: String(definition['version'] ?? adminStrings(language).noData) },
  ];
}
