import { NotFound } from '../../platform/errors.ts';
import { newestFirst, type Position } from '../../platform/newest-first.ts';
import { deliveries, deliveriesOf, type Delivery, type DeliveryBatch, type DeliveryOutcome } from './delivery.model.ts';

/** A delivery with its place in the log, by which it is found again. */
export type LoggedDelivery = Delivery & { id: string };

/** Newest first. A position is the instant of a batch and the id of a delivery in it. */
export async function listDeliveries(
  accountId: string,
  sourceId: string,
  outcome: DeliveryOutcome | null,
  { limit, after }: { limit: number; after: Position | null },
): Promise<{ items: (LoggedDelivery & { batchAt: Date })[]; hasMore: boolean }> {
  const scope = deliveries.of(accountId);
  const [batchId = '', index = '0'] = after?.id.split('.') ?? [];
  const rest = after ? await scope.findOne({ _id: batchId, sourceId }) : null;
  const page = await newestFirst(scope, {
    instant: 'at', part: { sourceId }, from: null, to: null, where: outcome === null ? {} : { outcomes: outcome },
    limit: limit + 1, after: after && { at: after.at, id: batchId },
  });
  const found = [...(rest ? inOrder(rest).filter(({ id }) => indexOf(id) < Number(index)) : []), ...page.items.flatMap(inOrder)]
    .filter((delivery) => outcome === null || delivery.outcome === outcome);
  return { items: found.slice(0, limit), hasMore: found.length > limit || page.hasMore };
}

const indexOf = (id: string): number => Number(id.split('.')[1]);

function inOrder(batch: DeliveryBatch): (LoggedDelivery & { batchAt: Date })[] {
  return deliveriesOf(batch).map((delivery, index) => ({ ...delivery, id: `${batch._id}.${index}`, batchAt: batch.at })).toReversed();
}

/** @returns null where there is none, or no more */
async function findDelivery(accountId: string, sourceId: string, id: string): Promise<LoggedDelivery | null> {
  const batch = await deliveries.of(accountId).findOne({ _id: id.split('.')[0] ?? '', sourceId });
  const delivery = batch ? deliveriesOf(batch)[indexOf(id)] : undefined;
  return delivery ? { ...delivery, id } : null;
}

/** @throws NotFound */
export async function requireDelivery(accountId: string, sourceId: string, id: string): Promise<LoggedDelivery> {
  const delivery = await findDelivery(accountId, sourceId, id);
  if (!delivery) throw new NotFound(`There is no delivery "${id}" in the log of this source; it is kept for 30 days.`);
  return delivery;
}

/** The newest whose payload was kept, of the last fifty; null where there is none. */
export async function lastWithPayload(accountId: string, sourceId: string): Promise<LoggedDelivery | null> {
  const { items } = await listDeliveries(accountId, sourceId, null, { limit: 50, after: null });
  return items.find(({ payload }) => payload !== null) ?? null;
}
