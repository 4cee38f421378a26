/** Rows as the text of CSV files (RFC 4180, UTF-8), a piece at a time so that a file of any length can be streamed. */
import { COMPANY_COLUMNS } from './import-rows.ts';
import type { CompanyFileKind, ImportCells } from './import-rows.ts';

const ROWS_IN_A_PIECE = 500;
const LINE_END = '\r\n';

/** The header, then the rows, some hundred to a piece; together they are the file. */
export function* csvText(kind: CompanyFileKind, rows: Iterable<ImportCells>): Generator<string> {
  const columns: readonly string[] = COMPANY_COLUMNS[kind];
  let piece = columns.join(',') + LINE_END;
  let count = 0;
  for (const cells of rows) {
    piece += columns.map((column) => quoted(cells[column] ?? '')).join(',') + LINE_END;
    count += 1;
    if (count % ROWS_IN_A_PIECE > 0) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
