import { describe, expect, it } from 'vitest';
import {
  clvToCac,
  clvToCacVerdict,
  contributionLessCac,
  costPerCustomer,
  costWithin,
  monthsOfRange,
  purposeOf,
} from '../../../../src/domain/business/acquisition.ts';
import { activeDaysIn, stickiness } from '../../../../src/domain/business/engagement.ts';
import { purchasesIn, purchaseSums, repeatPurchasePercent } from '../../../../src/domain/business/purchases.ts';
import { countRenewals, renewalPercent } from '../../../../src/domain/business/renewal.ts';
import { fraction, numberOfFraction } from '../../../../src/domain/fraction.ts';
import { money } from '../../../../src/domain/money.ts';

const june = { from: '2024-06-01', to: '2024-07-01' };

describe('cost of customers', () => {
  it('SendPulse, CAC: 2850 ÷ 700 = 4.0714…', () => {
    const cac = costPerCustomer(fraction(2850), 700);
    expect(cac).not.toBeNull();
    expect(numberOfFraction(cac ?? fraction(0))).toBeCloseTo(4.071428571428571, 12);
  });

  it('is unknown without customers or without any cost known', () => {
    expect(costPerCustomer(fraction(2850), 0)).toBeNull();
    expect(costPerCustomer(null, 700)).toBeNull();
    expect(costPerCustomer(fraction(0), 700)).toEqual(fraction(0));
  });

  it.each([
    ['3', 'healthy'],
    ['4.5', 'healthy'],
    ['2.9999999999999999', 'marginal'],
    ['2', 'marginal'],
    ['1.9999999999999999', 'weak'],
    ['1.0000000000000001', 'weak'],
    ['1', 'losing-money'],
    ['0.2', 'losing-money'],
    ['-1', 'losing-money'],
  ])('CLV : CAC of %s is %s, boundaries included exactly', (ratio, verdict) => {
    const [whole = '0', decimals = ''] = ratio.split('.');
    const exact = fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
    expect(clvToCacVerdict(exact)).toBe(verdict);
  });

  it('has no ratio to a CAC that is unknown or zero', () => {
    expect(clvToCac(fraction(456), null)).toBeNull();
    expect(clvToCac(null, fraction(4))).toBeNull();
    expect(clvToCac(fraction(456), fraction(0))).toBeNull();
    expect(clvToCac(fraction(456), fraction(114))).toEqual(fraction(4));
    expect(contributionLessCac(fraction(456), fraction(114))).toEqual(fraction(342));
    expect(contributionLessCac(fraction(456), null)).toBeNull();
  });

  it('sorts costs by what they are for', () => {
    expect(purposeOf('marketing')).toBe('acquisition');
    expect(purposeOf('overheads')).toBe('acquisition');
    expect(purposeOf('retention')).toBe('retention');
    expect(purposeOf('service')).toBe('service');
  });

  it('takes whole months whole and cut months by days', () => {
    const row = { month: '2024-06', category: 'marketing', amount: money(3000, 'EUR') } as const;
    expect(costWithin(row, june)).toEqual(fraction(3000));
    expect(costWithin(row, { from: '2024-01-01', to: '2025-01-01' })).toEqual(fraction(3000));
    expect(costWithin(row, { from: '2024-06-24', to: '2024-07-01' })).toEqual(fraction(700));
    expect(costWithin(row, { from: '2024-07-01', to: '2024-08-01' })).toBeNull();
  });

  it('measures ranges in months', () => {
    expect(monthsOfRange(june)).toEqual(fraction(1));
    expect(monthsOfRange({ from: '2023-11-01', to: '2024-02-01' })).toEqual(fraction(3));
    expect(numberOfFraction(monthsOfRange({ from: '2024-06-03', to: '2024-06-10' }))).toBeCloseTo(7 / 30.4375, 12);
  });
});

describe('renewal', () => {
  it('SendPulse: 16000 ÷ 18400 = 86.9565… %', () => {
    expect(renewalPercent({ renewed: 16_000, due: 18_400 })).toBeCloseTo(86.956521739130437, 10);
    expect(renewalPercent({ renewed: 0, due: 0 })).toBeNull();
  });

  it('counts by due day, renewed whenever; pending ones stay in the denominator', () => {
    const rows = [
      { dueOn: '2024-06-01', renewed: true, renewedOn: '2024-05-20' },
      { dueOn: '2024-06-30', renewed: true, renewedOn: '2024-08-02' },
      { dueOn: '2024-06-15', renewed: true, renewedOn: null },
      { dueOn: '2024-06-15', renewed: false, renewedOn: null },
      { dueOn: '2024-06-15', renewed: null, renewedOn: null },
      { dueOn: '2024-07-01', renewed: true, renewedOn: '2024-06-15' },
      { dueOn: '2024-05-31', renewed: true, renewedOn: '2024-06-15' },
    ];
    expect(countRenewals(rows, june, '2024-09-01')).toEqual({ due: 5, renewed: 3 });
    expect(countRenewals(rows, june, '2024-08-02')).toEqual({ due: 5, renewed: 2 });
  });
});

describe('purchases', () => {
  it('ClickUp: 200 of 1000 buyers bought again', () => {
    expect(repeatPurchasePercent(200, 1000)).toBe(20);
    expect(repeatPurchasePercent(0, 0)).toBeNull();
  });

  it('counts purchases of the range, and adds them by currency', () => {
    const rows = [
      { purchasedOn: '2024-06-01', amount: money(100, 'EUR') },
      { purchasedOn: '2024-06-30', amount: money(50, 'EUR') },
      { purchasedOn: '2024-06-30', amount: money(7, 'USD') },
      { purchasedOn: '2024-07-01', amount: money(1, 'EUR') },
      { purchasedOn: '2024-05-31', amount: money(1, 'EUR') },
    ];
    expect(purchasesIn(rows, june)).toBe(3);
    expect(Object.fromEntries(purchaseSums(rows, june))).toEqual({
      EUR: { count: 2, amountMinor: 150n },
      USD: { count: 1, amountMinor: 7n },
    });
  });
});

describe('stickiness', () => {
  it('counts a day once and only inside the range', () => {
    expect(activeDaysIn(['2024-06-01', '2024-06-01', '2024-06-30', '2024-07-01', '2024-05-31'], june)).toBe(2);
  });

  it('is the mean over all days of the daily active ÷ active in the period', () => {
    // 2 customers over 4 days, one active every day, one on one day: (2 + 1 + 1 + 1) ÷ 4 ÷ 2
    expect(stickiness(5, 2, 4)).toEqual(fraction(5, 8));
    expect(stickiness(0, 0, 30)).toBeNull();
  });
});
