import type { FollowUpRule } from '../../domain/follow-up-rules.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

export type FollowUpStatus = 'open' | 'claimed' | 'sending' | 'sent' | 'failed' | 'ambiguous' | 'cancelled';

/** One mail that an answer calls for. `_id` = hash of response, rule and recipient, so there is never a second one. */
export interface FollowUp extends Owned {
  responseId: string;
  rule: FollowUpRule;
  /** A user's id for an alert, `customer` for a mail of thanks. */
  recipient: string;
  status: FollowUpStatus;
  /** Due instant, or end of the lease while claimed or sending; `null` when nothing is next. */
  wakeAt: Date | null;
  lease: string | null;
  attempts: number;
  reason: string | null;
  createdAt: Date;
  sentAt: Date | null;
}

export const followUps = defineCollection<FollowUp>('followUps', new Schema({
  _id: String,
  accountId: String,
  responseId: String,
  rule: String,
  recipient: String,
  status: String,
  wakeAt: Date,
  lease: String,
  attempts: Number,
  reason: String,
  createdAt: Date,
  sentAt: Date,
}, SCHEMA_OPTIONS).index({ status: 1, wakeAt: 1 }).index({ accountId: 1, responseId: 1 }));
