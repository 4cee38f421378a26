import type { StoredDecision } from '../../domain/eligibility.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** One thing that happened at a touchpoint, as its source reported it. `_id` = hash of account, source and the sender's id. */
export interface Interaction extends Owned {
  source: string;
  externalId: string;
  type: string | null;
  touchpoint: string | null;
  occurredAt: Date;
  customer: {
    externalId?: string;
    email?: string;
    name?: string;
    locale?: string;
    timeZone?: string;
    properties?: Record<string, unknown>;
  };
  properties: Record<string, unknown>;
  receivedAt: Date;
  /** Deliveries of the same id after the first. */
  repeats: number;
  /** Present until decided. Starts with the time of receipt, so a range over it finds what is overdue. */
  batchId?: string;
  decisions: StoredDecision[] | null;
  /** Who it was decided about; absent until then, and where it names nobody. */
  customerId?: string;
  /** When a rule of the account removed what it told of its customer. */
  emptiedAt?: Date;
}

/** An interaction as parsed at an edge. */
export type NewInteraction = Pick<Interaction, 'type' | 'touchpoint' | 'occurredAt' | 'customer' | 'properties'> & { id: string };

export const interactions = defineCollection<Interaction>('interactions', new Schema({
  _id: String,
  accountId: String,
  source: String,
  externalId: String,
  type: String,
  touchpoint: String,
  occurredAt: Date,
  customer: Schema.Types.Mixed,
  properties: Schema.Types.Mixed,
  receivedAt: Date,
  repeats: Number,
  batchId: String,
  decisions: { type: [Schema.Types.Mixed], default: undefined },
  customerId: String,
  emptiedAt: Date,
}, SCHEMA_OPTIONS)
  .index({ batchId: 1 }, { sparse: true })
  .index({ accountId: 1, receivedAt: 1, _id: 1 })
  .index({ accountId: 1, customerId: 1 })
  // The id is the guard against a repeated delivery, so it is kept for 400 days.
  .index({ receivedAt: 1 }, { expireAfterSeconds: 400 * 86_400 }));
