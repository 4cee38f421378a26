import { describe, expect, it } from 'vitest';
import { customerValue } from '../../../src/domain/customer-value.ts';
import type { OwnedFacts } from '../../../src/domain/facts.ts';
import { money } from '../../../src/domain/money.ts';

const NONE: OwnedFacts = { startedOn: null, churns: [], revenue: [], purchases: [], renewals: [], activeDays: [], lifetimeValues: [], properties: {} };
const TODAY = '2026-05-20';
const recurring = (startsOn: string, endsOn: string, amountMinor: number, currency = 'EUR') => ({ subscriptionId: currency, type: 'recurring' as const, startsOn, endsOn, amount: money(amountMinor, currency) });

describe('what a customer is worth', () => {
  it('is the recurring revenue of today, the latest stated value, and all revenue so far, each currency apart', () => {
    const facts: OwnedFacts = {
      ...NONE, startedOn: '2025-05-20',
      revenue: [recurring('2026-01-01', '2026-12-31', 120_000), recurring('2026-05-01', '2026-05-31', 5000, 'PLN'), recurring('2026-06-01', '2026-06-30', 999), { ...recurring('2025-07-01', '2025-07-01', 700), type: 'one-time' }],
      lifetimeValues: [{ asOf: '2026-05-20', value: money(9000, 'EUR') }, { asOf: '2026-05-21', value: money(1, 'EUR') }, { asOf: '2026-01-01', value: money(3, 'EUR') }],
    };
    expect(customerValue(facts, TODAY)).toEqual({
      relation: { state: 'active', day: '2025-05-20' },
      mrr: [money(10_000, 'EUR'), money(5000, 'PLN')],
      clv: [money(9000, 'EUR')],
      toDate: [money(120_700, 'EUR'), money(5000, 'PLN')],
    });
  });

  it.each([
    [{ startedOn: null }, null],
    [{ startedOn: '2026-05-20' }, { state: 'active', day: '2026-05-20' }],
    [{ startedOn: '2026-05-21' }, { state: 'to-come', day: '2026-05-21' }],
    [{ startedOn: '2026-01-01', churns: [{ date: '2026-05-20', type: 'full' as const }] }, { state: 'left', day: '2026-05-20' }],
    [{ startedOn: '2026-01-01', churns: [{ date: '2026-05-21', type: 'full' as const }] }, { state: 'active', day: '2026-01-01' }],
    [{ startedOn: '2026-01-01', churns: [{ date: '2026-02-01', type: 'full' as const }, { date: '2026-03-01', type: 'returned' as const }] }, { state: 'active', day: '2026-03-01' }],
  ])('%j stands as %j', (facts, relation) => expect(customerValue({ ...NONE, ...facts }, TODAY).relation).toEqual(relation));

  it('is no recurring revenue once somebody has left, however long is paid for', () => {
    const facts = { ...NONE, startedOn: '2026-01-01', churns: [{ date: '2026-05-01', type: 'full' as const }], revenue: [recurring('2026-01-01', '2026-12-31', 120_000)] };
    expect(customerValue(facts, TODAY)).toMatchObject({ mrr: [], toDate: [money(120_000, 'EUR')] });
  });
});
