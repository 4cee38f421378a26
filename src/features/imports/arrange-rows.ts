/**
 * Brings the rows of one customer together, whatever their order in the file: a customer's sheet is then read and written
 * once, not once per row. Rows go through files in a folder of the run, so memory does not grow with the upload; the
 * arrangement depends on the rows alone, so a run that is taken over finds the same batches in the same order.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ImportRow } from './past-rows.ts';

export interface NumberedRow {
  rowNumber: number;
  parsed: ImportRow;
}

export interface Arrangement {
  /** Takes rows in, in the order of the file. */
  add(rows: NumberedRow[]): Promise<void>;
  /** Up to `size` rows at a time, those of one customer in the order of the file; call once everything was added. */
  batches(size: number): AsyncGenerator<NumberedRow[]>;
}

/** About as much of a file as is held in memory at once. */
const BUCKET_BYTES = 4 * 1024 * 1024;
const MOST_BUCKETS = 128;

export function arrangeRows(folder: string, fileBytes: number): Arrangement {
  const count = Math.min(MOST_BUCKETS, Math.max(1, Math.ceil(fileBytes / BUCKET_BYTES)));
  const paths = Array.from({ length: count }, (_, index) => join(folder, `rows-${index}`));
  const buckets: WriteStream[] = paths.map((path) => createWriteStream(path));
  return {
    async add(rows) {
      for (const row of rows) {
        const bucket = buckets[bucketOf(holderOf(row.parsed), count)];
        if (bucket && !bucket.write(`${JSON.stringify(row)}\n`)) await once(bucket, 'drain');
      }
    },
    async *batches(size) {
      await Promise.all(buckets.map(async (bucket) => {
        bucket.end();
        await once(bucket, 'close');
      }));
      for (const path of paths) {
        const rows = (await rowsOf(path)).toSorted((a, b) => compare(holderOf(a.parsed), holderOf(b.parsed)) || a.rowNumber - b.rowNumber);
        for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
      }
    },
  };
}

/** Whose sheet a row is kept in; past asks and answers are kept one by one and stay together by their own key. */
function holderOf(row: ImportRow): string {
  return row.kind === 'invitations' || row.kind === 'responses' ? row.key : row.owner ?? '';
}

function bucketOf(holder: string, count: number): number {
  return createHash('md5').update(holder).digest().readUInt32BE(0) % count;
}

async function rowsOf(path: string): Promise<NumberedRow[]> {
  const rows: NumberedRow[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) rows.push(JSON.parse(line, revived) as NumberedRow);
  return rows;
}

/** Instants were written as text. */
function revived(name: string, value: unknown): unknown {
  return (name === 'sentAt' || name === 'answeredAt') && typeof value === 'string' ? new Date(value) : value;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
