import { describe, expect, it } from 'vitest';
import { amountInCurrency, exchangeMinor, factsInCurrency, rateOn, rateTable } from '../../../src/domain/exchange.ts';
import { ownedFacts } from '../../../src/domain/facts.ts';
import { fraction } from '../../../src/domain/fraction.ts';
import { money } from '../../../src/domain/money.ts';

const table = rateTable([
  { day: '2026-03-01', from: 'USD', to: 'EUR', rate: '0.9' },
  { day: '2026-01-01', from: 'USD', to: 'EUR', rate: '0.8' },
  { day: '2026-01-01', from: 'EUR', to: 'JPY', rate: '160' },
]);

describe('imported exchange rates', () => {
  it('hold from their day until the next one', () => {
    expect(rateOn(table, 'USD', 'EUR', '2025-12-31')).toBeNull();
    expect(rateOn(table, 'USD', 'EUR', '2026-02-28')).toEqual(fraction(4, 5));
    expect(rateOn(table, 'USD', 'EUR', '2026-03-01')).toEqual(fraction(9, 10));
  });

  it('serve the opposite pair as their inverse, and one currency as itself', () => {
    expect(rateOn(table, 'EUR', 'USD', '2026-01-01')).toEqual(fraction(5, 4));
    expect(rateOn(table, 'EUR', 'EUR', '1999-01-01')).toEqual(fraction(1));
    expect(rateOn(table, 'USD', 'JPY', '2026-05-01')).toBeNull();
  });

  it('convert between currencies of different decimals, rounding once', () => {
    expect(exchangeMinor(1250, 'EUR', fraction(160), 'JPY')).toBe(2000);
    expect(exchangeMinor(1, 'JPY', fraction(1, 160), 'EUR')).toBe(1);
    expect(exchangeMinor(333, 'USD', fraction(9, 10), 'EUR')).toBe(300);
    expect(() => exchangeMinor(Number.MAX_SAFE_INTEGER, 'EUR', fraction(160), 'USD')).toThrow(RangeError);
  });

  it('leave an amount without a rate as it is', () => {
    expect(amountInCurrency(money(100, 'GBP'), '2026-05-01', 'EUR', table)).toEqual(money(100, 'GBP'));
    const facts = ownedFacts([]);
    const converted = factsInCurrency({ ...facts, purchases: [{ purchasedOn: '2026-01-05', amount: money(100, 'USD') }, { purchasedOn: '2026-03-05', amount: money(100, 'USD') }, { purchasedOn: '2025-03-05', amount: money(100, 'USD') }] }, 'EUR', table);
    expect(converted.purchases.map(({ amount }) => amount)).toEqual([money(80, 'EUR'), money(90, 'EUR'), money(100, 'USD')]);
  });
});
