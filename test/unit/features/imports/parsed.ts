/** Files that the tests of imports make for themselves, and everything in them. */
import type { ImportBatch, ParseInput } from '../../../../src/features/imports/import-file.ts';
import type { ImportKind } from '../../../../src/features/imports/import-kinds.ts';
import type { Mapping } from '../../../../src/features/imports/mapping.ts';
import { parseImport } from '../../../../src/features/imports/parse-file.ts';
import type { ImportRow } from '../../../../src/features/imports/past-rows.ts';
import { errorDocument } from '../../../../src/features/imports/row-error.ts';
import { aFile } from '../../platform/table/files.ts';

type ShownError = ReturnType<typeof errorDocument>;

export async function batchesOf(input: ParseInput): Promise<ImportBatch[]> {
  const batches: ImportBatch[] = [];
  for await (const batch of parseImport(input)) batches.push(batch);
  return batches;
}

export async function parsedFile(kind: ImportKind, path: string, mapping?: Mapping, timeZone = 'Europe/Warsaw'): Promise<{ rows: ImportRow[]; errors: ShownError[]; rejected: number }> {
  const batches = await batchesOf({ path, kind, mapping, timeZone });
  return {
    rows: batches.flatMap(({ rows }) => rows.map(({ parsed }) => parsed)),
    errors: batches.flatMap(({ errors }) => errors.map(errorDocument)),
    rejected: batches.reduce((sum, { rejected }) => sum + rejected, 0),
  };
}

export async function parsed(kind: ImportKind, content: string | Uint8Array, mapping?: Mapping, timeZone?: string): Promise<{ rows: ImportRow[]; errors: ShownError[]; rejected: number }> {
  return parsedFile(kind, await aFile(content), mapping, timeZone);
}
