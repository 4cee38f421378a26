import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figures } from '../../../../src/domain/business/business-report.ts';
import { addCostRow, addCustomer, currenciesOf, emptyTally, prepareCustomer } from '../../../../src/domain/business/business-tally.ts';
import type { BusinessTally, CustomerFacts } from '../../../../src/domain/business/business-tally.ts';
import type { CostCategory } from '../../../../src/domain/business/acquisition.ts';
import { DEFAULT_BUSINESS_OPTIONS } from '../../../../src/domain/business/value-figures.ts';
import { observedPart } from '../../../../src/domain/local-day.ts';
import { formatAmount, money } from '../../../../src/domain/money.ts';
import { addDays } from '../../../../src/domain/period.ts';

const june = { from: '2024-06-01', to: '2024-07-01' };
const UNTIL = '2024-09-01';
const eur = (minor: number) => money(minor, 'EUR');

const aCustomer = (facts: Partial<CustomerFacts>): CustomerFacts => ({
  startedOn: '2024-01-01',
  churns: [],
  revenue: [],
  purchases: [],
  renewals: [],
  activeDays: [],
  ...facts,
});

const subscription = (startsOn: string, endsOn: string, minor: number, currency = 'EUR') =>
  ({ subscriptionId: 's', type: 'recurring' as const, startsOn, endsOn, amount: money(minor, currency) });

const cost = (category: CostCategory, minor: number, currency = 'EUR') => ({ month: '2024-06', category, amount: money(minor, currency) });

function tallyOf(customers: CustomerFacts[], range = june, until = UNTIL): BusinessTally {
  const tally = emptyTally(range, until);
  for (const customer of customers) addCustomer(tally, prepareCustomer(customer, until));
  return tally;
}

const company = [
  // stays, upgrades from 50 to 60
  aCustomer({ revenue: [subscription('2024-05-01', '2024-05-31', 5000), subscription('2024-06-01', '2024-06-30', 6000)], activeDays: ['2024-06-01', '2024-06-02'] }),
  // leaves in June
  aCustomer({ revenue: [subscription('2024-05-01', '2024-08-31', 16_000)], churns: [{ date: '2024-06-10', type: 'full' }] }),
  // downgrades, buys something once
  aCustomer({
    revenue: [
      subscription('2024-05-01', '2024-05-31', 1000),
      subscription('2024-06-01', '2024-06-30', 400),
      { subscriptionId: null, type: 'one-time', startsOn: '2024-06-15', endsOn: '2024-06-15', amount: eur(2500) },
    ],
    renewals: [{ dueOn: '2024-06-03', renewed: true, renewedOn: '2024-06-03' }, { dueOn: '2024-06-20', renewed: null, renewedOn: null }],
  }),
  // new in June
  aCustomer({
    startedOn: '2024-06-05',
    revenue: [subscription('2024-06-05', '2024-07-04', 3000)],
    purchases: [{ purchasedOn: '2024-06-06', amount: eur(1500) }, { purchasedOn: '2024-06-07', amount: eur(500) }],
    activeDays: ['2024-06-06'],
  }),
  // paid in spring, pays again
  aCustomer({ revenue: [subscription('2024-02-01', '2024-02-29', 800), subscription('2024-06-20', '2024-07-19', 900)], purchases: [{ purchasedOn: '2024-06-30', amount: eur(1000) }] }),
  // came and went
  aCustomer({ startedOn: '2024-06-02', churns: [{ date: '2024-06-04', type: 'full' }] }),
  // surveyed, never a customer
  aCustomer({ startedOn: null, revenue: [subscription('2024-06-01', '2024-06-30', 100_000)] }),
];

