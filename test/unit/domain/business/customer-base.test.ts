import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activeAtClose,
  activeBefore,
  activeIntervals,
  churnOfEndPercent,
  churnPercent,
  countStanding,
  emptyCounts,
  expectedLifetime,
  retentionPercent,
  standingIn,
} from '../../../../src/domain/business/customer-base.ts';
import type { ChurnRow, ChurnType } from '../../../../src/domain/business/customer-base.ts';
import { addDays } from '../../../../src/domain/period.ts';

const june = { from: '2024-06-01', to: '2024-07-01' };
const row = (date: string, type: ChurnType): ChurnRow => ({ date, type });

describe('active intervals', () => {
  it.each([
    ['still active', [], [{ from: '2024-01-10', until: null }]],
    ['only partial churn', [row('2024-02-01', 'partial')], [{ from: '2024-01-10', until: null }]],
    ['left', [row('2024-02-01', 'full')], [{ from: '2024-01-10', until: '2024-02-01' }]],
    ['left twice without coming back', [row('2024-03-01', 'full'), row('2024-02-01', 'full')], [{ from: '2024-01-10', until: '2024-02-01' }]],
    [
      'left and returned',
      [row('2024-03-01', 'returned'), row('2024-02-01', 'full')],
      [{ from: '2024-01-10', until: '2024-02-01' }, { from: '2024-03-01', until: null }],
    ],
    ['returned without having left', [row('2024-02-01', 'returned')], [{ from: '2024-01-10', until: null }]],
    ['left and returned on one day', [row('2024-02-01', 'returned'), row('2024-02-01', 'full')], [{ from: '2024-01-10', until: null }]],
    [
      'gone, then returned and left on one day',
      [row('2024-02-01', 'full'), row('2024-03-01', 'full'), row('2024-03-01', 'returned')],
      [{ from: '2024-01-10', until: '2024-02-01' }, { from: '2024-03-01', until: '2024-03-01' }],
    ],
    ['churn before the start', [row('2024-01-01', 'full')], [{ from: '2024-01-10', until: null }]],
    ['left on the first day', [row('2024-01-10', 'full')], [{ from: '2024-01-10', until: '2024-01-10' }]],
  ])('%s', (_, churns, expected) => {
    expect(activeIntervals({ startedOn: '2024-01-10', churns })).toEqual(expected);
  });

  it('knows nobody who was surveyed but never imported as a customer', () => {
    expect(activeIntervals({ startedOn: null, churns: [row('2024-02-01', 'returned')] })).toEqual([]);
  });

  it('is gone at the close of the churn day, there at the close of the first', () => {
    const intervals = activeIntervals({ startedOn: '2024-01-10', churns: [row('2024-02-01', 'full')] });
    expect(activeAtClose(intervals, '2024-01-09')).toBe(false);
    expect(activeAtClose(intervals, '2024-01-10')).toBe(true);
    expect(activeAtClose(intervals, '2024-01-31')).toBe(true);
    expect(activeAtClose(intervals, '2024-02-01')).toBe(false);
  });
});

describe('a customer against a period', () => {
  const standing = (startedOn: string, ...churns: ChurnRow[]) => standingIn(activeIntervals({ startedOn, churns }), june);

  it.each([
    ['there all along', standing('2024-05-31'), { atStart: true, atEnd: true, lost: false, won: false, acquired: false, joinedAndLeft: false }],
    ['lost on the first day', standing('2024-01-01', row('2024-06-01', 'full')), { atStart: true, atEnd: false, lost: true, won: false, acquired: false, joinedAndLeft: false }],
    ['lost on the last day', standing('2024-01-01', row('2024-06-30', 'full')), { atStart: true, atEnd: false, lost: true, won: false, acquired: false, joinedAndLeft: false }],
    ['lost on the day after', standing('2024-01-01', row('2024-07-01', 'full')), { atStart: true, atEnd: true, lost: false, won: false, acquired: false, joinedAndLeft: false }],
    ['lost the day before', standing('2024-01-01', row('2024-05-31', 'full')), { atStart: false, atEnd: false, lost: false, won: false, acquired: false, joinedAndLeft: false }],
    ['left and back', standing('2024-01-01', row('2024-06-05', 'full'), row('2024-06-20', 'returned')), { atStart: true, atEnd: true, lost: false, won: false, acquired: false, joinedAndLeft: false }],
    ['new', standing('2024-06-01'), { atStart: false, atEnd: true, lost: false, won: true, acquired: true, joinedAndLeft: false }],
    ['returned', standing('2024-01-01', row('2024-03-05', 'full'), row('2024-06-20', 'returned')), { atStart: false, atEnd: true, lost: false, won: true, acquired: false, joinedAndLeft: false }],
    ['joined and left', standing('2024-06-10', row('2024-06-20', 'full')), { atStart: false, atEnd: false, lost: false, won: false, acquired: true, joinedAndLeft: true }],
    ['joined and left on one day', standing('2024-06-10', row('2024-06-10', 'full')), { atStart: false, atEnd: false, lost: false, won: false, acquired: true, joinedAndLeft: true }],
    ['not yet', standing('2024-07-01'), { atStart: false, atEnd: false, lost: false, won: false, acquired: false, joinedAndLeft: false }],
  ])('%s', (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });
});

