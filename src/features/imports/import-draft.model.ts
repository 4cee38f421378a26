import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';
import type { ImportKind } from './import-kinds.ts';

/** A file that was uploaded to be looked at and is no import yet; it lies in the database under `_id`. */
export interface ImportDraft extends Owned {
  kind: ImportKind;
  fileName: string;
  bytes: number;
  /** What its columns were last taken for by a person; absent = guessed. */
  mapping?: unknown;
  createdAt: Date;
}

export const importDrafts = defineCollection<ImportDraft>('importDrafts', new Schema({
  _id: String, accountId: String, kind: String, fileName: String, bytes: Number, mapping: Schema.Types.Mixed, createdAt: Date,
}, SCHEMA_OPTIONS).index({ createdAt: 1 }));
