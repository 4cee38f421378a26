import { describe, expect, it } from 'vitest';
import { goalsOn, notesOn, PEOPLE, plannedCase, TAG_RULES, TAKEN_UP } from '../../../src/demo/desk-plan.ts';
import { commentOf } from '../../../src/demo/comments.ts';
import { COMPANY_LANGUAGES } from '../../../src/demo/company-plan.ts';
import { demoCompany } from '../../../src/demo/story.ts';
import { wordMatcher } from '../../../src/domain/comment-search.ts';
import { countCase, emptyCases, LANDMARK_DAYS } from '../../../src/domain/outcomes/case-effect.ts';
import { caseEffectFigure } from '../../../src/domain/outcomes/outcome-figures.ts';
import { daysBetween } from '../../../src/domain/period.ts';
import { bottomCategory } from '../../../src/domain/score.ts';
import { chanceOf } from '../../../src/demo/chance.ts';
import { POLICIES } from '../../../src/domain/roles.ts';

const CUSTOMERS = Array.from({ length: 2000 }, (_, number) => number);

describe('the plan of the desk', () => {
  it('takes care of those who stay more often than of those who leave, the same every time', () => {
    const planned = (customer: number, leftOn: string | null) => plannedCase(1, { touchpoint: 'support', customer, respondedOn: '2026-01-10', leftOn });
    const inTime = (leftOn: string | null): number => CUSTOMERS.filter((number) => {
      const after = planned(number, leftOn)?.closedAfterDays;
      return typeof after === 'number' && after <= LANDMARK_DAYS;
    }).length / CUSTOMERS.length;
    for (const leftOn of [null, '2026-12-24', '2026-01-09']) expect(inTime(leftOn)).toBeCloseTo(0.57, 1);
    expect(inTime('2026-06-01')).toBeCloseTo(1 / 6, 1);
    expect(planned(7, null)).toEqual(planned(7, null));
    expect(CUSTOMERS.some((number) => planned(number, null)?.closedAfterDays === null)).toBe(true);
  });

  it('shows at two touchpoints of the demo that closing cases helped, as the report counts it', () => {
    const to = '2026-06-01';
    const company = demoCompany({ customers: 600, days: 365, to });
    const tallies = new Map(TAKEN_UP.map((key) => [key, emptyCases()]));
    for (const life of company.customers()) {
      const leftOn = company.facts(life, 'churn').find(({ type }) => type === 'full')?.date ?? null;
      const answered = new Set<number>();
      for (const { touchpoint: index, ask } of company.encounters(life)) {
        const { key, metric } = company.plan.touchpoints[index] ?? { key: '', metric: 'nps' as const };
        const tally = tallies.get(key);
        if (!ask?.answer || !tally || answered.has(index)) continue;
        answered.add(index);
        const respondedOn = company.calendar.dayAt(ask.answer.day);
        if (ask.answer.category !== bottomCategory(metric) || (leftOn !== null && leftOn <= respondedOn)) continue;
        const closedAfterDays = plannedCase(company.plan.seed, { touchpoint: key, customer: life.number, respondedOn, leftOn })?.closedAfterDays ?? Infinity;
        countCase(tally, daysBetween(respondedOn, leftOn ?? to), leftOn !== null, closedAfterDays <= LANDMARK_DAYS);
      }
    }
    // Some room: the page's year begins a little later than the story.
    const effectAt = (touchpoint: string, horizon: number) => caseEffectFigure(tallies.get(touchpoint) ?? emptyCases(), horizon, 32);
    expect(effectAt('support', 90)).toMatchObject({ high: expect.toSatisfy((high: number) => high < 0) });
    expect(effectAt('relationship', 90)).toMatchObject({ value: expect.toSatisfy((value: number) => value < 0) });
    expect(effectAt('relationship', 180)).toMatchObject({ high: expect.toSatisfy((high: number) => high < 0) });
  });

  it('tags comments in every language of the company', () => {
    const matchers = Object.values(TAG_RULES).map((words) => wordMatcher(words));
    for (const language of COMPANY_LANGUAGES) {
      const comments = CUSTOMERS.slice(0, 200).map((number) => commentOf(chanceOf(1, 'comment', number), language, 'unhappy'));
      expect(comments.filter((comment) => matchers.some((matches) => matches(comment))).length, language).toBeGreaterThan(50);
    }
  });

  it('has goals under way, notes in the past and people with roles there are', () => {
    for (const { from, dueOn } of goalsOn('2026-06-01')) expect([from < '2026-06-01', dueOn > '2026-06-01']).toEqual([true, true]);
    for (const { day } of notesOn('2026-06-01')) expect(day < '2026-06-01').toBe(true);
    for (const { role } of PEOPLE) expect(POLICIES['reports.read']).toContain(role);
  });
});
