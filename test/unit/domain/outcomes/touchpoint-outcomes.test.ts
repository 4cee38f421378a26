import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_HORIZON, rankTouchpoints, touchpointOutcomes } from '../../../../src/domain/outcomes/outcome-report.ts';
import type { OutcomeGroup, TouchpointOutcomes } from '../../../../src/domain/outcomes/outcome-report.ts';
import {
  addChangedAnswer,
  addFirstAnswer,
  addLatestAnswer,
  addSilent,
  addUnreached,
  emptyTouchpoint,
} from '../../../../src/domain/outcomes/touchpoint-outcomes.ts';
import type { FirstAnswer, TouchpointTally } from '../../../../src/domain/outcomes/touchpoint-outcomes.ts';
import { money } from '../../../../src/domain/money.ts';
import { categorize } from '../../../../src/domain/score.ts';

const SCALE = { min: 0, max: 10 };
const HORIZONS = { minimum: 1, horizon: DEFAULT_HORIZON } as const;
const eur = (minor: number) => money(minor, 'EUR');
const categoryOf = (score: number) => categorize('nps', { low: 6, high: 9 }, score);

/** `churnedAfter` days after the answer, or followed for 200 days. */
function anAnswer(score: number, churnedAfter: number | null, mrr = 1000, more: Partial<FirstAnswer> = {}): FirstAnswer {
  return {
    score,
    category: categoryOf(score),
    followedDays: churnedAfter ?? 200,
    churned: churnedAfter !== null,
    money: [{ currency: 'EUR', mrr, mrrNow: churnedAfter === null ? mrr : 0, clv: mrr * 24 }],
    stratum: { clvDecile: score, tenureBucket: 1 },
    hasClosedCase: false,
    ...more,
  };
}

function tallyOf(answers: readonly FirstAnswer[]): TouchpointTally {
  const tally = emptyTouchpoint('nps', SCALE);
  for (const answer of answers) {
    addFirstAnswer(tally, answer);
    const amounts = answer.money.map((amount) => ({ ...amount }));
    addLatestAnswer(tally, { score: answer.score, category: answer.category, isActive: !answer.churned, money: amounts });
  }
  return tally;
}

function groupOf(report: TouchpointOutcomes, name: string): OutcomeGroup {
  const found = report.groups.find(({ group }) => group === name);
  if (found === undefined) throw new Error(`no group ${name}`);
  return found;
}

const answers = [
  anAnswer(0, 40, 4000), anAnswer(3, 80, 2000), anAnswer(3, null, 1000), anAnswer(6, null, 3000),
  anAnswer(7, null, 500), anAnswer(8, 85, 700),
  anAnswer(9, null, 900), anAnswer(9, null, 1100), anAnswer(10, null, 0), anAnswer(10, 120, 2500),
];

