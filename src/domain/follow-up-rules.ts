/** Which follow-ups a response calls for. */
import { CATEGORIES } from './metric.ts';
import type { Category, Metric } from './metric.ts';

export const FOLLOW_UP_RULES = ['low-score-alert', 'thank-you'] as const;
export type FollowUpRule = (typeof FOLLOW_UP_RULES)[number];

export interface FollowUpInput {
  metric: Metric;
  category: Category;
  survey: { alertOnLow: boolean; thankCustomer: boolean };
}

/** Whether a category is the bottom one of its metric: detractor, dissatisfied, difficult. */
export function isLow(metric: Metric, category: Category): boolean {
  return CATEGORIES[metric].at(-1) === category;
}

/** What a survey says about cases; what it does not say has a default. */
export interface CaseSettings {
  alertOnLow: boolean;
  openCases?: boolean | undefined;
  caseDueAfter?: string | undefined;
}

/**
 * Whether an answer in the bottom category opens a case, and how long after opening it is due. Who is told of an unhappy
 * customer is to answer them, so cases go with alerts unless the survey says otherwise. Two days of elapsed time is the
 * default: nights and weekends count, because an account has no business hours.
 */
export function caseTerms({ alertOnLow, openCases = alertOnLow, caseDueAfter = '48h' }: CaseSettings): { openCases: boolean; caseDueAfter: string } {
  return { openCases, caseDueAfter };
}

/** At most one follow-up of each rule: an alert to the account's people for a low score, thanks to the customer; none where the survey asks for none. */
export function followUpsFor({ metric, category, survey }: FollowUpInput): { rule: FollowUpRule }[] {
  const followUps: { rule: FollowUpRule }[] = [];
  if (survey.alertOnLow && isLow(metric, category)) followUps.push({ rule: 'low-score-alert' });
  if (survey.thankCustomer) followUps.push({ rule: 'thank-you' });
  return followUps;
}
