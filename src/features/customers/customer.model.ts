import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** The person we keep. Known by the sender's id, by address, or both. */
export interface Customer extends Owned {
  externalId: string | null;
  /** As it was given. */
  email: string | null;
  /** One spelling per mailbox, for look-ups. */
  emailKey: string | null;
  name: string | null;
  /** What the name is found by, see `nameKeysOf`. */
  nameKey?: string | null;
  lastNameKey?: string | null;
  locale: string | null;
  timeZone: string | null;
  properties: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  /** Counts decisions about this customer: two batches deciding at once collide here and one of them decides again. */
  decisions: number;
}

export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complained' | 'manual' | 'erased';

/** Why an address may not be written to. Keeps a keyed hash only, so it survives the erasure of the person. */
export interface Suppression extends Owned {
  addressHash: string;
  reason: SuppressionReason;
  at: Date;
}

export const customers = defineCollection<Customer>('customers', new Schema({
  _id: String,
  accountId: String,
  externalId: String,
  email: String,
  emailKey: String,
  name: String,
  nameKey: String,
  lastNameKey: String,
  locale: String,
  timeZone: String,
  properties: Schema.Types.Mixed,
  createdAt: Date,
  updatedAt: Date,
  decisions: Number,
}, SCHEMA_OPTIONS)
  .index({ accountId: 1, externalId: 1 }, { unique: true, partialFilterExpression: { externalId: { $type: 'string' } } })
  // The partial one guards; not every server reads through a partial index.
  .index({ externalId: 1, accountId: 1 })
  .index({ accountId: 1, emailKey: 1 })
  .index({ accountId: 1, nameKey: 1 })
  .index({ accountId: 1, lastNameKey: 1 }));

export const suppressions = defineCollection<Suppression>('suppressions', new Schema({
  _id: String, accountId: String, addressHash: String, reason: String, at: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, at: 1 }));
