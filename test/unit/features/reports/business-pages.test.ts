import { describe, expect, it } from 'vitest';
import type { Asked } from '../../../../src/domain/admin-frame.ts';
import { addToBreakdown, businessPeriods, startBreakdown, type BusinessPeriod } from '../../../../src/domain/business/business-breakdown.ts';
import { prepareCustomer } from '../../../../src/domain/business/business-tally.ts';
import { acquisitionParts } from '../../../../src/domain/business/cost-parts.ts';
import { DEFAULT_BUSINESS_OPTIONS } from '../../../../src/domain/business/value-figures.ts';
import { LANGUAGES } from '../../../../src/domain/default-texts.ts';
import { localMoney } from '../../../../src/domain/local-figures.ts';
import { money } from '../../../../src/domain/money.ts';
import { bucketsBetween, previousPeriod } from '../../../../src/domain/period.ts';
import { policiesOf } from '../../../../src/domain/roles.ts';
import { createCompany } from '../../../../src/demo/company.ts';
import { costRows } from '../../../../src/demo/company-costs.ts';
import { BUSINESS_COLUMNS, businessPageRows } from '../../../../src/features/reports/business-csv.ts';
import type { BusinessPageReport } from '../../../../src/features/reports/business-page.ts';
import { businessPage } from '../../../../src/features/reports/business.view.ts';
import { BUSINESS_PERIODS, reportPeriod } from '../../../../src/features/reports/report-period.ts';
import { factsOf } from '../../../support/company-sheets.ts';
import { aRenderer } from '../../../support/surveys.ts';

const renderer = aRenderer();
const RANGE = { from: '2025-04-01', to: '2026-01-01' };
const company = createCompany({ seed: 8, customers: 400, from: '2025-01-01', to: RANGE.to, activityFrom: '2025-10-01' });
const KINDS = ['customers', 'churn', 'revenue', 'purchases', 'renewals', 'activity'] as const;

function reportOf(kinds: readonly (typeof KINDS)[number][] = KINDS, hasCosts = true): BusinessPageReport {
  const months = bucketsBetween(RANGE.from, RANGE.to, 'month');
  const breakdown = startBreakdown({ periods: [RANGE, previousPeriod(RANGE.from, RANGE.to), ...months], until: RANGE.to, isCompared: true, isGrouped: false });
  for (const life of company.customers()) addToBreakdown(breakdown, prepareCustomer(factsOf(company, life, kinds), RANGE.to));
  const costs = hasCosts ? costRows(company.plan).map(({ month, category, amount: { amountMinor, currency } }) => ({ month, category, amount: money(amountMinor, currency) })) : [];
  const periods = businessPeriods(breakdown, { costs, currency: null, options: DEFAULT_BUSINESS_OPTIONS, minimumSample: 30 });
  const [whole, previous, ...buckets] = periods as [BusinessPeriod, BusinessPeriod, ...BusinessPeriod[]];
  return {
    definition: { version: 'business-1', clvMonths: 24, until: RANGE.to }, currencies: whole.currency === null ? [] : [whole.currency], currency: whole.currency,
    whole, previous, buckets, costParts: whole.currency === null ? [] : acquisitionParts(costs, RANGE, whole.currency),
  };
}

const report = reportOf();
const asked = (query: Record<string, string> = {}): Asked => ({
  path: '/admin/reports/business', query, acceptedLanguages: ['en'], csrfToken: 'token', visitor: { name: 'Ada', company: 'Acme', language: 'en', policies: policiesOf('owner') },
});
const page = (shown = report, query: Record<string, string> = {}, churnBase: 'start' | 'end' = 'start') =>
  businessPage(asked(query), { period: reportPeriod({ from: RANGE.from, through: '2025-12-31', ...query }, '2026-01-05', BUSINESS_PERIODS), churnBase, report: shown, minimumSample: 30 });

