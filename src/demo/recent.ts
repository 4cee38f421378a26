/** What happens to a made-up company's customers right now, after its story: they can really be asked about it. */
import { categoryAt, toneOf } from './asks.ts';
import { chanceOf, happens } from './chance.ts';
import { commentOf } from './comments.ts';
import type { Company, CompanyInteraction } from './company.ts';
import { isThere, moodOn } from './customer-life.ts';
import { touchpointAt } from './import-rows.ts';

export interface RecentInteraction {
  interaction: CompanyInteraction;
  /** What the customer will answer when asked. */
  score: number;
  comment: string | null;
}

const HOUR_MS = 3_600_000;
const WITHIN_HOURS = 20;

/** One interaction each of so many customers who are still there and may be written to, all within the last twenty hours. */
export function recentInteractions(company: Company, { count, now }: { count: number; now: Date }): RecentInteraction[] {
  const { plan, calendar } = company;
  const lastDay = calendar.placeOf(plan.to) - 1;
  const recent: RecentInteraction[] = [];
  for (const life of company.customers()) {
    if (recent.length === count) break;
    const mayBeAsked = company.encounters(life).every(({ ask }) => ask !== null && ask.status !== 'bounced' && ask.status !== 'unsubscribed');
    if (!isThere(life, lastDay) || !mayBeAsked) continue;
    const chance = chanceOf(plan.seed, 'recent', life.number);
    const index = Math.floor(chance() * plan.touchpoints.length);
    const touchpoint = touchpointAt(plan, index);
    const score = moodOn(life, lastDay).scores[index] ?? touchpoint.scale.min;
    recent.push({
      interaction: {
        id: `${life.customerId}-now`,
        type: touchpoint.type,
        touchpoint: touchpoint.key,
        occurredAt: new Date(now.getTime() - chance() * WITHIN_HOURS * HOUR_MS).toISOString(),
        customer: company.reported(life),
      },
      score,
      comment: happens(chance, 0.6) ? commentOf(chance, life.language, toneOf(touchpoint, categoryAt(touchpoint, score))) : null,
    });
  }
  return recent;
}