describe('one touchpoint', () => {
  const tally = tallyOf(answers);
  const report = touchpointOutcomes(tally, HORIZONS);

  it('groups by category, by exact score and by kind of silence', () => {
    expect(report).toMatchObject({ metric: 'nps', scale: SCALE, customers: 10 });
    expect(report.groups.map(({ group, customers }) => [group, customers])).toEqual([
      ['promoter', 4], ['passive', 2], ['detractor', 4],
      ['score:10', 2], ['score:9', 2], ['score:8', 1], ['score:7', 1], ['score:6', 1], ['score:3', 2], ['score:0', 1],
      ['silent', 0], ['bounced', 0], ['unsubscribed', 0], ['skipped', 0],
    ]);
  });

  it('follows each group', () => {
    const { churn, curve } = groupOf(report, 'detractor');
    expect(churn[30]).toMatchObject({ value: 0, numerator: 0, denominator: 4, n: 4, low: null, high: null });
    expect(churn[90]).toMatchObject({ value: 0.5, numerator: 2, variant: 'kaplan-meier', definition: 'churn-after/1' });
    expect(churn[180]).toMatchObject({ value: 0.5 });
    expect(churn[365]).toEqual({ value: null, reason: 'not-followed' });
    expect(curve.map(({ day, survival, atRisk }) => [day, survival, atRisk])).toEqual([[0, 1, 4], [40, 0.75, 4], [80, 0.5, 3]]);
  });

  it('adds up what customers paid and are worth', () => {
    const { mrr, clvMean, clvMedian } = groupOf(report, 'detractor');
    expect(mrr).toEqual([
      {
        currency: 'EUR', n: 4, mean: eur(2500), median: eur(2500), lowerQuartile: eur(1750), upperQuartile: eur(3250),
        total: eur(10_000), totalNow: eur(4000), revenueChurnGross: 0.6, revenueChurnNet: 0.6,
      },
    ]);
    expect(clvMean).toEqual([eur(60_000)]);
    expect(clvMedian).toEqual([eur(60_000)]);
    expect(groupOf(report, 'promoter').mrr[0]).toMatchObject({ n: 3, total: eur(4500) });
    expect(groupOf(report, 'silent')).toMatchObject({ mrr: [], clv: [], clvMean: [], clvMedian: [] });
  });

  it('says how well the score tells', () => {
    // within 90 days: 2 of 4 detractors, 1 of 6 others; lift ½ ÷ 0.3
    expect(report.lift[90]).toMatchObject({ numerator: 0.5, n: 10, variant: 'lowest-to-all' });
    expect((report.lift[90] as { value: number }).value).toBeCloseTo(0.5 / 0.3, 12);
    expect(report.lift[30]).toEqual({ value: null, reason: 'no-churn' });
    expect(report.lift[365]).toEqual({ value: null, reason: 'not-followed' });
    // leavers 0, 3, 8 against 3, 6, 7, 9, 9, 10, 10: 7 + 6.5 + 4 of 21 pairs
    expect((report.auc[90] as { value: number }).value).toBeCloseTo(17.5 / 21, 12);
    expect(report.auc[90]).toMatchObject({ leavers: 3, stayers: 7, n: 10 });
    expect(report.auc[30]).toEqual({ value: null, reason: 'no-churn' });
    expect(report.auc[365]).toEqual({ value: null, reason: 'not-followed' });
    expect(report.logRank).toMatchObject({ degreesOfFreedom: 2 });
  });

  it('weights by money, from the latest answers', () => {
    const [byMrr, byClv] = report.weighted;
    // 4500 of promoters − 10000 of detractors, of 15700; the customer who pays nothing has no say
    expect(byMrr).toMatchObject({ weight: 'mrr', currency: 'EUR', n: 9, warning: null });
    expect((byMrr as { value: number }).value).toBeCloseTo((100 * (4500 - 10_000)) / 15_700, 10);
    expect((byClv as { value: number }).value).toBeCloseTo((byMrr as { value: number }).value, 10);
  });

  it('says what is at risk', () => {
    expect(report.mrrAtRisk).toEqual([{ ...eur(4000), customers: 2 }]);
    const [loss] = report.expectedExcessLoss;
    // 40.00 × (0.5 − 0.3), its ends by the bounds of F_low
    expect(loss).toMatchObject({ currency: 'EUR', value: eur(800) });
    const lowest = groupOf(report, 'detractor').churn[90] as { low: number; high: number };
    expect(loss).toMatchObject({ low: eur(0), high: eur(Math.round(4000 * (lowest.high - 0.3))) });
  });

  it('knows nothing of what is not there', () => {
    expect(report.caseEffect).toBeNull();
    expect(report.change[90]).toEqual({ value: null, reason: 'too-few' });
  });

  it('says "too few" instead of a number', () => {
    const strict = touchpointOutcomes(tally);
    const tooFew = { value: null, reason: 'too-few' };
    expect(groupOf(strict, 'detractor')).toMatchObject({ customers: 4, churn: { 30: tooFew, 90: tooFew }, curve: [] });
    expect(strict).toMatchObject({ logRank: tooFew, lift: { 90: tooFew }, auc: { 90: tooFew }, representativeness: tooFew });
    expect(strict.weighted[0]).toMatchObject({ ...tooFew, n: 9 });
    expect(strict.expectedExcessLoss).toEqual([{ currency: 'EUR', ...tooFew }]);
    expect(strict.mrrAtRisk).toEqual([{ ...eur(4000), customers: 2 }]);
  });

  it('needs leavers, not only answers', () => {
    const many = Array.from({ length: 80 }, (_, index) => anAnswer(index % 11, index < 4 ? 20 : null));
    const few = touchpointOutcomes(tallyOf(many), { minimum: 20, horizon: 90 });
    expect(few.auc[90]).toEqual({ value: null, reason: 'too-few' });
    expect(few.lift[90]).toEqual({ value: null, reason: 'too-few' });
    expect(few.logRank).toEqual({ value: null, reason: 'too-few' });
    expect(groupOf(few, 'detractor').churn[90]).toMatchObject({ n: 52 });
    const enough = touchpointOutcomes(tallyOf([...many, anAnswer(1, 20)]), { minimum: 20, horizon: 90 });
    expect(enough.auc[90]).toMatchObject({ leavers: 5 });
  });
});