describe('the business page', () => {
  it('goes from the MRR before the period to that of its end, to the cent', () => {
    const revenue = page().data.shown?.revenue;
    const opening = report.previous?.figures.mrr.value;
    const closing = report.whole?.figures.mrr.value;
    if (!opening || !closing) throw new Error('the company has revenue');
    expect(revenue?.waterfall[0]?.amount).toBe(localMoney(opening, 'en'));
    expect(revenue?.waterfall.at(-1)?.amount).toBe(localMoney(closing, 'en'));
    const cents = (text = ''): number => Math.round(100 * Number(text.replace('−', '-').replaceAll(/[^\d.-]/g, '')));
    expect((revenue?.waterfall ?? []).slice(0, -1).reduce((sum, { amount }) => sum + cents(amount), 0)).toBe(cents(revenue?.waterfall.at(-1)?.amount));
    expect(revenue?.sentence).toContain(`from ${localMoney(opening, 'en')} to ${localMoney(closing, 'en')}`);
  });

  it('shows churn of either base, and says which', () => {
    const [ofStart, ofEnd] = (['start', 'end'] as const).map((base) => page(report, base === 'end' ? { churn: 'end' } : {}, base).data.shown);
    const { start, end, lost } = report.whole?.customers ?? { start: 0, end: 0, lost: 0 };
    expect(ofStart?.customers.sentence).toContain(`Of ${start} customers at the start, ${lost} were gone`);
    expect(ofEnd?.customers.sentence).toContain(`While ${end} customers were there at the end`);
    expect(ofStart?.glance[0]?.value).not.toBe(ofEnd?.glance[0]?.value);
    expect(ofEnd?.customers.change).toBeNull();
    expect(page().data.controls.filters[0]?.choices.map(({ href }) => href)).toEqual([
      '/admin/reports/business?from=2025-04-01&through=2025-12-31', '/admin/reports/business?from=2025-04-01&through=2025-12-31&churn=end',
    ]);
  });

  it('calls more churn worse and more retention better', () => {
    const shown = page().data.shown;
    const tones = { up: 'down', down: 'up', 'no-clear-change': 'same', 'too-few': 'few' } as const;
    const verdict = report.whole?.figures.churn.comparison?.verdict ?? 'too-few';
    expect(shown?.glance[0]?.change?.tone).toBe(tones[verdict]);
  });

  it('judges CLV : CAC, and takes the cost of winning apart', () => {
    const value = page().data.shown?.value;
    expect(value?.sentence).toMatch(/^A customer is worth €[\d,.]+ and costs €[\d,.]+ to win: [\d.]+ to 1, (healthy|marginal|weak|losing money)/);
    expect(value?.parts?.rows.map(({ name }) => name)).toEqual(['Marketing', 'Wages', 'Software', 'Professional services', 'Overheads']);
    expect(value?.parts?.rows[0]?.width).toBe(100);
    expect(value?.rows).toHaveLength(9);
  });

  it.each([
    [['customers', 'churn'], 'Nobody pays anything yet: recurring revenue comes from an import of kind “revenue”.'],
    [['customers', 'churn', 'revenue'], 'Nothing was up for renewal in this period'],
    [['customers', 'churn', 'revenue'], 'Nobody bought anything in this period'],
    [['customers', 'churn', 'revenue'], 'Nobody was active in this period'],
    [['customers', 'churn', 'revenue'], 'What winning a customer costs is not known'],
  ] as const)('says what is missing with %o', (kinds, sentence) => {
    const { view, data } = page(reportOf(kinds, false));
    expect(renderer.page(view, data)).toContain(sentence);
  });

  it('teaches while no customer is known', () => {
    const none = reportOf([], false);
    const { view, data } = page(none);
    expect(data.shown).toBeNull();
    expect(renderer.page(view, data)).toContain('No customers are known in this period');
    expect(page({ ...none, whole: null, previous: null, buckets: [] }).data.shown).toBeNull();
  });

  it('offers each currency where there are several', () => {
    const { data } = page({ ...report, currencies: ['EUR', 'PLN'] }, { currency: 'PLN' });
    expect(data.controls.filters.at(-1)?.choices.map(({ text, isCurrent }) => [text, isCurrent])).toEqual([['EUR', true], ['PLN', false]]);
    expect(data.shown?.otherCurrencies).toContain('brought into EUR');
    expect(data.shown?.files[0]?.href).toContain('currency=EUR');
  });

  it.each(LANGUAGES)('is a page in %s with every interval, with nothing that is no text', (lang) => {
    for (const interval of ['day', 'month', 'quarter']) {
      for (const shown of [report, reportOf(['customers'], false)]) {
        const { view, data } = page(shown, { lang, interval });
        expect(renderer.page(view, data)).not.toMatch(/NaN|Infinity|undefined|\[object|\{\{|XXX/);
      }
    }
  });
});

describe('the file', () => {
  it('has the range, the one before and every part, with the numbers of the page', () => {
    const rows = businessPageRows(report);
    expect(rows.map(({ part }) => part)).toEqual(['whole', 'period before', ...Array.from({ length: 9 }, () => 'part')]);
    expect(Object.keys(rows[0] ?? {}).toSorted()).toEqual([...BUSINESS_COLUMNS].toSorted());
    for (const row of rows) {
      const moved = Object.entries(row).filter(([name]) => name.startsWith('mrr-')).reduce((sum, [, value]) => sum + Number(value), 0);
      expect(Number(row['mrrOpening']) + moved).toBeCloseTo(Number(row['mrr']), 6);
    }
    const churn = rows[0]?.['churn'];
    expect(page().data.shown?.glance[0]?.value).toBe(`${Number(churn).toFixed(1)}%`);
  });

  it('has no amounts where none are known', () => {
    const [row] = businessPageRows(reportOf(['customers', 'churn'], false));
    expect(row).toMatchObject({ currency: null, mrr: null, mrrOpening: null, cac: null });
    expect(row?.['churn']).not.toBeNull();
  });
});
