/** Turns a file into rows of its kind, batch by batch, with everything that is wrong in it. */
import type { TableRow } from '../../platform/table/table.ts';
import type { ImportBatch, ParseInput, RowError } from './import-file.ts';
import { openImport, type OpenImport } from './open-import.ts';
import { UnusableImport } from './unusable-import.ts';

/** A file whose first so many rows are all wrong is not read on. */
const HOPELESS_FROM = 1_000;

/**
 * Reads a file in batches of up to 1,000 rows. Wrong rows never stop good ones; a file that is wrong as a whole ends with an
 * explanation, after the errors of its first rows.
 * @throws UnusableFile
 */
export async function* parseImport(input: ParseInput): AsyncGenerator<ImportBatch, void, undefined> {
  const { afterRow = 0, signal } = input;
  const opened = await openImport(input);
  const { table } = opened;
  let rowsRead = 0;
  let hasGoodRow = afterRow > 0;
  let firstErrors: RowError[] = [];
  try {
    if (opened.problem) throw opened.problem;
    for await (const { rows, bytesRead } of table.batches) {
      signal?.throwIfAborted();
      const left = rows.at(0) && (rows.at(0)?.rowNumber ?? 0) > afterRow ? rows : rows.filter(({ rowNumber }) => rowNumber > afterRow);
      const lastRow = left.at(-1)?.rowNumber;
      if (lastRow === undefined) continue;
      const batch = parseRows(opened, left);
      rowsRead += left.length;
      hasGoodRow ||= batch.rows.length > 0;
      if (!hasGoodRow) firstErrors = [...firstErrors, ...batch.errors];
      yield { ...batch, rowsRead, lastRow, bytesRead, totalBytes: table.totalBytes };
      if (!hasGoodRow && rowsRead >= HOPELESS_FROM) throw hopeless(rowsRead, firstErrors);
    }
  } finally {
    await table.close();
  }
}

function parseRows({ parse }: OpenImport, rows: readonly TableRow[]): Pick<ImportBatch, 'rows' | 'errors' | 'rejected'> {
  const batch: Pick<ImportBatch, 'rows' | 'errors' | 'rejected'> = { rows: [], errors: [], rejected: 0 };
  for (const row of rows) {
    const { parsed, errors } = parse(row);
    if (errors === null) {
      batch.rows.push({ rowNumber: row.rowNumber, parsed });
      continue;
    }
    batch.errors.push(...errors);
    batch.rejected += 1;
  }
  return batch;
}

/** Says what is wrong most often, as one example of it. */
function hopeless(rows: number, errors: readonly RowError[]): UnusableImport {
  const counts = new Map<string, { count: number; error: RowError }>();
  for (const error of errors) {
    const key = `${error.column}\0${error.problem.code}`;
    counts.set(key, { error, ...counts.get(key), count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const most = [...counts.values()].reduce<{ count: number; error: RowError | null }>((best, slot) => (slot.count > best.count ? slot : best), { count: 0, error: null });
  const { error, count } = most;
  return new UnusableImport('hopeless', {
    code: 'hopeless', about: { count: rows },
    ...(error === null ? {} : { example: { count, column: error.column, value: error.value, problem: error.problem, accepted: error.accepted } }),
  });
}
