/** Lines sorted into files by a key, so that what has the same key is read together while memory holds one file at a time. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface BucketFiles {
  /** Waits while the disk is behind. */
  add(key: string, line: string): Promise<void>;
  /** Ends the writing; nothing can be added afterwards. */
  close(): Promise<void>;
  /** The lines of each file in the order they were added; call after `close`. */
  read(): AsyncGenerator<string[]>;
}

/** @param count 1–4,294,967,295 files; the same keys go the same way in every run */
export function bucketFiles(folder: string, name: string, count: number): BucketFiles {
  const paths = Array.from({ length: count }, (_, index) => join(folder, `${name}-${index}`));
  const streams: WriteStream[] = paths.map((path) => createWriteStream(path));
  return {
    async add(key, line) {
      const stream = streams[createHash('md5').update(key).digest().readUInt32BE(0) % count];
      if (stream && !stream.write(`${line}\n`)) await once(stream, 'drain');
    },
    async close() {
      await Promise.all(streams.map(async (stream) => {
        stream.end();
        await once(stream, 'close');
      }));
    },
    async *read() {
      for (const path of paths) {
        const lines: string[] = [];
        for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) lines.push(line);
        yield lines;
      }
    },
  };
}
