/** What becomes of a delivery whose sender is known: its payload is mapped, its interactions are stored, and it is written down. */
import type { App } from '../../app.ts';
import { Conflict, Malformed, Unavailable } from '../../platform/errors.ts';
import { parseJson } from '../../platform/http/json.ts';
import { receiveInteractions, type Receipt } from '../interactions/interactions.service.ts';
import { storeChurns } from './churn-facts.service.ts';
import type { LoggedDelivery } from './deliveries.queries.ts';
import { keptPayload, logDelivery, type DeliveredItem, type Delivery } from './deliveries.service.ts';
import { readPayload, type ReadItem } from './read-payload.ts';
import { senderOf } from './senders.ts';
import type { Source } from './sources.service.ts';

export interface Received {
  deliveryId: string;
  /** What a mapping may read: lower-case names, without what proves who sent it. */
  headers: Record<string, string>;
  body: Buffer;
  receivedAt: Date;
  /** By hand, of a delivery in the log. */
  replayOf?: string;
}

/** What a payload says, item by item; as a whole it may be left out for one reason. */
export type ReadDelivery = { reason: string | null; items: ReadItem[] };

/** Maps a payload as this source would, and stores nothing. */
export function readDelivery(source: Pick<Source, 'kind' | 'mapping'>, { deliveryId, headers, body, receivedAt }: Received): ReadDelivery {
  const mapping = source.mapping ?? senderOf(source.kind).mapping;
  let payload: unknown;
  try {
    payload = parseJson(body, { isForeign: mapping !== null });
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { reason: 'unreadable', items: [{ event: null, reason: 'unreadable', problems: [{ pointer: '', detail: error.message }] }] };
  }
  return { reason: null, items: readPayload(mapping, payload, { headers, id: deliveryId, receivedAt }) };
}

export interface Taken {
  outcome: 'accepted' | 'duplicate' | 'ignored';
  items: DeliveredItem[];
  receipts: Receipt[];
}

/**
 * Stores what a delivery reports. Resolves once its interactions are durable; a delivery that led to none is durable in the
 * log, since that is its only trace.
 * @throws Unavailable when the database did not take it in time: the sender must send it again
 */
export async function takeDelivery(app: App, source: Source, received: Received): Promise<Taken> {
  const read = source.status === 'paused' ? { reason: 'paused', items: [] } : readDelivery(source, received);
  await storeChurns(app, source, received);
  const receipts = await receiveInteractions(app, source.accountId, source._id, read.items.flatMap((item) => ('interaction' in item ? [item.interaction] : [])));
  const items = itemsOf(read.items, receipts);
  const at = app.now();
  const outcome = items.some((item) => item.outcome === 'accepted') ? 'accepted' : items.some((item) => item.outcome === 'duplicate') ? 'duplicate' : 'ignored';
  const line = deliveryOf(received, at, { outcome, reason: outcome === 'ignored' ? read.reason ?? items[0]?.reason ?? null : null, items });
  // Whoever takes one again by hand looks for it in the log.
  const isAwaited = outcome === 'ignored' || received.replayOf !== undefined;
  const logged = logDelivery(app, source, line, isAwaited ? 'now' : 'soon');
  if (isAwaited) await logged;
  else logged.catch((error: unknown) => reportUnlogged(app, source, error));
  return { outcome, items, receipts };
}

/** Takes a delivery of the log again, by the mapping of today. @throws Conflict where its payload was not kept whole */
export async function replayDelivery(app: App, source: Source, { id, deliveryId, headers, payload, isCut, at }: LoggedDelivery): Promise<Taken> {
  if (payload === null || isCut) throw new Conflict('This delivery cannot be taken again: its payload was not kept whole.');
  return takeDelivery(app, source, { deliveryId, headers, body: Buffer.from(payload), receivedAt: at, replayOf: id });
}

function itemsOf(items: ReadItem[], receipts: Receipt[]): DeliveredItem[] {
  const next = receipts.values();
  return items.map((item): DeliveredItem => {
    if (!('interaction' in item)) return { outcome: 'ignored', event: item.event, interaction: null, reason: item.reason, problems: item.problems };
    const receipt = next.next().value;
    if (!receipt) throw new Error('every interaction gets a receipt');
    return { outcome: receipt.kind, event: item.event, interaction: receipt.interaction.externalId, reason: null, problems: [] };
  });
}

function deliveryOf({ deliveryId, headers, body, replayOf }: Received, at: Date, told: Pick<Delivery, 'outcome' | 'reason' | 'items'>): Delivery {
  return { deliveryId, at, ...told, headers, ...keptPayload(body), replayOf: replayOf ?? null };
}

/** The interactions are safe; only the line in the log is missing. */
function reportUnlogged(app: App, { _id }: Source, error: unknown): void {
  app.log.warn({ event: 'delivery.unlogged', source: _id, overload: error instanceof Unavailable, error: (error as Error).message }, 'a delivery was stored but not written into the log of its source');
}
