/** The survey as a person or program writes it: a schema, its defaults, and the way back to that form. */
import { z } from 'zod';
import { defaultWording, TEXT_VARIABLES } from '../../domain/default-texts.ts';
import { durationMs } from '../../domain/duration.ts';
import { caseTerms } from '../../domain/follow-up-rules.ts';
import { CATEGORIES, defaultScale, defaultThresholds, METRICS, supportedScales, type Category, type Metric } from '../../domain/metric.ts';
import { CONDITION_OPERATORS, type SendingPolicy, type Texts } from '../../domain/survey.ts';
import { unknownVariables } from '../../domain/variables.ts';
import { isSendingWindow, wallTimeMinutes } from '../../domain/wall-time.ts';
import { key, languageTag, line, prose } from '../../platform/http/fields.ts';
import type { Survey, SurveyDefinition } from './surveys.service.ts';

const CATEGORY_NAMES = [...new Set(Object.values(CATEGORIES).flat())] as [Category, ...Category[]];

const text = prose(1000).refine((value) => value.trim() !== '', 'must not be empty').refine((value) => unknownVariables(value, TEXT_VARIABLES).length === 0, {
  error: (issue) => `uses unknown variables ${unknownVariables(String(issue.input), TEXT_VARIABLES).join(', ')}; known are ${TEXT_VARIABLES.join(', ')}`,
});
const texts = z.record(languageTag, text).refine((value) => Object.keys(value).length > 0, 'must have a text in at least one language');
const byCategory = z.partialRecord(z.enum(CATEGORY_NAMES, { error: `must be one of ${CATEGORY_NAMES.join(', ')}` }), texts);
const duration = z.string({ error: 'must be a duration such as "2h"' }).refine((value) => durationMs(value) !== null, 'must be a duration such as "90s", "30m", "2h" or "7d", at most 400 days');
const wallTime = z.string().refine((value) => wallTimeMinutes(value) !== null, 'must be a time such as "09:00"');
const wholeBetween = (least: number, most: number) => z.number({ error: `must be a whole number from ${least} to ${most}` }).int(`must be a whole number from ${least} to ${most}`).min(least, `must be at least ${least}`).max(most, `must be at most ${most}`);
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, { error: `must be one of ${values.join(', ')}` });

const condition = z.strictObject({
  path: z.string().regex(/^(customer|properties)(\.[^.$]{1,100}){1,8}$/, 'must begin with "customer." or "properties."').max(300),
  op: oneOf(CONDITION_OPERATORS),
  value: z.json().optional(),
});

export const SurveyInput = z.strictObject({
  metric: oneOf(METRICS),
  touchpoint: key,
  status: oneOf(['active', 'paused']).optional(),
  scale: z.strictObject({ min: wholeBetween(0, 1), max: wholeBetween(1, 10) }).optional(),
  thresholds: z.strictObject({ low: wholeBetween(0, 10), high: wholeBetween(0, 10) }).optional(),
  trigger: z.strictObject({ type: line(100).nullable().optional(), where: z.array(condition).max(20, 'must have at most 20 conditions').optional() }).optional(),
  delay: z.union([duration, z.strictObject({ days: wholeBetween(0, 365), at: wallTime })]).optional(),
  sendingWindow: z.strictObject({ days: z.array(wholeBetween(1, 7)).min(1, 'must name at least one weekday').max(7), from: wallTime, to: wallTime })
    .refine(isSendingWindow, 'must close after it opens, and not wrap midnight').nullable().optional(),
  samplePercent: z.number({ error: 'must be a number from 0 to 100' }).min(0, 'must be at least 0').max(100, 'must be at most 100').optional(),
  coolDown: z.array(z.strictObject({
    since: oneOf(['invitation', 'response']), across: oneOf(['survey', 'metric', 'account']), days: wholeBetween(1, 400),
  })).max(6, 'must have at most 6 rules').optional(),
  ignoreAccountCoolDown: z.boolean().optional(),
  reminders: z.array(duration).max(3, 'must have at most 3 reminders').optional(),
  expiresAfter: duration.optional(),
  maxLateness: duration.optional(),
  protection: oneOf(['strict', 'balanced', 'fast']).optional(),
  onAmbiguous: oneOf(['hold', 'resend']).optional(),
  alertOnLow: z.boolean().optional(),
  openCases: z.boolean().optional().describe('Open a case for an answer in the lowest category; default as `alertOnLow`'),
  caseDueAfter: duration.optional().describe('How long after opening a case is due, nights and weekends included; default two days'),
  thankCustomer: z.boolean().optional(),
  question: texts.optional(),
  labels: z.strictObject({ low: texts.optional(), high: texts.optional() }).optional(),
  followUpQuestion: byCategory.optional(),
  thankYou: byCategory.optional(),
}).superRefine((input, context) => {
  const scale = input.scale ?? defaultScale(input.metric);
  if (defaultThresholds(input.metric, scale) === null) {
    context.addIssue({ code: 'custom', path: ['scale'], message: `${input.metric} is asked on ${supportedScales(input.metric).join(', ')}` });
    return;
  }
  const { low, high } = input.thresholds ?? { low: scale.min, high: scale.max };
  if (low < scale.min || high > scale.max || low >= high) {
    context.addIssue({ code: 'custom', path: ['thresholds'], message: `low must be below high, both from ${scale.min} to ${scale.max}` });
  }
  for (const field of ['followUpQuestion', 'thankYou'] as const) {
    const allowed: readonly string[] = CATEGORIES[input.metric];
    for (const category of Object.keys(input[field] ?? {})) {
      if (!allowed.includes(category)) context.addIssue({ code: 'custom', path: [field, category], message: `is no category of ${input.metric}; use ${allowed.join(', ')}` });
    }
  }
  const waits = (input.reminders ?? []).map((reminder) => durationMs(reminder) ?? 0);
  if (waits.some((wait, index) => wait <= (waits[index - 1] ?? 0))) context.addIssue({ code: 'custom', path: ['reminders'], message: 'must be ascending, each later than the one before' });
});
export type SurveyInput = z.infer<typeof SurveyInput>;

