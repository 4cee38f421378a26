/** What is planted into a made-up company: every number a report should find again. */
import type { Metric, Scale } from '../domain/metric.ts';
import type { Day } from '../domain/period.ts';

export const COMPANY_LANGUAGES = ['en', 'ar', 'fa', 'pl'] as const;
export type CompanyLanguage = (typeof COMPANY_LANGUAGES)[number];

export interface TouchpointPlan {
  key: string;
  name: string;
  /** Type of the interactions reported here. */
  type: string;
  metric: Metric;
  scale: Scale;
  /** How many customers would give each score, lowest first; need not add up to 1. */
  scoreShares: readonly number[];
  /**
   * By the score a customer would give, lowest first: how many times the company's hazard they are under. Touchpoints
   * multiply. `null` plants a meaningless touchpoint, whose scores are pure chance.
   */
  hazardByScore: readonly number[] | null;
  /** Mean number of days between a customer's interactions here. */
  everyDays: number;
  /** Points by which answers have moved when the story ends, evenly from 0 at its start: a trend that changes nobody's hazard. */
  drift?: number;
}

export interface ResponsePlan {
  /** Share of asks that are answered by somebody of middling satisfaction and value. */
  rate: number;
  /** The happiest answer (1 + this) times as often as the middle, the unhappiest (1 − this) times; −1 … 1. */
  bySatisfaction: number;
  /** The same between the customers worth most and least. */
  byLifetimeValue: number;
}

export interface CompanyPlan {
  seed: number;
  /** Customers ever, those from before `from` included. */
  customers: number;
  /** The days of which everything is told: from … the day before `to`, which is the company's today. */
  from: Day;
  to: Day;
  currency: string;
  touchpoints: readonly TouchpointPlan[];
  /** Share of customers by language; need not add up to 1. */
  languages: Readonly<Record<CompanyLanguage, number>>;
  /** Share of customers who had started before `from`. */
  existingShare: number;
  /** The longest that anybody of them had been one. */
  longestTenureDays: number;
  /** Chance to leave within 30 days at a relative hazard of 1. */
  monthlyChurn: number;
  /** Share of leavers who come back. */
  returnShare: number;
  /** Chance that a customer feels at a meaningful touchpoint as they do about the company on the whole, instead of independently. */
  satisfactionLink: number;
  /** Once in a while something goes wrong for a customer for good: satisfaction (a place 0–1 among all) falls by this share of it. */
  incidents: { perYear: number; severity: number };
  /** Lifetime values are log-logistic; `link` is the chance that a customer's place among them is that of their satisfaction. */
  lifetimeValue: { medianMinor: number; spread: number; link: number };
  response: ResponsePlan;
  /** Chance that an answer is one point off what the customer feels. */
  wobble: number;
  /** Share of leavers who, on the day they leave or shortly after, give every touchpoint its lowest score. */
  partingShare: number;
  /** Share of customers whose address does not work. */
  unreachableShare: number;
  /** Share of asks after which the customer unsubscribes. */
  unsubscribeShare: number;
  /** Share of answers with a comment; unhappy ones have one more often. */
  commentShare: number;
  /** First day of which activity is told; `null` = none. */
  activityFrom: Day | null;
}

/** What the caller decides; everything else is a small company's. */
export type CompanyRequest = Pick<CompanyPlan, 'seed' | 'customers' | 'from' | 'to'> & Partial<CompanyPlan>;

/** A support touchpoint that tells much, a relationship score that tells something, onboarding that tells a little and gets better, and orders that tell nothing and get worse. */
const TOUCHPOINTS: readonly TouchpointPlan[] = [
  {
    key: 'support', name: 'Support request solved', type: 'ticket.solved', metric: 'csat', scale: { min: 1, max: 5 },
    scoreShares: [8, 10, 14, 33, 35], hazardByScore: [4, 3, 1.4, 0.8, 0.6], everyDays: 75,
  },
  {
    key: 'relationship', name: 'Quarterly review', type: 'review.held', metric: 'nps', scale: { min: 0, max: 10 },
    scoreShares: [3, 1, 2, 3, 3, 6, 8, 16, 22, 18, 18], hazardByScore: [2, 2, 2, 1.8, 1.8, 1.6, 1.4, 1, 1, 0.8, 0.7], everyDays: 90,
  },
  {
    key: 'onboarding', name: 'Guided set-up', type: 'setup.finished', metric: 'ces', scale: { min: 1, max: 7 },
    scoreShares: [4, 6, 9, 14, 22, 25, 20], hazardByScore: [1.3, 1.3, 1.2, 1, 1, 0.9, 0.9], everyDays: 240, drift: 0.8,
  },
  {
    key: 'order', name: 'Order delivered', type: 'order.delivered', metric: 'csat', scale: { min: 1, max: 5 },
    scoreShares: [5, 8, 17, 35, 35], hazardByScore: null, everyDays: 60, drift: -0.9,
  },
];

/** The plan of a company: what was asked for, completed. */
export function companyPlan(request: CompanyRequest): CompanyPlan {
  return {
    currency: 'EUR',
    touchpoints: TOUCHPOINTS,
    languages: { en: 30, ar: 25, fa: 20, pl: 25 },
    existingShare: 0.55,
    longestTenureDays: 1500,
    monthlyChurn: 0.02,
    returnShare: 0.08,
    satisfactionLink: 0.6,
    incidents: { perYear: 0.15, severity: 0.7 },
    lifetimeValue: { medianMinor: 180_000, spread: 0.55, link: 0.3 },
    response: { rate: 0.35, bySatisfaction: 0.3, byLifetimeValue: 0.3 },
    wobble: 0.15,
    partingShare: 0.1,
    unreachableShare: 0.02,
    unsubscribeShare: 0.004,
    commentShare: 0.35,
    activityFrom: request.from,
    ...request,
  };
}
