import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../../src/domain/default-texts.ts';
import { invitationCounts } from '../../../../src/domain/response-rate.ts';
import { scoreReport } from '../../../../src/domain/score-report.ts';
import { scoreAbout } from '../../../../src/features/reports/score-about.ts';
import { reportPeriod } from '../../../../src/features/reports/report-period.ts';
import { compareSection, comparisonAsked, type Compared } from '../../../../src/features/reports/touchpoint-compare.ts';
import { funnelParts } from '../../../../src/features/reports/touchpoint-funnel.ts';
import { happenedIn, trendMarks } from '../../../../src/features/reports/touchpoint-marks.ts';
import { segmentMultiples } from '../../../../src/features/reports/touchpoint-segments.ts';
import { aMonth, csat, on, report } from '../../domain/report-months.ts';

const MARCH = { from: '2026-03-01', to: '2026-04-01' };

describe('the funnel', () => {
  const funnel = { invited: 60, skipped: { 'cool-down': 30, suppressed: 10, 'no-address': 0 }, sent: 50, bounced: 5, responded: 20, commented: 8 };

  it('adds up: decisions are the skips and the invited', () => {
    const [decided, mailed] = funnelParts(funnel, 'en');
    expect(decided?.rows.map(({ n, percent, isLoss, width }) => [n, percent, isLoss, width])).toEqual([
      ['100', null, false, 100], ['30', '30.0%', true, 30], ['10', '10.0%', true, 10], ['60', '60.0%', false, 60],
    ]);
    expect(mailed?.rows.map(({ text, n, percent }) => [text, n, percent])).toEqual([['Sent', '50', null], ['Bounced', '5', '10.0%'], ['Answered', '20', '40.0%'], ['Answered with a comment', '8', '16.0%']]);
  });
  it('leaves out a part with nothing in it', () => {
    expect(funnelParts({ invited: 0, skipped: {}, sent: 3, bounced: 0, responded: 0, commented: 0 }, 'en').map(({ rows }) => rows[0]?.text)).toEqual(['Sent']);
    expect(funnelParts({ invited: 0, skipped: {}, sent: 0, bounced: 0, responded: 0, commented: 0 }, 'pl')).toEqual([]);
  });
  it('counts mails of the days asked for alone', () => {
    const months = [aMonth({ days: { '01': { sent: 4, responded: 1 }, '31': { sent: 2, bounced: 1 } } }), aMonth({ month: '2026-04', days: { '01': { sent: 9 } } }), aMonth({ version: 2, days: { '15': { sent: 1 } } })];
    expect(invitationCounts(months, MARCH)).toEqual({ sent: 7, bounced: 1, responded: 1 });
  });
});

describe('segments side by side', () => {
  const month = (segmentValue: string, scores: Record<number, number>, change = {}) => aMonth({ segment: 'locale', segmentValue, days: { ...on('03', scores), ...on('20', scores) }, ...change });
  const groupsOf = (months: ReturnType<typeof month>[]) => scoreReport({ ...MARCH, interval: 'week', compare: false, months, groupBy: 'locale', where: null, minimumSample: 30 }).groups;

  it('are drawn on one axis, most answers first, each under its name', () => {
    const [block, ...others] = segmentMultiples([{ segment: 'locale', groups: groupsOf([month('pl', { 10: 4 }), month('en', { 10: 20, 0: 4 }), month('ar', { 5: 1 }, csat)]) }], 'pl');
    expect(others).toEqual([]);
    expect(block).toMatchObject({ name: 'Język', items: [{ name: 'angielski', answers: 'odpowiedzi: 48' }, { name: 'polski', answers: 'odpowiedzi: 8' }], more: null });
    expect(new Set(block?.items.map(({ drawing }) => drawing?.height))).toEqual(new Set([64]));
  });
  it('count those that are not shown', () => {
    const many = Array.from({ length: 15 }, (_, index) => month(`x${index}`, { 9: index + 1 }));
    const [block] = segmentMultiples([{ segment: 'locale', groups: groupsOf(many) }], 'en');
    expect([block?.items.length, block?.more]).toEqual([12, 'Not shown, with fewer answers: 3.']);
  });
});

describe('what happened meanwhile', () => {
  const happenings = {
    versions: [{ survey: 'nps', version: 1, createdAt: new Date('2026-02-01T00:00:00Z') }, { survey: 'nps', version: 2, createdAt: new Date('2026-03-16T23:30:00Z') }],
    notes: [{ day: '2026-03-02', text: 'New carrier', touchpoint: null, by: { name: 'Ada' } }],
  };
  const buckets = [{ from: '2026-03-01', to: '2026-03-16' }, { from: '2026-03-16', to: '2026-04-01' }];

  it('stands in the order of days, by the local day, where its day lies in its slice', () => {
    const happened = happenedIn(happenings, { language: 'en', timeZone: 'Europe/Warsaw' });
    expect(happened.map(({ day }) => day)).toEqual(['2026-02-01', '2026-03-02', '2026-03-17']);
    const marks = trendMarks(happened, buckets, { language: 'en', dir: 'ltr' });
    expect(marks).toMatchObject([{ number: '1', entries: [{ text: 'New carrier', aside: 'by Ada, all touchpoints' }], x: '3.33%' }, { number: '2', entries: [{ text: 'Version 2 of the survey nps begins', aside: null }], x: '53.13%' }]);
    expect(trendMarks(happened, buckets, { language: 'fa', dir: 'rtl' }).map(({ x, number }) => [x, number])).toEqual([['96.67%', '۱'], ['46.88%', '۲']]);
  });
});

