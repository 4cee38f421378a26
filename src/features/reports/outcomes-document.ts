/** The outcomes report as the API shows it. */
import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { byHorizon, byHorizonOf, currencyCode, Figure, Money, number, OutcomeFigure } from './figure-document.ts';

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

const sides = {
  of: z.array(z.int()).length(2).describe('Low scorers with a closed case, and without one'),
  withClosedCase: OutcomeFigure.describe('Their churn from day 14 to the horizon'),
  without: OutcomeFigure,
};
const CaseEffectFigure = z.union([Figure.extend(sides), Missing.extend(sides)]).meta({ id: 'CaseEffectFigure' });

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
  caseEffect: byHorizonOf(CaseEffectFigure).nullable().describe([
    'Churn of low scorers with − without a closed case, a fraction −1…1; null while no case was closed in time.',
    'A case counts as closed when it was at the close of day 14 after the answer. Only customers who were still there at that moment are compared, both sides followed from it until so many days after the answer:',
    'whoever left before had no chance of a closed case. It is an observation and no experiment: the cases that were closed may have been the easier ones.',
  ].join(' ')),
});

export const OutcomesView = z.object({
  definition: z.looseObject({ version: z.string() }),
  from: z.iso.date(),
  to: z.iso.date(),
  until: z.iso.date().describe('The first unobserved day'),
  touchpoints: z.array(Touchpoint),
}).meta({ id: 'OutcomesReport' });
