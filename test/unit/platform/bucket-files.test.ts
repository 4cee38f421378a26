import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bucketFiles, PIECE_BYTES, type BucketPiece } from '../../../src/platform/bucket-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-buckets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The lines of each file that has any. */
async function all(pieces: AsyncGenerator<BucketPiece>): Promise<string[][]> {
  const found = new Map<number, string[]>();
  for await (const { bucket, lines } of pieces) found.set(bucket, [...(found.get(bucket) ?? []), ...lines]);
  return [...found.values()];
}

describe('bucketFiles', () => {
  it('keeps every line, those of one key in one file and in their order, also when they do not fit in memory at once', async () => {
    const files = bucketFiles(folder, 'rows', 5);
    const padding = 'x'.repeat(1000);
    for (let index = 0; index < 20_000; index += 1) await files.add(`key ${index % 40}`, `${index % 40} ${index} ${padding}`);
    expect(readdirSync(folder)).toHaveLength(5);
    const lines = await all(files.read());
    const numbers = lines.map((bucket) => bucket.map((line) => Number(line.split(' ')[1])));
    expect(numbers.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20_000 }, (_, index) => index));
    for (const bucket of numbers) expect(bucket).toEqual(bucket.toSorted((a, b) => a - b));
    const homes = lines.map((bucket) => new Set(bucket.map((line) => line.split(' ')[0])));
    expect(homes.reduce((sum, keys) => sum + keys.size, 0)).toBe(40);
  });

  it('hands over nothing where nothing was added', async () => {
    expect(await all(bucketFiles(folder, 'rows', 3).read())).toEqual([]);
  });

  it('hands a file that is too big for memory over in pieces, its longest line whole, and again when it is read again', async () => {
    const files = bucketFiles(folder, 'rows', 1);
    const lines = [...Array.from({ length: 30_000 }, (_, index) => `${index} ${'é'.repeat(50)}`), `long ${'x'.repeat(2 * PIECE_BYTES)}`, 'last'];
    for (const line of lines) await files.add('key', line);
    const sizes: number[] = [];
    for await (const piece of files.read()) sizes.push(piece.lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0));
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.filter((size) => size > PIECE_BYTES)).toHaveLength(1);
    expect(await all(files.read())).toEqual([lines]);
    expect(await all(files.read({ biggerThan: PIECE_BYTES }))).toEqual([lines]);
    expect(await all(files.read({ biggerThan: 1e9 }))).toEqual([]);
  });
});