describe('a comparison', () => {
  const keys = ['plan'];
  it('is asked for by a link, and nothing undeclared is taken', () => {
    expect(comparisonAsked({ first: 'locale:en' }, MARCH, keys)).toBeNull();
    expect(comparisonAsked({ days: 'same', first: 'locale:en', second: 'property:plan:pro' }, MARCH, keys)).toEqual({ days: 'same', first: { ...MARCH, where: { segment: 'locale', value: 'en' } }, second: { ...MARCH, where: { segment: 'property:plan', value: 'pro' } } });
    expect(comparisonAsked({ days: 'previous', first: 'property:secret:x' }, MARCH, keys)?.first.where).toBeNull();
    expect(comparisonAsked({ days: 'other', from2: '2026-01-05', through2: '2026-01-05' }, MARCH, keys)?.second).toEqual({ from: '2026-01-05', to: '2026-01-06', where: null });
    for (const wrong of [{}, { from2: 'x', through2: '2026-01-01' }, { from2: '2026-02-01', through2: '2026-01-01' }]) expect(comparisonAsked({ days: 'other', ...wrong }, MARCH, keys)?.second).toBeNull();
  });

  const figures = report([aMonth({ days: on('03', { 10: 40, 0: 10 }) })]).groups[0]?.total;
  if (!figures) throw new Error('there are figures');
  const compared = (change: Partial<Compared['comparison']>): Compared => ({ metric: 'nps', scale: { min: 0, max: 10 }, first: figures, second: figures, comparison: { difference: 12.4, low: 2, high: 22, pValue: 0.0321, verdict: 'up', ...change } });
  const shown = (query: Record<string, string>, each: Compared, language = 'en') =>
    compareSection({ asked: comparisonAsked(query, MARCH, keys), compared: [each], segments: [], minimumSample: 30 }, query, language);

  it('is said in words, with its interval and how likely chance is', () => {
    const { results: [result] } = shown({ days: 'previous' }, compared({}));
    expect(result?.values).toBe('All answers, 1 Mar 2026 to 31 Mar 2026: 60 (answers: 50). All answers, 1 Feb 2026 to 28 Feb 2026: 60 (answers: 50).');
    expect(result).toMatchObject({ tone: 'up', verdict: 'The first is clearly higher: a difference of +12 points (95 % interval +2 to +22; p = 0.032) is more than chance explains.' });
    expect(shown({ days: 'previous' }, compared({ pValue: 0.00001, verdict: 'down' })).results[0]?.verdict).toContain('p below 0.001');
    expect(shown({ days: 'previous' }, compared({ verdict: 'too-few' })).results[0]?.verdict).toBe('Too few answers to tell: at least 30 are needed on each side.');
    expect(shown({ days: 'previous' }, { ...compared({}), second: { ...figures, value: null } }).results[0]?.verdict).toBe('On one side there are no answers.');
  });
  it('with days on which nobody answered says so', () => {
    const asked = comparisonAsked({ days: 'year' }, MARCH, keys);
    expect(compareSection({ asked, compared: [], segments: [], minimumSample: 30 }, {}, 'en')).toMatchObject({ results: [], message: 'On one side there are no answers.' });
  });
  it('of the same answers is refused, and days that are none are named', () => {
    expect(shown({ days: 'same' }, compared({}))).toMatchObject({ results: [], problem: null });
    expect(shown({ days: 'same' }, compared({})).message).toContain('the same answers');
    expect(shown({ days: 'other' }, compared({})).problem).toContain('two days');
  });
  it.each(LANGUAGES)('leaves no variable unfilled in %s', (language) => {
    for (const verdict of ['up', 'down', 'no-clear-change', 'too-few'] as const) expect(JSON.stringify(shown({ days: 'previous' }, compared({ verdict, pValue: null }), language).results)).not.toMatch(/\{\{|undefined|NaN/);
  });
});

describe('how scores are computed', () => {
  it.each(LANGUAGES)('is told in %s with the thresholds and the period of the report', (language) => {
    const entries = scoreAbout(report([aMonth({ days: on('03', { 9: 1 }) }), aMonth({ ...csat, days: on('03', { 4: 1 }) })]), { period: reportPeriod({}, '2026-03-31'), timeZone: 'Europe/Warsaw', language });
    expect(entries).toHaveLength(6);
    expect(JSON.stringify(entries)).not.toMatch(/\{\{|undefined/);
    expect(entries[0]?.text).toContain('Europe/Warsaw');
  });
});
