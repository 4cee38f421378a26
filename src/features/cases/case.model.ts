import type { Author } from '../../domain/author.ts';
import type { CaseStatus, CaseTurn } from '../../domain/case-history.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** `author`: who of the account's people did it; absent or `null` where a program or a rule did. */
export interface CaseNote {
  at: Date;
  text: string;
  author?: Author | null;
}

/** `outcome` is what a closing said. */
export interface RecordedTurn extends CaseTurn {
  outcome: string | null;
  author?: Author | null;
}

/** A person's promise to answer a customer. `_id` = hash of the response, so there is never a second one. */
export interface Case extends Owned {
  responseId: string;
  customerId: string;
  surveyId: string;
  surveyKey: string;
  touchpoint: string;
  /** Opened by the survey's rule, or by hand. */
  origin: 'rule' | 'hand';
  status: CaseStatus;
  /** A user of the account. */
  ownerId: string | null;
  dueAt: Date;
  rootCause: string | null;
  /** How it ended, while it is closed. */
  outcome: string | null;
  /** Oldest first, as are the turns, the first of which is its opening. */
  notes: CaseNote[];
  turns: RecordedTurn[];
  openedAt: Date;
  closedAt: Date | null;
  /** When a rule of retention took its notes and outcomes, `null` or absent where none did. */
  emptiedAt?: Date | null;
  /** When to say that it is overdue; `null` while it is closed and once that is said. */
  wakeAt: Date | null;
}

export const cases = defineCollection<Case>('cases', new Schema({
  _id: String,
  accountId: String,
  responseId: String,
  customerId: String,
  surveyId: String,
  surveyKey: String,
  touchpoint: String,
  origin: String,
  status: String,
  ownerId: String,
  dueAt: Date,
  rootCause: String,
  outcome: String,
  notes: [Schema.Types.Mixed],
  turns: [Schema.Types.Mixed],
  openedAt: Date,
  closedAt: Date,
  emptiedAt: Date,
  wakeAt: Date,
}, SCHEMA_OPTIONS)
  .index({ accountId: 1, openedAt: 1, _id: 1 })
  .index({ accountId: 1, closedAt: 1, _id: 1 })
  .index({ accountId: 1, customerId: 1 })
  .index({ accountId: 1, status: 1, dueAt: 1, _id: 1 })
  .index({ accountId: 1, status: 1, closedAt: 1, _id: 1 })
  .index({ status: 1, wakeAt: 1 }));
