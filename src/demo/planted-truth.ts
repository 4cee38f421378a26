/** What was planted, in the terms of the reports: what an estimate from all the data in the world would come to. */
import { ces } from '../domain/ces.ts';
import { csat } from '../domain/csat.ts';
import { accumulate, emptyDistribution } from '../domain/distribution.ts';
import type { Distribution } from '../domain/distribution.ts';
import type { Metric, Thresholds } from '../domain/metric.ts';
import { nps } from '../domain/nps.ts';
import { bottomCategory } from '../domain/score.ts';
import { categoryAt, thresholdsAt } from './asks.ts';
import type { Company } from './company.ts';
import { churnChance } from './customer-life.ts';
import type { CustomerLife } from './customer-life.ts';

export interface PlantedTouchpoint {
  touchpoint: string;
  /** Do scores here tell who leaves? */
  isMeaningful: boolean;
  /** The value if everybody answered, and as they feel: NPS −100…100, CSAT in percent, CES as a mean. `null` without customers. */
  value: number | null;
  /** Share of customers who would give a score of the lowest category. */
  lowestShare: number;
  /** Chances 0–1 to leave within the horizon, from the day a customer is first watched. */
  churnOfLowest: number | null;
  churnOfAll: number | null;
  /** Their quotient. */
  churnLift: number | null;
  /** Mean hazard that the lowest category is under because of this touchpoint ÷ that of the others; 1 = none. */
  hazardRatio: number | null;
}

/** One entry for each touchpoint, as the plan lists them. */
export function plantedTruths(company: Company, horizonDays: number): PlantedTouchpoint[] {
  const { plan, calendar } = company;
  const today = calendar.placeOf(plan.to);
  const tallies = plan.touchpoints.map(() => ({ distribution: emptyDistribution(), low: emptyMean(), rest: emptyMean(), hazardOfLow: emptyMean(), hazardOfRest: emptyMean() }));
  for (const life of company.customers()) {
    const first = Math.max(life.stays[0]?.from ?? today, 0);
    if (first >= today) continue;
    const churn = churnChance(plan, life, first, horizonDays);
    plan.touchpoints.forEach((touchpoint, index) => {
      const tally = tallies[index];
      const score = feltScore(life, index);
      if (tally === undefined) return;
      accumulate(tally.distribution, { [score]: 1 });
      const isLow = categoryAt(touchpoint, score) === bottomCategory(touchpoint.metric);
      addTo(isLow ? tally.low : tally.rest, churn);
      addTo(isLow ? tally.hazardOfLow : tally.hazardOfRest, touchpoint.hazardByScore?.[score - touchpoint.scale.min] ?? 1);
    });
  }
  return tallies.map(({ distribution, low, rest, hazardOfLow, hazardOfRest }, index) => {
    const { key, metric, scale, hazardByScore } = plan.touchpoints[index] ?? noTouchpoint(index);
    const [churnOfLowest, churnOfAll] = [meanOf(low), meanOf({ sum: low.sum + rest.sum, count: low.count + rest.count })];
    return {
      touchpoint: key,
      isMeaningful: hazardByScore !== null,
      value: valueOf(metric, thresholdsAt({ metric, scale }), distribution),
      lowestShare: low.count / Math.max(1, low.count + rest.count),
      churnOfLowest,
      churnOfAll,
      churnLift: quotient(churnOfLowest, churnOfAll),
      hazardRatio: quotient(meanOf(hazardOfLow), meanOf(hazardOfRest)),
    };
  });
}

/** The value a metric's distribution has: NPS, CSAT's satisfied percent, or the CES mean; `null` for nobody. */
export function valueOf(metric: Metric, thresholds: Thresholds, distribution: Distribution): number | null {
  if (metric === 'nps') return nps(distribution, thresholds);
  return metric === 'csat' ? csat(distribution, thresholds) : ces(distribution);
}

/** What a customer would have answered at first. */
function feltScore({ moods }: CustomerLife, touchpoint: number): number {
  return moods[0]?.scores[touchpoint] ?? 0;
}

interface Mean {
  sum: number;
  count: number;
}

function emptyMean(): Mean {
  return { sum: 0, count: 0 };
}

function addTo(mean: Mean, value: number): void {
  mean.sum += value;
  mean.count += 1;
}

function meanOf({ sum, count }: Mean): number | null {
  return count === 0 ? null : sum / count;
}

function quotient(one: number | null, other: number | null): number | null {
  return one === null || other === null || other === 0 ? null : one / other;
}

function noTouchpoint(index: number): never {
  throw new RangeError(`there is no touchpoint ${index}`);
}
