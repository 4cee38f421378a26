import { describe, expect, it } from 'vitest';
import { addDayTo, dailyTallies, sumBetween } from '../../../src/domain/score-tally.ts';

const scale = { min: 1, max: 10 };
const nothing = { scores: {}, held: {}, sent: 0, bounced: 0, responded: 0 };

describe('daily tallies', () => {
  it('sums the days from start up to end, each answer under its own thresholds', () => {
    const tallies = dailyTallies('nps', scale);
    addDayTo(tallies, 3, { low: 6, high: 9 }, { scores: { '10': 2, '8': 1 }, sent: 5 });
    addDayTo(tallies, 3, { low: 5, high: 8 }, { scores: { '8': 4 }, bounced: 1 });
    addDayTo(tallies, 3, { low: 6, high: 9 }, { held: { '9': 2 } });
    addDayTo(tallies, 4, { low: 6, high: 9 }, { scores: { '1': 1 }, responded: 2 });
    expect(sumBetween(tallies, 3, 4)).toEqual({
      scores: { '8': 5, '10': 2 },
      sent: 5,
      bounced: 1,
      responded: 0,
      categories: { promoter: 6, passive: 1, detractor: 0 },
      held: { '9': 2 },
      heldCategories: { promoter: 2, passive: 0, detractor: 0 },
    });
    expect(sumBetween(tallies, 0, 99)).toMatchObject({ scores: { '1': 1, '8': 5, '10': 2 }, responded: 2 });
  });

  it('is zero where nothing was added, and drops scores that cancel out', () => {
    const tallies = dailyTallies('csat', scale);
    const categories = { satisfied: 0, neutral: 0, dissatisfied: 0 };
    expect(sumBetween(tallies, 0, 10)).toEqual({ ...nothing, categories, heldCategories: categories });
    addDayTo(tallies, 1, { low: 4, high: 8 }, { scores: { '9': -1 } });
    addDayTo(tallies, 2, { low: 4, high: 8 }, { scores: { '9': 1, '3': 0 } });
    expect(sumBetween(tallies, 1, 3)).toEqual({ ...nothing, categories, heldCategories: categories });
  });
});