describe('published examples', () => {
  it('churn: 100 at start, 5 lost, 10 won → 5 %, not 5 of 110', () => {
    expect(churnPercent({ lost: 5, start: 100 })).toBe(5);
    expect(churnPercent({ lost: 50, start: 1000 })).toBe(5);
  });

  it('churn, end-of-period variant: 50 of 3000', () => {
    expect(churnOfEndPercent({ lost: 50, end: 3000 })).toBeCloseTo(1.666666666667, 10);
  });

  it('retention: (3500 − 200) ÷ 3375', () => {
    expect(retentionPercent({ end: 3500, won: 200, start: 3375 })).toBeCloseTo(97.777777777778, 10);
  });

  it('expected lifetime: 5 % a month → 20 months', () => {
    expect(expectedLifetime({ lost: 5, start: 100 })).toBe(20);
  });

  it('has no number without a denominator', () => {
    const counts = emptyCounts();
    expect(churnPercent(counts)).toBeNull();
    expect(churnOfEndPercent(counts)).toBeNull();
    expect(retentionPercent(counts)).toBeNull();
    expect(expectedLifetime(counts)).toBeNull();
    expect(expectedLifetime({ lost: 0, start: 10 })).toBeNull();
  });
});

describe('properties', () => {
  const aDay = fc.integer({ min: 0, max: 40 }).map((offset) => addDays('2024-05-20', offset));
  const aType = fc.constantFrom<ChurnType>('full', 'partial', 'returned');
  const aChurn = fc.record({ date: aDay, type: aType });
  // One row per day, so that a plain day-by-day account needs no rule for the order within a day.
  const aRelation = fc.record({
    startedOn: aDay,
    churns: fc.uniqueArray(aChurn, { maxLength: 8, selector: ({ date }) => date }),
  });

  it('agrees with a day-by-day account of the relation, in whatever order the rows come', () => {
    fc.assert(
      fc.property(aRelation, aDay, (relation, day) => {
        let active = false;
        for (let today = '2024-05-19'; today <= day; today = addDays(today, 1)) {
          if (today === relation.startedOn) active = true;
          if (today < relation.startedOn) continue;
          const turn = relation.churns.find((churn) => churn.date === today)?.type;
          if (turn === 'full') active = false;
          if (turn === 'returned') active = true;
        }
        const shuffled = { ...relation, churns: relation.churns.toReversed() };
        expect(activeAtClose(activeIntervals(relation), day)).toBe(active);
        expect(activeIntervals(shuffled)).toEqual(activeIntervals(relation));
        expect(activeBefore(activeIntervals(relation), addDays(day, 1))).toBe(active);
      }),
    );
  });

  it('end = start − lost + won; retention = 100 − churn; one period’s end is the next one’s start', () => {
    fc.assert(
      fc.property(fc.array(aRelation, { minLength: 1, maxLength: 30 }), aDay, (relations, middle) => {
        const [first, second] = [emptyCounts(), emptyCounts()];
        for (const relation of relations) {
          const intervals = activeIntervals(relation);
          countStanding(first, standingIn(intervals, { from: '2024-05-25', to: addDays(middle, 6) }));
          countStanding(second, standingIn(intervals, { from: addDays(middle, 6), to: '2024-08-01' }));
        }
        expect(first.end).toBe(first.start - first.lost + first.won);
        expect(second.start).toBe(first.end);
        const [churn, retention] = [churnPercent(first), retentionPercent(first)];
        if (churn === null || retention === null) expect(first.start).toBe(0);
        else expect(retention).toBeCloseTo(100 - churn, 9);
      }),
    );
  });
});
