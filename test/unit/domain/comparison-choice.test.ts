import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { otherDays, shareAnswers, type AnswerGroup } from '../../../src/domain/comparison-choice.ts';
import { addDays } from '../../../src/domain/period.ts';
import { compareFigures, scoreFigures } from '../../../src/domain/score-figures.ts';
import { compareNps } from '../../../src/domain/significance.ts';
import { aMonth, ces, csat, on, report } from './report-months.ts';

const MAY = { from: '2026-05-01', to: '2026-06-01' };
const group = (where: AnswerGroup['where'], range = MAY): AnswerGroup => ({ ...range, where });
const english = { segment: 'locale', value: 'en' };
const polish = { segment: 'locale', value: 'pl' };
const pro = { segment: 'property:plan', value: 'pro' };

describe('the days to compare with', () => {
  it('are the same, those before, or those of a year before', () => {
    expect(otherDays('same', MAY)).toEqual(MAY);
    expect(otherDays('previous', MAY)).toEqual({ from: '2026-04-01', to: '2026-05-01' });
    expect(otherDays('year', { from: '2024-02-29', to: '2024-03-01' })).toEqual({ from: '2023-02-28', to: '2023-03-01' });
  });
});

describe('two groups of answers', () => {
  it('share none on days apart or under two values of one segment', () => {
    expect(shareAnswers(group(null), group(null, otherDays('previous', MAY)))).toBe(false);
    expect(shareAnswers(group(english), group(polish))).toBe(false);
  });
  it('may share some otherwise', () => {
    for (const [one, other] of [[null, null], [null, english], [english, english], [english, pro]] as const) expect(shareAnswers(group(one), group(other))).toBe(true);
    expect(shareAnswers(group(null), group(null, { from: '2026-05-31', to: '2026-06-30' }))).toBe(true);
  });
  it('share answers whichever is named first', () => {
    const where = fc.constantFrom(null, english, polish, pro);
    const days = fc.nat({ max: 40 });
    fc.assert(fc.property(where, where, days, days, days, days, (a, b, from, length, otherFrom, otherLength) => {
      const range = (start: number, count: number) => ({ from: addDays('2026-05-01', start), to: addDays('2026-05-01', start + count + 1) });
      const [one, other] = [group(a, range(from, length)), group(b, range(otherFrom, otherLength))];
      expect(shareAnswers(one, other)).toBe(shareAnswers(other, one));
    }));
  });
});

describe('a comparison of figures', () => {
  it('is that of the counts behind them', () => {
    const [group_] = report([aMonth({ month: '2026-02', days: on('10', { 10: 40, 3: 10 }) }), aMonth({ days: on('03', { 10: 10, 8: 5, 3: 15 }) })], { compare: true }).groups;
    const before = report([aMonth({ days: on('10', { 10: 40, 3: 10 }) })]).groups[0];
    if (!group_ || !before) throw new Error('there are groups');
    const compared = compareFigures('nps', before.total, group_.total, 30);
    expect(compared).toEqual(group_.total.comparison);
    expect(compared).toEqual(compareNps({ promoter: 40, passive: 0, detractor: 10 }, { promoter: 10, passive: 5, detractor: 15 }, 30));
  });
  it.each([['csat', csat, { 5: 30, 1: 10 }, { 5: 10, 1: 30 }], ['ces', ces, { 7: 30, 2: 10 }, { 7: 10, 2: 30 }]] as const)('fits %s', (metric, definition, one, other) => {
    const [first, second] = [one, other].map((scores) => report([aMonth({ ...definition, days: on('03', scores) })]).groups[0]?.total);
    if (!first || !second) throw new Error('there are groups');
    expect(compareFigures(metric, first, second, 30).verdict).toBe('down');
    expect(compareFigures(metric, second, first, 30).verdict).toBe('up');
    expect(compareFigures(metric, first, second, 41).verdict).toBe('too-few');
    const nobody = scoreFigures(metric, MAY, { scores: {}, held: {}, categories: {}, heldCategories: {}, sent: 0, bounced: 0, responded: 0 }, null);
    expect(compareFigures(metric, first, nobody, 30)).toMatchObject({ difference: null, verdict: 'too-few' });
  });
});
