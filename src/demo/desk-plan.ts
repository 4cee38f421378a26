/** What the people of a made-up company do with its answers: whom they answer, what they aim at, and what they write down. */
import type { Goal } from '../domain/goal.ts';
import { addDays, type Day } from '../domain/period.ts';
import { chanceOf, happens, oneOf, wholeBetween } from './chance.ts';

export const PEOPLE = [
  { email: 'nora@example.com', name: 'Nora Lindqvist', role: 'analyst', language: 'en' },
  { email: 'samir@example.com', name: 'سمير حداد', role: 'agent', language: 'ar' },
  { email: 'shirin@example.com', name: 'شیرین راد', role: 'viewer', language: 'fa' },
  { email: 'marek@example.com', name: 'Marek Zieliński', role: 'agent', language: 'pl' },
] as const;

/** Words of comments in all languages of the company. */
export const TAG_RULES: Readonly<Record<string, readonly string[]>> = {
  delivery: ['parcel', 'late', 'الطلب', 'بسته', 'paczka'],
  price: ['price', 'invoice', 'السعر', 'الفاتورة', 'قیمت', 'صورت‌حساب', 'cena', 'faktura'],
  'slow answer': ['slow', 'four days', 'لم يردّ', 'چهار روز', 'wolne', 'nie odpisał'],
  'set-up': ['setting', 'الإعداد', 'راه‌اندازی', 'wdrożenie'],
};

/** Seen from the last day of the company's story, on which one is reached, one on course, one open and one behind. */
export function goalsOn(today: Day): Goal[] {
  const goal = (metric: Goal['metric'], max: number, touchpoint: string, [target, from, dueOn]: [number, number, number]): Goal =>
    ({ metric, scale: { min: metric === 'nps' ? 0 : 1, max }, touchpoint, target, from: addDays(today, from), dueOn: addDays(today, dueOn) });
  return [
    goal('csat', 5, 'support', [62, -120, 60]),
    goal('ces', 7, 'onboarding', [5.1, -240, 120]),
    goal('nps', 10, 'relationship', [20, -150, 150]),
    goal('csat', 5, 'order', [70, -180, 40]),
  ];
}

export function notesOn(today: Day): { touchpoint: string | null; day: Day; text: string }[] {
  return [
    { touchpoint: 'onboarding', day: addDays(today, -170), text: 'Set-up is shown in the product' },
    { touchpoint: 'order', day: addDays(today, -75), text: 'Another carrier' },
    { touchpoint: null, day: addDays(today, -40), text: 'Prices go up by 5 %' },
  ];
}

export interface PlannedCase {
  /** Days from the answer to the closing; `null`: it stays open. */
  closedAfterDays: number | null;
  /** Place of the one who answers among those who do. */
  owner: number;
  rootCause: string;
  outcome: string;
  note: string;
}

const CAUSES: readonly [cause: string, outcome: string, note: string][] = [
  ['late delivery', 'Called, sent a new parcel', 'Left a message, will call again tomorrow.'],
  ['slow answer', 'Wrote an apology and solved it together', 'Asked the help desk what happened.'],
  ['unclear invoice', 'Explained the invoice and corrected it', 'Billing looks into it.'],
  ['hard to set up', 'Set it up together in a call', 'Offered two times for a call.'],
];
const LATEST_GOOD_DAY = 10;
const LATEST_DAY = 60;
/** A customer who is lost so soon after an answer may have been lost by it. */
const SOON_DAYS = 180;

/** Touchpoints whose low answers somebody takes up. */
export const TAKEN_UP: readonly string[] = ['support', 'relationship', 'order'];

interface LowAnswer {
  touchpoint: string;
  /** Number of the customer. */
  customer: number;
  respondedOn: Day;
  /** The day the customer left, if they did. */
  leftOn: Day | null;
}

/**
 * Whether somebody takes up a customer's first low answer at a touchpoint. Of those who stay, more than half are answered soon,
 * of those who leave within half a year one in six: it is planted that closing cases helps. `null`: nobody does.
 */
export function plannedCase(seed: number, { touchpoint, customer, respondedOn, leftOn }: LowAnswer): PlannedCase | null {
  const chance = chanceOf(seed, `case ${touchpoint}`, customer);
  const leavesSoon = leftOn !== null && leftOn >= respondedOn && leftOn <= addDays(respondedOn, SOON_DAYS);
  const isAnswered = happens(chance, leavesSoon ? 1 / 6 : 0.57);
  const [rootCause, outcome, note] = oneOf(chance, CAUSES);
  const owner = wholeBetween(chance, 0, 1);
  if (isAnswered) return { closedAfterDays: wholeBetween(chance, 1, LATEST_GOOD_DAY), owner, rootCause, outcome, note };
  return happens(chance, 0.3) ? { closedAfterDays: happens(chance, 0.6) ? wholeBetween(chance, LATEST_GOOD_DAY * 2, LATEST_DAY) : null, owner, rootCause, outcome, note } : null;
}
