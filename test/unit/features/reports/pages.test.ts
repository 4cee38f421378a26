import { describe, expect, it } from 'vitest';
import type { Asked } from '../../../../src/domain/admin-frame.ts';
import { LANGUAGES } from '../../../../src/domain/default-texts.ts';
import { scoreReport, type ReportMonth } from '../../../../src/domain/score-report.ts';
import { overviewPage, type OverviewInput } from '../../../../src/features/reports/report.view.ts';
import { policiesOf } from '../../../../src/domain/roles.ts';
import { reportPeriod } from '../../../../src/features/reports/report-period.ts';
import { touchpointPage } from '../../../../src/features/reports/touchpoint.view.ts';
import { aRenderer, HOSTILE } from '../../../support/surveys.ts';
import { aMonth, ces, csat, on } from '../../domain/report-months.ts';

const renderer = aRenderer();
const TODAY = '2026-03-31';

const asked = (query: Record<string, string> = {}): Asked => ({
  path: '/admin/reports', query, acceptedLanguages: ['en'], csrfToken: 'token', visitor: { name: 'Ada', company: 'Acme', language: 'en', policies: policiesOf('owner') },
});

function reportsOf(months: ReportMonth[], query: Record<string, string> = {}) {
  const period = reportPeriod({ period: 'this-month', ...query }, TODAY);
  const range = { from: period.from, to: period.to, interval: period.interval, compare: true, months, where: null, minimumSample: 30 };
  return { period, byTouchpoint: scoreReport({ ...range, groupBy: 'touchpoint' }), pooled: scoreReport({ ...range, groupBy: null }) };
}

function overviewInput(months: ReportMonth[], change: Partial<OverviewInput> = {}): OverviewInput {
  const touchpoints = ['delivery', 'support', 'returns', 'showroom'].map((key) => ({ key, name: key.toUpperCase(), isLive: true }));
  return { ...reportsOf(months), touchpoints, minimumSample: 30, glance: { outcomes: [], business: null }, goals: [], timeZone: 'UTC', hasMailbox: true, ...change };
}

const everything = [
  aMonth({ month: '2026-02', days: on('10', { 10: 40 }) }),
  aMonth({ days: { '03': { scores: { 10: 10, 9: 10 }, sent: 100, responded: 40 }, '20': { scores: { 8: 5, 3: 15 } } } }),
  aMonth({ touchpoint: 'returns', days: on('05', { 9: 4 }) }),
  aMonth({ ...csat, touchpoint: 'support', surveyKey: 'b', days: on('05', { 5: 8, 4: 2, 1: 2 }) }),
  aMonth({ ...ces, touchpoint: 'returns', surveyKey: 'c', days: on('06', { 7: 1 }) }),
];

describe('the overview', () => {
  const { data } = overviewPage(asked(), overviewInput(everything));

  it('has one section per metric and scale, never mixed', () => {
    expect(data.sections.map(({ id }) => id)).toEqual(['nps-0-10', 'csat-1-5', 'ces-1-7']);
    expect(data.sections.map(({ rows }) => rows.map(({ name }) => name))).toEqual([['DELIVERY', 'RETURNS'], ['SUPPORT'], ['RETURNS']]);
  });

  it('shows each value with its interval, n, response rate and the verdict in words', () => {
    const delivery = data.sections[0]?.rows[0]?.figures;
    expect(delivery).toMatchObject({ value: '13', n: '40', responseRate: '40.0%', change: { verdict: 'clearly lower', difference: '−88 points', tone: 'down' } });
    expect(delivery?.intervalText).toMatch(/^95 % interval −?\d+ to \d+$/);
    expect(data.sections[1]?.rows[0]?.figures).toMatchObject({ value: '83.3%', n: '12' });
  });

  it('claims nothing from few answers: no direction, no number that looks like one, no interval from a single one', () => {
    expect(data.sections[2]?.rows[0]?.figures).toMatchObject({ value: '7.00', intervalText: 'too few answers for an interval', change: { verdict: 'not enough answers', difference: null, tone: 'few' } });
    expect(data.sections[2]?.rows[0]?.figures.drawing?.band).toBeNull();
  });

  it('pools touchpoints only beside their own figures, and says so', () => {
    expect(data.sections.map(({ pooled }) => pooled?.name ?? null)).toEqual(['All of these together', null, null]);
    expect(data.sections[0]?.pooled).toMatchObject({ href: null, figures: { n: '44' } });
  });

  it('names the touchpoints nobody answered at', () => {
    expect(data.quiet.map(({ name }) => name)).toEqual(['SHOWROOM']);
    const closed = overviewInput(everything, { touchpoints: [{ key: 'old', name: 'Old', isLive: false }] });
    expect(overviewPage(asked(), closed).data.quiet).toEqual([]);
  });

  it('teaches while there is nothing to show', () => {
    const { data: empty } = overviewPage(asked(), overviewInput([]));
    expect(empty.empty).toEqual({ widerHref: '/admin/reports?period=last-90-days', keysHref: '/admin/keys', mailboxHref: '/dev/mailbox' });
    expect(empty.quiet).toEqual([]);
    expect(overviewPage(asked(), overviewInput([], { hasMailbox: false })).data.empty?.mailboxHref).toBeNull();
  });

  it('keeps period, interval and language in every link', () => {
    const query = { from: '2026-03-01', through: '2026-03-31', interval: 'day', lang: 'fa' };
    const page = overviewPage(asked(query), { ...overviewInput(everything), ...reportsOf(everything, { period: 'custom', ...query }) }).data;
    expect(page.sections[0]?.rows[0]?.href).toBe('/admin/reports/touchpoints/delivery?from=2026-03-01&through=2026-03-31&interval=day&lang=fa');
    expect(page.controls.periods[3]?.href).toBe('/admin/reports?period=last-month&interval=day&lang=fa');
    expect(page.controls.intervals[1]?.href).toBe('/admin/reports?from=2026-03-01&through=2026-03-31&interval=week&lang=fa');
    expect(page.controls.dates.hidden).toEqual([{ name: 'interval', value: 'day' }, { name: 'lang', value: 'fa' }]);
    expect(page.languages.map(({ href }) => href)).toContain('/admin/reports?from=2026-03-01&through=2026-03-31&interval=day&lang=pl');
  });

  it('writes the figures of the reader', () => {
    const { data: persian } = overviewPage(asked({ lang: 'fa' }), overviewInput(everything));
    expect(persian.sections[0]?.rows[0]?.figures).toMatchObject({ value: '۱۳', n: '۴۰' });
    expect(persian.dir).toBe('rtl');
  });
});

