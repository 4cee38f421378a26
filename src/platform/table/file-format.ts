/** What a file is, told by its first bytes: its name may say anything. */
import { UnusableFile } from './unusable-file.ts';

export type FileFormat = 'csv' | 'xlsx';

/** First bytes of formats that people mistake for tables, as hexadecimal digits, and what to do instead. */
const STRANGERS: readonly (readonly [start: string, advice: string])[] = [
  ['25504446', 'This is a PDF. Export the table as CSV or XLSX instead.'],
  ['1f8b', 'This file is compressed with gzip. Unpack it first.'],
  ['377abcaf', 'This is a 7z archive. Unpack it first.'],
  ['52617221', 'This is a RAR archive. Unpack it first.'],
  ['504b0506', 'This archive is empty.'],
  ['89504e47', 'This is a picture. Export the table as CSV or XLSX instead.'],
  ['ffd8ff', 'This is a picture. Export the table as CSV or XLSX instead.'],
  ['53514c697465', 'This is a database file. Export the table as CSV or XLSX instead.'],
];
const ZIP = '504b0304';
/** The container of Excel before 2007, and of workbooks with a password. */
const OLE2 = 'd0cf11e0a1b11ae1';
/** How an encrypted workbook names its content inside that container. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * Format of a file by its beginning (4 kB or more are enough).
 * @throws UnusableFile for what is neither text nor a workbook
 */
export function fileFormat(head: Uint8Array): FileFormat {
  if (head.length === 0) throw new UnusableFile('empty', 'The file is empty.');
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const start = bytes.subarray(0, 8).toString('hex');
  if (start.startsWith(ZIP)) return 'xlsx';
  if (start === OLE2) {
    if (bytes.includes(ENCRYPTED)) throw new UnusableFile('protected', 'The workbook is protected with a password. Save it without one, or as CSV.');
    throw new UnusableFile('unknown-format', 'This is a workbook of Excel 2003 or older, or one protected with a password. Save it as XLSX without a password, or as CSV.');
  }
  const stranger = STRANGERS.find(([magic]) => start.startsWith(magic));
  if (stranger) throw new UnusableFile('unknown-format', stranger[1]);
  return 'csv';
}
