import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** A rule on its way through the answers that were there before it was asked to. */
export interface RuleRun {
  startedAt: Date;
  /** Taken so far; of two workers that take the same one, one is overtaken. */
  steps: number;
  /** Answers given before this place are still to be looked at; `null` = none are. */
  next: { at: Date; id: string } | null;
  /** Comments read, and answers tagged, so far. */
  comments: number;
  tagged: number;
  finishedAt: Date | null;
}

/** Comments with one of the words get the tag. `_id` = hash of the tag, so there is one rule for each. */
export interface TagRule extends Owned {
  tag: string;
  /** As people wrote them, see `wordMatcher`. */
  words: string[];
  createdAt: Date;
  updatedAt: Date;
  /** The latest way through old answers, `null` before the first. */
  run: RuleRun | null;
  /** Whether that way is not at its end. */
  isRunning: boolean;
}

export const tagRules = defineCollection<TagRule>('tagRules', new Schema({
  _id: String,
  accountId: String,
  tag: String,
  words: [String],
  createdAt: Date,
  updatedAt: Date,
  run: Schema.Types.Mixed,
  isRunning: Boolean,
}, SCHEMA_OPTIONS)
  .index({ accountId: 1, tag: 1 })
  .index({ isRunning: 1 }));
