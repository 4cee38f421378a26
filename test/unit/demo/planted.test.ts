/** What is planted must be in the rows: without it, no test that finds it again would mean anything. */
import { describe, expect, it } from 'vitest';
import { createCompany } from '../../../src/demo/company.ts';
import type { Company } from '../../../src/demo/company.ts';
import type { CompanyRequest, TouchpointPlan } from '../../../src/demo/company-plan.ts';
import { churnChance, isThere, moodOn } from '../../../src/demo/customer-life.ts';
import { recentInteractions } from '../../../src/demo/recent.ts';
import { plantedTruths } from '../../../src/demo/planted-truth.ts';
import { addCostRow, addCustomer, currenciesOf, emptyTally, prepareCustomer } from '../../../src/domain/business/business-tally.ts';
import { clvToCac, costPerCustomer } from '../../../src/domain/business/acquisition.ts';
import { MOVEMENTS, totalMovement } from '../../../src/domain/business/recurring-revenue.ts';
import { fraction, numberOfFraction } from '../../../src/domain/fraction.ts';
import { costRows } from '../../../src/demo/company-costs.ts';
import { money } from '../../../src/domain/money.ts';
import { factsOf } from '../../support/company-sheets.ts';

const PERIOD = { from: '2024-01-01', to: '2025-01-01' } as const;
const nps = (more: Partial<TouchpointPlan> = {}): TouchpointPlan => ({
  key: 'review', name: 'Review', type: 'review', metric: 'nps', scale: { min: 0, max: 10 },
  scoreShares: [0, 0, 0, 10, 0, 0, 20, 0, 30, 0, 40], hazardByScore: [1, 1, 1, 3, 1, 1, 3, 1, 1, 1, 1], everyDays: 60, ...more,
});
const aCompany = (more: Partial<CompanyRequest> = {}): Company =>
  createCompany({ seed: 5, customers: 4000, ...PERIOD, touchpoints: [nps()], incidents: { perYear: 0, severity: 0 }, returnShare: 0, ...more });
const share = (parts: readonly boolean[]) => parts.filter(Boolean).length / parts.length;

