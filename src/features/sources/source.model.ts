import type { Mapping } from '../../domain/mapping/mapping.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';
import type { Scheme } from '../../platform/signature/scheme.ts';
import type { SourceKind } from './senders.ts';

export const SOURCE_STATUSES = ['active', 'paused'] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number];

/** A system that reports interactions by webhook. Its `_id` is part of the address it posts to. */
export interface Source extends Owned {
  name: string;
  kind: SourceKind;
  status: SourceStatus;
  /** How its requests are signed, where its kind leaves that open. */
  scheme: Scheme | null;
  /** Also accept the older, weaker signatures of its kind. */
  legacySignatures: boolean;
  /** In place of the one its kind comes with. */
  mapping: Mapping | null;
  /** Sealed; newest first. Several while one replaces another. */
  secrets: { sealed: string; createdAt: Date; expiresAt: Date | null }[];
  /** Requests refused, by reason. */
  refusals: Record<string, number>;
  lastRefusal: { reason: string; at: Date } | null;
  createdAt: Date;
}

export const sources = defineCollection<Source>('sources', new Schema({
  _id: String,
  accountId: String,
  name: String,
  kind: String,
  status: String,
  scheme: Schema.Types.Mixed,
  legacySignatures: Boolean,
  mapping: Schema.Types.Mixed,
  secrets: [Schema.Types.Mixed],
  refusals: Schema.Types.Mixed,
  lastRefusal: Schema.Types.Mixed,
  createdAt: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, createdAt: 1 }));
