import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** One company's separate world of data; its `accountId` is its own `_id`. */
export interface Account extends Owned {
  name: string;
  /** IANA zone in which its days begin. */
  timeZone: string;
  /** BCP 47 tags, the first is the default. */
  languages: string[];
  branding: { companyName: string; color: string; logoUrl: string | null; postalAddress: string | null };
  /** `null` fields fall back to MAIL_FROM. A paused sender sends nothing until it is resumed. */
  sender: { name: string | null; address: string | null; replyTo: string | null; paused: { at: Date; reason: string } | null };
  /** Property names whose values reports may group and filter by. */
  segmentKeys: string[];
  /** Below this many answers a comparison says "too few". */
  minimumSample: number;
  /** Everybody needs a second step to sign in. */
  requiresSecondStep?: boolean;
  createdAt: Date;
}

export const accounts = defineCollection<Account>('accounts', new Schema({
  _id: String,
  accountId: String,
  name: String,
  timeZone: String,
  languages: [String],
  branding: Schema.Types.Mixed,
  sender: Schema.Types.Mixed,
  segmentKeys: [String],
  minimumSample: Number,
  requiresSecondStep: Boolean,
  createdAt: Date,
}, SCHEMA_OPTIONS).index({ 'sender.paused.at': 1 }, { sparse: true }));
