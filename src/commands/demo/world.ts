/** A small made-up company: five touchpoints, its customers, what happened to them and what they answered. Pure: the same seed gives the same world. */
import type { Metric } from '../../domain/metric.ts';
import { chanceOf, type Chance } from './chance.ts';
import { COMMENTS, NAMES, type DemoLanguage, type Mood } from './comments.ts';

export interface DemoTouchpoint {
  key: string;
  name: string;
  metric: Metric;
  /** Of the interactions its survey answers to. */
  type: string;
  scale: { min: number; max: number };
  /** Mean of what people feel, 0 (worst) … 1 (best), on a day of the demo: `progress` runs from 0 to 1. */
  feeling: (progress: number) => number;
}

/** Each tells its own story: one gets better, one gets worse, one dips and recovers. */
export const TOUCHPOINTS: readonly [DemoTouchpoint, ...DemoTouchpoint[]] = [
  { key: 'checkout', name: 'Checkout', metric: 'csat', type: 'demo.order.placed', scale: { min: 1, max: 5 }, feeling: () => 0.8 },
  { key: 'home-delivery', name: 'Home delivery', metric: 'nps', type: 'demo.parcel.delivered', scale: { min: 0, max: 10 }, feeling: (progress) => (progress < 0.65 ? 0.84 : 0.84 - (progress - 0.65) * 0.6) },
  { key: 'support', name: 'Support', metric: 'csat', type: 'demo.ticket.closed', scale: { min: 1, max: 5 }, feeling: (progress) => 0.55 + 0.3 * progress },
  { key: 'onboarding', name: 'Onboarding', metric: 'ces', type: 'demo.onboarding.finished', scale: { min: 1, max: 7 }, feeling: (progress) => 0.72 - 0.25 * Math.exp(-(((progress - 0.5) * 8) ** 2)) },
  { key: 'renewal', name: 'Renewal', metric: 'nps', type: 'demo.subscription.renewed', scale: { min: 0, max: 10 }, feeling: () => 0.86 },
];

const LANGUAGES: readonly [DemoLanguage, ...DemoLanguage[]] = ['en', 'en', 'ar', 'fa', 'pl'];
const TIME_ZONES: Record<DemoLanguage, string> = { en: 'Europe/London', ar: 'Africa/Cairo', fa: 'Asia/Tehran', pl: 'Europe/Warsaw' };
const PLANS: readonly [string, ...string[]] = ['basic', 'basic', 'pro', 'business'];

export interface DemoCustomer {
  externalId: string;
  email: string;
  name: string;
  locale: DemoLanguage;
  timeZone: string;
  plan: string;
}

export interface DemoInteraction {
  id: string;
  touchpoint: DemoTouchpoint;
  customer: DemoCustomer;
  occurredAt: Date;
  answer: DemoAnswer;
}

export interface DemoAnswer {
  score: number;
  comment: string | null;
  respondedAt: Date;
}

export interface DemoWorld {
  /** Too long ago to be asked about: their answers are recorded as past ones. */
  past: DemoInteraction[];
  /** Of the last day: these people are really asked, by mail. */
  recent: DemoInteraction[];
}

export interface WorldSize {
  days: number;
  past: number;
  recent: number;
  seed: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Surveys do not ask about what is longer ago than three days. */
const NO_LONGER_ASKED_MS = 4 * DAY_MS;

export function demoWorld({ days, past, recent, seed }: WorldSize, now: Date): DemoWorld {
  const chance = chanceOf(seed);
  const customers = Array.from({ length: Math.max(8, Math.ceil(past / 4)) }, (_, index) => customerOf(index, chance));
  const spread = days * DAY_MS - NO_LONGER_ASKED_MS;
  return {
    past: Array.from({ length: past }, (_, index) => {
      const ago = NO_LONGER_ASKED_MS + chance.next() * spread;
      return interactionOf(`demo-${seed}-${index}`, { customers, chance, occurredAt: new Date(now.getTime() - ago), progress: 1 - ago / (days * DAY_MS) });
    }),
    recent: Array.from({ length: recent }, (_, index) => (
      interactionOf(`demo-${seed}-recent-${index}`, { customers, chance, occurredAt: new Date(now.getTime() - chance.next() * 20 * HOUR_MS), progress: 1 })
    )),
  };
}

function customerOf(index: number, chance: Chance): DemoCustomer {
  const locale = chance.pick(LANGUAGES);
  return { externalId: `demo-customer-${index}`, email: `customer-${index}@demo.example.com`, name: chance.pick(NAMES[locale]), locale, timeZone: TIME_ZONES[locale], plan: chance.pick(PLANS) };
}

function interactionOf(id: string, { customers, chance, occurredAt, progress }: { customers: DemoCustomer[]; chance: Chance; occurredAt: Date; progress: number }): DemoInteraction {
  const touchpoint = chance.pick(TOUCHPOINTS);
  const customer = customers[chance.below(customers.length)] ?? customerOf(0, chance);
  // The dearer plan is served a little better; everybody has better and worse days.
  const feeling = touchpoint.feeling(progress) + (customer.plan === 'business' ? 0.05 : 0) + chance.normal() * 0.22;
  const { min, max } = touchpoint.scale;
  const score = Math.min(max, Math.max(min, Math.round(min + feeling * (max - min))));
  const comment = chance.next() < 0.35 ? chance.pick(COMMENTS[customer.locale][moodOf((score - min) / (max - min))]) : null;
  return { id, touchpoint, customer, occurredAt, answer: { score, comment, respondedAt: new Date(occurredAt.getTime() + chance.next() * 3 * DAY_MS) } };
}

function moodOf(share: number): Mood {
  if (share > 0.8) return 'glad';
  return share > 0.55 ? 'lukewarm' : 'sour';
}
