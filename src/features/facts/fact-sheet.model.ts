import { isOfCompany, type FactKind, type StoredFact } from '../../domain/facts.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';
import { hashId } from '../../platform/token.ts';

/**
 * Everything imported about one customer, or about the company in one month: one document, so that a report reads each
 * customer once and an import rewrites each touched customer once.
 */
export interface FactSheet extends Owned {
  /** The customer's id in the company's own systems; `null` for facts about the company. */
  owner: string | null;
  facts: StoredFact[];
  /** Moves with each write: two writers collide here and one of them reads again. */
  revision: number;
}

export const factSheets = defineCollection<FactSheet>('factSheets', new Schema({
  _id: String,
  accountId: String,
  owner: String,
  facts: [Schema.Types.Mixed],
  revision: Number,
}, SCHEMA_OPTIONS).index({ accountId: 1, owner: 1 }));

/** The sheet of a fact's home (`homeOf`). Company facts are kept a sheet a month, so that no sheet grows without end. */
export function sheetId(accountId: string, kind: FactKind, home: string): string {
  return hashId('facts', accountId, isOfCompany(kind) ? kind : 'customer', home);
}

/** Which sheets one batch of an import wrote to, for undo: an index over every sheet would slow each import down. */
export interface FactTouch extends Owned {
  importId: string;
  sheetIds: string[];
}

export const factTouches = defineCollection<FactTouch>('factTouches', new Schema({
  _id: String, accountId: String, importId: String, sheetIds: [String],
}, SCHEMA_OPTIONS).index({ accountId: 1, importId: 1 }));

/** Whose an invoice, purchase or renewal is now, or of which month a cost: a correction may move it from one sheet to another. */
export interface FactOwner extends Owned {
  /** Its home. */
  owner: string;
}

export const factOwners = defineCollection<FactOwner>('factOwners', new Schema({ _id: String, accountId: String, owner: String }, SCHEMA_OPTIONS));

/** Moves whenever facts or answers of an account change: the key under which reports are cached. */
export interface FactsRevision extends Owned {
  revision: number;
}

export const factsRevisions = defineCollection<FactsRevision>('factsRevisions', new Schema({
  _id: String, accountId: String, revision: Number,
}, SCHEMA_OPTIONS));
