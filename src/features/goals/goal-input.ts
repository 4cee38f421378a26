/** Goals as people and programs send them. */
import { z } from 'zod';
import { defaultScale, defaultThresholds, METRICS, supportedScales } from '../../domain/metric.ts';
import { LONGEST_GOAL_DAYS, type Goal } from '../../domain/goal.ts';
import { axisOf } from '../../domain/metric-texts.ts';
import { daysBetween } from '../../domain/period.ts';
import { day, key } from '../../platform/http/fields.ts';

const end = z.int('must be a whole number').min(0).max(10);
const goalDay = day.refine((text) => text >= '1970-01-01' && text <= '2200-12-31', 'must lie between 1970 and 2200');

export const GoalInput = z.strictObject({
  metric: z.enum(METRICS, { error: `must be one of ${METRICS.join(', ')}` }),
  scale: z.strictObject({ min: end, max: end }).optional().describe('As its survey asks; default the usual scale of the metric'),
  touchpoint: key.nullable().default(null).describe('null: all touchpoints together'),
  target: z.number({ error: 'must be a number' }).describe('The value the score should at least have: NPS in points, CSAT in percent, CES as a mean'),
  from: goalDay.describe('First day'),
  dueOn: goalDay.describe('Last day, inclusive'),
}, { error: 'must be an object' }).superRefine(({ metric, scale = defaultScale(metric), target, from, dueOn }, context) => {
  const refuse = (field: string, message: string): void => void context.addIssue({ code: 'custom', path: [field], message });
  if (defaultThresholds(metric, scale) === null) return refuse('scale', `${metric} is asked on ${supportedScales(metric).join(', ')}`);
  const { min, max } = axisOf(metric, scale);
  if (target < min || target > max) refuse('target', `must be a number from ${min} to ${max}`);
  if (dueOn <= from) refuse('dueOn', `must come after "from" (${from})`);
  else if (daysBetween(from, dueOn) > LONGEST_GOAL_DAYS) refuse('dueOn', 'must be at most ten years after "from"');
}).transform(({ scale, ...input }): Goal => ({ ...input, scale: scale ?? defaultScale(input.metric) })).meta({ id: 'GoalInput' });
