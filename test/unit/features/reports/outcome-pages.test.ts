import { describe, expect, it } from 'vitest';
import type { Asked } from '../../../../src/domain/admin-frame.ts';
import { LANGUAGES } from '../../../../src/domain/default-texts.ts';
import { HORIZONS, type Horizon } from '../../../../src/domain/outcomes/outcome-figures.ts';
import { rankTouchpoints } from '../../../../src/domain/outcomes/outcome-report.ts';
import type { CustomerAtRisk } from '../../../../src/domain/outcomes/outcome-scan.ts';
import { policiesOf, type Role } from '../../../../src/domain/roles.ts';
import { createCompany } from '../../../../src/demo/company.ts';
import { outcomeCustomersPage, riskPage } from '../../../../src/features/reports/outcome-customers.view.ts';
import { outcomeTouchpointPage } from '../../../../src/features/reports/outcome-touchpoint.view.ts';
import { figureRows, RANKING_COLUMNS, rankingRows } from '../../../../src/features/reports/outcomes-csv.ts';
import { rankingPage } from '../../../../src/features/reports/outcomes.view.ts';
import { OUTCOME_PERIODS, reportPeriod } from '../../../../src/features/reports/report-period.ts';
import { outcomesOf } from '../../../support/company-sheets.ts';
import { aRenderer, HOSTILE } from '../../../support/surveys.ts';

const renderer = aRenderer();
const company = createCompany({ seed: 3, customers: 700, from: '2025-01-01', to: '2026-01-01' });
const answer = outcomesOf(company, ['customers', 'churn', 'revenue', 'lifetime-values']);
const nobody = { ...answer, touchpoints: [] };
const touchpoints = company.plan.touchpoints.map(({ key, name }) => ({ key, name }));
const period = (query: Record<string, string> = {}) => reportPeriod(query, '2026-01-01', OUTCOME_PERIODS);
const plainOf = () => ({ value: 70, low: 60, high: 80, n: 900 });

const asked = (query: Record<string, string> = {}, role: Role = 'owner', path = '/admin/reports/outcomes'): Asked => ({
  path, query, acceptedLanguages: ['en'], csrfToken: 'token', visitor: { name: 'Ada', company: 'Acme', language: 'en', policies: policiesOf(role) },
});
const ranking = (query: Record<string, string> = {}, horizon: Horizon = 90, shown = answer) => rankingPage(asked(query), { period: period(query), horizon, answer: shown, touchpoints });
const touchpoint = (query: Record<string, string> = {}, { horizon = 90, key = 'support', role = 'owner', shown = answer }: { horizon?: Horizon; key?: string; role?: Role; shown?: typeof answer } = {}) =>
  outcomeTouchpointPage(asked(query, role, `/admin/reports/outcomes/${key}`), { key, name: 'Support', period: period(query), horizon, answer: shown, plainOf });

