/**
 * Made-up companies whose truth is known, read by the whole outcomes report: sheets, first answers while active, tallies,
 * ranking. `planted-truths.test.ts` does the same to the bare estimators; here everything between the facts and the figure counts.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { thresholdsAt } from '../../../../src/demo/asks.ts';
import { createCompany } from '../../../../src/demo/company.ts';
import type { Company } from '../../../../src/demo/company.ts';
import type { CompanyRequest, TouchpointPlan } from '../../../../src/demo/company-plan.ts';
import { churnChance } from '../../../../src/demo/customer-life.ts';
import { plantedTruths, valueOf } from '../../../../src/demo/planted-truth.ts';
import { activeAtClose } from '../../../../src/domain/business/customer-base.ts';
import { accumulate, emptyDistribution } from '../../../../src/domain/distribution.ts';
import { firstWhileActive, followUpFrom, latestAnswer } from '../../../../src/domain/outcomes/follow-up-window.ts';
import type { OutcomeAnswer, RankedTouchpoint } from '../../../../src/domain/outcomes/outcome-answer.ts';
import { isMissing } from '../../../../src/domain/outcomes/outcome-figures.ts';
import type { OutcomeSheet, SheetAnswer } from '../../../../src/domain/outcomes/outcome-sheet.ts';
import { auc } from '../../../../src/domain/outcomes/predictive-power.ts';
import type { ScoreOutcome } from '../../../../src/domain/outcomes/predictive-power.ts';
import { churnWithin, countFollowUp, emptyFollowUps } from '../../../../src/domain/outcomes/survival.ts';
import { bottomCategory } from '../../../../src/domain/score.ts';
import { outcomesOf, RELATION_KINDS, sheetsOf } from '../../../support/company-sheets.ts';
import type { CustomerSheet } from '../../../support/company-sheets.ts';

const HORIZON = 90;
const PERIOD = { from: '2024-01-01', to: '2025-01-01' } as const;

const touchpoint = (key: string, hazardByScore: readonly number[] | null, more: Partial<TouchpointPlan> = {}): TouchpointPlan => ({
  key, name: key, type: key, metric: 'csat', scale: { min: 1, max: 5 }, scoreShares: [20, 20, 15, 20, 25], hazardByScore, everyDays: 110, ...more,
});
const SUPPORT = touchpoint('support', [3, 3, 1, 1, 1]);
const REVIEW = touchpoint('review', [3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1], { metric: 'nps', scale: { min: 0, max: 10 }, scoreShares: [6, 6, 6, 6, 6, 5, 5, 15, 15, 15, 15] });
const ORDER = touchpoint('order', null);

const aWorld = (seed: number, more: Partial<CompanyRequest> = {}): Company => createCompany({
  seed, customers: 400, existingShare: 1, longestTenureDays: 200, ...PERIOD, touchpoints: [SUPPORT, REVIEW, ORDER], monthlyChurn: 0.02, incidents: { perYear: 0, severity: 0 },
  response: { rate: 0.6, bySatisfaction: 0.3, byLifetimeValue: 0.3 }, wobble: 0.1, partingShare: 0.5, ...more,
});

const found = ({ touchpoints }: OutcomeAnswer, key: string): RankedTouchpoint => {
  const place = touchpoints.find((one) => one.touchpoint === key);
  if (place === undefined) throw new Error(`no touchpoint ${key}`);
  return place;
};
const answersAt = (sheet: OutcomeSheet, key: string): SheetAnswer[] => sheet.answers.filter((answer) => answer.touchpoint === key);
const isCovered = (figure: object, truth: number): boolean => {
  const { low, high } = figure as { low?: number | null; high?: number | null };
  return (low ?? Infinity) <= truth && truth <= (high ?? -Infinity);
};

/** Gathers the lift that those who answered have by their planted hazards: what an interval must cover. */
function plantedLift(company: Company, { key, metric }: TouchpointPlan): { add: (sheet: CustomerSheet) => void; value: () => number } {
  const [low, all] = [{ sum: 0, n: 0 }, { sum: 0, n: 0 }];
  return {
    add: ({ life, sheet }) => {
      const first = firstWhileActive(answersAt(sheet, key), sheet.intervals, PERIOD);
      if (first === null) return;
      const churn = churnChance(company.plan, life, company.calendar.placeOf(first.answeredOn), HORIZON);
      for (const mean of first.category === bottomCategory(metric) ? [low, all] : [all]) {
        mean.sum += churn;
        mean.n += 1;
      }
    },
    value: () => low.sum / low.n / (all.sum / all.n),
  };
}