describe('business figures of a small company', () => {
  const tally = tallyOf(company);
  for (const row of [cost('marketing', 4000), cost('wages', 2000), cost('service', 300), cost('retention', 200)]) addCostRow(tally, row);
  const report = figures(tally, 'EUR');

  it('counts customers', () => {
    expect(tally.customers).toEqual({ start: 4, end: 4, lost: 1, won: 1, acquired: 2, joinedAndLeft: 1 });
    expect(currenciesOf(tally)).toEqual(['EUR']);
  });

  it('gives churn with Wilson’s interval (statsmodels for 1 of 4), its variant and what follows', () => {
    expect(report.churn).toMatchObject({ value: 25, numerator: 1, denominator: 4, n: 4, variant: 'of-start', definition: 'churn/1' });
    expect(report.churn.low).toBeCloseTo(4.558726, 4);
    expect(report.churn.high).toBeCloseTo(69.935816, 4);
    expect(report.churnOfEnd).toMatchObject({ value: 25, denominator: 4, variant: 'of-end', low: null, high: null });
    expect(report.retention.value).toBe(75);
    expect(report.expectedLifetime.value).toBe(4);
    expect(report.expectedLifetime.low).toBeCloseTo(100 / 69.935816, 4);
    expect(report.expectedLifetime.high).toBeCloseTo(100 / 4.558726, 4);
  });

  it('gives MRR, its movements and revenue churn', () => {
    // opening 50 + 40 + 10, closing 60 + 4 + 30 + 9
    expect(report.mrr).toMatchObject({ value: eur(10_300), n: 4 });
    expect(report.mrrMovements).toEqual({ new: eur(3000), expansion: eur(1000), contraction: eur(-600), churned: eur(-4000), reactivation: eur(900) });
    expect(report.revenueChurnGross).toMatchObject({ value: 46, numerator: eur(4600), denominator: eur(10_000), n: 3 });
    expect(report.revenueChurnNet).toMatchObject({ value: 36, variant: 'net' });
    expect(report.expansionMrr.value).toEqual(eur(12_800));
    // +10 − 40 − 6 + 9: the reactivated one was a customer at START, the new one was not
    expect(report.mrrGrowthExisting).toMatchObject({ value: eur(-2700), denominator: eur(10_000), n: 4 });
  });

  it('gives values and costs, each rounded once', () => {
    expect(report.clvContribution).toMatchObject({ value: eur(60_000), numerator: eur(10_000), denominator: 4, variant: 'contribution' });
    expect(report.cac).toMatchObject({ value: eur(3000), numerator: eur(6000), denominator: 2 });
    expect(report.clvToCac).toMatchObject({ value: 20, numerator: eur(60_000), denominator: eur(3000), verdict: 'healthy' });
    expect(report.profitPerCustomer.value).toBe(20);
    expect(report.contributionLessCac.value).toEqual(eur(57_000));
    expect(report.crc.value).toEqual(eur(50));
    // 3 purchases of 10 on average, 1.5 a buyer and year, 2 years
    expect(report.clvPurchase).toMatchObject({ value: eur(3000), numerator: eur(3000), denominator: 2, n: 2 });
    // 110 + 39 + 30 + 17 of four customers at END
    expect(report.clvToDate).toMatchObject({ value: eur(4900), numerator: eur(19_600), denominator: 4 });
  });

  it('gives renewal, repeat purchase and stickiness', () => {
    expect(report.renewal).toMatchObject({ value: 50, numerator: 1, denominator: 2 });
    expect(report.repeatPurchase).toMatchObject({ value: 50, numerator: 1, denominator: 2 });
    expect(report.stickiness).toMatchObject({ denominator: 2, n: 2 });
    expect(report.stickiness.value).toBeCloseTo(3 / 30 / 2, 12);
  });

  it('discounts where the account says so', () => {
    const options = { ...DEFAULT_BUSINESS_OPTIONS, discountRate: '0.01' };
    const discounted = figures(tally, 'EUR', options).clvContribution;
    expect(discounted.variant).toBe('contribution-discounted');
    expect(discounted.unrounded).toBeCloseTo(25 * 21.45582113020413, 9);
    expect(discounted.value).toEqual(eur(53_640));
  });

  it('compares no CLV with a CAC that was also paid in another currency', () => {
    const other = tallyOf(company);
    for (const row of [cost('marketing', 4000), cost('software', 1, 'USD')]) addCostRow(other, row);
    const mixed = figures(other, 'EUR');
    expect(mixed.cac.value).toEqual(eur(2000));
    expect(mixed.clvToCac).toMatchObject({ value: null, verdict: null });
    expect(mixed.contributionLessCac.value).toBeNull();
    expect(figures(other, 'USD').cac.value).toEqual(money(1, 'USD')); // half a cent, away from zero
  });
});