describe('groups without answers', () => {
  it('keeps the silent, the bounced and the unsubscribed apart, and invites nobody twice', () => {
    const tally = tallyOf([anAnswer(9, null)]);
    const customer = { followedDays: 50, churned: true, money: [], stratum: { clvDecile: 9, tenureBucket: 1 } };
    addSilent(tally, { ...customer, answeredLater: false });
    addSilent(tally, { ...customer, churned: false, answeredLater: true });
    addUnreached(tally, 'bounced', customer);
    addUnreached(tally, 'unsubscribed', customer);
    const report = touchpointOutcomes(tally, HORIZONS);
    expect(groupOf(report, 'silent').churn[30]).toMatchObject({ value: 0, n: 2 });
    expect(groupOf(report, 'silent').churn[90]).toEqual({ value: null, reason: 'not-followed' });
    expect(groupOf(report, 'bounced').churn[90]).toMatchObject({ value: 1, n: 1 });
    expect(report.customers).toBe(1);
    expect(report.representativeness).toMatchObject({ invited: 2, answered: 1 });
  });
});

describe('signals beside the score', () => {
  it('follows drops and closed cases on their own clocks', () => {
    const tally = emptyTouchpoint('nps', SCALE);
    for (let customer = 0; customer < 20; customer += 1) {
      addFirstAnswer(tally, anAnswer(2, customer % 2 === 0 ? 50 : null, 100, { hasClosedCase: customer < 10 }));
      addChangedAnswer(tally, { previousScore: 9, score: customer < 8 ? 3 : 9, followedDays: 100, churned: customer < 4 });
    }
    const report = touchpointOutcomes(tally, { minimum: 5, horizon: 90 });
    expect(report.caseEffect?.[90]).toMatchObject({ value: 0, of: [10, 10], n: 20, definition: 'case-effect/1', withClosedCase: { value: 0.5, n: 10 }, without: { value: 0.5, n: 10 } });
    expect(report.change[90]).toMatchObject({ value: 0, of: [8, 12], definition: 'change-signal/1' });
    expect(touchpointOutcomes(tally, { minimum: 9, horizon: 90 }).change[90]).toEqual({ value: null, reason: 'too-few' });
  });
});

describe('many touchpoints', () => {
  it('are ranked by AUC, unknown last, with adjusted p-values', () => {
    const telling = Array.from({ length: 60 }, (_, index) => anAnswer(index % 11, index % 11 < 4 ? 20 : null));
    const meaningless = Array.from({ length: 66 }, (_, index) => anAnswer(index % 11, index < 22 ? 20 : null));
    const empty = touchpointOutcomes(tallyOf([]));
    const list = [meaningless, telling].map((rows) => touchpointOutcomes(tallyOf(rows)));
    const ranked = rankTouchpoints([empty, ...list].map((outcomes, index) => ({ ...outcomes, touchpoint: index })));
    expect(ranked.map(({ touchpoint }) => touchpoint)).toEqual([2, 1, 0]);
    expect(ranked[0]?.adjustedPValue).toBeLessThan(1e-6);
    expect(ranked[1]?.auc[90].value).toBeCloseTo(0.5, 12);
    expect(ranked[1]?.adjustedPValue).toBeCloseTo(1, 12);
    expect(ranked[2]?.adjustedPValue).toBeNull();
  });
});

describe('properties', () => {
  const anyAnswer = fc
    .tuple(fc.integer({ min: 0, max: 10 }), fc.option(fc.integer({ min: 1, max: 150 })), fc.integer({ min: 0, max: 9999 }))
    .map(([score, churnedAfter, mrr]) => anAnswer(score, churnedAfter, mrr));

  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(fc.array(anyAnswer, { minLength: 1, maxLength: 40 }), (rows) => {
        const withoutFloats = (report: TouchpointOutcomes) => ({ ...report, weighted: [], representativeness: null });
        const [one, other] = [rows, rows.toReversed()].map((list) => touchpointOutcomes(tallyOf(list), HORIZONS));
        if (one === undefined || other === undefined) throw new Error('two reports');
        expect(withoutFloats(other)).toEqual(withoutFloats(one));
      }),
      { numRuns: 40 },
    );
  });

  it('accounts for every customer and every amount once by category and once by score', () => {
    fc.assert(
      fc.property(fc.array(anyAnswer, { minLength: 1, maxLength: 40 }), (rows) => {
        const { groups, customers } = touchpointOutcomes(tallyOf(rows), HORIZONS);
        const byScore = groups.filter(({ group }) => group.startsWith('score:'));
        const byCategory = groups.filter(({ group }) => ['promoter', 'passive', 'detractor'].includes(group));
        const total = rows.reduce((sum, { money: [amount] }) => sum + BigInt(amount?.mrr ?? 0), 0n);
        for (const parts of [byScore, byCategory]) {
          expect(parts.reduce((sum, part) => sum + part.customers, 0)).toBe(customers);
          expect(parts.flatMap(({ mrr }) => mrr).reduce((sum, { total: part }) => sum + part.amountMinor, 0n)).toBe(total);
        }
      }),
      { numRuns: 40 },
    );
  });
});
