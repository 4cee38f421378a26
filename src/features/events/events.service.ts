import type { App } from '../../app.ts';
import { inHalves } from '../../platform/in-halves.ts';
import { isDatabaseAway, type ClientSession } from '../../platform/mongo.ts';
import { randomId } from '../../platform/token.ts';
import { events, type Consumer, type Event, type EventType } from './event.model.ts';

export type { Consumer, Event } from './event.model.ts';

export interface NewEvent {
  accountId: string;
  type: EventType;
  at: Date;
  subject: Record<string, string>;
  touched?: { owners: string[]; customerIds: string[] };
  /** Consumers whom not every event of the type concerns, but this one. */
  also?: Consumer[];
}

/** Who consumes every event of a type. */
const CONSUMERS: Partial<Record<EventType, Consumer[]>> = {
  'response.recorded': ['follow-ups', 'outcomes'],
  'response.revised': ['outcomes'],
  'invitation.bounced': ['outcomes'],
  'invitation.expired': ['outcomes'],
  'customer.unsubscribed': ['outcomes'],
  'customer.linked': ['outcomes'],
  'customer.erased': ['outcomes'],
  'facts.changed': ['outcomes'],
  'case.closed': ['outcomes'],
  'case.reopened': ['outcomes'],
};

/** Appends inside the caller's transaction, so that an event exists exactly when its change does. */
export async function appendEvents(news: NewEvent[], session: ClientSession): Promise<void> {
  await events.everyAccount.insertMany(news.map(({ also = [], ...event }) => ({ ...event, _id: randomId('evt'), awaiting: [...also, ...(CONSUMERS[event.type] ?? [])] })), { session });
}

/**
 * Hands the oldest unseen events to `handle`, in order, until none is left. An event counts as seen once `handle` has
 * returned, so `handle` must be safe to run twice. One that it fails for stays unseen, so that it is tried again and is told
 * of when it waits for long; the others go on without it.
 * @returns how many were handled
 */
export async function consumeEvents(app: App, consumer: Consumer, handle: (batch: readonly Event[]) => Promise<void>, batchSize = 200): Promise<number> {
  const poison = new Set<string>();
  for (let handled = 0; ;) {
    const found = await events.everyAccount.find({ awaiting: consumer }, { sort: { at: 1 }, limit: batchSize + poison.size });
    const batch = found.filter(({ _id }) => !poison.has(_id));
    if (batch.length === 0) return handled;
    await inHalves(batch, handle, (failed, error) => {
      if (isDatabaseAway(error)) throw error;
      for (const { _id } of failed) {
        poison.add(_id);
        app.log.error({ event: 'event.stuck', eventId: _id, consumer, err: error });
      }
    });
    const ids = batch.flatMap(({ _id }) => (poison.has(_id) ? [] : _id));
    await events.everyAccount.updateMany({ _id: { $in: ids } }, { $pull: { awaiting: consumer } });
    handled += ids.length;
  }
}

/** True when some event has waited for this consumer since before `before`. */
export async function hasOverdueEvents(consumer: Consumer, before: Date): Promise<boolean> {
  return (await events.everyAccount.find({ awaiting: consumer, at: { $lte: before } }, { projection: { _id: 1 }, limit: 1 })).length > 0;
}