describe('200 worlds', () => {
  const seeds = Array.from({ length: 200 }, (_, index) => 1 + index);
  // Of 200 intervals that cover with 95 %, 180 to 199 do: P(fewer) = 0.0012, P(all 200) = 0.00004. A figure that is called
  // real with 5 % where nothing is, is so called at most 20 times: P(more) = 0.0012.
  const [fewest, most, alarms] = [180, 199, 20];
  const worlds: { report: OutcomeAnswer; lifts: Record<'support' | 'review', number> }[] = [];
  const count = (isSo: (world: (typeof worlds)[number]) => boolean): number => worlds.filter(isSo).length;

  beforeAll(() => {
    for (const seed of seeds) {
      const company = aWorld(seed);
      const [support, review] = [plantedLift(company, SUPPORT), plantedLift(company, REVIEW)];
      const report = outcomesOf(company, RELATION_KINDS, (sheet) => {
        support.add(sheet);
        review.add(sheet);
      });
      worlds.push({ report, lifts: { support: support.value(), review: review.value() } });
    }
  }, 120_000);

  it.each(['support', 'review'] as const)('cover the planted churn lift of %s as often as intervals of 95 percent should', (key) => {
    const covered = count(({ report, lifts }) => isCovered(found(report, key).lift[HORIZON], lifts[key]));
    expect(covered).toBeGreaterThanOrEqual(fewest);
    expect(covered).toBeLessThanOrEqual(most);
  });

  it('do not have the lift of nothing: that would be covered far less often', () => {
    expect(count(({ report }) => isCovered(found(report, 'support').lift[HORIZON], 1))).toBeLessThan(20);
  });

  it('call the meaningless touchpoint meaningless', () => {
    const meaningless = (world: (typeof worlds)[number]) => found(world.report, 'order');
    const covered = count((world) => isCovered(meaningless(world).auc[HORIZON], 0.5));
    expect(covered).toBeGreaterThanOrEqual(fewest);
    expect(covered).toBeLessThanOrEqual(most);
    expect(count((world) => (meaningless(world).adjustedPValue ?? 1) < 0.05)).toBeLessThanOrEqual(alarms);
    expect(count((world) => isCovered(meaningless(world).lift[HORIZON], 1))).toBeGreaterThanOrEqual(fewest);
  });

  it('call the others meaningful, and rank them before it', () => {
    for (const key of ['support', 'review']) expect(count(({ report }) => (found(report, key).adjustedPValue ?? 1) < 0.05)).toBeGreaterThanOrEqual(160);
    expect(count(({ report }) => report.touchpoints.at(-1)?.touchpoint === 'order')).toBeGreaterThanOrEqual(fewest);
  });
});

describe('churn before an answer or on its day', () => {
  const only = { touchpoints: [SUPPORT, ORDER], customers: 1500, returnShare: 0 };

  it('never counts: parting answers change no figure', () => {
    const [silent, parting] = [0, 1].map((partingShare) => outcomesOf(aWorld(11, { ...only, partingShare })));
    expect(parting).toEqual(silent);
  });

  it('would make a meaningless touchpoint look telling if it did', () => {
    const company = aWorld(11, { ...only, partingShare: 1 });
    const naive = Array.from({ length: 5 }, (_, index): ScoreOutcome => ({ score: index + 1, leavers: 0, stayers: 0 }));
    for (const { life, sheet } of sheetsOf(company)) {
      const last = latestAnswer(answersAt(sheet, 'order'), PERIOD);
      const outcome = naive[(last?.score ?? 0) - 1];
      if (outcome) outcome[life.stays.at(-1)?.until === null ? 'stayers' : 'leavers'] += 1;
    }
    expect(auc(naive)?.low).toBeGreaterThan(0.6);
    expect(isCovered(found(outcomesOf(company), 'order').auc[HORIZON], 0.5)).toBe(true);
  });
});

describe('the first answer of the period', () => {
  it('finds the true churn of who is asked often, where the latest one finds far more', () => {
    const often = touchpoint('support', [1, 1, 1, 1, 1], { everyDays: 15 });
    const company = aWorld(3, { touchpoints: [often], customers: 2500, response: { rate: 0.9, bySatisfaction: 0, byLifetimeValue: 0 }, partingShare: 0 });
    const [byFirst, byLatest] = [emptyFollowUps(), emptyFollowUps()];
    const { touchpoints } = outcomesOf(company, RELATION_KINDS, ({ sheet }) => {
      const answers = answersAt(sheet, 'support').filter(({ answeredOn }) => activeAtClose(sheet.intervals, answeredOn));
      const churns = sheet.left.map((date) => ({ date, type: 'full' as const }));
      for (const [counts, answer] of [[byFirst, firstWhileActive(answers, sheet.intervals, PERIOD)], [byLatest, latestAnswer(answers, PERIOD)]] as const) {
        const followUp = answer === null ? null : followUpFrom(answer.answeredOn, churns, PERIOD.to);
        if (followUp !== null) countFollowUp(counts, followUp.followedDays, followUp.churned);
      }
    });
    const within30 = 1 - 0.98;
    expect(isCovered(churnWithin(byFirst, 30) ?? {}, within30)).toBe(true);
    expect(churnWithin(byLatest, 30)?.low).toBeGreaterThan(3 * within30);
    const answered = touchpoints[0]?.groups.filter(({ group }) => ['satisfied', 'neutral', 'dissatisfied'].includes(group)) ?? [];
    expect(answered).toHaveLength(3);
    for (const { churn } of answered) expect(isCovered(churn[30], within30)).toBe(true);
  });
});

