/** The score report as the API shows it. */
import { z } from 'zod';
import { CATEGORIES, METRICS, type Category } from '../../domain/metric.ts';

const number = z.number().nullable();
const scale = z.object({ min: z.int(), max: z.int() });
const CATEGORY_NAMES = [...new Set<Category>(Object.values(CATEGORIES).flat())];

const Comparison = z.object({
  difference: number.describe('Later − earlier'),
  low: number,
  high: number,
  pValue: number,
  verdict: z.enum(['up', 'down', 'no-clear-change', 'too-few']),
}).meta({ id: 'Comparison' });

const Figures = z.object({
  from: z.iso.date(),
  to: z.iso.date().describe('Exclusive'),
  n: z.int(),
  distribution: z.record(z.string(), z.int()).describe('Answers by score'),
  value: number.describe('The NPS, the satisfied percent of CSAT, the mean of CES; null without answers'),
  mean: number,
  low: number.describe('95 % interval of `value`'),
  high: number,
  categories: z.partialRecord(z.enum(CATEGORY_NAMES), z.object({ n: z.int(), percent: number })),
  responseRatePercent: number.describe('Responded ÷ (sent − bounced), by the day sent'),
  comparison: Comparison.nullable(),
  heldBack: z.object({
    count: z.int().describe('Answers that came as a program sends them; they are in no other figure'),
    rawValue: number.describe('`value` if they counted'),
  }).optional().describe('Only where answers are held back'),
}).meta({ id: 'ScoreFigures' });

const MetricDefinition = z.object({
  metric: z.enum(METRICS), scale, thresholds: z.object({ low: z.int(), high: z.int() }), variant: z.string(), value: z.string(), interval: z.string(), comparison: z.string(),
});

export const ScoreReportView = z.object({
  definition: z.object({
    version: z.string(), confidencePercent: z.number(), minimumSample: z.int(), answers: z.string(), responseRate: z.string(), metrics: z.array(MetricDefinition),
  }),
  groups: z.array(z.object({
    key: z.looseObject({ metric: z.enum(METRICS), scale }).describe('Metric and scale, and the value of `groupBy` under its name'),
    touchpoints: z.array(z.string()).describe('More than one: the figures are pooled over them'),
    total: Figures,
    buckets: z.array(Figures).describe('One per interval; empty without `interval`'),
  })),
}).meta({ id: 'ScoreReport' });
