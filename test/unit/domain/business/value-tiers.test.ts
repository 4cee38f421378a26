import { describe, expect, it } from 'vitest';
import { seeValues, tierBounds, tierOf } from '../../../../src/domain/business/value-tiers.ts';
import type { SeenValues } from '../../../../src/domain/business/value-tiers.ts';
import { money } from '../../../../src/domain/money.ts';

const valued = (amountMinor: number, currency = 'EUR', asOf = '2026-01-01') => [{ asOf, value: money(amountMinor, currency) }];

describe('value tiers', () => {
  it('are thirds by the latest value before a day, in the currency most have', () => {
    const seen: SeenValues = new Map();
    const customers = [...[1, 2, 3, 4, 5, 6].map((value) => valued(value)), valued(900, 'USD'), [...valued(1), ...valued(99, 'EUR', '2026-06-01')]];
    for (const rows of customers) seeValues(seen, rows, '2026-05-01');
    const bounds = tierBounds(seen, null);
    expect(bounds).toEqual({ currency: 'EUR', bounds: [2, 4] });
    expect(customers.map((rows) => tierOf(bounds, rows, '2026-05-01'))).toEqual(['low', 'low', 'medium', 'medium', 'high', 'high', 'unknown', 'low']);
    expect(tierOf(tierBounds(seen, 'USD'), valued(1, 'USD'), '2026-05-01')).toBe('low');
  });

  it('are unknown without any value', () => {
    expect(tierOf(tierBounds(new Map(), null), [], '2026-05-01')).toBe('unknown');
  });
});