describe('leaving', () => {
  it('follows the planted hazard, by score', () => {
    const company = aCompany({ monthlyChurn: 0.03, existingShare: 1 });
    const lives = [...company.customers()];
    for (const [score, factor] of [[3, 3], [6, 3], [8, 1], [10, 1]] as const) {
      const alike = lives.filter(({ moods }) => moods[0]?.scores[0] === score);
      const left = share(alike.map(({ stays }) => (stays[0]?.until ?? Infinity) <= 90));
      const planted = 1 - 0.97 ** (3 * factor);
      // Four standard errors.
      expect(Math.abs(left - planted)).toBeLessThan(4 * Math.sqrt((planted * (1 - planted)) / alike.length));
      expect(alike.map((life) => churnChance(company.plan, life, 17, 90)).every((chance) => Math.abs(chance - planted) < 1e-12)).toBe(true);
    }
  });

  it('has the chance that is stated from any day on, also across an incident', () => {
    const company = aCompany({ monthlyChurn: 0.03, existingShare: 1, incidents: { perYear: 3, severity: 0.8 } });
    const there = [...company.customers()].filter((life) => isThere(life, 100));
    const expected = there.reduce((sum, life) => sum + churnChance(company.plan, life, 100, 90), 0);
    const left = there.filter((life) => !isThere(life, 190)).length;
    expect(there.filter(({ moods }) => (moods[1]?.from ?? Infinity) <= 190 && (moods[1]?.from ?? 0) > 100).length).toBeGreaterThan(500);
    expect(Math.abs(left - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  it('may be followed by a return, never by a second life at once', () => {
    const lives = [...aCompany({ returnShare: 0.5 }).customers()];
    const leavers = lives.filter(({ stays }) => stays[0]?.until !== null && (stays[0]?.until ?? 366) < 200);
    expect(share(leavers.map(({ stays }) => stays.length > 1))).toBeGreaterThan(0.4);
    for (const { stays } of lives) {
      stays.forEach(({ from, until }, index) => expect(from > (stays[index - 1]?.until ?? -Infinity) && (until === null || until > from)).toBe(true));
    }
  });
});

describe('planted truths', () => {
  it('are those of the plan where it gives them directly', () => {
    const [truth] = plantedTruths(aCompany({ monthlyChurn: 0.03 }), 90);
    const [low, rest] = [1 - 0.97 ** 9, 1 - 0.97 ** 3];
    expect(truth).toMatchObject({ touchpoint: 'review', isMeaningful: true, hazardRatio: 3 });
    expect(truth?.lowestShare).toBeCloseTo(0.3, 1);
    expect(truth?.value).toBeCloseTo(100 * (0.4 - 0.3), -1);
    expect(truth?.churnOfLowest).toBeCloseTo(low, 10);
    const weight = truth?.lowestShare ?? NaN;
    expect(truth?.churnLift).toBeCloseTo(low / (weight * low + (1 - weight) * rest), 10);
  });

  it('are none at a meaningless touchpoint', () => {
    const company = aCompany({ touchpoints: [nps(), nps({ key: 'order', hazardByScore: null })] });
    const [review, order] = plantedTruths(company, 90);
    expect(review?.churnLift).toBeGreaterThan(1.5);
    expect(order).toMatchObject({ isMeaningful: false, hazardRatio: 1 });
    expect(Math.abs((order?.churnLift ?? NaN) - 1)).toBeLessThan(0.06);
  });

  it('are unknown of nobody', () => {
    expect(plantedTruths(aCompany({ customers: 0 }), 90)).toEqual([
      { touchpoint: 'review', isMeaningful: true, value: null, lowestShare: 0, churnOfLowest: null, churnOfAll: null, churnLift: null, hazardRatio: null },
    ]);
  });
});

describe('answering', () => {
  /** Of all asks that are settled: place by satisfaction and value, and whether they were answered. */
  const asksOf = (company: Company) => [...company.customers()].flatMap((life) => company.encounters(life).flatMap(({ day, ask }) => (ask && day < 300 ? [{ felt: moodOn(life, day).places[0] ?? 0, worth: life.worth, answered: ask.status === 'responded' }] : [])));

  it('is as likely as planned, biased by satisfaction and value as planned', () => {
    // The same hazard for everybody, so that leaving does not thin out one half.
    const alike = nps({ hazardByScore: Array.from({ length: 11 }, () => 1) });
    const unbiased = { touchpoints: [alike], unreachableShare: 0, unsubscribeShare: 0, partingShare: 0, monthlyChurn: 0.005 };
    const plain = asksOf(aCompany({ ...unbiased, response: { rate: 0.4, bySatisfaction: 0, byLifetimeValue: 0 } }));
    expect(share(plain.map(({ answered }) => answered))).toBeCloseTo(0.4, 1);
    const biased = asksOf(aCompany({ ...unbiased, lifetimeValue: { medianMinor: 100_000, spread: 0.5, link: 0 }, response: { rate: 0.4, bySatisfaction: 0.5, byLifetimeValue: 0.5 } }));
    const rate = (isIn: (ask: (typeof biased)[number]) => boolean) => share(biased.filter(isIn).map(({ answered }) => answered));
    // Halves of the customers: a quarter more against a quarter less, within four standard errors.
    expect(Math.abs(rate(({ felt }) => felt > 0.5) / rate(({ felt }) => felt < 0.5) - 1.25 / 0.75)).toBeLessThan(0.15);
    expect(Math.abs(rate(({ worth }) => worth > 0.5) / rate(({ worth }) => worth < 0.5) - 1.25 / 0.75)).toBeLessThan(0.15);
  });

  it('gets better or worse over time as far as planned, whatever that means for leaving', () => {
    const mean = (drift: number, isLate: boolean) => {
      const company = aCompany({ touchpoints: [nps({ drift })], wobble: 0, partingShare: 0, existingShare: 1, monthlyChurn: 0.001 });
      const scores = [...company.customers()].flatMap((life) => company.encounters(life).flatMap(({ ask }) => (ask?.answer && ask.answer.day > 180 === isLate ? [ask.answer.score] : [])));
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    };
    const before = mean(0, true);
    // Three quarters of the way on average, and a 10 cannot get better.
    expect(mean(-2, true)).toBeCloseTo(before - 1.5, 0);
    expect(mean(2, true)).toBeGreaterThan(mean(2, false) + 0.3);
    expect(mean(0, false)).toBeCloseTo(before, 0);
  });

  it('is done by leavers on parting only as far as planned', () => {
    const parting = (partingShare: number) => {
      const company = aCompany({ partingShare, customers: 1000 });
      return [...company.customers()].flatMap((life) => company.encounters(life).filter(({ day, ask }) => day === life.stays[0]?.until && ask?.answer?.score === 0)).length;
    };
    expect(parting(0)).toBe(0);
    expect(parting(1)).toBeGreaterThan(100);
  });
});

describe('money', () => {
  const company = aCompany({ customers: 1500, returnShare: 0.1 });
  const year = emptyTally(PERIOD, PERIOD.to);
  const quarters = ['01', '04', '07', '10', '13'].map((month) => (month === '13' ? PERIOD.to : `2024-${month}-01`));
  const tallies = quarters.slice(1).map((to, index) => emptyTally({ from: quarters[index] ?? '', to }, PERIOD.to));
  const lives = [...company.customers()];
  for (const life of lives) {
    const prepared = prepareCustomer(factsOf(company, life, ['customers', 'churn', 'revenue', 'purchases', 'renewals', 'activity']), PERIOD.to);
    for (const tally of [year, ...tallies]) addCustomer(tally, prepared);
  }
  for (const { month, category, amount } of costRows(company.plan)) addCostRow(year, { month, category, amount: money(amount.amountMinor, amount.currency) });

  it('counts the customers who are really there', () => {
    const thereAt = (day: number) => lives.filter((life) => isThere(life, day)).length;
    expect(year.customers).toMatchObject({ start: thereAt(-1), end: thereAt(365) });
    expect(year.customers.acquired).toBe(lives.filter(({ stays }) => (stays[0]?.from ?? -1) >= 0).length);
    expect(year.customers.lost).toBeGreaterThan(100);
    expect(year.customers.joinedAndLeft).toBeGreaterThan(0);
  });

  it('has movements of every kind that add up to the change of the MRR, quarter by quarter', () => {
    for (const tally of [year, ...tallies]) {
      const sums = tally.currencies.get('EUR');
      expect(currenciesOf(tally)).toEqual(['EUR']);
      expect(sums && sums.mrrAtEnd - sums.mrrAtStart).toBe(sums && totalMovement(sums.movements));
    }
    const ofYear = year.currencies.get('EUR');
    for (const kind of MOVEMENTS) expect(tallies.some((tally) => (tally.currencies.get('EUR')?.movements[kind] ?? 0n) !== 0n)).toBe(true);
    expect(ofYear?.payingAtEnd).toBe(year.customers.end);
  });

  it('has purchases, renewals, activity and costs of every purpose', () => {
    expect(year.purchases.repeatBuyers).toBeGreaterThan(100);
    expect(year.renewals.due).toBeGreaterThan(year.renewals.renewed);
    expect(year.renewals.renewed / year.renewals.due).toBeGreaterThan(0.5);
    expect(year.activity.customers).toBeGreaterThan(1000);
    expect(Object.values(year.currencies.get('EUR')?.costs ?? {}).every((cost) => cost !== null)).toBe(true);
  });

  it('is worth about what was planned, and about three and a half times what it costs to win', () => {
    const values = lives.map((life) => company.facts(life, 'lifetime-values')[0]?.value.amountMinor ?? 0).filter((value) => value > 0).toSorted((one, other) => one - other);
    expect((values[Math.floor(values.length / 2)] ?? 0) / company.plan.lifetimeValue.medianMinor).toBeCloseTo(1, 0);
    const mean = fraction(BigInt(values.reduce((sum, value) => sum + value, 0)), values.length);
    const cac = costPerCustomer(year.currencies.get('EUR')?.costs.acquisition ?? null, year.customers.acquired);
    const ratio = clvToCac(mean, cac);
    expect(ratio === null ? null : numberOfFraction(ratio)).toBeGreaterThan(3);
    expect(ratio === null ? null : numberOfFraction(ratio)).toBeLessThan(4);
  });
});

describe('what happens now', () => {
  const company = aCompany({ customers: 300 });
  const now = new Date('2025-01-03T09:30:00Z');
  const recent = recentInteractions(company, { count: 40, now });

  it('happens within a day to customers who are still there and may be asked', () => {
    expect(recentInteractions(company, { count: 40, now })).toEqual(recent);
    expect(recent).toHaveLength(40);
    expect(new Set(recent.map(({ interaction }) => interaction.id)).size).toBe(40);
    const lives = new Map([...company.customers()].map((life) => [life.customerId, life]));
    for (const { interaction, score } of recent) {
      const age = now.getTime() - new Date(interaction.occurredAt).getTime();
      expect(age >= 0 && age <= 20 * 3_600_000).toBe(true);
      const life = lives.get(interaction.customer.externalId);
      expect(life && isThere(life, 365)).toBe(true);
      expect(life?.moods[0]?.scores).toEqual([score]);
      expect(life && company.encounters(life).every(({ ask }) => ask && !['bounced', 'unsubscribed'].includes(ask.status))).toBe(true);
    }
  });
});