describe('the ranking', () => {
  it('has the best warning first, and says which score tells who leaves and which does not', () => {
    const { data } = ranking();
    expect(data.rows[0]).toMatchObject({ name: 'Support request solved', metric: 'CSAT', prediction: { verdict: 'tells who leaves', tone: 'strong' } });
    expect(data.conclusion[0]).toMatch(/^The score of “Support request solved” tells best who leaves: within 90 days, [\d.]+% of its lowest scorers left, but [\d.]+% of everybody who answered\. That is [\d.]+× the usual churn \(95 % interval [\d.]+× to [\d.]+×\)\.$/);
    expect(data.conclusion[1]).toMatch(/pay €[\d,.]+ a month\.$/);
    expect(data.conclusion.some((sentence) => /No clear connection so far:.*Order delivered/.test(sentence))).toBe(true);
  });

  it('does not call a touchpoint no warning sign whose lowest scorers clearly leave more often', () => {
    const lift = { value: 3, numerator: 0.3, denominator: 0.1, n: 200, low: 2, high: 4, variant: 'lowest-to-all', definition: 'churn-lift/1' };
    const shown = { ...answer, touchpoints: answer.touchpoints.map((each) => (each.touchpoint === 'order' ? { ...each, lift: { ...each.lift, 90: lift } } : each)) };
    const sentences = ranking({}, 90, shown).data.conclusion;
    expect(sentences.find((sentence) => sentence.startsWith('Over all scores there is no clear connection, but the lowest scorers left'))).toContain('Order delivered');
    expect(sentences.find((sentence) => sentence.startsWith('No clear connection so far')) ?? '').not.toContain('Order delivered');
  });

  it('orders by the horizon that was chosen, as the report ranks them', () => {
    for (const horizon of HORIZONS) {
      expect(ranking({}, horizon).data.rows.map(({ href }) => /outcomes\/(\w+)/.exec(href)?.[1])).toEqual(rankTouchpoints(answer.touchpoints, horizon).map((each) => each.touchpoint));
    }
  });

  it('draws every lift on one axis with 1 inside it', () => {
    const drawings = ranking().data.rows.flatMap(({ lift }) => lift.drawing ?? []);
    expect(drawings.length).toBeGreaterThan(2);
    expect(new Set(drawings.map(({ zero }) => zero)).size).toBe(1);
    expect(drawings[0]?.zero).not.toBeNull();
  });

  it('gives a reason where there is no number', () => {
    const few = { ...answer, touchpoints: answer.touchpoints.map((each) => ({ ...each, lift: { ...each.lift, 365: { value: null, reason: 'not-followed' as const } }, auc: { ...each.auc, 365: { value: null, reason: 'too-few' as const } } })) };
    const { data } = ranking({}, 365, few);
    expect(data.rows.map(({ lift, prediction, losses }) => [lift.reason, prediction.verdict, losses[0]?.reason])).toEqual(data.rows.map(() => ['not followed that long yet', 'not enough answers', 'not followed that long yet']));
    expect(data.conclusion[0]).toBe('No score tells for sure who leaves within 365 days.');
  });

  it('keeps period, horizon and language in every link', () => {
    const { data } = ranking({ from: '2025-03-01', through: '2025-12-31', horizon: '180', lang: 'pl' }, 180);
    expect(data.rows[0]?.href).toMatch(/\?from=2025-03-01&through=2025-12-31&horizon=180&lang=pl$/);
    expect(data.files[0]?.href).toBe('/admin/reports/outcomes.csv?from=2025-03-01&through=2025-12-31&horizon=180&lang=pl');
    expect(data.controls.periods[0]?.href).toBe('/admin/reports/outcomes?period=last-90-days&horizon=180&lang=pl');
    expect(data.controls.filters[0]?.choices.map(({ href }) => href)).toContain('/admin/reports/outcomes?from=2025-03-01&through=2025-12-31&lang=pl');
    expect(data.controls.dates.hidden).toEqual([{ name: 'horizon', value: '180' }, { name: 'lang', value: 'pl' }]);
  });

  it('teaches what it needs while there is nothing', () => {
    const { view, data } = ranking({}, 90, nobody);
    expect(data.empty).not.toBeNull();
    expect(data.conclusion).toEqual([]);
    expect(renderer.page(view, data)).toContain('an import of kind “churn”');
  });
});

