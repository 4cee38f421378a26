import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeIntervals } from '../../../../src/domain/business/customer-base.ts';
import {
  emptyMovements,
  hadRecurringBefore,
  lostRecurringRevenue,
  monthlyAmount,
  monthsOfRow,
  movementOf,
  mrrOn,
  recurringRows,
  totalMovement,
} from '../../../../src/domain/business/recurring-revenue.ts';
import type { RevenueRow } from '../../../../src/domain/business/recurring-revenue.ts';
import { money } from '../../../../src/domain/money.ts';
import { addDays } from '../../../../src/domain/period.ts';

const aRow = (row: Partial<RevenueRow>): RevenueRow => ({
  subscriptionId: 's1',
  type: 'recurring',
  startsOn: '2024-01-01',
  endsOn: '2024-01-31',
  amount: money(5000, 'EUR'),
  ...row,
});
const always = activeIntervals({ startedOn: '2020-01-01', churns: [] });
const mrrOf = (rows: RevenueRow[], day: string, intervals = always) => Object.fromEntries(mrrOn(intervals, recurringRows(rows), day));

describe('monthly amount of a row', () => {
  it.each([
    ['a day', '2024-01-01', '2024-01-01', 1],
    ['a week', '2024-01-01', '2024-01-07', 1],
    ['February', '2023-02-01', '2023-02-28', 1],
    ['45 days', '2024-01-01', '2024-02-14', 1],
    ['46 days', '2024-01-01', '2024-02-15', 2],
    ['a quarter', '2024-01-01', '2024-03-31', 3],
    ['a leap year', '2024-01-01', '2024-12-31', 12],
    ['a year', '2023-01-01', '2023-12-31', 12],
    ['three years', '2023-01-01', '2025-12-31', 36],
  ])('%s is %s to %s: %i months', (_, startsOn, endsOn, months) => {
    expect(monthsOfRow({ startsOn, endsOn })).toBe(months);
  });

  it('divides by whole months and rounds once to the minor unit', () => {
    const year = { startsOn: '2024-01-01', endsOn: '2024-12-31' };
    expect(monthlyAmount({ ...year, amount: money(120_000, 'EUR') })).toEqual(money(10_000, 'EUR'));
    expect(monthlyAmount({ ...year, amount: money(10_000, 'EUR') })).toEqual(money(833, 'EUR'));
    expect(monthlyAmount({ ...year, amount: money(6, 'EUR') })).toEqual(money(1, 'EUR'));
    expect(monthlyAmount({ ...year, amount: money(-6, 'EUR') })).toEqual(money(-1, 'EUR'));
    expect(monthlyAmount({ ...year, amount: money(100, 'JPY') })).toEqual(money(8, 'JPY'));
  });
});

describe('MRR on a day', () => {
  it('SharpSpring, ClickUp: 100 active customers × 50 = 5000', () => {
    let total = 0n;
    for (let customer = 0; customer < 100; customer += 1) {
      total += mrrOn(always, recurringRows([aRow({})]), '2024-01-15').get('EUR') ?? 0n;
    }
    expect(total).toBe(500_000n);
  });

  it('covers both ends of a row and nothing beyond', () => {
    expect(mrrOf([aRow({})], '2023-12-31')).toEqual({});
    expect(mrrOf([aRow({})], '2024-01-01')).toEqual({ EUR: 5000n });
    expect(mrrOf([aRow({})], '2024-01-31')).toEqual({ EUR: 5000n });
    expect(mrrOf([aRow({})], '2024-02-01')).toEqual({});
  });

  it('is nothing after the customer left, though paid through', () => {
    const gone = activeIntervals({ startedOn: '2020-01-01', churns: [{ date: '2024-01-10', type: 'full' }] });
    expect(mrrOf([aRow({})], '2024-01-09', gone)).toEqual({ EUR: 5000n });
    expect(mrrOf([aRow({})], '2024-01-10', gone)).toEqual({});
  });

  it('adds subscriptions; within one the later start wins, in any order', () => {
    const upgrade = aRow({ startsOn: '2024-01-15', endsOn: '2024-02-14', amount: money(8000, 'EUR') });
    const addOn = aRow({ subscriptionId: 's2', amount: money(700, 'EUR') });
    for (const rows of [[aRow({}), upgrade, addOn], [addOn, upgrade, aRow({})]]) {
      expect(mrrOf(rows, '2024-01-14')).toEqual({ EUR: 5700n });
      expect(mrrOf(rows, '2024-01-15')).toEqual({ EUR: 8700n });
      expect(mrrOf(rows, '2024-02-01')).toEqual({ EUR: 8000n });
    }
  });

  it('lets the later start win across currencies, and never adds them', () => {
    const switched = aRow({ startsOn: '2024-01-15', endsOn: '2024-02-14', amount: money(6000, 'USD') });
    const other = aRow({ subscriptionId: 's2', amount: money(9, 'JPY') });
    expect(mrrOf([aRow({}), switched, other], '2024-01-20')).toEqual({ USD: 6000n, JPY: 9n });
  });

  it('knows one subscription where rows name none, and leaves one-time revenue out', () => {
    const rows = [
      aRow({ subscriptionId: null }),
      aRow({ subscriptionId: null, startsOn: '2024-01-10', endsOn: '2024-02-09', amount: money(6000, 'EUR') }),
      aRow({ type: 'one-time', subscriptionId: 's3', amount: money(99_900, 'EUR') }),
    ];
    expect(mrrOf(rows, '2024-01-20')).toEqual({ EUR: 6000n });
  });
});

