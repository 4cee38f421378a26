/** The outcomes report as the API shows it. */
import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { byHorizon, currencyCode, Money, number } from './figure-document.ts';

const Missing = z.object({ value: z.null(), reason: z.enum(['too-few', 'not-followed', 'no-churn']) }).describe('Why there is no number');
const orMissing = <Part extends z.ZodType>(part: Part) => z.union([part, Missing]);
const money = Money.nullable();
const summary = { currency: currencyCode, n: z.int(), mean: money, median: money, lowerQuartile: money, upperQuartile: money };

const Group = z.object({
  group: z.string().describe('A category such as `promoter`, `score:7`, `silent`, `bounced` or `unsubscribed`'),
  customers: z.int(),
  churn: byHorizon.describe('Fraction 0–1 within so many days'),
  curve: z.array(z.object({ day: z.int(), survival: z.number(), low: number, high: number, atRisk: z.int() })).describe('Kaplan–Meier steps with Greenwood\'s band; empty below the minimum'),
  mrr: z.array(z.object({ ...summary, total: Money, totalNow: Money, revenueChurnGross: number, revenueChurnNet: number })).describe('Of those who paid when their clock started'),
  clv: z.array(z.object(summary)),
  clvMean: z.array(Money),
  clvMedian: z.array(Money),
});

const WeightedScore = z.looseObject({ value: number, low: number, high: number, n: z.int(), effectiveN: z.number(), warning: z.string().nullable() });
const stratum = z.object({
  clvDecile: z.int().nullable(), tenureBucket: z.int(), invited: z.int(), answered: z.int(), invitedShare: z.number(), answeredShare: number,
});

const Touchpoint = z.object({
  touchpoint: z.string(),
  metric: z.enum(METRICS),
  scale: z.object({ min: z.int(), max: z.int() }),
  customers: z.int().describe('With a first answer'),
  groups: z.array(Group),
  logRank: orMissing(z.object({ statistic: z.number(), pValue: z.number(), degreesOfFreedom: z.int() })),
  lift: byHorizon,
  auc: byHorizon,
  adjustedPValue: number.describe('Of the AUC at 90 days, adjusted for the number of touchpoints listed'),
  weighted: z.array(z.looseObject({ weight: z.enum(['mrr', 'clv']), currency: currencyCode, value: number, effectiveN: z.number() })),
  mrrAtRisk: z.array(Money.extend({ customers: z.int() })),
  expectedExcessLoss: z.array(orMissing(z.object({ currency: currencyCode, low: money, value: Money, high: money })).describe('With its currency also where there is no number')),
  change: byHorizon.describe('Churn after a drop of the score − churn after none'),
  representativeness: orMissing(z.object({
    strata: z.array(stratum), invited: z.int(), answered: z.int(), dissimilarity: number, mergedShare: number, postStratified: WeightedScore,
  })),
  caseEffect: byHorizon.nullable().describe('Churn of low scorers with − without a closed case; null while no case was closed'),
});

export const OutcomesView = z.object({
  definition: z.looseObject({ version: z.string() }),
  from: z.iso.date(),
  to: z.iso.date(),
  until: z.iso.date().describe('The first unobserved day'),
  touchpoints: z.array(Touchpoint),
}).meta({ id: 'OutcomesReport' });
