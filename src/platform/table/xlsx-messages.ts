/** What goes between the reader of workbooks and the process that parses one. */
import type { TableRow } from './table.ts';

/** Where that process writes its messages to. */
export const ROWS_FD = 3;

export interface SheetRequest {
  path: string;
  sheet: string | null;
  decimalSeparator: '.' | ',';
}

export type SheetMessage =
  | { type: 'rows'; rows: TableRow[]; xmlBytes: number }
  | { type: 'end' }
  | { type: 'refused'; reason: 'too-many-columns' | 'damaged' | 'bomb' | 'no-such-sheet'; detail: string };
