import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

export const EVENT_TYPES = ['response.recorded', 'response.revised', 'response.quarantined', 'response.tagged', 'invitation.bounced', 'customer.unsubscribed', 'customer.suppressed', 'facts.changed', 'invitation.expired', 'customer.linked', 'customer.erased', 'case.opened', 'case.closed', 'case.reopened', 'case.overdue'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type Consumer = 'cases' | 'tags' | 'follow-ups' | 'outcomes';

/** Something that happened, written in the same transaction as the change itself: outbox and audit log. */
export interface Event extends Owned {
  type: EventType;
  at: Date;
  /** Ids of what it happened to. */
  subject: Record<string, string>;
  /** Whose facts or past answers an import changed: ids of the company's own systems, and customers of ours. */
  touched?: { owners: string[]; customerIds: string[] };
  /** Consumers that have not seen it yet. */
  awaiting: Consumer[];
}

export const events = defineCollection<Event>('events', new Schema({
  _id: String,
  accountId: String,
  type: String,
  at: Date,
  subject: Schema.Types.Mixed,
  touched: Schema.Types.Mixed,
  awaiting: { type: [String], default: undefined },
}, SCHEMA_OPTIONS)
  .index({ awaiting: 1, at: 1 }, { sparse: true })
  .index({ accountId: 1, at: 1 })
  .index({ at: 1 }, { expireAfterSeconds: 400 * 86_400 }));
