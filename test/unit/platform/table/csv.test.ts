import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTable } from '../../../../src/platform/table/open-table.ts';
import { aFile, BYTE_ORDER_MARK, cellsOf, encoded, readAll } from './files.ts';

const cpuMilliseconds = (since: NodeJS.CpuUsage): number => { const { user, system } = process.cpuUsage(since); return (user + system) / 1_000; };

const TEXTS = {
  'windows-1250': [['identyfikator klienta', 'powód', 'kwota'], ['k1', 'Zażółć gęślą jaźń', '12,50'], ['k2', 'obsługa była słaba', '3']],
  'windows-1252': [['id', 'prénom', 'montant'], ['c1', 'Müller & Søn — “à côté”', '12,50'], ['c2', 'Señor Peña', '3']],
  'windows-1256': [['رقم العميل', 'السبب', 'المبلغ'], ['ع1', 'السعر مرتفع جدا', '12.50'], ['ع2', 'خدمة بطيئة', '3']],
} as const;
const UNICODE = [...TEXTS['windows-1250'], ...TEXTS['windows-1256'], ['شناسه', 'گران بود؛ دیر رسید', '۱۲٫۵'], ['😀', 'x', 'y']];

const quote = (cell: string, delimiter: string): string => (/["\n\r]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell);
const csv = (rows: readonly (readonly string[])[], delimiter: string, lineEnd = '\r\n'): string => rows.map((row) => row.map((cell) => quote(cell, delimiter)).join(delimiter)).join(lineEnd) + lineEnd;

describe.each([',', ';', '\t', '|'] as const)('a file delimited by %j', (delimiter) => {
  it.each(Object.entries(TEXTS))('is read from %s without being told so', async (encoding, rows) => {
    const table = await readAll(await aFile(encoded(csv(rows, delimiter), encoding)));
    expect(table).toMatchObject({ encoding, delimiter, format: 'csv', header: rows[0] });
    expect(table.rows.map(({ cells }) => cells)).toEqual(rows.slice(1));
  });

  it.each([['utf-8', ''], ['utf-8', BYTE_ORDER_MARK], ['utf-16le', BYTE_ORDER_MARK], ['utf-16be', BYTE_ORDER_MARK], ['utf-16le', ''], ['utf-16be', '']])('is read from %s beginning with %j', async (encoding, mark) => {
    const table = await readAll(await aFile(encoded(mark + csv(UNICODE, delimiter), encoding)));
    expect(table).toMatchObject({ encoding, delimiter, header: UNICODE[0] });
    expect(table.rows.map(({ cells }) => cells)).toEqual(UNICODE.slice(1));
  });
});

describe('encodings', () => {
  it('are told by what comes late in a long file', async () => {
    const rows = [['id', 'name'], ...Array.from({ length: 20_000 }, (_, index) => [`customer-${index}`, 'plain text']), ['last', 'Żółć, świeżość']];
    const { encoding, rows: read } = await readAll(await aFile(encoded(csv(rows, ';'), 'windows-1250')));
    expect(encoding).toBe('windows-1250');
    expect(read.at(-1)?.cells).toEqual(['last', 'Żółć, świeżość']);
  });

  it('are right for single words of three languages', async () => {
    for (const [encoding, name] of [['windows-1250', 'Łukasz'], ['windows-1250', 'Żaneta'], ['windows-1252', 'Müller'], ['windows-1252', 'Peña'], ['windows-1256', 'فاطمة'], ['windows-1256', 'محمد علی'.replace('ی', 'ي')]] as const) {
      expect(await cellsOf(encoded(`customerId,name\n7,${name}\n`, encoding))).toEqual([['customerId', 'name'], ['7', name]]);
    }
  });

  it('may be named, which ends all guessing', async () => {
    const bytes = encoded('id,name\n1,Żółw\n', 'windows-1250');
    expect(await cellsOf(bytes, { encoding: 'windows-1252' })).toEqual([['id', 'name'], ['1', '¯ó³w']]);
    await expect(readAll(await aFile(bytes), { encoding: 'utf-7' })).rejects.toMatchObject({ reason: 'unknown-encoding' });
  });

  it('stay UTF-8 when a few characters are broken', async () => {
    const [, row] = await cellsOf(Buffer.concat([Buffer.from(`id,name\n1,${'żółć'.repeat(20)}`), Buffer.from([0xb3]), Buffer.from('\n')]));
    expect(row?.[1]).toBe(`${'żółć'.repeat(20)}\ufffd`);
  });

  it('survive characters that lie across the pieces a file is read in', async () => {
    const text = 'ż'.repeat(40_000);
    for (const shift of ['', 'a']) expect((await cellsOf(`id\n${shift}${text}\n`))[1]).toEqual([shift + text]);
  });
});

describe('rows', () => {
  it('hold quoted line breaks, delimiters and quotation marks, and are numbered as spreadsheets do', async () => {
    const { rows } = await readAll(await aFile('id;note\n1;"two\r\nlines; and ""quotes"""\n\n2;"5" pipe"\n3;"x"  ;\n'));
    expect(rows).toEqual([
      { rowNumber: 2, cells: ['1', 'two\nlines; and "quotes"'], broken: false },
      { rowNumber: 4, cells: ['2', '5" pipe'], broken: false },
      { rowNumber: 5, cells: ['3', 'x', ''], broken: false },
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('end with %j', async (lineEnd) => {
    expect(await cellsOf(csv([['a', 'b'], ['1', 'x\ny'], ['2', 'z']], ',', lineEnd))).toEqual([['a', 'b'], ['1', 'x\ny'], ['2', 'z']]);
  });

  it('end with the file, with or without a line end or a closed quotation mark', async () => {
    for (const [text, last] of [['a,b\n1,2', ['1', '2']], ['a,b\n1,"2"', ['1', '2']], ['a,b\n1,', ['1', '']]] as const) expect((await cellsOf(text)).at(-1)).toEqual(last);
  });

  it('go on after one whose quotation mark is never closed', async () => {
    const { rows } = await readAll(await aFile('id,note\n1,"open\n2,fine\n3,"also fine"\n'));
    expect(rows).toEqual([
      { rowNumber: 2, cells: ['1', '"open'], broken: true },
      { rowNumber: 3, cells: ['2', 'fine'], broken: false },
      { rowNumber: 4, cells: ['3', 'also fine'], broken: false },
    ]);
  });

  it('come back as they were written, whatever they hold', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ż', 'س', '"', ',', ';', '\n', ' ', '1', '😀'), maxLength: 12 });
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(table, fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'), async (rows, delimiter, lineEnd) => {
      const quoted = [['x', 'y', 'z'], ...rows].map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter)).join(lineEnd);
      const { rows: read } = await readAll(await aFile(quoted), { delimiter });
      expect(read.map(({ cells }) => cells)).toEqual(rows.filter((row) => row.some((text) => text.trim() !== '')));
      expect(read.every(({ broken }) => !broken)).toBe(true);
    }), { numRuns: 60 });
  });

  it('keep decimal commas whole where the delimiter is a semicolon', async () => {
    expect(await cellsOf('id;amount;share\n1;12,50;0,5\n2;3,75;0,25\n3;1,00;1,0\n')).toEqual([['id', 'amount', 'share'], ['1', '12,50', '0,5'], ['2', '3,75', '0,25'], ['3', '1,00', '1,0']]);
  });
});

describe('the header', () => {
  it('is the first row with text, its names made different', async () => {
    const table = await readAll(await aFile('\n,,\n name , name,,x\n1,2,3,4\n'));
    expect(table.header).toEqual(['name', 'name (2)', 'Column 3', 'x']);
    expect(table).toMatchObject({ headerRow: 3, rows: [{ rowNumber: 4, cells: ['1', '2', '3', '4'] }] });
  });

  it('may be preceded by the delimiter that Excel was told', async () => {
    const table = await readAll(await aFile('sep=;\na;b\n1,5;2\n'));
    expect(table).toMatchObject({ header: ['a', 'b'], delimiter: ';', headerRow: 2, rows: [{ rowNumber: 3, cells: ['1,5', '2'] }] });
  });
});

describe('files that are no table', () => {
  it.each([
    ['empty', new Uint8Array(), 'empty'],
    ['only blank', Buffer.from(' \n\n,,\n'), 'empty'],
    ['only a mark', Buffer.from(BYTE_ORDER_MARK), 'empty'],
    ['a PDF named .csv', Buffer.from('%PDF-1.7\n…'), 'unknown-format'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'unknown-format'],
    ['binary', Uint8Array.of(0, 1, 0, 0, 3, 7, 0, 0), 'unknown-format'],
    ['an old workbook', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 'unknown-format'],
    ['an encrypted workbook', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]), 'protected'],
  ])('are refused: %s', async (_name, bytes, reason) => {
    await expect(openTable(await aFile(bytes))).rejects.toMatchObject({ name: 'UnusableFile', status: 422, reason });
  });

  it('are refused at 10⁵ columns, at once', async () => {
    const began = process.cpuUsage();
    await expect(openTable(await aFile(`${Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(',')}\n1,2\n`))).rejects.toMatchObject({ reason: 'too-many-columns' });
    expect(cpuMilliseconds(began)).toBeLessThan(2_000);
  });

  it.each([
    ['an endless quotation', `a,b\n${`"x\n`.repeat(300_000)}`],
    ['an endless line', `a,b\n${'x'.repeat(3_000_000)}\n`],
  ])('are refused soon: %s', async (_name, text) => {
    const began = process.cpuUsage();
    await expect(readAll(await aFile(text))).rejects.toMatchObject({ reason: 'damaged' });
    expect(cpuMilliseconds(began)).toBeLessThan(2_000);
  });

  it('stop at once when told so', async () => {
    const abort = new AbortController();
    const table = await openTable(await aFile(`a\n${'1\n'.repeat(200_000)}`), { signal: abort.signal });
    await table.batches.next();
    abort.abort(new Error('not needed any more'));
    await expect((async () => { for await (const batch of table.batches) expect(batch.rows.length).toBeGreaterThan(0); })()).rejects.toThrow('not needed any more');
    await table.close();
  });
});
