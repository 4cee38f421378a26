/** The definition of a survey as plain data: what is asked (immutable per version) and when (the sending policy). */
import type { Category, Metric, Scale, Thresholds } from './metric.ts';

/** One text per language, keyed by BCP 47 tag (`en`, `ar`, `fa`, `pl`, …). */
export type Texts = Record<string, string>;

/** Metric, wording, scale and thresholds: a change of any of these makes the next version. */
export interface SurveyVersion {
  metric: Metric;
  scale: Scale;
  thresholds: Thresholds;
  /** The single question. May use flat `{{name}}`-style variables. */
  question: Texts;
  /** Texts at the two ends of the scale. */
  labels: { low: Texts; high: Texts };
  /** Asked on the page after the score, by category of the score. */
  followUpQuestion: Partial<Record<Category, Texts>>;
  thankYou: Partial<Record<Category, Texts>>;
}

export type SurveyStatus = 'active' | 'paused';
export type Protection = 'strict' | 'balanced' | 'fast';

/** A duration such as `"2h"`, or "n days later at this local wall time of the recipient". */
export type Delay = string | { days: number; at: string };

export interface SendingWindow {
  /** ISO weekdays, 1 = Monday … 7 = Sunday. */
  days: number[];
  /** Local wall times `HH:MM`, `from` inclusive, `to` exclusive. */
  from: string;
  to: string;
}

/** A survey is not sent within `days` of the customer's last invitation or response, counted over the given scope. */
export interface CoolDown {
  since: 'invitation' | 'response';
  across: 'survey' | 'metric' | 'account';
  days: number;
}

export const CONDITION_OPERATORS = ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'exists', 'contains'] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

/** `path` is `customer.…` or `properties.…` of the interaction. */
export interface Condition {
  path: string;
  op: ConditionOperator;
  value?: unknown;
}

export interface Trigger {
  /** Interaction type this survey answers to; `null` = any type. */
  type: string | null;
  where: Condition[];
}

/** When and to whom a survey is sent; may change without a new version. */
export interface SendingPolicy {
  status: SurveyStatus;
  trigger: Trigger;
  delay: Delay;
  sendingWindow: SendingWindow | null;
  /** 0 … 100, decided by a stable hash of survey and customer. */
  samplePercent: number;
  coolDown: CoolDown[];
  /** CES may be asked after every task: `true` leaves the account-wide clocks out for this survey. */
  ignoreAccountCoolDown: boolean;
  /** Durations after the invitation was sent, ascending, at most three. */
  reminders: string[];
  expiresAfter: string;
  maxLateness: string;
}
