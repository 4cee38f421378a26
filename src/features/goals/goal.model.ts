import type { Goal } from '../../domain/goal.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** What an account wants a score to be, and by when. */
export interface StoredGoal extends Owned, Goal {
  createdAt: Date;
  updatedAt: Date;
}

export const goals = defineCollection<StoredGoal>('goals', new Schema({
  _id: String,
  accountId: String,
  metric: String,
  scale: Schema.Types.Mixed,
  touchpoint: String,
  target: Number,
  from: String,
  dueOn: String,
  createdAt: Date,
  updatedAt: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, dueOn: 1 }));
