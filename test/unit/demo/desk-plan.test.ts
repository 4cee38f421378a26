import { describe, expect, it } from 'vitest';
import { goalsOn, notesOn, PEOPLE, plannedCase, TAG_RULES } from '../../../src/demo/desk-plan.ts';
import { commentOf } from '../../../src/demo/comments.ts';
import { COMPANY_LANGUAGES } from '../../../src/demo/company-plan.ts';
import { wordMatcher } from '../../../src/domain/comment-search.ts';
import { chanceOf } from '../../../src/demo/chance.ts';
import { POLICIES } from '../../../src/domain/roles.ts';

const CUSTOMERS = Array.from({ length: 2000 }, (_, number) => number);

describe('the plan of the desk', () => {
  it('takes care of those who stay more often than of those who leave, the same every time', () => {
    const inTime = (leaves: boolean): number => CUSTOMERS.filter((number) => {
      const after = plannedCase(1, number, leaves)?.closedAfterDays;
      return typeof after === 'number' && after <= 14;
    }).length / CUSTOMERS.length;
    expect(inTime(false)).toBeCloseTo(0.57, 1);
    expect(inTime(true)).toBeCloseTo(1 / 6, 1);
    expect(plannedCase(1, 7, false)).toEqual(plannedCase(1, 7, false));
    expect(CUSTOMERS.some((number) => plannedCase(1, number, false)?.closedAfterDays === null)).toBe(true);
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
