import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** One use of an `Idempotency-Key`. `_id` = hash of account and key, so that of two at once one gets it. */
export interface IdempotencyKey extends Owned {
  fingerprint: string;
  /** Who works on it; another token once it was taken over. */
  claim: string;
  /** `null` once it was answered. */
  leasedUntil: Date | null;
  status: number | null;
  /** Sealed: an answer may hold a secret that is shown once. `null` without a body. */
  text: string | null;
  expiresAt: Date;
}

export const idempotencyKeys = defineCollection<IdempotencyKey>('idempotencyKeys', new Schema({
  _id: String, accountId: String, fingerprint: String, claim: String, leasedUntil: Date, status: Number, text: String, expiresAt: Date,
}, SCHEMA_OPTIONS).index({ expiresAt: 1 }, { expireAfterSeconds: 0 }));
