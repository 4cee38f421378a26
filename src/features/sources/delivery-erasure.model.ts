import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** A person who is still to be taken out of the log of deliveries; gone when that is done. */
export interface DeliveryErasure extends Owned {
  /** What they are found by, sealed: after an erasure it stands nowhere in the clear. */
  sealedTraces: string;
  /** The log from here on is still to be looked through. */
  since: Date;
  wakeAt: Date;
  createdAt: Date;
}

export const deliveryErasures = defineCollection<DeliveryErasure>('deliveryErasures', new Schema({
  _id: String, accountId: String, sealedTraces: String, since: Date, wakeAt: Date, createdAt: Date,
}, SCHEMA_OPTIONS).index({ wakeAt: 1 }));
