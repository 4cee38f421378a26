import { monitorEventLoopDelay } from 'node:perf_hooks';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { writeXlsx, writeXlsxStream, type CellValue } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { openTable } from '../../../../src/platform/table/open-table.ts';
import { cellText } from '../../../../src/platform/table/xlsx-cells.ts';
import { aFile, readAll } from './files.ts';
import { anArchive, xlsxParts } from './archives.ts';

const aWorkbook = async (rows: CellValue[][], { dateSystem = '1900', name = 'Sheet1' }: { dateSystem?: '1900' | '1904'; name?: string } = {}): Promise<string> =>
  aFile(await writeXlsx({ sheets: [{ name: 'Cover', rows: [['nothing', 'here'], ['really', 'nothing']] }, { name, rows }].slice(name === 'Sheet1' ? 1 : 0), dateSystem }), 'book.csv');

async function refusal(path: string): Promise<{ reason: string; milliseconds: number }> {
  // Processor time of all threads: what else the machine does makes no difference.
  const began = process.cpuUsage();
  const error: unknown = await readAll(path).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'UnusableFile', status: 422 });
  const { user, system } = process.cpuUsage(began);
  return { reason: (error as { reason: string }).reason, milliseconds: (user + system) / 1_000 };
}

describe('a workbook', () => {
  it.each(['1900', '1904'] as const)('gives days, numbers and text as CSV would, dates counted from %s, whatever its name', async (dateSystem) => {
    const path = await aWorkbook([
      ['customerId', 'startedOn', 'at', 'amount', 'paying', 'name', 'formula'],
      ['c1', new Date('2024-02-29T00:00:00Z'), new Date('2024-02-29T13:45:10Z'), 12.3, true, 'Zażółć سلام', '=1+1'],
      ['c2', new Date('1999-12-31T00:00:00Z'), null, 12.299999999999999, false, null, null],
      [],
      ['c3', null, null, 1_234_567.891, null, 'two\nlines', null],
    ], { dateSystem });
    const { header, rows, ...table } = await readAll(path);
    expect(table).toMatchObject({ format: 'xlsx', encoding: null, delimiter: null, headerRow: 1 });
    expect(header).toEqual(['customerId', 'startedOn', 'at', 'amount', 'paying', 'name', 'formula']);
    expect(rows).toEqual([
      { rowNumber: 2, cells: ['c1', '2024-02-29', '2024-02-29T13:45:10', '12.3', 'true', 'Zażółć سلام', '=1+1'], broken: false },
      { rowNumber: 3, cells: ['c2', '1999-12-31', '', '12.3', 'false'], broken: false },
      { rowNumber: 5, cells: ['c3', '', '', '1234567.891', '', 'two\nlines'], broken: false },
    ]);
  });

  it('is read at its first sheet, or the one named', async () => {
    const path = await aWorkbook([['a'], ['1']], { name: 'Dane' });
    expect((await readAll(path)).header).toEqual(['nothing', 'here']);
    expect(await readAll(path, { sheet: 'Dane' })).toMatchObject({ header: ['a'], sheet: 'Dane', rows: [{ cells: ['1'] }] });
    await expect(readAll(path, { sheet: 'Data' })).rejects.toMatchObject({ reason: 'no-such-sheet', message: expect.stringContaining('Cover, Dane') as string });
  });

  it('is handed over row by row, held back and let go with its process', async () => {
    const rows = Array.from({ length: 12_000 }, (_, index) => [`c${index}`, index / 100, new Date('2024-01-01T00:00:00Z')]);
    const bytes = new Uint8Array(await new Response(writeXlsxStream([['id', 'amount', 'day'], ...rows] as CellValue[][], { name: 'Big' })).arrayBuffer());
    const path = await aFile(bytes, 'big.xlsx');
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { rows: read, bytesRead } = await readAll(path);
    delay.disable();
    expect(read).toHaveLength(12_000);
    expect(read[11_999]).toEqual({ rowNumber: 12_001, cells: ['c11999', '119.99', '2024-01-01'], broken: false });
    expect(bytesRead).toEqual(bytesRead.toSorted((one, other) => one - other));
    expect(delay.percentile(99) / 1e6).toBeLessThan(500);

    const table = await openTable(path);
    await table.batches.next();
    const began = performance.now();
    await table.close();
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('stops when told so', async () => {
    const path = await aFile(new Uint8Array(await new Response(writeXlsxStream(Array.from({ length: 10_000 }, (_, index) => [index]) as CellValue[][], { name: 'Big' })).arrayBuffer()));
    const abort = new AbortController();
    const table = await openTable(path, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect((async () => { for await (const batch of table.batches) expect(batch.rows.length).toBeGreaterThan(0); })()).rejects.toThrow('enough');
    await table.close();
  });
});

describe('numbers of a sheet', () => {
  it.each([[12.299999999999999, '12.3'], [0.1 + 0.2, '0.3'], [1e21, '1000000000000000000000'], [-1.5e-7, '-0.00000015'], [0, '0'], [-0, '0'], [123456789012345, '123456789012345'], [100, '100'], [1 / 3, '0.333333333333333']])('%f is %s', (value, text) => {
    expect(cellText(value)).toBe(text);
  });

  it('of at most 15 digits are exactly what was typed', () => {
    fc.assert(fc.property(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), fc.nat({ max: 12 }), (digits, decimals) => {
      const typed = (digits < 0 ? '-' : '') + Math.abs(digits).toString().padStart(decimals + 1, '0').replace(new RegExp(`(\\d{${decimals}})$`), decimals > 0 ? '.$1' : '$1');
      const plain = typed.includes('.') ? typed.replace(/\.?0+$/, '') : typed;
      expect(cellText(Number(typed))).toBe(plain === '-0' ? '0' : plain);
    }));
  });

  it('and times are rounded to what is shown', () => {
    expect(cellText(new Date('2024-03-01T23:59:59.9996Z'))).toBe('2024-03-02');
    expect(cellText(new Date('2024-03-01T09:29:59.9996Z'))).toBe('2024-03-01T09:30:00');
  });
});

describe('an archive', () => {
  const zeros = Buffer.alloc(1_048_576);

  it('that unpacks to far more than it is, is refused before it is unpacked', async () => {
    const sheet = deflateRawSync(Buffer.concat(Array.from({ length: 64 }, () => zeros)));
    const { reason, milliseconds } = await refusal(await aFile(anArchive([...xlsxParts(), { name: 'xl/worksheets/sheet1.xml', packed: sheet, unpackedBytes: 64 * 1_048_576 }])));
    expect(reason).toBe('bomb');
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('that lies about what it unpacks to is refused when the lie shows', async () => {
    const xml = Buffer.from(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>${' '.repeat(40 * 1_048_576)}`);
    const { reason, milliseconds } = await refusal(await aFile(anArchive([...xlsxParts(), { name: 'xl/worksheets/sheet1.xml', packed: deflateRawSync(xml), unpackedBytes: 300 }])));
    expect(reason).toBe('bomb');
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('with 10⁶ files is refused by its count alone', async () => {
    const { reason, milliseconds } = await refusal(await aFile(anArchive(xlsxParts(), { count: 0xffff })));
    expect(reason).toBe('bomb');
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('with 10⁵ columns is refused', async () => {
    const cells = Array.from({ length: 100_000 }, () => '<c t="inlineStr"><is><t>x</t></is></c>').join('');
    const xml = Buffer.from(`<worksheet><sheetData><row r="1">${cells}</row></sheetData></worksheet>`);
    const { reason, milliseconds } = await refusal(await aFile(anArchive([...xlsxParts(), { name: 'xl/worksheets/sheet1.xml', packed: deflateRawSync(xml), unpackedBytes: xml.length }])));
    expect(reason).toBe('too-many-columns');
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('with macros, with a password, in binary, or of something else, is refused by name', async () => {
    const empty = { packed: deflateRawSync(Buffer.from('x')), unpackedBytes: 1 };
    const reasonOf = async (parts: Parameters<typeof anArchive>[0]) => (await refusal(await aFile(anArchive(parts)))).reason;
    expect(await reasonOf([...xlsxParts(), { name: 'xl/vbaProject.bin', ...empty }])).toBe('macros');
    expect(await reasonOf(xlsxParts().map((part) => ({ ...part, isEncrypted: true })))).toBe('protected');
    expect(await reasonOf([...xlsxParts(), { name: 'xl/workbook.bin', ...empty }])).toBe('unknown-format');
    expect(await reasonOf([{ name: 'word/document.xml', ...empty }])).toBe('unknown-format');
    expect((await refusal(await aFile(await writeXlsx({ sheets: [{ name: 'a', rows: [['x']] }], encryption: { password: 'secret', spinCount: 1 } })))).reason).toBe('protected');
  });

  it('that was cut off or mangled is refused with what to do', async () => {
    const whole = await writeXlsx({ sheets: [{ name: 'a', rows: [['x'], ['y']] }] });
    expect((await refusal(await aFile(whole.subarray(0, whole.length - 30)))).reason).toBe('damaged');
    const mangled = anArchive([...xlsxParts(), { name: 'xl/worksheets/sheet1.xml', packed: Buffer.from('not deflated at all, and long enough to notice'), unpackedBytes: 500 }]);
    expect((await refusal(await aFile(mangled))).reason).toBe('damaged');
  });
});
