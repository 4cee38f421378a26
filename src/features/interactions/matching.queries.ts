/** How many of the interactions lately reported a survey's trigger would take: a bounded look, whatever their number. */
import type { Trigger } from '../../domain/survey.ts';
import { failedCondition, matchesTrigger } from '../../domain/trigger.ts';
import { propertiesOfCustomers } from '../customers/customer-properties.queries.ts';
import { interactions, type Interaction } from './interaction.model.ts';

/** Newest interactions of the account that are looked at. */
const LOOKED_AT = 5000;

export interface MatchCount {
  /** At the touchpoint, among those looked at. */
  all: number;
  matching: number;
  /** How many were looked at where there are more, else `null`. */
  newest: number | null;
}

type Looked = Pick<Interaction, 'type' | 'touchpoint' | 'customer' | 'properties' | 'customerId'>;

/** @param since the oldest receipt that counts */
export async function countMatching(accountId: string, { touchpoint, trigger }: { touchpoint: string; trigger: Trigger }, since: Date): Promise<MatchCount> {
  const found = await interactions.of(accountId).aggregate<Looked>([
    { $match: { receivedAt: { $gte: since } } },
    { $sort: { receivedAt: -1 } },
    { $limit: LOOKED_AT + 1 },
    { $project: { type: 1, touchpoint: 1, customer: 1, properties: 1, customerId: 1 } },
  ]);
  const looked = found.slice(0, LOOKED_AT);
  const there = looked.filter((interaction) => matchesTrigger({ touchpoint, trigger: { type: null } }, interaction) || matchesTrigger({ touchpoint, trigger }, interaction));
  const candidates = there.filter((interaction) => matchesTrigger({ touchpoint, trigger }, interaction));
  const asksOfCustomer = trigger.where.some(({ path }) => path.startsWith('customer.'));
  const known = asksOfCustomer ? await propertiesOfCustomers(accountId, [...new Set(candidates.flatMap(({ customerId }) => customerId ?? []))]) : new Map<string, Record<string, unknown>>();
  const matching = candidates.filter(({ customer, customerId, properties }) => {
    const stored = known.get(customerId ?? '') ?? {};
    const merged = { ...stored, ...customer, properties: { ...(stored['properties'] as object | undefined), ...customer.properties } };
    return failedCondition(trigger.where, { customer: merged, properties }) === null;
  });
  return { all: there.length, matching: matching.length, newest: found.length > LOOKED_AT ? LOOKED_AT : null };
}
