import { deliveryFinder, type DeliveryTraces } from './delivery-traces.ts';
import { deliveries, deliveriesOf, type Delivery } from './delivery.model.ts';

/** A delivery that speaks of a person, and what of it may be shown to them. */
export type HeldDelivery = Pick<Delivery, 'deliveryId' | 'at' | 'outcome' | 'headers' | 'payload'> & { id: string; source: string };

/** Enough to show what is held; a person with more asks for a part. */
const MOST = 1000;
const BATCHES_AT_ONCE = 10;

/**
 * What the log of deliveries holds about a person: what led to their interactions, or speaks of them. Reads the account's log of 30 days. A
 * delivery about several is named without its payload, since that speaks of the others too.
 */
export async function heldDeliveries(accountId: string, traces: DeliveryTraces): Promise<HeldDelivery[]> {
  const speaksOf = deliveryFinder(traces);
  const found: HeldDelivery[] = [];
  for await (const batches of deliveries.of(accountId).batches({}, { batchSize: BATCHES_AT_ONCE })) {
    for (const batch of batches) {
      const { _id, sourceId } = batch;
      found.push(...deliveriesOf(batch).flatMap((delivery, index) => (speaksOf(sourceId, delivery) ? [heldOf(`${_id}.${index}`, sourceId, delivery)] : [])));
    }
    if (found.length >= MOST) break;
  }
  return found.slice(0, MOST);
}

function heldOf(id: string, source: string, { deliveryId, at, outcome, items, headers, payload, counts }: Delivery): HeldDelivery {
  return { id, source, deliveryId, at, outcome, headers, payload: items.length > 1 || counts ? null : payload };
}
