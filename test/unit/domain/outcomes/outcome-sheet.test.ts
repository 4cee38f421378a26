import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeIntervals } from '../../../../src/domain/business/customer-base.ts';
import { latestLifetimeValues } from '../../../../src/domain/business/lifetime-value.ts';
import { mrrOn, recurringRows } from '../../../../src/domain/business/recurring-revenue.ts';
import { ownedFacts } from '../../../../src/domain/facts.ts';
import type { OwnedFacts } from '../../../../src/domain/facts.ts';
import { money } from '../../../../src/domain/money.ts';
import { amountOn, noFacts, sheetFacts } from '../../../../src/domain/outcomes/outcome-sheet.ts';
import { addDays } from '../../../../src/domain/period.ts';

const day = fc.integer({ min: 0, max: 120 }).map((count) => addDays('2025-01-01', count));
const amount = fc.record({ amountMinor: fc.integer({ min: 1, max: 9999 }), currency: fc.constantFrom('EUR', 'USD') }).map(({ amountMinor, currency }) => money(amountMinor, currency));
const facts: fc.Arbitrary<OwnedFacts> = fc.record({
  startedOn: fc.option(day),
  churns: fc.array(fc.record({ date: day, type: fc.constantFrom('full' as const, 'partial' as const, 'returned' as const) }), { maxLength: 4 }),
  revenue: fc.array(fc.record({ subscriptionId: fc.constantFrom(null, 's'), type: fc.constantFrom('recurring' as const, 'one-time' as const), startsOn: day, length: fc.integer({ min: 0, max: 60 }), amount })
    .map(({ length, ...row }) => ({ ...row, endsOn: addDays(row.startsOn, length) })), { maxLength: 6 }),
  lifetimeValues: fc.array(fc.record({ asOf: day, value: amount }), { maxLength: 4 }),
}).map((some) => ({ ...ownedFacts([]), ...some }));

describe('the part of a sheet that follows from facts', () => {
  it('says the MRR and the value of every day', () => {
    fc.assert(fc.property(facts, day, (owned, on) => {
      const sheet = sheetFacts(owned);
      const mrr = mrrOn(activeIntervals(owned), recurringRows(owned.revenue), on);
      const values = latestLifetimeValues(owned.lifetimeValues, addDays(on, 1));
      for (const currency of ['EUR', 'USD']) {
        const [paid, worth] = [sheet.mrr.find((steps) => steps.currency === currency), sheet.clv.find((steps) => steps.currency === currency)];
        expect((paid && amountOn(paid, on)) ?? 0).toBe(Number(mrr.get(currency) ?? 0n));
        expect((worth && amountOn(worth, on)) ?? null).toBe(values.has(currency) ? Number(values.get(currency)?.amountMinor) : null);
      }
    }));
  });

  it('stays narrow: an amount that does not change is one step', () => {
    const owned = ownedFacts([]);
    const revenue = Array.from({ length: 24 }, (_, month) => ({ subscriptionId: null, type: 'recurring' as const, startsOn: addDays('2025-01-01', month * 30), endsOn: addDays('2025-01-01', month * 30 + 29), amount: money(5000, 'EUR') }));
    expect(sheetFacts({ ...owned, startedOn: '2024-01-01', revenue }).mrr).toEqual([{ currency: 'EUR', days: ['2025-01-01', '2026-12-22'], amounts: [5000, 0] }]);
  });

  it('holds each day of leaving once, whatever became of it', () => {
    const churns = [{ date: '2025-03-01', type: 'full' as const }, { date: '2025-02-01', type: 'full' as const }, { date: '2025-02-01', type: 'full' as const }, { date: '2025-02-05', type: 'returned' as const }];
    expect(sheetFacts({ ...ownedFacts([]), startedOn: '2025-01-01', churns })).toMatchObject({
      left: ['2025-02-01', '2025-03-01'], intervals: [{ from: '2025-01-01', until: '2025-02-01' }, { from: '2025-02-05', until: '2025-03-01' }],
    });
    expect(sheetFacts(ownedFacts([]))).toEqual(noFacts());
  });
});
