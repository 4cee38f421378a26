/** Takes persons out of the log of deliveries, where what senders wrote about them is kept as it came. */
import type { App } from '../../app.ts';
import { eraseDeliveries } from '../../jobs.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { randomId, seal, unseal } from '../../platform/token.ts';
import { deliveryErasures, type DeliveryErasure } from './delivery-erasure.model.ts';
import { deliveryFinder, type DeliveryFinder, type DeliveryTraces } from './delivery-traces.ts';
import { deliveries, deliveriesOf, writtenDown, type DeliveryBatch } from './delivery.model.ts';

export type { DeliveryTraces } from './delivery-traces.ts';

/** Deliveries that were on their way into the log while it was looked through are found by another look at its end. */
const LATE_MS = 60_000;
/** The log is kept for 30 days. */
const EARLIEST = new Date(0);
/** A batch of the log may have a few MB. */
const BATCHES_AT_ONCE = 10;

/** Inside the transaction of an erasure: from its commit on it will be done, whatever happens. @returns its id */
export async function promiseErasure(app: App, accountId: string, traces: readonly DeliveryTraces[], session: ClientSession): Promise<string> {
  const now = app.now();
  const id = randomId('era');
  const sealedTraces = seal(app.config.secret, JSON.stringify(traces));
  await deliveryErasures.of(accountId).insertMany([{ _id: id, sealedTraces, since: EARLIEST, wakeAt: new Date(now.getTime() + LATE_MS), createdAt: now }], { session });
  return id;
}

/**
 * Looks through the log of the account, batch by batch, and takes payloads and headers out of what speaks of the person. Safe to run twice.
 * @param withinMs how long to look; what is left is a worker's
 */
export async function carryOutErasure(app: App, id: string, { withinMs }: { withinMs: number }): Promise<void> {
  const erasure = await deliveryErasures.everyAccount.findOne({ _id: id });
  if (!erasure) return;
  const { accountId, createdAt } = erasure;
  const startedAt = app.now();
  if (!(await lookThrough(app, erasure, withinMs))) {
    await app.enqueue(eraseDeliveries, { erasureId: id }, { once: id });
    return;
  }
  const since = new Date(createdAt.getTime() - LATE_MS);
  const isOver = startedAt.getTime() >= createdAt.getTime() + LATE_MS;
  if (isOver) await deliveryErasures.of(accountId).deleteMany({ _id: id });
  else await deliveryErasures.of(accountId).updateOne({ _id: id }, { $set: { since } });
}

/** @returns whether the whole log was looked through */
async function lookThrough(app: App, { accountId, sealedTraces, since }: DeliveryErasure, withinMs: number): Promise<boolean> {
  const persons = JSON.parse(unseal(app.config.secret, sealedTraces)) as DeliveryTraces[];
  const finders = persons.map(deliveryFinder);
  const speaksOf: DeliveryFinder = (...delivery) => finders.some((finds) => finds(...delivery));
  const scope = deliveries.of(accountId);
  const until = performance.now() + withinMs;
  for await (const batches of scope.batches(since > EARLIEST ? { at: { $gte: since } } : {}, { batchSize: BATCHES_AT_ONCE })) {
    await scope.bulkWrite(batches.flatMap((batch) => emptied(batch, speaksOf)));
    if (performance.now() > until) return false;
  }
  return true;
}

/** That there was a delivery, and what became of it, stays. */
function emptied(batch: DeliveryBatch, speaksOf: DeliveryFinder): Write[] {
  const { _id, sourceId } = batch;
  const changes = deliveriesOf(batch).flatMap((delivery, index): [string, string][] => {
    if (!speaksOf(sourceId, delivery)) return [];
    const items = delivery.items.map((item) => ({ ...item, problems: [] }));
    return [[`deliveries.${index}`, writtenDown({ ...delivery, payload: null, headers: {}, isCut: false, items })]];
  });
  return changes.length === 0 ? [] : [{ filter: { _id }, update: { $set: Object.fromEntries(changes) } }];
}

/** Erasures whose time has come, or whose worker was lost. */
export async function overdueErasures(app: App): Promise<string[]> {
  const found = await deliveryErasures.everyAccount.find({ wakeAt: { $lte: app.now() } }, { projection: { _id: 1 }, limit: 100 });
  return found.map(({ _id }) => _id);
}
