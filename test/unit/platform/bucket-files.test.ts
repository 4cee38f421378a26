import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bucketFiles } from '../../../src/platform/bucket-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-buckets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function all(buckets: AsyncGenerator<string[]>): Promise<string[][]> {
  const found: string[][] = [];
  for await (const lines of buckets) found.push(lines);
  return found;
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

  it('has as many buckets as were asked for when nothing was added', async () => {
    expect(await all(bucketFiles(folder, 'rows', 3).read())).toEqual([[], [], []]);
  });
});
