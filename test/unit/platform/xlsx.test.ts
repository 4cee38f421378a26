import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { MOST_XLSX_ROWS, xlsxFile, type XlsxRow } from '../../../src/platform/xlsx.ts';

const SHEET = { name: 'Report', isRightToLeft: false };
const opened = async (columns: string[], rows: XlsxRow[], sheet = SHEET) => (await readXlsx(await xlsxFile(columns, rows, sheet))).sheets[0];

describe('a workbook', () => {
  it('keeps numbers, words and truths, leaves gaps empty, and takes only the columns asked for', async () => {
    expect((await opened(['a', 'b', 'c'], [{ a: 0.1 + 0.2, b: null, c: 'x', d: 'left out' }, { a: -5, b: true }]))?.rows).toEqual([['a', 'b', 'c'], [0.1 + 0.2, null, 'x'], [-5, true, null]]);
  });

  it('gives every text back as it was, without a formula', async () => {
    const text = fc.oneof(fc.constantFrom('=1+1', '+1', '-1', '@x', '=HYPERLINK("http://x")', 'سلام', 'Zażółć', '<b>&amp;', ' blank ', '_x0041_', '1', 'true', '2026-01-01'), fc.string({ minLength: 1 }).filter((value) => /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(value)));
    await fc.assert(fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 8 }), async (texts) => {
      const sheet = await opened(['a'], texts.map((a) => ({ a })));
      expect(sheet?.rows.slice(1)).toEqual(texts.map((value) => [value]));
      expect([...(sheet?.cells?.values() ?? [])].filter((cell) => cell.formula !== undefined)).toEqual([]);
    }), { numRuns: 60 });
  });

  it('reads from right to left where asked, and has a name that spreadsheets take', async () => {
    const sheet = await opened(['a'], [], { name: 'a/b[c]:d*e?f\\g and much longer than thirty-one', isRightToLeft: true });
    expect(sheet).toMatchObject({ name: 'a b c  d e f g and much longer ', view: { rightToLeft: true } });
  });

  it('is refused beyond so many rows, with the remedy', async () => {
    const rows = function* () {
      for (let index = 0; index <= MOST_XLSX_ROWS; index += 1) yield { a: index };
    };
    await expect(xlsxFile(['a'], rows(), SHEET)).rejects.toMatchObject({ status: 413, message: expect.stringContaining('CSV') as unknown });
  });
});
