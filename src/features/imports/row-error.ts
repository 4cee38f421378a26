/** What a row can have wrong. */

/** What is wrong with one cell of one row. A row with several wrong cells has several of these. */
export interface RowError {
  /** As a spreadsheet numbers rows: the header is usually row 1. */
  rowNumber: number;
  /** The column as the file names it, or its canonical name where the file has none for it. */
  column: string;
  /** The cell as it was read, cut at 200 characters. */
  value: string;
  /** What is wrong, in plain words. */
  problem: string;
  /** What would be accepted. */
  accepted: string;
}
