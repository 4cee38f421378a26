import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../src/domain/default-texts.ts';
import { goalItem } from '../../../src/domain/goal-item.ts';
import { GOAL_STATUSES, goalProgress, goalRanges, type Goal, type GoalProgress } from '../../../src/domain/goal.ts';
import { addDays, monthOf } from '../../../src/domain/period.ts';
import type { ReportMonth } from '../../../src/domain/score-report.ts';
import { aMonth, ces, on } from './report-months.ts';

const NPS: Goal = { metric: 'nps', scale: { min: 0, max: 10 }, touchpoint: 'delivery', target: 50, from: '2026-01-01', dueOn: '2026-12-31' };
const MINIMUM = 30;

/** Answers of one day: so many tens, eights and zeros. */
const given = (day: string, promoters: number, passives: number, detractors: number, change: Partial<ReportMonth> = {}): ReportMonth =>
  aMonth({ month: monthOf(day), days: on(day.slice(8), { 10: promoters, 8: passives, 0: detractors }), ...change });
const seen = (months: ReportMonth[], today: string, goal: Goal = NPS): GoalProgress => goalProgress(goal, months, { today, minimumSample: MINIMUM });
/** NPS 20 of 1,000 answers in the quarter before the goal. */
const start = given('2025-11-15', 400, 400, 200);

describe('the days of a goal', () => {
  it('are the last ninety, and those before its first', () => {
    expect(goalRanges(NPS, '2026-06-30')).toEqual({ current: { from: '2026-04-02', to: '2026-07-01' }, start: { from: '2025-10-03', to: '2026-01-01' } });
  });
  it('are as many as a shorter goal has, and end with it', () => {
    const march = { from: '2026-03-01', dueOn: '2026-03-31' };
    expect(goalRanges(march, '2026-08-01')).toEqual({ current: { from: '2026-03-01', to: '2026-04-01' }, start: { from: '2026-01-29', to: '2026-03-01' } });
  });
});

describe('a goal on its way', () => {
  it('has its course on the line from the start to the target', () => {
    // 181 of 365 days are over on 30 June.
    const { course, start: { value }, current } = seen([start, given('2026-06-01', 40, 40, 20)], '2026-06-30');
    expect(value).toBe(20);
    expect(course).toBeCloseTo(20 + (30 * 181) / 365, 9);
    expect(current).toMatchObject({ n: 100, value: 20 });
    expect(seen([start], '2026-12-31').course).toBeCloseTo(50, 9);
  });

  it('is measured by the target alone where no start is known, the start was as high, or it is over', () => {
    expect(seen([given('2025-11-15', 20, 4, 2)], '2026-06-30').course).toBe(50);
    expect(seen([given('2025-11-15', 900, 50, 50)], '2026-06-30').course).toBe(50);
    expect(seen([start], '2027-01-01')).toMatchObject({ course: 50, isOver: true });
  });

  it.each([
    ['upcoming', '2025-12-31', [given('2025-12-01', 90, 5, 5)]],
    ['too-few', '2026-06-30', [given('2026-06-01', 29, 0, 0)]],
    // Interval of 60 from 1,000 answers: 56 to 64.
    ['reached', '2026-06-30', [given('2026-06-01', 700, 200, 100)]],
    // The course is 35; 40 of 1,000 answers: 35.4 to 44.5.
    ['on-course', '2026-06-30', [given('2026-06-01', 570, 260, 170)]],
    // The same value of a tenth of the answers: 25 to 54.
    ['unclear', '2026-06-30', [given('2026-06-01', 57, 26, 17)]],
    ['behind', '2026-06-30', [given('2026-06-01', 400, 400, 200)]],
    ['missed', '2027-02-01', [given('2026-12-01', 400, 400, 200)]],
    ['unclear', '2027-02-01', [given('2026-12-01', 57, 30, 13)]],
    ['reached', '2027-02-01', [given('2026-12-01', 700, 200, 100)]],
  ])('is %s on %s', (status, today, months) => {
    expect(seen([start, ...months], today).status).toBe(status);
  });

  it('counts its own touchpoint, metric and scale, or all touchpoints together', () => {
    const elsewhere = given('2026-06-01', 50, 0, 0, { touchpoint: 'support' });
    const other = aMonth({ ...ces, month: '2026-06', days: on('02', { 7: 40 }) });
    const months = [given('2026-06-01', 20, 10, 10), elsewhere, other];
    expect(seen(months, '2026-06-30').current.n).toBe(40);
    expect(seen(months, '2026-06-30', { ...NPS, touchpoint: null }).current.n).toBe(90);
    expect(seen(months, '2026-06-30', { ...NPS, metric: 'ces', scale: { min: 1, max: 7 }, target: 6 }).current).toMatchObject({ n: 40, value: 7 });
    expect(seen(months, '2026-06-30', { ...NPS, scale: { min: 1, max: 10 } }).current.n).toBe(0);
  });

  it('never claims success or failure against its own interval', () => {
    const counts = fc.nat({ max: 300 });
    fc.assert(fc.property(counts, counts, counts, fc.integer({ min: -100, max: 100 }), fc.integer({ min: -10, max: 400 }), (p, m, d, target, day) => {
      const today = addDays(NPS.from, day);
      const goal = { ...NPS, target };
      const { status, course, current: { low, high, n } } = seen([start, given(addDays(today < NPS.dueOn ? today : NPS.dueOn, -1), p, m, d)], today, goal);
      if (status === 'reached') expect(low).toBeGreaterThanOrEqual(target);
      if (status === 'on-course') expect(low).toBeGreaterThanOrEqual(course);
      if (status === 'behind') expect(high).toBeLessThan(course);
      if (status === 'missed') expect(high).toBeLessThan(target);
      if (['reached', 'on-course', 'behind', 'missed', 'unclear'].includes(status)) expect(n).toBeGreaterThanOrEqual(MINIMUM);
      expect(GOAL_STATUSES).toContain(status);
    }));
  });

  it('is called reached by chance alone in hardly more than 2.5 % of cases', () => {
    // A true NPS of exactly the target, drawn 2,000 times with a fixed generator.
    let state = 7;
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    let reached = 0;
    for (let round = 0; round < 2000; round += 1) {
      const drawn = Array.from({ length: 150 }, random);
      const promoters = drawn.filter((value) => value < 0.6).length;
      const detractors = drawn.filter((value) => value >= 0.9).length;
      const { status } = seen([given('2026-06-01', promoters, 150 - promoters - detractors, detractors)], '2026-06-30');
      if (status === 'reached') reached += 1;
    }
    expect(reached / 2000).toBeLessThan(0.035);
  });
});

