/** What a row can have wrong. */
import { remarkText, type Remark } from '../../domain/import-remark.ts';

/** What is wrong with one cell of one row. A row with several wrong cells has several of these. */
export interface RowError extends Remark {
  /** As a spreadsheet numbers rows: the header is usually row 1. */
  rowNumber: number;
  /** The column as the file names it, or its canonical name where the file has none for it. */
  column: string;
  /** The cell as it was read, cut at 200 characters. */
  value: string;
}

/** An error as programs read it: in English, with a code that stays. */
export function errorDocument({ rowNumber, column, value, ...remark }: RowError) {
  return { rowNumber, column, value, code: remark.problem.code, ...remarkText(remark, 'en') };
}
