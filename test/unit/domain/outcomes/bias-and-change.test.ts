import { describe, expect, it } from 'vitest';
import { changeSignal, countChange, emptyChanges, scoreChange, smallestChange } from '../../../../src/domain/outcomes/change-signal.ts';
import { countInvited, emptyRepresentation, representativeness, tenureBucket } from '../../../../src/domain/outcomes/representativeness.ts';

describe('representativeness', () => {
  const stratum = (clvDecile: number | null, bucket = 0) => ({ clvDecile, tenureBucket: bucket });
  const promoter = { category: 'promoter', score: 10 } as const;
  const detractor = { category: 'detractor', score: 2 } as const;

  it('sorts tenure into buckets', () => {
    expect([0, 89, 90, 364, 365, 1094, 1095, 9000].map(tenureBucket)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  it('weights every stratum to its share of the invited', () => {
    const tally = emptyRepresentation();
    // 90 invited with low value, 10 answer, half of them unhappy; 10 invited with high value, all answer and are happy.
    for (let customer = 0; customer < 90; customer += 1) {
      countInvited(tally, stratum(0), customer < 10 ? (customer < 5 ? detractor : promoter) : null);
    }
    for (let customer = 0; customer < 10; customer += 1) countInvited(tally, stratum(9), promoter);
    const found = representativeness(tally, 'nps', 5);
    expect(found).toMatchObject({ invited: 100, answered: 20, mergedShare: 0 });
    expect(found.dissimilarity).toBeCloseTo(0.4, 12);
    expect(found.strata.map(({ invitedShare, answeredShare }) => [invitedShare, answeredShare])).toEqual([[0.9, 0.5], [0.1, 0.5]]);
    // plain NPS would be (15 − 5) ÷ 20 = 50; the invited are 0.45 + 0.1 promoters and 0.45 detractors
    expect(found.postStratified.value).toBeCloseTo(10, 10);
    // weights 9 and 1: (90 + 10)² ÷ (10·81 + 10)
    expect(found.postStratified.effectiveN).toBeCloseTo(10_000 / 820, 10);
  });

  it('changes nothing where the answers mirror the invited', () => {
    const tally = emptyRepresentation();
    for (const decile of [0, 5]) {
      for (const answer of [promoter, detractor, detractor, null, null]) countInvited(tally, stratum(decile), answer);
    }
    const found = representativeness(tally, 'nps');
    expect(found.dissimilarity).toBeCloseTo(0, 12);
    expect(found.postStratified.value).toBeCloseTo(-100 / 3, 10);
    expect(found.postStratified.effectiveN).toBeCloseTo(6, 10);
  });

  it('lets the nearest answered stratum stand for one without answers', () => {
    const tally = emptyRepresentation();
    countInvited(tally, stratum(3, 0), promoter);
    countInvited(tally, stratum(3, 2), detractor);
    countInvited(tally, stratum(3, 3), null);
    countInvited(tally, stratum(8, 3), null);
    countInvited(tally, stratum(9, 0), promoter);
    const found = representativeness(tally, 'nps');
    expect(found.mergedShare).toBeCloseTo(2 / 5, 12);
    // The detractor stands for (3, 3) too, the promoter of decile 9 for (8, 3).
    expect(found.postStratified.value).toBeCloseTo(100 * (3 / 5 - 2 / 5), 10);
  });

  it('keeps unknown values apart, and has no number without answers', () => {
    const tally = emptyRepresentation();
    countInvited(tally, stratum(null), null);
    countInvited(tally, stratum(9), null);
    const found = representativeness(tally, 'nps');
    expect(found.strata.map(({ clvDecile }) => clvDecile)).toEqual([9, null]);
    expect(found).toMatchObject({ invited: 2, answered: 0, dissimilarity: null, mergedShare: null });
    expect(found.postStratified.value).toBeNull();
    expect(representativeness(emptyRepresentation(), 'nps')).toMatchObject({ strata: [], invited: 0 });
  });
});

describe('change of a score', () => {
  it.each([
    [{ min: 0, max: 10 }, 2],
    [{ min: 1, max: 10 }, 2],
    [{ min: 1, max: 5 }, 1],
    [{ min: 1, max: 7 }, 2],
    [{ min: 0, max: 1 }, 1],
  ])('on %j counts from %i', (scale, smallest) => {
    expect(smallestChange(scale)).toBe(smallest);
  });

  it.each([
    [9, 7, 'drop'],
    [9, 8, 'steady'],
    [7, 9, 'rise'],
    [0, 0, 'steady'],
  ])('from %i to %i is a %s', (previous, score, expected) => {
    expect(scoreChange(previous, score, { min: 0, max: 10 })).toBe(expected);
  });

  it('compares churn after a drop with churn after none', () => {
    const tally = emptyChanges();
    for (const churned of [true, true, false, false]) countChange(tally, 'drop', churned ? 10 : 100, churned);
    for (const churned of [true, false, false, false]) countChange(tally, 'steady', churned ? 10 : 100, churned);
    for (const churned of [false, false, false, true]) countChange(tally, 'rise', churned ? 20 : 100, churned);
    const signal = changeSignal(tally, 90);
    expect(signal?.value).toBeCloseTo(0.5 - 0.25, 12);
    expect(signal?.low).toBeLessThan(0.25);
    expect(signal?.high).toBeGreaterThan(0.25);
    expect(changeSignal(tally, 180)).toBeNull();
  });
});
