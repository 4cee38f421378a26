import { open } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonLines, jsonLines } from '../../../../src/platform/table/json-lines.ts';
import { aFile } from './files.ts';

async function linesOf(content: string | Uint8Array): Promise<[number, string][]> {
  const file = await open(await aFile(content), 'r');
  try {
    const found: [number, string][] = [];
    for await (const { lines } of jsonLines(file)) found.push(...lines.map(({ lineNumber, bytes }): [number, string] => [lineNumber, bytes.toString()]));
    return found;
  } finally {
    await file.close();
  }
}

describe('lines of JSON', () => {
  it('are numbered as an editor does, whatever their ends, without a mark and blank lines', async () => {
    expect(await linesOf('\ufeff{"a":1}\r\n\n  \t\r\n{"b":2}\n{"c":3}')).toEqual([[1, '{"a":1}\r'], [4, '{"b":2}'], [5, '{"c":3}']]);
    expect(await linesOf('')).toEqual([]);
    expect(await linesOf('{}\n')).toEqual([[1, '{}']]);
  });

  it('come out whole wherever the file is cut into pieces', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 1, max: 40_000 }), fc.constantFrom('x', 'é', '漢', '🙂')), { minLength: 1, maxLength: 30 }), async (parts) => {
      const lines = parts.map(([length, character]) => `{"a":"${character.repeat(length)}"}`);
      expect(await linesOf(lines.join('\n'))).toEqual(lines.map((line, index) => [index + 1, line]));
    }), { numRuns: 15 });
  });

  it('are handed over in batches of at most a thousand', async () => {
    const file = await open(await aFile('{"a":1}\n'.repeat(2500)), 'r');
    const sizes: number[] = [];
    for await (const { lines, bytesRead } of jsonLines(file)) {
      sizes.push(lines.length);
      expect(bytesRead).toBe(8 * sizes.reduce((sum, size) => sum + size, 0));
    }
    await file.close();
    expect(sizes).toEqual([1000, 1000, 500]);
  });

  it('have an end: a line of more than a megabyte is refused, also when it never ends', async () => {
    for (const content of [`{"a":1}\n{"b":"${'x'.repeat(1_100_000)}"}\n`, `{"a":1}\n${'x'.repeat(5_000_000)}`]) {
      await expect(linesOf(content)).rejects.toMatchObject({ reason: 'too-long-row', message: expect.stringContaining('Line 2') });
    }
  });
});

describe('what lines of JSON look like', () => {
  it.each([['{"id":1}', true], ['\ufeff\n {\n"id"', true], ['{}', true], ['id,type\n', false], ['{id},{type}\n', false], ['[id];[type]\n', false], ['', false]])('%j: %s', (text, expected) => {
    expect(isJsonLines(Buffer.from(text))).toBe(expected);
  });
  it('is not one list', () => expect(() => isJsonLines(Buffer.from(' [\n {"id": 1}'))).toThrow(/line of its own/));
});
