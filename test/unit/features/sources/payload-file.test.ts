import { describe, expect, it } from 'vitest';
import { openPayloadFile, type PayloadRow } from '../../../../src/features/sources/payload-file.ts';
import { anArchive, xlsxParts } from '../../platform/table/archives.ts';
import { aFile, encoded } from '../../platform/table/files.ts';

async function rowsOf(content: string | Uint8Array, isForeign = false): Promise<PayloadRow[]> {
  const file = await openPayloadFile(await aFile(content), { isForeign });
  const found: PayloadRow[] = [];
  for await (const { rows } of file.batches) found.push(...rows);
  await file.close();
  return found;
}

describe('a table of interactions', () => {
  it('gives one payload for each row, without empty cells, in any encoding and with any delimiter', async () => {
    const expected = [{ rowNumber: 2, payload: { id: '1', name: 'Łucja Żak', note: 'a; b' } }, { rowNumber: 3, payload: { id: '2' } }];
    const text = 'id;name;note\r\n1;Łucja Żak;"a; b"\r\n2; ;\r\n';
    for (const encoding of ['utf-8', 'utf-16le', 'windows-1250']) expect(await rowsOf(encoded(text, encoding)), encoding).toEqual(expected);
  });

  it('reads numbers and dates in Arabic and Persian digits, and leaves words alone', async () => {
    const [row] = await rowsOf('id,occurredAt,note\n۱۲۳,٢٠٢٦-٠٥-٠٤,سفارش ۷\n');
    expect(row).toEqual({ rowNumber: 2, payload: { id: '123', occurredAt: '2026-05-04', note: 'سفارش ۷' } });
  });

  it('says which rows are none', async () => {
    const rows = await rowsOf('id,note\n1,ok\n2,a,b\n3,"open\n4,ok\n');
    expect(rows.map((row) => ('misfit' in row ? [row.rowNumber, row.misfit] : row.rowNumber))).toEqual([2, [3, expect.stringContaining('3 cells')], [4, expect.stringContaining('quotation mark')], 5]);
  });

  it('is refused as a whole when it is none', async () => {
    await expect(rowsOf('')).rejects.toMatchObject({ reason: 'empty' });
    await expect(rowsOf('%PDF-1.7')).rejects.toMatchObject({ reason: 'unknown-format' });
    await expect(rowsOf(anArchive([...xlsxParts(), { name: 'xl/vbaProject.bin', packed: Buffer.alloc(0), unpackedBytes: 0 }]))).rejects.toMatchObject({ reason: 'macros' });
  });
});

describe('lines of JSON', () => {
  it('are payloads as they stand; what may not be read names its line', async () => {
    const rows = await rowsOf(`{"id":1,"customer":{"email":"ada@example.com"}}\n{"id":\n{"$where":1}\n${'['.repeat(100)}\n"text"\n`);
    expect(rows).toMatchObject([
      { rowNumber: 1, payload: { id: 1, customer: { email: 'ada@example.com' } } },
      { rowNumber: 2, misfit: expect.stringContaining('not valid JSON') }, { rowNumber: 3, misfit: expect.stringContaining('$where') }, { rowNumber: 4, misfit: expect.stringContaining('nested') }, { rowNumber: 5, payload: 'text' },
    ]);
    expect(await rowsOf('{"$where":1}\n', true)).toEqual([{ rowNumber: 1, payload: {} }]);
  });
});
