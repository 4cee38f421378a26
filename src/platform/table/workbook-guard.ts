/** Which archives are workbooks that may be opened. */
import type { FileHandle } from 'node:fs/promises';
import { UnusableFile } from './unusable-file.ts';
import { readZipDirectory } from './zip-directory.ts';

/** Shared texts and styles are held in memory as a whole. */
const MOST_SHARED_BYTES = 192 * 1_048_576;
const MOST_PACKED_BYTES = 256 * 1_048_576;

/**
 * Looks at the archive's directory only. Returns how many bytes its largest sheet has unpacked.
 * @throws UnusableFile for bombs, passwords, macros and archives that are no XLSX workbook
 */
export async function guardWorkbook(file: FileHandle, size: number): Promise<{ sheetBytes: number }> {
  if (size > MOST_PACKED_BYTES) throw new UnusableFile('too-large', 'The workbook has more than 256 MB. Save the sheet as CSV instead.');
  const entries = await readZipDirectory(file, size);
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  if (entries.some(({ isEncrypted }) => isEncrypted)) throw new UnusableFile('protected', 'The file is protected with a password. Save it without one.');
  if (names.has('xl/workbook.bin')) throw new UnusableFile('unknown-format', 'This is a binary workbook (XLSB). Save it as XLSX or CSV.');
  if (entries.some(({ name }) => /vbaproject|(^|\/)macrosheets\/|(^|\/)activex\//i.test(name))) throw new UnusableFile('macros', 'The workbook holds macros. Save it as XLSX without macros, or as CSV.');
  if (!names.has('[content_types].xml') || !names.has('xl/workbook.xml')) throw new UnusableFile('unknown-format', 'This archive is not an XLSX workbook. Export the table as CSV or XLSX, and do not compress it.');
  const shared = entries.filter(({ name }) => !/(^|\/)worksheets\//i.test(name) && name.endsWith('.xml')).reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  if (shared > MOST_SHARED_BYTES) throw new UnusableFile('too-large', 'The workbook holds too many different texts to be read as one. Save the sheet as CSV instead.');
  const sheets = entries.filter(({ name }) => /(^|\/)worksheets\/[^/]+\.xml$/i.test(name));
  return { sheetBytes: Math.max(1, ...sheets.map(({ unpackedBytes }) => unpackedBytes)) };
}
