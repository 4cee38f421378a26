import type { OutcomeSheet } from '../../domain/outcomes/outcome-sheet.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** One asked customer's sheet; `_id` = customer id. Customers who were never asked and never answered have none. */
export interface StoredSheet extends Owned, OutcomeSheet {
  /** The customer's id in the company's own systems, under which their facts are kept; `null` = not known yet. */
  owner: string | null;
  /** Revision of the facts in it, so that an older reading never replaces a newer one; 0 = there are none. */
  factsRevision: number;
}

/** Of facts that were read before the sheet was there for their changes to find: read once more with its next change. */
export const UNREAD = -1;

export const outcomeSheets = defineCollection<StoredSheet>('outcomeSheets', new Schema({
  _id: String,
  accountId: String,
  owner: String,
  answers: [Schema.Types.Mixed],
  asks: [Schema.Types.Mixed],
  intervals: [Schema.Types.Mixed],
  left: [String],
  mrr: [Schema.Types.Mixed],
  clv: [Schema.Types.Mixed],
  properties: Schema.Types.Mixed,
  factsRevision: Number,
}, SCHEMA_OPTIONS).index({ accountId: 1, owner: 1 }));

/** Moves with each change of an account's sheets: reports cached under another revision are not current. */
export interface OutcomesRevision extends Owned {
  revision: number;
}

export const outcomesRevisions = defineCollection<OutcomesRevision>('outcomesRevisions', new Schema({
  _id: String, accountId: String, revision: Number,
}, SCHEMA_OPTIONS));
