/** The log of what sources sent: written beside the work, in batches, and kept for 30 days. */
import type { App } from '../../app.ts';
import { waitsOf } from '../../metrics.ts';
import { chunks } from '../../platform/chunks.ts';
import { groupBy } from '../../platform/group-by.ts';
import { createGroupCommit, type GroupCommit } from '../../platform/group-commit.ts';
import { randomId } from '../../platform/token.ts';
import { deliveries, writtenDown, type Delivery, type DeliveryBatch } from './delivery.model.ts';

export { DELIVERY_OUTCOMES, NO_COUNTS } from './delivery.model.ts';
export type { DeliveredItem, Delivery, DeliveryCounts } from './delivery.model.ts';

const LONGEST_PAYLOAD = 65_536;
/** A batch stays below the 16 MiB that a document may have, even when each character of the longest payloads is written as six. */
const MOST_IN_BATCH = 32;
/** What waits is held in memory. */
const MOST_WAITING = 2000;

interface Entry {
  accountId: string;
  sourceId: string;
  delivery: Delivery;
}

/** Lines that nobody waits for are written together: the log then costs the database little beside the work. */
const EVERY_MS = 250;

interface Log {
  now: GroupCommit<Entry, void>;
  soon: GroupCommit<Entry, void>;
}

const logs = new WeakMap<App, Log>();

function logOf(app: App): Log {
  let log = logs.get(app);
  if (!log) {
    const created: Log = { now: createGroupCommit(store, { maxWaiting: MOST_WAITING, onStored: waitsOf('deliveries') }), soon: createGroupCommit(store, { maxWaiting: MOST_WAITING, everyMs: EVERY_MS }) };
    log = created;
    logs.set(app, created);
    app.draining.add(async () => void (await Promise.all([created.now.drain(), created.soon.drain()])));
  }
  return log;
}

async function store(entries: Entry[]): Promise<void[]> {
  const batches = [...groupBy(entries, ({ sourceId }) => sourceId).values()].flatMap((ofSource) => chunks(ofSource, MOST_IN_BATCH).map(batchOf));
  await deliveries.everyAccount.insertMany(batches);
  return entries.map(() => undefined);
}

function batchOf(entries: Entry[]): DeliveryBatch {
  const [first] = entries;
  if (!first) throw new Error('a batch holds at least one delivery');
  const { accountId, sourceId, delivery: { at } } = first;
  return { _id: randomId('dlv'), accountId, sourceId, at, ...written(entries.map(({ delivery }) => delivery)) };
}

function written(members: readonly Delivery[]): Pick<DeliveryBatch, 'outcomes' | 'deliveries'> {
  return { outcomes: [...new Set(members.map(({ outcome }) => outcome))], deliveries: members.map(writtenDown) };
}

/**
 * Resolves when it is written down.
 * @param when `soon`: nobody waits for it, so on a busy server it is written with what comes in the same quarter of a second
 * @throws Unavailable when it could not be in time
 */
export function logDelivery(app: App, { accountId, _id: sourceId }: { accountId: string; _id: string }, delivery: Delivery, when: 'now' | 'soon' = 'now'): Promise<void> {
  return logOf(app)[when].add({ accountId, sourceId, delivery });
}

/** Writes batches whose deliveries were stored as documents as they are stored today. Safe to run twice. */
export async function settleDeliveryTexts(): Promise<void> {
  for await (const former of deliveries.everyAccount.batches({ outcomes: null }, { batchSize: 10 })) {
    await deliveries.everyAccount.bulkWrite(former.map(({ _id, deliveries: members }) => ({ filter: { _id, outcomes: null }, update: { $set: written(members as unknown as Delivery[]) } })));
  }
}

/** As much of a payload as is kept. */
export function keptPayload(body: Buffer): Pick<Delivery, 'payload' | 'isCut'> {
  return { payload: body.subarray(0, LONGEST_PAYLOAD).toString('utf8'), isCut: body.length > LONGEST_PAYLOAD };
}
