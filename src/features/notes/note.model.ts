import type { Author } from '../../domain/author.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** What somebody wrote down about a day, to be marked on the trend. */
export interface Note extends Owned {
  /** `null`: all touchpoints. */
  touchpoint: string | null;
  /** `YYYY-MM-DD`, local to the account. */
  day: string;
  text: string;
  by: Author;
  createdAt: Date;
}

export const notes = defineCollection<Note>('notes', new Schema({
  _id: String,
  accountId: String,
  touchpoint: String,
  day: String,
  text: String,
  by: Schema.Types.Mixed,
  createdAt: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, day: 1 }));
