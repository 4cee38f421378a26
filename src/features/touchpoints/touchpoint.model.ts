import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** A named moment of the customer journey. */
export interface Touchpoint extends Owned {
  key: string;
  name: string;
  createdAt: Date;
  /** Set when it was deleted: its history keeps its name, new surveys cannot use it. */
  deletedAt: Date | null;
}

export const touchpoints = defineCollection<Touchpoint>('touchpoints', new Schema({
  _id: String, accountId: String, key: String, name: String, createdAt: Date, deletedAt: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, key: 1 }));
