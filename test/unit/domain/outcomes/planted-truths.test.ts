/** Worlds whose truth is known, simulated from fixed seeds: the estimates must find it, and find nothing where nothing is. */
import { describe, expect, it } from 'vitest';
import { activeIntervals } from '../../../../src/domain/business/customer-base.ts';
import { firstWhileActive, followUpFrom, latestAnswer } from '../../../../src/domain/outcomes/follow-up-window.ts';
import { adjustPValues, auc, churnLift } from '../../../../src/domain/outcomes/predictive-power.ts';
import { countInvited, emptyRepresentation, representativeness } from '../../../../src/domain/outcomes/representativeness.ts';
import { churnWithin, countFollowUp, emptyFollowUps, outcomesWithin } from '../../../../src/domain/outcomes/survival.ts';
import { addDays } from '../../../../src/domain/period.ts';
import { categorize } from '../../../../src/domain/score.ts';

/** Uniform numbers in 0–1 that are the same on every run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whole days until somebody with this churn within 90 days leaves, at a constant hazard. */
function daysToLeave(churnIn90: number, uniform: number): number {
  return Math.max(1, Math.ceil((90 * Math.log(1 - uniform)) / Math.log(1 - churnIn90)));
}

/** One world: 600 answers spread over half a year, all watched until its end. */
function simulate(seed: number, churnOf: (score: number) => number) {
  const random = chance(seed);
  const scores = Array.from({ length: 11 }, () => emptyFollowUps());
  const [lowest, rest] = [emptyFollowUps(), emptyFollowUps()];
  for (let customer = 0; customer < 600; customer += 1) {
    const score = Math.floor(random() * 11);
    const watched = 20 + Math.floor(random() * 180);
    const left = daysToLeave(churnOf(score), random());
    const [days, churned] = left <= watched ? [left, true] : [watched, false];
    countFollowUp(score <= 6 ? lowest : rest, days, churned);
    countFollowUp(scores[score] ?? rest, days, churned);
  }
  return { lowest, rest, outcomes: scores.map((counts, score) => ({ score, ...outcomesWithin(counts, 90) })) };
}

describe('200 worlds', () => {
  const seeds = Array.from({ length: 200 }, (_, index) => 1000 + index);
  // 0.90 to 0.99 holds 95 % coverage of 200 worlds beyond all reasonable doubt (binomial, p < 0.002 on either side).
  const [fewest, most] = [180, 199];

  it('cover the planted churn and lift with their intervals in about 95 %', () => {
    let [churnCovered, liftCovered] = [0, 0];
    for (const seed of seeds) {
      const { lowest, rest } = simulate(seed, (score) => (score <= 6 ? 0.25 : 0.1));
      const churn = churnWithin(lowest, 90);
      const lift = churnLift(lowest, rest, 90);
      const weight = lowest.n / (lowest.n + rest.n);
      const truth = 0.25 / (weight * 0.25 + (1 - weight) * 0.1);
      churnCovered += Number((churn?.low ?? 1) <= 0.25 && 0.25 <= (churn?.high ?? 0));
      liftCovered += Number((lift?.low ?? Infinity) <= truth && truth <= (lift?.high ?? 0));
    }
    expect(churnCovered).toBeGreaterThanOrEqual(fewest);
    expect(churnCovered).toBeLessThanOrEqual(most);
    expect(liftCovered).toBeGreaterThanOrEqual(fewest);
    expect(liftCovered).toBeLessThanOrEqual(most);
  });

  it('call a meaningless score meaningless, and a telling one telling', () => {
    const ofMeaningless = seeds.map((seed) => auc(simulate(seed, () => 0.15).outcomes));
    const alarms = ofMeaningless.filter((found) => (found?.pValue ?? 1) < 0.05).length;
    const coveringHalf = ofMeaningless.filter((found) => (found?.low ?? 1) <= 0.5 && 0.5 <= (found?.high ?? 0)).length;
    expect(alarms).toBeLessThanOrEqual(20);
    expect(coveringHalf).toBeGreaterThanOrEqual(fewest);
    const ofTelling = seeds.map((seed) => auc(simulate(seed, (score) => 0.35 - 0.03 * score).outcomes));
    expect(ofTelling.filter((found) => (found?.pValue ?? 1) < 0.05 && (found?.value ?? 0) > 0.5).length).toBeGreaterThanOrEqual(fewest);
  });

  it('raise no alarm over lists of meaningless touchpoints beyond the promised rate', () => {
    let falseLists = 0;
    for (let list = 0; list < 20; list += 1) {
      const pValues = seeds.slice(list * 10, list * 10 + 10).map((seed) => auc(simulate(seed, () => 0.15).outcomes)?.pValue ?? null);
      falseLists += Number(adjustPValues(pValues).some((pValue) => pValue !== null && pValue < 0.05));
    }
    expect(falseLists).toBeLessThanOrEqual(4);
  });
});