describe('movements', () => {
  it.each([
    [0n, 500n, false, { kind: 'new', changeMinor: 500n }],
    [0n, 500n, true, { kind: 'reactivation', changeMinor: 500n }],
    [500n, 0n, true, { kind: 'churned', changeMinor: -500n }],
    [500n, 700n, true, { kind: 'expansion', changeMinor: 200n }],
    [500n, 400n, true, { kind: 'contraction', changeMinor: -100n }],
    [500n, 500n, true, null],
    [0n, 0n, false, null],
  ])('%s → %s (paid before: %s)', (opening, closing, had, expected) => {
    expect(movementOf(opening, closing, had)).toEqual(expected);
  });

  it('tells reactivation by a recurring row of that currency that started before', () => {
    const rows = recurringRows([aRow({ startsOn: '2024-01-01' }), aRow({ type: 'one-time', amount: money(1, 'USD') })]);
    expect(hadRecurringBefore(rows, 'EUR', '2024-01-02')).toBe(true);
    expect(hadRecurringBefore(rows, 'EUR', '2024-01-01')).toBe(false);
    expect(hadRecurringBefore(rows, 'USD', '2024-01-02')).toBe(false);
  });

  it('CRM-CX: from 100,000 to 90,000 is a revenue churn of 10 %; upgrades lower the net, not the gross', () => {
    const totals = { ...emptyMovements(), churned: -700_000n, contraction: -300_000n };
    expect(lostRecurringRevenue(totals)).toEqual({ gross: 1_000_000n, net: 1_000_000n });
    expect(lostRecurringRevenue({ ...totals, expansion: 1_200_000n })).toEqual({ gross: 1_000_000n, net: -200_000n });
  });

  it('adds up to the change of the MRR exactly, over the period and over its parts', () => {
    const aRevenue = fc.record({
      subscriptionId: fc.constantFrom('a', 'b', null),
      type: fc.constant('recurring' as const),
      startsOn: fc.integer({ min: 0, max: 120 }).map((offset) => addDays('2024-01-01', offset)),
      days: fc.integer({ min: 1, max: 400 }),
      amount: fc.integer({ min: 1, max: 1_000_000 }).map((minor) => money(minor, 'EUR')),
    });
    const aCustomer = fc.record({
      churnedOn: fc.option(fc.integer({ min: 0, max: 150 }).map((offset) => addDays('2024-01-01', offset))),
      returned: fc.boolean(),
      revenue: fc.array(aRevenue, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(aCustomer, { maxLength: 12 }), (customers) => {
        const boundaries = ['2023-12-31', '2024-01-31', '2024-02-29', '2024-03-31'];
        const levels = boundaries.map(() => 0n);
        const months = boundaries.map(() => emptyMovements());
        const quarter = emptyMovements();
        for (const { churnedOn, returned, revenue } of customers) {
          const churns = churnedOn === null ? [] : [{ date: churnedOn, type: 'full' as const }];
          const back = churnedOn !== null && returned ? [{ date: addDays(churnedOn, 20), type: 'returned' as const }] : [];
          const intervals = activeIntervals({ startedOn: '2023-06-01', churns: [...churns, ...back] });
          const rows = recurringRows(revenue.map((row) => ({ ...row, endsOn: addDays(row.startsOn, row.days - 1) })));
          const amounts = boundaries.map((day) => mrrOn(intervals, rows, day).get('EUR') ?? 0n);
          const add = (totals: typeof quarter, from: number, to: number) => {
            const had = hadRecurringBefore(rows, 'EUR', addDays(boundaries[from] ?? '', 1));
            const movement = movementOf(amounts[from] ?? 0n, amounts[to] ?? 0n, had);
            if (movement !== null) totals[movement.kind] += movement.changeMinor;
          };
          amounts.forEach((amount, index) => (levels[index] = (levels[index] ?? 0n) + amount));
          for (const index of [1, 2, 3]) add(months[index] ?? emptyMovements(), index - 1, index);
          add(quarter, 0, 3);
        }
        const change = (levels[3] ?? 0n) - (levels[0] ?? 0n);
        expect(totalMovement(quarter)).toBe(change);
        expect(months.reduce((sum, month) => sum + totalMovement(month), 0n)).toBe(change);
      }),
      { numRuns: 60 },
    );
  });
});
