import { describe, expect, it } from 'vitest';
import { addMonths, daysOfMonth, isLocalDay, lastDay, observedPart, overlapDays } from '../../../src/domain/local-day.ts';

describe('local days', () => {
  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2024-13-01', false],
    ['2024-00-10', false],
    ['2024-04-31', false],
    ['2024-1-1', false],
    ['2024-01-01T00:00', false],
  ])('%s is a day: %s', (text, expected) => {
    expect(isLocalDay(text)).toBe(expected);
  });

  it.each([
    ['2024-03-31', -1, '2024-02-29'],
    ['2023-03-31', -1, '2023-02-28'],
    ['2024-01-15', -12, '2023-01-15'],
    ['2024-12-01', 1, '2025-01-01'],
    ['2024-01-31', 13, '2025-02-28'],
  ])('%s %i months → %s', (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected);
  });

  it('knows leap years', () => {
    expect(daysOfMonth(2000, 2)).toBe(29);
    expect(daysOfMonth(1900, 2)).toBe(28);
    expect(daysOfMonth(2024, 12)).toBe(31);
  });

  it('counts shared days of half-open ranges', () => {
    const june = { from: '2024-06-01', to: '2024-07-01' };
    expect(overlapDays(june, { from: '2024-06-10', to: '2024-06-20' })).toBe(10);
    expect(overlapDays(june, { from: '2024-05-01', to: '2024-08-01' })).toBe(30);
    expect(overlapDays(june, { from: '2024-07-01', to: '2024-08-01' })).toBe(0);
  });

  it('cuts a range at the first unobserved day', () => {
    const june = { from: '2024-06-01', to: '2024-07-01' };
    expect(observedPart(june, '2024-06-11')).toEqual({ from: '2024-06-01', to: '2024-06-11' });
    expect(observedPart(june, '2024-07-01')).toBe(june);
    expect(observedPart(june, '2024-09-01')).toBe(june);
    expect(observedPart(june, '2024-06-01')).toBeNull();
    expect(lastDay(june)).toBe('2024-06-30');
  });
});
