/** Whether a delivery of the log speaks of a person. */
import { tracesFinder, type PersonTraces } from '../../domain/person-traces.ts';
import type { Delivery } from './delivery.model.ts';

export interface DeliveryTraces extends PersonTraces {
  /** What was reported about them: the interaction's id at its source. */
  interactions: readonly { sourceId: string; externalId: string }[];
}

export type DeliveryFinder = (sourceId: string, delivery: Delivery) => boolean;

/** By the interactions it led to, and by their addresses and ids in whatever is kept of it. */
export function deliveryFinder({ interactions, ...person }: DeliveryTraces): DeliveryFinder {
  const reported = new Set(interactions.map(({ sourceId, externalId }) => JSON.stringify([sourceId, externalId])));
  const speaksOf = tracesFinder(person);
  return (sourceId, { items, headers, payload }) =>
    items.some(({ interaction }) => interaction !== null && reported.has(JSON.stringify([sourceId, interaction])))
    || [payload ?? '', ...Object.values(headers), ...items.flatMap(({ problems }) => problems.map(({ detail }) => detail))].some(speaksOf);
}
