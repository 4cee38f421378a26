/** Lines sorted into files by a key, so that what has the same key is read together while memory holds one file at a time. */
import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface BucketFiles {
  /** Waits while the disk is behind. */
  add(key: string, line: string): Promise<void>;
  /** The lines of each file in the order they were added; nothing is added afterwards. */
  read(): AsyncGenerator<string[]>;
}

/** Bytes that wait to be written, in all files together. */
const WAITING = 8 * 1024 * 1024;
const MOST_WAITING = 64 * 1024;
const LEAST_WAITING = 2 * 1024;
const LINE_END = 0x0a;

/** @param count files, 1 or more; none is kept open. The same keys go the same way in every run. */
export function bucketFiles(folder: string, name: string, count: number): BucketFiles {
  const pathOf = (bucket: number): string => join(folder, `${name}-${bucket}`);
  const size = Math.min(MOST_WAITING, Math.max(LEAST_WAITING, Math.floor(WAITING / count)));
  // Bytes of our own, not texts: those would outlive the collector's quick rounds and fill the heap before a slow one.
  const waiting = new Map<number, { bytes: Buffer; used: number }>();
  const add = async (bucket: number, line: string): Promise<void> => {
    const slot = waiting.get(bucket) ?? { bytes: Buffer.allocUnsafeSlow(size), used: 0 };
    waiting.set(bucket, slot);
    const length = Buffer.byteLength(line) + 1;
    if (slot.used + length > size) {
      await appendFile(pathOf(bucket), slot.bytes.subarray(0, slot.used));
      slot.used = 0;
    }
    if (length > size) return appendFile(pathOf(bucket), `${line}\n`);
    slot.used += slot.bytes.write(line, slot.used);
    slot.used = slot.bytes.writeUInt8(LINE_END, slot.used);
  };
  return {
    add: (key, line) => add(createHash('md5').update(key).digest().readUInt32BE(0) % count, line),
    async *read() {
      for (let bucket = 0; bucket < count; bucket += 1) {
        const slot = waiting.get(bucket);
        if (slot) await appendFile(pathOf(bucket), slot.bytes.subarray(0, slot.used));
        waiting.delete(bucket);
        yield await linesOf(pathOf(bucket));
      }
    },
  };
}

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  const bytes = await bytesOf(path);
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(LINE_END, at);
    lines.push(bytes.toString('utf8', at, end));
    at = end + 1;
  }
  return lines;
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
