import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACQUISITION_CATEGORIES, type CostRow } from '../../../../src/domain/business/acquisition.ts';
import { figures } from '../../../../src/domain/business/business-report.ts';
import { addCostRow, emptyTally } from '../../../../src/domain/business/business-tally.ts';
import { acquisitionParts } from '../../../../src/domain/business/cost-parts.ts';
import { money } from '../../../../src/domain/money.ts';

const YEAR = { from: '2025-01-01', to: '2026-01-01' };
const cost = (category: CostRow['category'], minor: number, month = '2025-03', currency = 'EUR'): CostRow => ({ month, category, amount: money(minor, currency) });

describe('the parts of what winning customers cost', () => {
  it('are summed by category, in the order of the definition, within the range and currency', () => {
    const rows = [cost('wages', 500), cost('marketing', 100), cost('marketing', 50, '2025-12'), cost('marketing', 7, '2024-12'), cost('marketing', 9, '2025-03', 'USD'), cost('retention', 80), cost('service', 70)];
    expect(acquisitionParts(rows, YEAR, 'EUR')).toEqual([{ category: 'marketing', amount: money(150, 'EUR') }, { category: 'wages', amount: money(500, 'EUR') }]);
    expect(acquisitionParts(rows, YEAR, 'PLN')).toEqual([]);
  });

  it('take the share of a month that the range cuts', () => {
    expect(acquisitionParts([cost('overheads', 3100)], { from: '2025-03-11', to: '2025-04-01' }, 'EUR')).toEqual([{ category: 'overheads', amount: money(2100, 'EUR') }]);
  });

  it('add up to the numerator of the CAC, but for the rounding of each', () => {
    const row = fc.record({ category: fc.constantFrom(...ACQUISITION_CATEGORIES), month: fc.constantFrom('2025-01', '2025-02', '2025-03'), minor: fc.integer({ min: 0, max: 9_999_999 }) });
    const day = fc.integer({ min: 1, max: 28 }).map((number) => String(number).padStart(2, '0'));
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), day, day, (rows, first, last) => {
      const range = { from: `2025-01-${first}`, to: `2025-03-${last}` };
      const costs = rows.map(({ category, month, minor }) => cost(category, minor, month));
      const tally = emptyTally(range, range.to);
      for (const each of costs) addCostRow(tally, each);
      const whole = figures(tally, 'EUR').cac.numerator?.amountMinor ?? 0n;
      const sum = acquisitionParts(costs, range, 'EUR').reduce((total, { amount }) => total + amount.amountMinor, 0n);
      expect(Math.abs(Number(whole - sum))).toBeLessThanOrEqual(3);
    }));
  });
});
