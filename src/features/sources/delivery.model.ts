import type { FieldError } from '../../platform/errors.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

export const DELIVERY_OUTCOMES = ['accepted', 'duplicate', 'ignored', 'refused'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** What one item of a delivery became. */
export interface DeliveredItem {
  outcome: Exclude<DeliveryOutcome, 'refused'>;
  /** The sender's name of what happened, where its mapping knows it. */
  event: string | null;
  /** The interaction's id at its source, where it is one. */
  interaction: string | null;
  /** Why it was left out. */
  reason: string | null;
  problems: FieldError[];
}

/** What became of the rows of a file that was fetched. */
export interface DeliveryCounts {
  rows: number;
  accepted: number;
  /** Known by their ids: stored by an earlier run, or earlier in this one. */
  duplicates: number;
  /** Left out by a rule of the mapping. */
  ignored: number;
  /** Rows with something wrong in them. */
  rejected: number;
}

export const NO_COUNTS: Readonly<DeliveryCounts> = { rows: 0, accepted: 0, duplicates: 0, ignored: 0, rejected: 0 };

/** One request of a source, or one file that was fetched for it, with what became of it. */
export interface Delivery {
  /** The sender's own id of the delivery, else a hash of its body. */
  deliveryId: string;
  at: Date;
  outcome: DeliveryOutcome;
  /** Why it was refused, or left out as a whole. */
  reason: string | null;
  items: DeliveredItem[];
  /** What a mapping may read, without what proves who sent it. */
  headers: Record<string, string>;
  /** As it came; `null` where nobody proved to have sent it. */
  payload: string | null;
  /** The payload was too long to be kept whole, so it cannot be replayed. */
  isCut: boolean;
  /** Which delivery this one repeats, by hand. */
  replayOf: string | null;
  /** For files alone; their `items` are the first rows with something wrong in them, and their `payload` is their first row. */
  counts?: DeliveryCounts;
}

/** Deliveries that were written down together, oldest first: one document, so that the log costs a busy source little. */
export interface DeliveryBatch extends Owned {
  sourceId: string;
  at: Date;
  /** Each that one of them had. */
  outcomes: DeliveryOutcome[];
  /** Each as a text, which a database takes faster than all the fields of it; made by `writtenDown`, read by `deliveriesOf`. */
  deliveries: string[];
}

export function writtenDown(delivery: Delivery): string {
  return JSON.stringify(delivery);
}

export function deliveriesOf({ deliveries: texts }: Pick<DeliveryBatch, 'deliveries'>): Delivery[] {
  return texts.map((text) => {
    const delivery = JSON.parse(text) as Omit<Delivery, 'at'> & { at: string };
    return { ...delivery, at: new Date(delivery.at) };
  });
}

const KEPT_SECONDS = 30 * 86_400;

export const deliveries = defineCollection<DeliveryBatch>('deliveries', new Schema({
  _id: String, accountId: String, sourceId: String, at: Date, outcomes: [String], deliveries: [String],
}, SCHEMA_OPTIONS)
  .index({ accountId: 1, sourceId: 1, at: 1, _id: 1 })
  .index({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS }));
