/** Workbooks of one sheet for spreadsheets: numbers stay numbers, and text stays text even where it looks like a formula. */
import { writeXlsx } from 'hucre/xlsx';
import { TooLarge } from './errors.ts';

export type XlsxRow = Record<string, string | number | boolean | null>;

/** A workbook is put together in memory; for more rows there is CSV, which is not. */
export const MOST_XLSX_ROWS = 50_000;

export interface Sheet {
  name: string;
  isRightToLeft: boolean;
}

/**
 * @param columns names in order; a row's other fields are left out
 * @throws TooLarge naming the remedy, where there are more than {@link MOST_XLSX_ROWS}
 */
export async function xlsxFile(columns: readonly string[], rows: AsyncIterable<XlsxRow> | Iterable<XlsxRow>, { name, isRightToLeft }: Sheet): Promise<Uint8Array> {
  const cells: (string | number | boolean | null)[][] = [[...columns]];
  for await (const row of rows) {
    if (cells.length > MOST_XLSX_ROWS) throw new TooLarge(`A workbook has at most ${MOST_XLSX_ROWS} rows here; take the CSV file instead.`);
    cells.push(columns.map((column) => literal(row[column] ?? null)));
  }
  return writeXlsx({ sheets: [{ name: sheetName(name), rows: cells, columns: columns.map(() => ({ autoWidth: true })), freezePane: { rows: 1 }, view: { rightToLeft: isRightToLeft } }] });
}

/** A text such as `_x0041_` would be read as the character of that number. */
function literal<Cell>(cell: Cell): Cell | string {
  return typeof cell === 'string' ? cell.replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_') : cell;
}

/** Spreadsheets refuse some characters in the name of a sheet, and more than 31. */
function sheetName(name: string): string {
  return name.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, 31);
}
