/** Lines sorted into files by a key, so that what has the same key is read together while memory holds one file at a time. */
import { hash } from 'node:crypto';
import { appendFile, open, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface BucketFiles {
  /** Waits while the disk is behind. */
  add(key: string, line: string): Promise<void>;
  /** The lines of each file in the order they were added, as many at a time as memory should hold; nothing is added afterwards. */
  read(which?: { biggerThan?: number }): AsyncGenerator<BucketPiece>;
}

export interface BucketPiece {
  bucket: number;
  lines: string[];
}

/** Bytes that are read at once; a file up to this size is one piece. */
export const PIECE_BYTES = 2 * 1024 * 1024;

const WAITING = 8 * 1024 * 1024;
const MOST_WAITING = 64 * 1024;
const LEAST_WAITING = 2 * 1024;
const LINE_END = 0x0a;

/**
 * The same keys go the same way in every run.
 * @param count files, 1 or more; none is kept open
 * @param options.waiting about how many bytes may wait to be written, in all files together
 */
export function bucketFiles(folder: string, name: string, count: number, { waiting: mostWaiting = WAITING }: { waiting?: number } = {}): BucketFiles {
  const pathOf = (bucket: number): string => join(folder, `${name}-${bucket}`);
  const size = Math.min(MOST_WAITING, Math.max(LEAST_WAITING, Math.floor(mostWaiting / count)));
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
    add: (key, line) => add(Number.parseInt(hash('md5', key).slice(0, 8), 16) % count, line),
    async *read({ biggerThan = 0 } = {}) {
      for (let bucket = 0; bucket < count; bucket += 1) {
        const slot = waiting.get(bucket);
        if (slot) await appendFile(pathOf(bucket), slot.bytes.subarray(0, slot.used));
        waiting.delete(bucket);
        if ((await sizeOf(pathOf(bucket))) > biggerThan) for await (const lines of linesOf(pathOf(bucket))) yield { bucket, lines };
      }
    },
  };
}

async function* linesOf(path: string): AsyncGenerator<string[]> {
  const file = await open(path);
  try {
    let size = PIECE_BYTES;
    for (let at = 0; ;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(size), 0, size, at);
      if (bytesRead === 0) return;
      const lines = linesIn(buffer, buffer.lastIndexOf(LINE_END, bytesRead - 1) + 1);
      // A line longer than a piece is read once more, whole.
      size = lines.end === 0 ? size * 2 : PIECE_BYTES;
      at += lines.end;
      if (lines.end > 0) yield lines.found;
    }
  } finally {
    await file.close();
  }
}

function linesIn(bytes: Buffer, end: number): { found: string[]; end: number } {
  const found: string[] = [];
  for (let at = 0; at < end;) {
    const next = bytes.indexOf(LINE_END, at);
    found.push(bytes.toString('utf8', at, next));
    at = next + 1;
  }
  return { found, end };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
