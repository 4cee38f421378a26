import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { arrangeRows, type ArrangedRow, type NumberedRow } from '../../../../src/features/imports/arrange-rows.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const activity = (rowNumber: number, owner: string): NumberedRow => ({ rowNumber, parsed: { kind: 'activity', owner, key: `d${rowNumber}`, values: { day: '2026-01-05' } } });

async function arranged(rows: NumberedRow[], { bytes, size, mostOfOne = 20_000 }: { bytes: number; size: number; mostOfOne?: number }): Promise<ArrangedRow[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-arrange-'));
  folders.push(folder);
  const arrangement = arrangeRows(folder, { fileBytes: bytes, mostOfOne });
  for (let start = 0; start < rows.length; start += 70) await arrangement.add(rows.slice(start, start + 70));
  const batches: ArrangedRow[][] = [];
  for await (const batch of arrangement.batches(size)) batches.push(batch);
  return batches;
}

describe('arrangeRows', () => {
  it('keeps every row, brings those of one customer together and leaves them in the order of the file', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 }), fc.constantFrom(1, 20_000_000), async (owners, bytes) => {
      const rows = owners.map((owner, index) => activity(index + 2, owner));
      const flat = (await arranged(rows, { bytes, size: 10 })).flat();
      expect(flat.toSorted((a, b) => a.rowNumber - b.rowNumber)).toEqual(rows.map((row) => ({ ...row, isReplaced: false })));
      const runs = flat.map(({ parsed }) => ('owner' in parsed ? parsed.owner : null)).filter((owner, index, all) => owner !== all[index - 1]);
      expect(new Set(runs).size).toBe(runs.length);
      for (const owner of new Set(owners)) {
        const numbers = flat.filter(({ parsed }) => 'owner' in parsed && parsed.owner === owner).map(({ rowNumber }) => rowNumber);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }
    }), { numRuns: 30 });
  });

  it('makes the same batches again, so that a run that is taken over goes on where it was', async () => {
    const rows = Array.from({ length: 95 }, (_, index) => activity(index + 2, `c${(index * 7) % 13}`));
    const first = await arranged(rows, { bytes: 50_000_000, size: 10 });
    expect(await arranged(rows, { bytes: 50_000_000, size: 10 })).toEqual(first);
    expect(first.every((batch) => batch.length <= 10)).toBe(true);
  });

  it('tells which rows a later one corrects, whichever customer that one is about', async () => {
    const invoice = (rowNumber: number, owner: string, invoiceId: string | null): NumberedRow => ({
      rowNumber, parsed: { kind: 'revenue', owner, key: invoiceId ?? 'january', values: { invoiceId, subscriptionId: null, type: 'recurring', startsOn: '2026-01-01', endsOn: '2026-01-31', amount: { amountMinor: rowNumber, currency: 'EUR' } } },
    });
    const rows = [invoice(2, 'a', 'i1'), invoice(3, 'a', 'i2'), invoice(4, 'b', 'i1'), invoice(5, 'a', 'i2'), invoice(6, 'a', null), invoice(7, 'b', null), invoice(8, 'b', null)];
    for (const bytes of [1, 50_000_000]) {
      const flat = (await arranged(rows, { bytes, size: 10 })).flat();
      expect(flat.filter(({ isReplaced }) => isReplaced).map(({ rowNumber }) => rowNumber).toSorted((a, b) => a - b)).toEqual([2, 3, 7]);
    }
  });

  it('takes two words on one cost for one thing, whichever month they name', async () => {
    const cost = (rowNumber: number, costId: string | null, month: string): NumberedRow => ({
      rowNumber, parsed: { kind: 'costs', owner: null, key: costId ?? month, values: { costId, month, category: 'wages', amount: { amountMinor: 1000, currency: 'EUR' }, description: null } },
    });
    const flat = (await arranged([cost(2, 'k1', '2026-01'), cost(3, 'k1', '2026-02'), cost(4, null, '2026-01'), cost(5, null, '2026-02')], { bytes: 50_000_000, size: 10 })).flat();
    expect(flat.filter(({ isReplaced }) => isReplaced).map(({ rowNumber }) => rowNumber)).toEqual([2]);
  });

  it('refuses more rows about one customer than can be kept, before it hands any over, and says who that is', async () => {
    const rows = (owner: string): NumberedRow[] => Array.from({ length: 25_000 }, (_, index) => activity(index + 2, owner));
    const only = arranged(rows('one'), { bytes: 1, size: 10, mostOfOne: 20_000 });
    await expect(only).rejects.toThrow(/More than 20000 rows are about customer "one"/);
    const twice = rows('one').map((row, index): NumberedRow => ({ ...row, parsed: { ...row.parsed, key: `d${index % 15_000}` } as NumberedRow['parsed'] }));
    expect((await arranged(twice, { bytes: 1, size: 1000, mostOfOne: 20_000 })).flat().filter(({ isReplaced }) => !isReplaced)).toHaveLength(15_000);
  });

  it('hands over as many answers of one customer as there are', async () => {
    const rows = Array.from({ length: 25_000 }, (_, index): NumberedRow => ({
      rowNumber: index + 2, parsed: { kind: 'responses', key: `r${index}`, responseId: `r${index}`, invitationId: null, customerId: 'kiosk', email: null, touchpoint: 't', metric: 'nps', scale: { min: 0, max: 10 }, score: 9, answeredAt: new Date(0), comment: null },
    }));
    expect((await arranged(rows, { bytes: 1, size: 1000, mostOfOne: 20_000 })).flat().map(({ rowNumber }) => rowNumber)).toEqual(rows.map(({ rowNumber }) => rowNumber));
  });

  it('takes an answer and a corrected one to the same ask for one thing, and an ask of the same name as an answer for another', async () => {
    const response = (rowNumber: number, responseId: string, invitationId: string | null): NumberedRow => ({
      rowNumber, parsed: { kind: 'responses', key: responseId, responseId, invitationId, customerId: 'c1', email: null, touchpoint: 't', metric: 'nps', scale: { min: 0, max: 10 }, score: 9, answeredAt: new Date(0), comment: null },
    });
    const flat = (await arranged([response(2, 'r1', 'x'), response(3, 'r2', 'x'), response(4, 'x', null)], { bytes: 1, size: 10 })).flat();
    expect(flat.map(({ rowNumber, isReplaced }) => [rowNumber, isReplaced]).toSorted()).toEqual([[2, true], [3, false], [4, false]]);
  });

  it('brings instants back as instants', async () => {
    const answeredAt = new Date('2026-03-05T10:00:00Z');
    const row: NumberedRow = { rowNumber: 2, parsed: { kind: 'responses', key: 'r1', responseId: 'r1', invitationId: null, customerId: 'c1', email: null, touchpoint: 't', metric: 'nps', scale: { min: 0, max: 10 }, score: 9, answeredAt, comment: '2026-03-05T10:00:00Z' } };
    expect((await arranged([row], { bytes: 1, size: 10 })).flat()).toEqual([{ ...row, isReplaced: false }]);
  });
});
