import type { RollupMonth } from '../../domain/rollup.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** A month document or a stripe of one; its `_id` starts with `rollupId` of its key. */
export type StoredRollup = RollupMonth & Owned;

export const rollups = defineCollection<StoredRollup>('rollups', new Schema({
  _id: String,
  accountId: String,
  surveyId: String,
  surveyKey: String,
  version: Number,
  metric: String,
  scale: Schema.Types.Mixed,
  thresholds: Schema.Types.Mixed,
  touchpoint: String,
  segment: String,
  segmentValue: String,
  month: String,
  days: Schema.Types.Mixed,
}, SCHEMA_OPTIONS).index({ accountId: 1, segment: 1, month: 1 }));
