/** The survey as the API shows it: what PUT takes, with every default written out. */
import { z } from 'zod';
import { CATEGORIES, METRICS } from '../../domain/metric.ts';
import { CONDITION_OPERATORS } from '../../domain/survey.ts';

const texts = z.record(z.string(), z.string());
const byCategory = z.partialRecord(z.enum([...new Set(Object.values(CATEGORIES).flat())]), texts);
const duration = z.string();

const wording = {
  metric: z.enum(METRICS),
  scale: z.object({ min: z.int(), max: z.int() }),
  thresholds: z.object({ low: z.int(), high: z.int() }),
  question: texts,
  labels: z.object({ low: texts, high: texts }),
  followUpQuestion: byCategory,
  thankYou: byCategory,
};

export const SurveyDocument = z.object({
  key: z.string(),
  version: z.int(),
  touchpoint: z.string(),
  ...wording,
  status: z.enum(['active', 'paused']),
  trigger: z.object({ type: z.string().nullable(), where: z.array(z.object({ path: z.string(), op: z.enum(CONDITION_OPERATORS), value: z.unknown().optional() })) }),
  delay: z.union([duration, z.object({ days: z.int(), at: z.string() })]),
  sendingWindow: z.object({ days: z.array(z.int()), from: z.string(), to: z.string() }).nullable(),
  samplePercent: z.number(),
  coolDown: z.array(z.object({ since: z.enum(['invitation', 'response']), across: z.enum(['survey', 'metric', 'account']), days: z.int() })),
  ignoreAccountCoolDown: z.boolean(),
  reminders: z.array(duration),
  expiresAfter: duration,
  maxLateness: duration,
  protection: z.enum(['strict', 'balanced', 'fast']),
  onAmbiguous: z.enum(['hold', 'resend']),
  alertOnLow: z.boolean(),
  openCases: z.boolean().describe('An answer in the lowest category opens a case'),
  caseDueAfter: duration.describe('From opening to due, nights and weekends included'),
  thankCustomer: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Survey' });

/** One immutable wording. */
export const VersionDocument = z.object({ version: z.int(), ...wording, createdAt: z.iso.datetime() }).meta({ id: 'SurveyVersion' });
