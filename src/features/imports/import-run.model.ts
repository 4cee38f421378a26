import type { Fault, Remark } from '../../domain/import-remark.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';
import type { UnusableReason } from '../../platform/table/unusable-file.ts';
import type { ImportKind } from './import-kinds.ts';

/** `waiting` and `running` are a worker's to finish; `undoing` is a worker's to take back; all others are final. */
export type ImportStatus = 'waiting' | 'running' | 'finished' | 'failed' | 'undoing' | 'undone';

export interface ImportRun extends Owned {
  kind: ImportKind;
  fileName: string;
  bytes: number;
  /** As given with the upload; `null` = guessed from the header. */
  mapping: unknown;
  /** Reads and checks everything, stores nothing. */
  dryRun: boolean;
  status: ImportStatus;
  /** Why it failed, in words for the person who uploaded it. */
  reason: string | null;
  /** The same for people of every language: what is wrong with the file, and with it as an import of its kind. Absent where it did not fail. */
  unusable?: UnusableReason;
  fault?: Fault;
  rowsRead: number;
  /** Number of the last row that is counted and checked, and how many arranged batches are stored: where a lost worker's successor goes on. */
  lastRow: number;
  batchesStored: number;
  accepted: number;
  updated: number;
  /** Known already, or said otherwise by a later row of the same file. */
  unchanged: number;
  rejected: number;
  /** 0–100, by bytes read. */
  percent: number;
  lease: string | null;
  /** When a worker should take it (again); `null` when it is final. */
  wakeAt: Date | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** One wrong value of a file, kept until it is downloaded or a month has passed. */
export interface RejectedValue extends Owned, Remark {
  importId: string;
  row: number;
  column: string;
  value: string;
  at: Date;
}

export const importRuns = defineCollection<ImportRun>('importRuns', new Schema({
  _id: String,
  accountId: String,
  kind: String,
  fileName: String,
  bytes: Number,
  mapping: Schema.Types.Mixed,
  dryRun: Boolean,
  status: String,
  reason: String,
  unusable: String,
  fault: Schema.Types.Mixed,
  rowsRead: Number,
  lastRow: Number,
  batchesStored: Number,
  accepted: Number,
  updated: Number,
  unchanged: Number,
  rejected: Number,
  percent: Number,
  lease: String,
  wakeAt: Date,
  createdAt: Date,
  startedAt: Date,
  finishedAt: Date,
}, SCHEMA_OPTIONS).index({ status: 1, wakeAt: 1 }).index({ accountId: 1, createdAt: 1 }));

export const rejectedValues = defineCollection<RejectedValue>('rejectedValues', new Schema({
  _id: String, accountId: String, importId: String, row: Number, column: String, value: String, problem: Schema.Types.Mixed, accepted: [Schema.Types.Mixed], at: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, importId: 1, row: 1 }).index({ at: 1 }, { expireAfterSeconds: 31 * 86_400 }));
