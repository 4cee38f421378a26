/** A table in a file, whatever the file's format: a header and rows of text. */
import type { FileFormat } from './file-format.ts';

/** Delimiters that can be told apart and asked for. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface TableOptions {
  /** Instead of the one found: any label of `TextDecoder`. */
  encoding?: string | undefined;
  delimiter?: Delimiter | undefined;
  /** Name of the sheet instead of the first one. */
  sheet?: string | undefined;
  /** How numbers of a workbook are written as text, so that they read as its text cells do. Default a point. */
  decimalSeparator?: '.' | ',' | undefined;
  signal?: AbortSignal | undefined;
}

export interface TableRow {
  /** As a spreadsheet counts rows, from 1; a quoted line break makes no row. */
  rowNumber: number;
  /** Trailing empty cells may be missing. */
  cells: string[];
  /** A quotation mark in it is opened and never closed, so its cells are not to be trusted. */
  broken: boolean;
}

export interface TableBatch {
  /** At most `BATCH_ROWS`; rows without any text are left out. */
  rows: TableRow[];
  /** Bytes of the file behind the reader; a workbook's are estimated. */
  bytesRead: number;
}

/** What a format's reader delivers: all rows, the header among them. */
export interface RawTable {
  format: FileFormat;
  encoding: string | null;
  delimiter: Delimiter | null;
  sheet: string | null;
  batches: AsyncGenerator<TableBatch, void, undefined>;
}

export interface Table extends Omit<RawTable, 'batches'> {
  totalBytes: number;
  /** Names of the columns, trimmed and each different: a repeated name gets a number, a column without one is "Column 3". */
  header: string[];
  headerRow: number;
  /** The rows after the header, once. */
  batches: AsyncGenerator<TableBatch, void, undefined>;
  /** Frees the file and whatever reads it, at any moment. */
  close(): Promise<void>;
}

export const BATCH_ROWS = 1_000;
/** The first batch of a reader holds the header besides. */
export const FIRST_BATCH_ROWS = BATCH_ROWS + 1;
/** More columns than any table of facts has; a file with 10⁵ of them is an accident or an attack. */
export const MOST_COLUMNS = 1_000;