describe('one touchpoint', () => {
  it('says each part in a sentence with its certainty', () => {
    const found = touchpoint().data.found;
    expect(found?.lift.sentence).toMatch(/times|×.*Low scorers clearly leave more often\.$/);
    expect(found?.prediction.sentence).toMatch(/in [\d.]+% of cases \(95 % interval [\d.]+% to [\d.]+%\); a coin would reach 50%\.$/);
    expect(found?.survival.sentence).toMatch(/^Still customers 90 days after their answer: Satisfied [\d.]+%, Neutral [\d.]+%, Dissatisfied [\d.]+% and Silent [\d.]+%\.$/);
    expect(found?.survival.certainty).toMatch(/log-rank test, p [<=] 0\.\d+\)\.$/);
    expect(found?.representation.sentences[0]).toMatch(/^Of \d+ customers asked, \d+ answered\./);
    expect(found?.weights.sentences[0]).toMatch(/^Weighted by MRR \(EUR\) the score is [\d.]+% .*without weights 70\.0%\.$/);
    expect(found?.casesNone).toContain('within 14 days');
  });

  it('draws each group with a look of its own, and lists the same as a table', () => {
    const survival = touchpoint().data.found?.survival;
    expect(survival?.chart?.curves.map(({ look, name }) => [look, name])).toEqual([['high', 'Satisfied'], ['middle', 'Neutral'], ['low', 'Dissatisfied'], ['silent', 'Silent']]);
    expect(survival?.columns).toHaveLength(4);
    const at90 = survival?.rows.find(({ day }) => day === '90');
    expect(survival?.sentence).toContain(`Satisfied ${at90?.cells[0]?.value}`);
  });

  it('lists every score of the scale, best first', () => {
    expect(touchpoint({}, { key: 'relationship' }).data.found?.scores.rows.map(({ score }) => score)).toEqual(['10', '9', '8', '7', '6', '5', '4', '3', '2', '1', '0']);
  });

  it('leads to its customers only those who may see them', () => {
    expect(touchpoint().data.found?.risk.listHref).toBe('/admin/reports/outcomes/support/customers?period=last-365-days');
    expect(touchpoint({}, { role: 'viewer' }).data.found?.risk.listHref).toBeNull();
  });

  it('is about the question its link names, where there are several', () => {
    const [support] = answer.touchpoints.filter((each) => each.touchpoint === 'support');
    const relationship = answer.touchpoints.find((each) => each.touchpoint === 'relationship');
    if (!support || !relationship) throw new Error('the company asks at both');
    const both = { ...answer, touchpoints: [support, { ...relationship, touchpoint: 'support' }] };
    expect(touchpoint({}, { shown: both }).data.found?.question.metric).toContain('CSAT');
    const named = touchpoint({ metric: 'nps' }, { shown: both });
    expect(named.data.found?.question.metric).toContain('NPS');
    expect(named.data.found?.files[0]?.href).toContain('metric=nps');
    expect(named.data.controls.filters.at(-1)?.choices.map(({ text }) => text)).toEqual(['CSAT · asked on a scale of 1 to 5', 'NPS · asked on a scale of 0 to 10']);
  });

  it('shows the effect of closed cases with the sentence that it is no experiment', () => {
    const side = (value: number) => ({ value, numerator: 3, denominator: 40, n: 40, low: value / 2, high: value * 2, variant: 'kaplan-meier', definition: 'churn-from-landmark/1' });
    const effect = { ...side(-0.1), low: -0.2, high: -0.02, pValue: 0.02, of: [40, 60] as [number, number], withClosedCase: side(0.1), without: side(0.2) };
    const shown = { ...answer, touchpoints: answer.touchpoints.map((each) => ({ ...each, caseEffect: { 30: effect, 90: effect, 180: effect, 365: effect } })) };
    const page = touchpoint({}, { shown });
    expect(page.data.found?.cases).toMatchObject({ certainty: 'Those with a closed case left less often.', sides: [{ customers: '40', churn: { value: '10.0%' } }, { customers: '60', churn: { value: '20.0%' } }] });
    expect(renderer.page(page.view, page.data)).toContain('This is an observation and no experiment');
  });

  it.each(LANGUAGES)('is a page in %s for every horizon, with nothing that is no text', (lang) => {
    for (const horizon of HORIZONS) {
      for (const { view, data } of [ranking({ lang }, horizon), ...['support', 'onboarding', 'order'].map((key) => touchpoint({ lang }, { horizon, key })), touchpoint({ lang }, { horizon, shown: nobody })]) {
        const html = renderer.page(view, data);
        expect(html).not.toMatch(/NaN|Infinity|undefined|\[object|\{\{/);
        expect(html).toContain(`dir="${lang === 'ar' || lang === 'fa' ? 'rtl' : 'ltr'}"`);
      }
    }
  });

  it('keeps names inert', () => {
    const page = outcomeTouchpointPage(asked({}, 'owner'), { key: 'support', name: HOSTILE, period: period(), horizon: 90, answer, plainOf });
    expect(renderer.page(page.view, page.data)).not.toContain('<script>alert');
  });
});

describe('the customers at risk', () => {
  const all = Array.from({ length: 120 }, (_, index): CustomerAtRisk => ({ customerId: `c${index}`, score: 1, answeredOn: '2025-11-02', currency: index < 100 ? 'EUR' : 'PLN', mrrMinor: 1000 }));
  const page = (query: Record<string, string>, known = new Map([['c0', { externalId: 'x', name: HOSTILE, email: 'a@example.com' }]])) =>
    outcomeCustomersPage(asked(query, 'agent', '/admin/reports/outcomes/support/customers'), { key: 'support', name: 'Support', period: period(query), horizon: 90, all, shown: riskPage(all, query['page']), names: known, until: '2026-01-01' });

  it('are added up by currency, and leafed through', () => {
    const { data } = page({ page: '2' });
    expect(data.total).toBe('Together €1,000.00 and PLN\u00a0200.00 a month; customers: 120.');
    expect(data.rows).toHaveLength(50);
    expect(data.pager).toMatchObject({ text: 'Page 2 of 3', previousHref: expect.stringContaining('page=1'), nextHref: expect.stringContaining('page=3') });
    expect(page({ page: '3' }).data.rows).toHaveLength(20);
  });

  it.each([['0', 1], ['99', 3], ['-1', 1], ['x', 1], ['1e9', 1], ['', 1]])('show the nearest page for %s', (wanted, shown) => {
    expect(riskPage(all, wanted).page).toBe(shown);
    expect(riskPage([], wanted)).toEqual({ page: 1, pages: 1, customers: [] });
  });

  it('are inert', () => {
    const { view, data } = page({});
    expect(renderer.page(view, data)).not.toContain('<script>alert');
  });
});

describe('the files', () => {
  const { touchpoints: _all, ...head } = answer;
  const names = new Map(touchpoints.map(({ key, name }) => [key, name]));

  it('hold the numbers of the ranking', () => {
    const ranked = rankTouchpoints(answer.touchpoints, 90);
    const rows = rankingRows(ranked, head, { horizon: 90, names });
    expect(Object.keys(rows[0] ?? {}).toSorted()).toEqual([...RANKING_COLUMNS].toSorted());
    expect(rows.map(({ lift }) => (typeof lift === 'number' ? `${lift.toFixed(2)}×` : null))).toEqual(ranking().data.rows.map(({ lift }) => lift.value));
    expect(rows.map(({ mrrAtRisk }) => `€${Number(mrrAtRisk).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`)).toEqual(ranking().data.rows.map(({ risks }) => risks[0]?.amount));
  });

  it('hold every figure of a touchpoint, each with its number or why there is none', () => {
    const support = answer.touchpoints.find((each) => each.touchpoint === 'support');
    if (!support) throw new Error('there is no support');
    const rows = figureRows(support, head);
    expect(rows.filter(({ figure, group, horizonDays }) => figure === 'churn' && group === 'dissatisfied' && horizonDays === 90)).toHaveLength(1);
    expect(rows.filter(({ figure, value, missing }) => value === null && missing === null && figure !== 'revenueChurnGross')).toEqual([]);
    expect(new Set(rows.map(({ figure }) => figure))).toEqual(new Set([
      'auc', 'lift', 'change', 'excessLoss', 'logRankPValue', 'mrrAtRisk', 'score weighted by mrr', 'score weighted by clv', 'asked', 'answered', 'dissimilarity', 'score post-stratified',
      'customers', 'churn', 'survival', 'mrr', 'mrrNow', 'revenueChurnGross', 'clvMean', 'clvMedian',
    ]));
  });
});