describe('edges', () => {
  it('has no number, and no zero in its place, where there is nothing to divide by', () => {
    const empty = figures(tallyOf([]), 'EUR');
    for (const name of ['churn', 'churnOfEnd', 'retention', 'expectedLifetime', 'revenueChurnNet', 'revenueChurnGross', 'renewal', 'repeatPurchase', 'clvContribution', 'clvPurchase', 'clvToDate', 'cac', 'clvToCac', 'profitPerCustomer', 'contributionLessCac', 'crc', 'stickiness'] as const) {
      expect([name, empty[name].value]).toEqual([name, null]);
    }
    expect(empty.mrr.value).toEqual(eur(0));
  });

  it('keeps CAC at full precision beside the rounded amount', () => {
    const acquired = Array.from({ length: 7 }, () => aCustomer({ startedOn: '2024-06-03' }));
    const tally = tallyOf(acquired);
    addCostRow(tally, cost('marketing', 2850));
    const { cac } = figures(tally, 'EUR');
    expect(cac.value === null ? null : formatAmount(cac.value)).toBe('4.07');
    expect(cac.unrounded).toBeCloseTo(4.071428571428571, 12);
  });

  it('ignores facts from `until` on and stops at the last observed day', () => {
    const until = '2024-06-11';
    const range = observedPart(june, until);
    expect(range).not.toBeNull();
    const facts = [
      aCustomer({ revenue: [subscription('2024-06-01', '2024-06-15', 5000)], churns: [{ date: '2024-06-11', type: 'full' }] }),
      aCustomer({ startedOn: '2024-06-11' }),
    ];
    const tally = tallyOf(facts, range ?? june, until);
    expect(tally.customers).toEqual({ start: 1, end: 1, lost: 0, won: 0, acquired: 0, joinedAndLeft: 0 });
    expect(figures(tally, 'EUR').mrr.value).toEqual(eur(5000));
  });
});

describe('properties', () => {
  const aDay = fc.integer({ min: -60, max: 60 }).map((offset) => addDays('2024-06-10', offset));
  const facts = fc.record({
    startedOn: fc.option(aDay),
    churns: fc.array(fc.record({ date: aDay, type: fc.constantFrom('full' as const, 'partial' as const, 'returned' as const) }), { maxLength: 4 }),
    revenue: fc.array(
      fc.record({
        subscriptionId: fc.constantFrom('a', 'b', null),
        type: fc.constantFrom('recurring' as const, 'one-time' as const),
        startsOn: aDay,
        endsOn: fc.constantFrom('2024-06-20', '2024-06-30', '2024-12-31'),
        amount: fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom('EUR', 'JPY')).map(([minor, currency]) => money(minor, currency)),
      }),
      { maxLength: 6 },
    ),
    purchases: fc.array(fc.record({ purchasedOn: aDay, amount: fc.integer({ min: 1, max: 9999 }).map(eur) }), { maxLength: 4 }),
    renewals: fc.array(fc.record({ dueOn: aDay, renewed: fc.option(fc.boolean()), renewedOn: fc.option(aDay) }), { maxLength: 3 }),
    activeDays: fc.array(aDay, { maxLength: 6 }),
  });

  it('does not depend on the order of customers or of their rows', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 12 }), (customers) => {
        const turned = customers.toReversed().map((customer) => ({
          startedOn: customer.startedOn,
          churns: customer.churns.toReversed(),
          revenue: customer.revenue.toReversed(),
          purchases: customer.purchases.toReversed(),
          renewals: customer.renewals.toReversed(),
          activeDays: customer.activeDays.toReversed(),
        }));
        const [one, other] = [tallyOf(customers), tallyOf(turned)];
        for (const currency of ['EUR', 'JPY']) expect(figures(other, currency)).toEqual(figures(one, currency));
      }),
      { numRuns: 60 },
    );
  });

  it('adds movements up to the change of MRR, and keeps rates when everything is there twice', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 10 }), (customers) => {
        const tally = tallyOf(customers);
        const twice = tallyOf([...customers, ...customers]);
        for (const currency of currenciesOf(tally)) {
          const report = figures(tally, currency);
          const moved = Object.values(report.mrrMovements).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
          const sums = tally.currencies.get(currency);
          expect(moved).toBe((sums?.mrrAtEnd ?? 0n) - (sums?.mrrAtStart ?? 0n));
          const doubled = figures(twice, currency);
          for (const name of ['churn', 'retention', 'revenueChurnNet', 'renewal', 'repeatPurchase', 'stickiness', 'clvToDate', 'clvPurchase'] as const) {
            expect([name, doubled[name].value]).toEqual([name, report[name].value]);
          }
          const [narrow, wide] = [doubled.churn, report.churn];
          if (wide.low === null || wide.high === null || wide.value === null) continue;
          expect(wide.low).toBeLessThanOrEqual(wide.value);
          expect(wide.high).toBeGreaterThanOrEqual(wide.value);
          expect((narrow.high ?? 0) - (narrow.low ?? 0)).toBeLessThan(wide.high - wide.low);
        }
      }),
      { numRuns: 60 },
    );
  });
});
