/** Rows that do not fit their table, so that none of their cells can be trusted to be its column's. */
import type { Table, TableRow } from './table.ts';

/** What is wrong with a row as a whole, in plain words, `null` when nothing is. */
export interface RowMisfit {
  /** The part of the row that shows it. */
  value: string;
  problem: string;
  accepted: string;
}

export function rowMisfit({ header, delimiter }: Pick<Table, 'header' | 'delimiter'>, { cells, broken }: TableRow): RowMisfit | null {
  const joined = (part: readonly string[]): string => part.join(delimiter ?? '');
  if (broken) return { value: joined(cells), problem: 'opens a quotation mark that is never closed', accepted: 'cells whose quotation marks are closed, or doubled inside them' };
  const beyond = cells.slice(header.length);
  if (beyond.every((cell) => cell.trim() === '')) return null;
  return { value: joined(beyond), problem: `has ${cells.length} cells, but the header has ${header.length}`, accepted: 'as many cells as the header; a cell that holds the delimiter needs quotation marks around it' };
}