describe('the page of one touchpoint', () => {
  const months = everything.filter(({ touchpoint }) => touchpoint === 'delivery');
  const comment = { _id: 'inv_1', score: 3, scale: { min: 0, max: 10 }, metric: 'nps', category: 'detractor', comment: HOSTILE, respondedAt: new Date('2026-03-20T10:00:00Z') } as const;
  const input = (query: Record<string, string> = {}) => {
    const { period, byTouchpoint } = reportsOf(months, query);
    return { name: HOSTILE, period, report: byTouchpoint, comments: [comment], timeZone: 'UTC', minimumSample: 30, happenings: { versions: [], notes: [] }, details: null, comparison: { asked: null, compared: [] } };
  };
  const { data } = touchpointPage(asked(), input());
  const [section] = data.sections;

  it('draws one dot per period with answers, and lists every period as a table', () => {
    expect(section?.trend?.dots.map(({ title }) => title)).toEqual(['2 Mar to 8 Mar 2026: 100', '16 Mar to 22 Mar 2026: −75']);
    expect(section?.trend?.rows.map(({ n }) => n)).toEqual(['0', '20', '0', '20', '0', '0']);
    expect(section?.trend?.rows[0]?.value).toBeNull();
  });

  it('lists every score of the scale, best first, with its band', () => {
    expect(section?.scores?.map(({ score }) => score)).toEqual(['10', '9', '8', '7', '6', '5', '4', '3', '2', '1', '0']);
    expect(section?.scores?.find(({ score }) => score === '3')).toMatchObject({ n: '15', percent: '37.5%', tier: 'low', width: 100 });
    expect(section?.categories?.map(({ name, n, percent }) => [name, n, percent])).toEqual([['Promoter', '20', '50.0%'], ['Passive', '5', '12.5%'], ['Detractor', '15', '37.5%']]);
  });

  it('gives no band to scores that several definitions share', () => {
    const { period, byTouchpoint } = reportsOf([...months, aMonth({ version: 2, thresholds: { low: 5, high: 8 }, days: on('07', { 8: 1 }) })]);
    const page = touchpointPage(asked(), { ...input(), period, report: byTouchpoint });
    expect(new Set(page.data.sections[0]?.scores?.map(({ tier }) => tier))).toEqual(new Set(['middle']));
  });

  it.each(LANGUAGES)('stays a page in %s, whatever customers wrote', (lang) => {
    for (const interval of ['day', 'week', 'month', 'quarter']) {
      const page = touchpointPage(asked({ lang, interval }), input({ interval }));
      const html = renderer.page(page.view, page.data);
      expect(html).not.toContain('<script>alert');
      expect(html).toContain('&lt;script&gt;alert(1)');
      expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
      expect(html).toContain(`dir="${lang === 'ar' || lang === 'fa' ? 'rtl' : 'ltr'}"`);
    }
  });

  it('is a page without answers too', () => {
    const { period, byTouchpoint } = reportsOf([]);
    const page = touchpointPage(asked(), { ...input(), period, report: byTouchpoint, comments: [] });
    expect(renderer.page(page.view, page.data)).toContain('Nobody wrote a comment in this period.');
    const sentOnly = reportsOf([aMonth({ days: { '03': { sent: 5 } } })]);
    const waiting = touchpointPage(asked(), { ...input(), report: sentOnly.byTouchpoint, comments: [] });
    expect(waiting.data.sections[0]).toMatchObject({ trend: null, scores: null, figures: { value: null, n: '0', responseRate: '0.0%' } });
    expect(renderer.page(waiting.view, waiting.data)).toContain('no answers');
  });
});

describe('a touchpoint key that looks like a path', () => {
  it('stays one part of the link', () => {
    const months = [aMonth({ touchpoint: 'a/../b?c', days: on('05', { 9: 1 }) })];
    expect(overviewPage(asked(), overviewInput(months)).data.sections[0]?.rows[0]?.href).toBe('/admin/reports/touchpoints/a%2F..%2Fb%3Fc?period=this-month');
  });
});