describe('what is planted by exact score and over time', () => {
  it('is found for every score', () => {
    const graded = touchpoint('support', [4, 3, 2, 1, 0.5], { scoreShares: [20, 20, 20, 20, 20] });
    let covered = 0;
    for (let seed = 300; seed < 320; seed += 1) {
      const { groups } = found(outcomesOf(aWorld(seed, { touchpoints: [graded], customers: 600, wobble: 0 })), 'support');
      [4, 3, 2, 1, 0.5].forEach((factor, index) => {
        const group = groups.find((one) => one.group === `score:${index + 1}`);
        covered += Number(isCovered(group?.churn[HORIZON] ?? {}, 1 - 0.98 ** (3 * factor)));
      });
    }
    // Of 100 intervals that cover with 95 %: P(fewer than 88) = 0.0015.
    expect(covered).toBeGreaterThanOrEqual(88);
  });

  it('shows as a change signal where satisfaction falls for good', () => {
    // Hardly anybody is unhappy at first, so a drop is what an incident leaves behind.
    const shaken = touchpoint('support', [6, 5, 1, 1, 1], { scoreShares: [3, 4, 20, 33, 40], everyDays: 60 });
    const company = aWorld(22, { customers: 3000, wobble: 0, incidents: { perYear: 1.5, severity: 0.95 }, touchpoints: [shaken] });
    const { change } = found(outcomesOf(company), 'support');
    expect(isMissing(change[HORIZON]) ? null : change[HORIZON].low).toBeGreaterThan(0);
  });
});

describe('response bias', () => {
  // A hazard that is the same for all links a touchpoint to general satisfaction without thinning anybody out.
  const asked = touchpoint('review', Array.from({ length: 11 }, () => 1), { metric: 'nps', scale: { min: 0, max: 10 }, scoreShares: [4, 4, 4, 4, 4, 5, 5, 15, 15, 20, 20], everyDays: 250 });
  const biased = (seed: number, customers: number, response: { bySatisfaction: number; byLifetimeValue: number }) => aWorld(seed, {
    customers, touchpoints: [asked], satisfactionLink: 1, lifetimeValue: { medianMinor: 100_000, spread: 0.5, link: 0.9 }, response: { rate: 0.3, ...response }, wobble: 0, partingShare: 0, longestTenureDays: 1500,
  });

  /** The score of those who answered, the same post-stratified, and as it would be had everybody answered. */
  function scores(company: Company): { raw: number; corrected: number; truth: number; dissimilarity: number } {
    const { groups, representativeness } = found(outcomesOf(company, [...RELATION_KINDS, 'lifetime-values']), 'review');
    if (isMissing(representativeness)) throw new Error('too few answers');
    const distribution = emptyDistribution();
    for (const { group, customers } of groups) if (group.startsWith('score:')) accumulate(distribution, { [group.slice(6)]: customers });
    return {
      raw: valueOf('nps', thresholdsAt(asked), distribution) ?? NaN,
      corrected: representativeness.postStratified.value ?? NaN,
      truth: plantedTruths(company, HORIZON)[0]?.value ?? NaN,
      dissimilarity: representativeness.dissimilarity ?? NaN,
    };
  }

  it('by value is corrected by post-stratification', () => {
    const { raw, corrected, truth, dissimilarity } = scores(biased(31, 5000, { bySatisfaction: 0, byLifetimeValue: 0.9 }));
    expect(dissimilarity).toBeGreaterThan(0.1);
    expect(raw - truth).toBeGreaterThan(8);
    expect(Math.abs(corrected - truth)).toBeLessThan((raw - truth) / 3);
  });

  it('by value is corrected in small worlds too, hardly ever for the worse', () => {
    const small = Array.from({ length: 20 }, (_, index) => scores(biased(100 + index, 700, { bySatisfaction: 0, byLifetimeValue: 0.9 })));
    // Were the corrected score no better than the raw one, 17 of 20 would happen with p = 0.0013.
    expect(small.filter(({ raw, corrected, truth }) => Math.abs(corrected - truth) < Math.abs(raw - truth)).length).toBeGreaterThanOrEqual(17);
  });

  it('is left alone where there is none, and cannot be seen where neither value nor tenure goes with it', () => {
    const fair = scores(biased(32, 5000, { bySatisfaction: 0, byLifetimeValue: 0 }));
    expect(Math.abs(fair.corrected - fair.raw)).toBeLessThan(2);
    const company = biased(33, 5000, { bySatisfaction: 0.9, byLifetimeValue: 0 });
    const hidden = scores(createCompany({ ...company.plan, lifetimeValue: { ...company.plan.lifetimeValue, link: 0 } }));
    expect(hidden.raw - hidden.truth).toBeGreaterThan(8);
    expect(hidden.corrected - hidden.truth).toBeGreaterThan((hidden.raw - hidden.truth) / 2);
  });
});