describe('first and latest answers', () => {
  it('the first answer finds the true churn where the latest one doubles it', () => {
    const random = chance(7);
    const period = { from: '2024-01-01', to: '2024-07-01' };
    const [byFirst, byLatest] = [emptyFollowUps(), emptyFollowUps()];
    for (let customer = 0; customer < 4000; customer += 1) {
      // A true churn of 7.2 % in 90 days, and an answer every three weeks or so while active.
      const leftOn = addDays('2024-01-01', daysToLeave(0.072, random()));
      const answers: { answeredOn: string }[] = [];
      for (let day = addDays('2024-01-01', Math.floor(random() * 20)); day < leftOn && day < period.to; day = addDays(day, 10 + Math.floor(random() * 22))) {
        answers.push({ answeredOn: day });
      }
      const churns = [{ date: leftOn, type: 'full' as const }];
      const intervals = activeIntervals({ startedOn: '2023-01-01', churns });
      for (const [counts, answer] of [[byFirst, firstWhileActive(answers, intervals, period)], [byLatest, latestAnswer(answers, period)]] as const) {
        const followUp = answer === null ? null : followUpFrom(answer.answeredOn, churns, period.to);
        if (followUp !== null) countFollowUp(counts, followUp.followedDays, followUp.churned);
      }
    }
    expect(churnWithin(byFirst, 90)?.low).toBeLessThan(0.072);
    expect(churnWithin(byFirst, 90)?.high).toBeGreaterThan(0.072);
    // Survivors restart their clock with every answer, so hardly anyone is left at risk: far beyond the truth, or unknown.
    expect(churnWithin(byLatest, 30)?.low).toBeGreaterThan(0.072);
  });

  it('churn before the answer never counts', () => {
    const churns = [{ date: '2024-02-01', type: 'full' as const }, { date: '2024-03-01', type: 'returned' as const }];
    const intervals = activeIntervals({ startedOn: '2023-01-01', churns });
    const answers = ['2024-02-01', '2024-02-15', '2024-03-05'].map((answeredOn) => ({ answeredOn }));
    const counting = firstWhileActive(answers, intervals, { from: '2024-01-15', to: '2024-07-01' });
    expect(counting?.answeredOn).toBe('2024-03-05');
    expect(followUpFrom('2024-03-05', churns, '2024-07-01')).toEqual({ followedDays: 117, churned: false });
  });
});

describe('response bias', () => {
  it('is taken out by post-stratification', () => {
    const random = chance(11);
    const tally = emptyRepresentation();
    let [promoters, detractors, answered, plain] = [0, 0, 0, 0];
    for (let customer = 0; customer < 20_000; customer += 1) {
      const clvDecile = Math.floor(random() * 10);
      // The more a customer is worth, the happier they are, and the likelier to answer.
      const score = Math.min(10, Math.floor(random() * 6) + Math.floor((clvDecile + 1) / 2));
      const category = categorize('nps', { low: 6, high: 9 }, score);
      const answers = random() < 0.05 + 0.05 * clvDecile;
      countInvited(tally, { clvDecile, tenureBucket: 0 }, answers ? { category, score } : null);
      promoters += Number(category === 'promoter');
      detractors += Number(category === 'detractor');
      answered += Number(answers);
      plain += answers ? Number(category === 'promoter') - Number(category === 'detractor') : 0;
    }
    const truth = (100 * (promoters - detractors)) / 20_000;
    const { postStratified } = representativeness(tally, 'nps');
    expect((100 * plain) / answered).toBeGreaterThan(truth + 10);
    expect(postStratified.low).toBeLessThan(truth);
    expect(postStratified.high).toBeGreaterThan(truth);
    expect(Math.abs((postStratified.value ?? NaN) - truth)).toBeLessThan(3);
  });
});
