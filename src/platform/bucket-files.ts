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

/** Characters that wait to be written, in all files together. */
const MOST_WAITING = 8 * 1024 * 1024;

/** @param count files, 1 or more; none is kept open. The same keys go the same way in every run. */
export function bucketFiles(folder: string, name: string, count: number): BucketFiles {
  const pathOf = (bucket: number): string => join(folder, `${name}-${bucket}`);
  const waiting = new Map<number, string[]>();
  let characters = 0;
  const flush = async (): Promise<void> => {
    for (const [bucket, lines] of waiting) await appendFile(pathOf(bucket), `${lines.join('\n')}\n`);
    waiting.clear();
    characters = 0;
  };
  return {
    async add(key, line) {
      const bucket = createHash('md5').update(key).digest().readUInt32BE(0) % count;
      const lines = waiting.get(bucket);
      if (lines) lines.push(line);
      else waiting.set(bucket, [line]);
      characters += line.length;
      if (characters > MOST_WAITING) await flush();
    },
    async *read() {
      await flush();
      for (let bucket = 0; bucket < count; bucket += 1) yield await linesOf(pathOf(bucket));
    },
  };
}

async function linesOf(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
