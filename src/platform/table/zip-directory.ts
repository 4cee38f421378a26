/** What a ZIP archive says it holds, read from its directory alone: bombs are refused before anything is unpacked. */
import type { FileHandle } from 'node:fs/promises';
import { UnusableFile } from './unusable-file.ts';

export interface ZipEntry {
  name: string;
  packedBytes: number;
  unpackedBytes: number;
  isEncrypted: boolean;
}

const END = 0x06054b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;
const ENTRY = 0x02014b50;
const ENTRY_LENGTH = 46;
/** Stands for "see the ZIP64 fields", which only archives beyond every limit here need. */
const BEYOND_16 = 0xffff;
const BEYOND_32 = 0xffffffff;

const MOST_ENTRIES = 2_000;
const MOST_DIRECTORY_BYTES = 4 * 1_048_576;
const MOST_UNPACKED_BYTES = 1_024 * 1_048_576;
/** Rows of a sheet pack to a tenth, or a fiftieth at best; DEFLATE can do a thousandth. */
const MOST_RATIO = 150;
/** Small archives may pack well. */
const RATIO_MATTERS_FROM = 16 * 1_048_576;

/**
 * The entries of an archive.
 * @throws UnusableFile when it is damaged, too large, too full, or packs better than any sheet
 */
export async function readZipDirectory(file: FileHandle, size: number): Promise<ZipEntry[]> {
  const tail = await bytesAt(file, Math.max(0, size - END_LENGTH - LONGEST_COMMENT), size);
  const at = endRecord(tail);
  const count = tail.readUInt16LE(at + 10);
  const length = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  if (count > MOST_ENTRIES || count === BEYOND_16 || length > MOST_DIRECTORY_BYTES) throw bomb(`it says it holds ${count === BEYOND_16 ? 'more than 65,534' : count} files`);
  if (offset === BEYOND_32 || offset + length > size) throw damaged();
  const entries = entriesOf(await bytesAt(file, offset, offset + length), count);
  const unpacked = entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  if (unpacked > MOST_UNPACKED_BYTES) throw bomb(`unpacked it would have ${megabytes(unpacked)} MB`);
  if (unpacked > RATIO_MATTERS_FROM && unpacked > MOST_RATIO * size) throw bomb(`${megabytes(unpacked)} MB are packed into ${Math.ceil(size / 1_024)} kB`);
  return entries;
}

function endRecord(tail: Buffer): number {
  for (let at = tail.length - END_LENGTH; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END) return at;
  }
  throw damaged();
}

function entriesOf(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_LENGTH > directory.length || directory.readUInt32LE(at) !== ENTRY) throw damaged();
    const nameLength = directory.readUInt16LE(at + 28);
    const entry = {
      name: directory.toString('utf8', at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength),
      packedBytes: directory.readUInt32LE(at + 20),
      unpackedBytes: directory.readUInt32LE(at + 24),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
    };
    if (entry.packedBytes === BEYOND_32 || entry.unpackedBytes === BEYOND_32) throw bomb('a file in it is larger than 4 GB');
    // A reader stops at the size an entry declares; one that declares none would have no end.
    if (entry.unpackedBytes === 0 && entry.packedBytes > 64) throw damaged();
    entries.push(entry);
    at += ENTRY_LENGTH + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function bytesAt(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}

const megabytes = (bytes: number): number => Math.round(bytes / 1_048_576);

function bomb(why: string): UnusableFile {
  return new UnusableFile('bomb', `The workbook is refused: ${why}. Save the sheet as CSV instead.`);
}

function damaged(): UnusableFile {
  return new UnusableFile('damaged', 'The workbook is damaged or was not uploaded completely. Open it in a spreadsheet and save it again.');
}
