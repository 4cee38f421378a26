/** A look at a file before it is imported: what its columns are taken for, its first rows, its first errors. */
import type { ImportPreview, ParseInput, PreviewRow, RowError } from './import-file.ts';
import { openImport, type OpenImport } from './open-import.ts';

const ROWS = 20;
const MOST_ERRORS = 100;

/**
 * Looks at the first 1,000 rows. A file that would be refused for its columns is shown all the same, with the `problem`.
 * @throws UnusableFile for a file that is no table
 */
export async function previewImport({ rows: shown = ROWS, ...input }: Omit<ParseInput, 'afterRow'> & { rows?: number }): Promise<ImportPreview> {
  const opened = await openImport(input);
  const { table, guess, problem } = opened;
  try {
    const first = await table.batches.next();
    const looked = first.done ? [] : first.value.rows;
    const rows: PreviewRow[] = [];
    const errors: RowError[] = [];
    for (const row of looked) {
      const outcome = problem === null ? opened.parse(row) : { parsed: null, errors: [] };
      if (outcome.errors !== null && errors.length < MOST_ERRORS) errors.push(...outcome.errors);
      if (rows.length < shown) rows.push({ rowNumber: row.rowNumber, cells: named(opened, row.cells), parsed: outcome.parsed });
    }
    const { format, encoding, delimiter, sheet, totalBytes, header } = table;
    const { mapping, unmapped, missing } = guess;
    return { file: { format, encoding, delimiter, sheet, totalBytes }, header, mapping, unmapped, missing, problem: problem?.message ?? null, fault: problem?.fault ?? null, rows, errors: errors.slice(0, MOST_ERRORS), rowsRead: looked.length };
  } finally {
    await table.close();
  }
}

function named({ table }: OpenImport, cells: readonly string[]): Record<string, string> {
  return Object.fromEntries(table.header.map((name, index) => [name, cells[index] ?? '']));
}
