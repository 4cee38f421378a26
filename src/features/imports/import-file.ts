/** What goes into reading a file and what comes out of it. */
import type { Fault } from '../../domain/import-remark.ts';
import type { Delimiter } from '../../platform/table/table.ts';
import type { ImportKind } from './import-kinds.ts';
import type { Mapping } from './mapping.ts';
import type { ImportRow } from './past-rows.ts';
import type { RowError } from './row-error.ts';

export type { RowError } from './row-error.ts';

export interface ParseInput {
  path: string;
  kind: ImportKind;
  /** What the file's columns mean; what it leaves open is guessed. */
  mapping?: Mapping | undefined;
  /** The account's zone: local days of instants, instants of local times. */
  timeZone: string;
  /** Aborting stops the reading with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** To resume: rows up to and including this number are read over, neither parsed nor counted. Default 0. */
  afterRow?: number | undefined;
}

/** Up to 1,000 rows of the file. Empty rows are neither counted nor handed over. */
export interface ImportBatch {
  /** The good rows, in the order of the file. */
  rows: { rowNumber: number; parsed: ImportRow }[];
  /** Everything wrong with the other rows, in the order of the file. */
  errors: RowError[];
  /** How many rows of this batch are wrong. */
  rejected: number;
  /** Rows read so far, good or not, since `afterRow`. */
  rowsRead: number;
  /** Number of the last row of this batch: what `afterRow` wants to go on after it. */
  lastRow: number;
  /** Bytes of the file that are behind the reader; a workbook's are estimated. */
  bytesRead: number;
  totalBytes: number;
}

export interface FileDescription {
  format: 'csv' | 'xlsx';
  /** `null` for workbooks. */
  encoding: string | null;
  delimiter: Delimiter | null;
  /** The sheet asked for; `null` = the first one, or a text file. */
  sheet: string | null;
  totalBytes: number;
}

export interface PreviewRow {
  rowNumber: number;
  /** Cells by the file's own column names. */
  cells: Record<string, string>;
  /** `null` when the row is wrong: see the errors with its number. */
  parsed: ImportRow | null;
}

export interface ImportPreview {
  file: FileDescription;
  /** The file's column names. */
  header: string[];
  /** The mapping as it would be applied: the one given, completed by guesses. */
  mapping: Mapping;
  /** Columns of the file that nothing takes; for customers they become properties. */
  unmapped: string[];
  /** Required columns the file does not have. */
  missing: string[];
  /** Why the file would be refused as a whole, or `null`. */
  problem: string | null;
  /** The same for people of every language, where the file is a table at all. */
  fault: Fault | null;
  rows: PreviewRow[];
  errors: RowError[];
  /** Rows looked at. */
  rowsRead: number;
}
