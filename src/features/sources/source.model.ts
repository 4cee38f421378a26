import type { FieldError } from '../../platform/errors.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

export const SOURCE_KINDS = ['standard-webhooks'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export const SOURCE_STATUSES = ['active', 'paused'] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number];

/** A system that reports interactions by signed webhook. Its `_id` is part of the address it posts to. */
export interface Source extends Owned {
  name: string;
  kind: SourceKind;
  status: SourceStatus;
  /** Sealed; newest first. Several while one replaces another. */
  secrets: { sealed: string; createdAt: Date; expiresAt: Date | null }[];
  /** Requests refused, by reason. */
  refusals: Record<string, number>;
  lastRefusal: { reason: string; at: Date } | null;
  createdAt: Date;
}

/** A delivery that was rightly signed and led to nothing, kept so that nothing is dropped without a trace. */
export interface IgnoredDelivery extends Owned {
  sourceId: string;
  deliveryId: string;
  reason: string;
  /** What is wrong with which field. */
  problems: FieldError[];
  /** As it came. */
  payload: string;
  at: Date;
}

const KEPT_SECONDS = 30 * 86_400;

export const sources = defineCollection<Source>('sources', new Schema({
  _id: String,
  accountId: String,
  name: String,
  kind: String,
  status: String,
  secrets: [Schema.Types.Mixed],
  refusals: Schema.Types.Mixed,
  lastRefusal: Schema.Types.Mixed,
  createdAt: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, createdAt: 1 }));

export const ignoredDeliveries = defineCollection<IgnoredDelivery>('ignoredDeliveries', new Schema({
  _id: String, accountId: String, sourceId: String, deliveryId: String, reason: String, problems: [Schema.Types.Mixed], payload: String, at: Date,
}, SCHEMA_OPTIONS)
  .index({ accountId: 1, sourceId: 1, at: 1 })
  .index({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS }));
