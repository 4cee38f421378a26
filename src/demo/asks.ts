/** What happened to one customer at the touchpoints, whether they were asked about it, and what they answered. */
import { categorize, bottomCategory, topCategory } from '../domain/score.ts';
import { defaultThresholds, scaleName } from '../domain/metric.ts';
import type { Category, Thresholds } from '../domain/metric.ts';
import { chanceOf, daysUntil, happens, indexAt, wholeBetween } from './chance.ts';
import type { Chance } from './chance.ts';
import { commentOf } from './comments.ts';
import type { Tone } from './comments.ts';
import type { CompanyPlan, TouchpointPlan } from './company-plan.ts';
import { isThere, moodOn } from './customer-life.ts';
import type { CustomerLife } from './customer-life.ts';

/** How long an ask can be answered. */
export const EXPIRES_AFTER_DAYS = 30;

export type AskStatus = 'sent' | 'responded' | 'expired' | 'bounced' | 'unsubscribed';

/** Days are counted from the plan's `from`. */
export interface PastAnswer {
  day: number;
  score: number;
  category: Category;
  comment: string | null;
}

/** One interaction and the ask it led to, sent on its day. `ask` is `null` for somebody who may not be asked any more. */
export interface Encounter {
  /** 1, 2 … within the customer. */
  number: number;
  /** Index into the plan's touchpoints. */
  touchpoint: number;
  day: number;
  ask: { status: AskStatus; answer: PastAnswer | null } | null;
}

/** By day; of one day as the plan lists the touchpoints. Nothing is known from `today` on. */
export function encountersOf(plan: CompanyPlan, life: CustomerLife, today: number): Encounter[] {
  const chance = chanceOf(plan.seed, 'asks', life.number);
  const isReachable = !happens(chance, plan.unreachableShare);
  let isSubscribed = true;
  let hasBounced = false;
  return visitsOf(plan, life, today).map(({ touchpoint, day, isParting }, index): Encounter => {
    const encounter = { number: index + 1, touchpoint, day };
    if (!isSubscribed || hasBounced) return { ...encounter, ask: null };
    if (!isReachable) {
      hasBounced = true;
      return { ...encounter, ask: { status: 'bounced', answer: null } };
    }
    const answer = isParting ? partingAnswer(plan, life, { chance, touchpoint, day }) : answerOf(plan, life, { chance, touchpoint, day }, today);
    if (answer !== null && answer.day < today) return { ...encounter, ask: { status: 'responded', answer } };
    if (happens(chance, plan.unsubscribeShare)) {
      isSubscribed = false;
      return { ...encounter, ask: { status: 'unsubscribed', answer: null } };
    }
    const isOver = answer === null && day + EXPIRES_AFTER_DAYS < today;
    return { ...encounter, ask: { status: isOver ? 'expired' : 'sent', answer: null } };
  });
}

/** Category of a score by the thresholds a survey has unless it sets its own. */
export function categoryAt({ metric, scale }: Pick<TouchpointPlan, 'metric' | 'scale'>, score: number): Category {
  return categorize(metric, thresholdsAt({ metric, scale }), score);
}

export function thresholdsAt({ metric, scale }: Pick<TouchpointPlan, 'metric' | 'scale'>): Thresholds {
  const thresholds = defaultThresholds(metric, scale);
  if (thresholds === null) throw new RangeError(`${metric} is not asked on ${scaleName(scale)}`);
  return thresholds;
}

export function toneOf({ metric }: Pick<TouchpointPlan, 'metric'>, category: Category): Tone {
  if (category === bottomCategory(metric)) return 'unhappy';
  return category === topCategory(metric) ? 'happy' : 'middling';
}

interface Visit {
  touchpoint: number;
  day: number;
  /** The last one: on the day they leave. */
  isParting: boolean;
}

function visitsOf(plan: CompanyPlan, life: CustomerLife, today: number): Visit[] {
  const visits: Visit[] = [];
  plan.touchpoints.forEach(({ everyDays, key }, touchpoint) => {
    const chance = chanceOf(plan.seed, `visits ${key}`, life.number);
    for (const { from, until } of life.stays) {
      const end = Math.min(until ?? today, today);
      for (let day = Math.max(from, 0) + daysUntil(chance, everyDays); day < end; day += daysUntil(chance, everyDays)) visits.push({ touchpoint, day, isParting: false });
    }
  });
  const chance = chanceOf(plan.seed, 'parting', life.number);
  for (const { until } of life.stays) {
    if (until === null || !happens(chance, plan.partingShare)) continue;
    plan.touchpoints.forEach((_, touchpoint) => visits.push({ touchpoint, day: until, isParting: true }));
  }
  return visits.toSorted((one, other) => one.day - other.day || one.touchpoint - other.touchpoint);
}

interface Occasion {
  chance: Chance;
  touchpoint: number;
  day: number;
}

function answerOf(plan: CompanyPlan, life: CustomerLife, { chance, touchpoint, day }: Occasion, today: number): PastAnswer | null {
  const { rate, bySatisfaction, byLifetimeValue } = plan.response;
  const place = moodOn(life, day).places[touchpoint] ?? 0.5;
  if (!happens(chance, rate * (1 + bySatisfaction * (2 * place - 1)) * (1 + byLifetimeValue * (2 * life.worth - 1)))) return null;
  // Most answers come at once, the rest within a week.
  const answeredOn = day + (happens(chance, 0.6) ? 0 : indexAt([0, 5, 3, 2, 2, 1, 1], chance()));
  // Who has left in the meantime hardly ever does.
  if (!isThere(life, answeredOn) && !happens(chance, 0.3)) return null;
  const felt = moodOn(life, answeredOn).scores[touchpoint] ?? 0;
  const off = happens(chance, plan.wobble) ? wholeBetween(chance, 0, 1) * 2 - 1 : 0;
  const moved = Math.floor((plan.touchpoints[touchpoint]?.drift ?? 0) * (answeredOn / today) + chance());
  return withComment(plan, life, { chance, touchpoint, day: answeredOn }, felt + off + moved);
}

function partingAnswer(plan: CompanyPlan, life: CustomerLife, { chance, touchpoint, day }: Occasion): PastAnswer {
  return withComment(plan, life, { chance, touchpoint, day: day + wholeBetween(chance, 0, 3) }, -Infinity);
}

function withComment(plan: CompanyPlan, life: CustomerLife, { chance, touchpoint, day }: Occasion, wanted: number): PastAnswer {
  const asked = plan.touchpoints[touchpoint];
  if (asked === undefined) throw new RangeError(`there is no touchpoint ${touchpoint}`);
  const score = Math.min(asked.scale.max, Math.max(asked.scale.min, wanted));
  const category = categoryAt(asked, score);
  const tone = toneOf(asked, category);
  const share = plan.commentShare * (tone === 'unhappy' ? 1.8 : 0.9);
  return { day, score, category, comment: happens(chance, share) ? commentOf(chance, life.language, tone) : null };
}