describe('a goal in words', () => {
  const item = (months: ReportMonth[], language: string, today = '2026-06-30') =>
    goalItem({ goal: NPS, progress: seen([start, ...months], today) }, { language, names: new Map([['delivery', 'Lieferung']]), minimumSample: MINIMUM });
  const behind = [given('2026-06-01', 400, 400, 200)];

  it('says value, interval, number and why', () => {
    expect(item(behind, 'en')).toMatchObject({
      place: 'Lieferung', target: 'at least 50 by 31 Dec 2026', status: 'behind', tone: 'down', value: '20 (95 % interval 15 to 25; answers: 1,000)',
      sentence: 'Even the upper end of the interval, 25, is below 35, where the score should be by now.',
    });
    expect(item([], 'en')).toMatchObject({ value: 'no answers yet', status: 'too few answers', sentence: 'Answers in the last 90 days: 0. From 30 on there is a verdict.', meter: { band: null, fill: { width: 0 } } });
  });

  it('is drawn along the whole axis, mirrored from right to left', () => {
    const { meter } = item(behind, 'en');
    expect(meter).toMatchObject({ fill: { x: 0, width: 60 }, target: 75, min: '−100', max: '100' });
    const mirrored = item(behind, 'fa').meter;
    expect(mirrored).toMatchObject({ fill: { x: 40, width: 60 }, target: 25 });
    expect(mirrored.band?.x).toBeCloseTo(100 - (meter.band?.x ?? 0) - (meter.band?.width ?? 0), 1);
    expect(item([given('2026-12-01', 400, 400, 200)], 'en', '2027-02-01').meter.course).toBeNull();
  });

  it.each(LANGUAGES)('leaves no variable unfilled in %s, whatever its state', (language) => {
    const states: [ReportMonth[], string][] = [[behind, '2025-12-31'], [[], '2026-06-30'], [behind, '2026-06-30'], [[given('2026-12-01', 57, 30, 13)], '2027-02-01'], [[given('2026-06-01', 57, 26, 17)], '2026-06-30']];
    for (const [months, today] of states) expect(JSON.stringify(item(months, language, today))).not.toMatch(/\{\{|undefined|NaN/);
  });
});