/** Fills the defaults in: `{ metric, touchpoint }` alone is a complete survey. */
export function toDefinition(input: SurveyInput): SurveyDefinition {
  const { metric } = input;
  const scale = input.scale ?? defaultScale(metric);
  const thresholds = input.thresholds ?? defaultThresholds(metric, scale);
  if (!thresholds) throw new Error('the schema lets no unsupported scale through');
  const wording = defaultWording(metric, scale);
  const policy: SendingPolicy = {
    status: input.status ?? 'active',
    trigger: { type: input.trigger?.type ?? null, where: (input.trigger?.where ?? []).map(({ path, op, value }) => (value === undefined ? { path, op } : { path, op, value })) },
    delay: input.delay ?? '0m',
    sendingWindow: input.sendingWindow ?? null,
    samplePercent: input.samplePercent ?? 100,
    coolDown: input.coolDown ?? [],
    ignoreAccountCoolDown: input.ignoreAccountCoolDown ?? false,
    reminders: input.reminders ?? [],
    expiresAfter: input.expiresAfter ?? '30d',
    maxLateness: input.maxLateness ?? '72h',
  };
  return {
    touchpoint: input.touchpoint,
    policy,
    protection: input.protection ?? 'strict',
    onAmbiguous: input.onAmbiguous ?? 'hold',
    alertOnLow: input.alertOnLow ?? true,
    ...caseTerms({ ...input, alertOnLow: input.alertOnLow ?? true }),
    thankCustomer: input.thankCustomer ?? false,
    content: {
      metric,
      scale,
      thresholds,
      // A question of one's own replaces the default one in every language: half of each would ask two different things.
      question: input.question ?? wording.question,
      labels: { low: input.labels?.low ?? wording.labels.low, high: input.labels?.high ?? wording.labels.high },
      followUpQuestion: mergedTexts(metric, wording.followUpQuestion, input.followUpQuestion),
      thankYou: mergedTexts(metric, wording.thankYou, input.thankYou),
    },
  };
}

type ByCategory = Partial<Record<Category, Texts>>;

function mergedTexts(metric: Metric, defaults: ByCategory, own: ByCategory | undefined): ByCategory {
  return Object.fromEntries(CATEGORIES[metric].map((category) => [category, own?.[category] ?? defaults[category] ?? {}]));
}

/** The survey as the API shows it: what PUT takes, defaults written out, and its version. */
export function surveyView({ key: surveyKey, version, touchpoint, content, policy, createdAt, updatedAt, ...settings }: Survey) {
  const { protection, onAmbiguous, alertOnLow, thankCustomer } = settings;
  return { key: surveyKey, version, touchpoint, ...content, ...policy, protection, onAmbiguous, alertOnLow, ...caseTerms(settings), thankCustomer, createdAt, updatedAt };
}

