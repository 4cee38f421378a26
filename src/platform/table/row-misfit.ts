/** Rows that do not fit their table, so that none of their cells can be trusted to be its column's. */
import type { Table, TableRow } from './table.ts';

/** What is wrong with a row as a whole: a quotation mark that is never closed, or more cells than the header has. */
export type RowMisfit = {
  /** The part of the row that shows it. */
  value: string;
} & ({ kind: 'open-quote' } | { kind: 'more-cells'; cells: number; columns: number });

export function rowMisfit({ header, delimiter }: Pick<Table, 'header' | 'delimiter'>, { cells, broken }: TableRow): RowMisfit | null {
  const joined = (part: readonly string[]): string => part.join(delimiter ?? '');
  if (broken) return { value: joined(cells), kind: 'open-quote' };
  const beyond = cells.slice(header.length);
  if (beyond.every((cell) => cell.trim() === '')) return null;
  return { value: joined(beyond), kind: 'more-cells', cells: cells.length, columns: header.length };
}
