import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImport } from '../../../../src/features/imports/parse-file.ts';
import { previewImport } from '../../../../src/features/imports/preview-import.ts';
import { addDays } from '../../../../src/domain/period.ts';
import { aFile, aPath, encoded } from '../../platform/table/files.ts';
import { batchesOf, parsed } from './parsed.ts';

const zone = 'Europe/Warsaw';
const activity = (count: number, isBad: (index: number) => boolean = () => false): string =>
  `customerId,day\n${Array.from({ length: count }, (_, index) => `c${index},${isBad(index) ? '31/31/2024' : '2024-01-01'}`).join('\n')}\n`;

describe('a file', () => {
  it('comes in batches that count what was read, and may be taken up after any row', async () => {
    const path = await aFile(activity(2_500, (index) => index % 100 === 99));
    const batches = await batchesOf({ path, kind: 'activity', timeZone: zone });
    expect(batches.map(({ rows, rejected, rowsRead, lastRow }) => [rows.length, rejected, rowsRead, lastRow])).toEqual([[990, 10, 1_000, 1_001], [990, 10, 2_000, 2_001], [495, 5, 2_500, 2_501]]);
    expect(batches.at(-1)).toMatchObject({ bytesRead: batches[0]?.totalBytes });
    const resumed = await batchesOf({ path, kind: 'activity', timeZone: zone, afterRow: 2_001 });
    expect(resumed.map(({ rows, errors, rowsRead, lastRow }) => ({ rows, errors, rowsRead, lastRow }))).toEqual([{ rows: batches[2]?.rows, errors: batches[2]?.errors, rowsRead: 500, lastRow: 2_501 }]);
    expect(await batchesOf({ path, kind: 'activity', timeZone: zone, afterRow: 2_501 })).toEqual([]);
    const middle = await batchesOf({ path, kind: 'activity', timeZone: zone, afterRow: 1_500 });
    expect(middle.flatMap(({ rows }) => rows)[0]?.rowNumber).toBe(1_502);
  });

  it('whose first 1,000 rows are all wrong ends with what is wrong with them', async () => {
    const seen: number[] = [];
    const path = await aFile(activity(5_000, () => true));
    await expect((async () => { for await (const { errors } of parseImport({ path, kind: 'activity', timeZone: zone })) seen.push(errors.length); })())
      .rejects.toMatchObject({ reason: 'hopeless', status: 422, message: expect.stringMatching(/first 1000 rows.*1000 times.*"day".*31\/31\/2024.*dateFormat/) as string });
    expect(seen).toEqual([1_000]);
  });

  it('with one good row among the first 1,000 is read on', async () => {
    const batches = await batchesOf({ path: await aFile(activity(3_000, (index) => index !== 999)), kind: 'activity', timeZone: zone });
    expect(batches.map(({ rejected }) => rejected)).toEqual([999, 1_000, 1_000]);
  });

  it('of few rows, all wrong, is told row by row', async () => {
    expect(await parsed('activity', activity(10, () => true))).toMatchObject({ rows: [], rejected: 10 });
  });

  it('tells cells beyond the header and quotation marks never closed', async () => {
    const { rows, errors } = await parsed('churn', 'customerId,date,type,reason\nc1,2024-01-01,full,a,b\nc2,2024-01-01,full,"never closed\nc3,2024-01-01,full,fine,,\n');
    expect(rows.map((row) => row.key.split('\u001f')[0])).toEqual(['c3']);
    expect(errors).toMatchObject([{ rowNumber: 2, column: '', value: 'b', problem: 'has 5 cells, but the header has 4' }, { rowNumber: 3, column: '', problem: expect.stringContaining('quotation mark') as string }]);
  });

  it('says which characters could not be read', async () => {
    const { errors } = await parsed('customers', Buffer.concat([Buffer.from(`customerId,startedOn,name\nc1,2024-01-01,${'żółć'.repeat(9)}`), Buffer.from([0xff]), Buffer.from('\n')]));
    expect(errors).toMatchObject([{ rowNumber: 2, column: 'name', problem: expect.stringContaining('encoding') as string }]);
  });

  it.each(['utf-8', 'utf-16le', 'windows-1250'])('in %s gives the same facts', async (encoding) => {
    const text = 'Identyfikator klienta;Data;Typ;Powód\nk1;2024-01-01;częściowy;zażółć gęślą jaźń\n';
    expect((await parsed('churn', encoded(text, encoding))).rows).toMatchObject([{ owner: 'k1', values: { type: 'partial', reason: 'zażółć gęślą jaźń' } }]);
  });

  it('may be given up', async () => {
    const abort = new AbortController();
    const batches = parseImport({ path: await aFile(activity(50_000)), kind: 'activity', timeZone: zone, signal: abort.signal });
    await batches.next();
    abort.abort(new Error('shutting down'));
    await expect((async () => { for await (const { rows } of batches) expect(rows.length).toBeLessThanOrEqual(1_000); })()).rejects.toThrow('shutting down');
  });
});

describe('whatever a file holds', () => {
  const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1980-01-01', days));
  const id = fc.string({ unit: fc.constantFrom('a', 'Ż', 'س', '-', ' ', '"', ';', '7'), minLength: 1, maxLength: 8 }).filter((text) => text.trim() !== '');
  const purchase = fc.record({ purchaseId: id, customerId: id, purchasedOn: day, amount: fc.integer({ min: -1e9, max: 1e9 }), currency: fc.constantFrom('EUR', 'PLN'), item: id });
  const columns = ['purchaseId', 'customerId', 'purchasedOn', 'amount', 'currency', 'item'] as const;
  const decimal = (cents: number, point: string): string => `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}${point}${String(Math.abs(cents) % 100).padStart(2, '0')}`;

  it('what was written is what is read, in any order of columns, and wrong rows stop no good ones', async () => {
    const row = fc.record({ purchase, isWrong: fc.boolean() });
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), fc.shuffledSubarray([...columns], { minLength: columns.length }), fc.constantFrom([',', '.'], [';', ','], ['\t', '٫']), async (rows, order, [delimiter, point]) => {
      const lines = rows.map(({ purchase: it, isWrong }) => order.map((column) => `"${(column === 'amount' ? (isWrong ? 'much' : decimal(it.amount, point ?? '.')) : it[column]).replaceAll('"', '""')}"`).join(delimiter));
      const { rows: read, errors } = await parsed('purchases', [order.join(delimiter), ...lines].join('\n'), { delimiter: delimiter as ',' });
      expect(read).toEqual(rows.filter(({ isWrong }) => !isWrong).map(({ purchase: it }) => ({
        kind: 'purchases', owner: it.customerId.trim(), key: it.purchaseId.trim(), values: { purchaseId: it.purchaseId.trim(), purchasedOn: it.purchasedOn, amount: { amountMinor: it.amount === 0 ? 0 : it.amount, currency: it.currency }, item: it.item.trim() },
      })));
      expect(errors.map(({ rowNumber, column, value }) => [rowNumber, column, value])).toEqual(rows.flatMap(({ isWrong }, index) => (isWrong ? [[index + 2, 'amount', 'much']] : [])));
    }), { numRuns: 60 });
  });
});

describe('a preview', () => {
  it('shows the file, the mapping, the first rows and the first errors', async () => {
    const preview = await previewImport({ path: await aFile('Klient;Data;Uwaga\nk1;2024-01-01;x\nk2;wczoraj;y\n'), kind: 'activity', timeZone: zone });
    expect(preview).toMatchObject({
      file: { format: 'csv', encoding: 'utf-8', delimiter: ';', sheet: null }, header: ['Klient', 'Data', 'Uwaga'], mapping: { columns: { customerId: 'Klient', day: 'Data' } }, unmapped: ['Uwaga'], missing: [], problem: null, rowsRead: 2,
      rows: [{ rowNumber: 2, cells: { Klient: 'k1', Data: '2024-01-01', Uwaga: 'x' }, parsed: { kind: 'activity', owner: 'k1' } }, { rowNumber: 3, parsed: null }],
      errors: [{ rowNumber: 3, column: 'Data', value: 'wczoraj', problem: { code: 'no-date' } }],
    });
  });

  it('of a file that lacks a column says so and still shows it', async () => {
    const preview = await previewImport({ path: await aFile('customerId,when\nc1,2024-01-01\n'), kind: 'activity', timeZone: zone });
    expect(preview).toMatchObject({ missing: ['day'], unmapped: ['when'], problem: expect.stringContaining('Missing: day') as string, rows: [{ rowNumber: 2, parsed: null }], errors: [] });
  });

  it('of a long file looks at its beginning only', async () => {
    const preview = await previewImport({ path: await aFile(activity(20_000, (index) => index % 2 === 0)), kind: 'activity', timeZone: zone, rows: 5 });
    expect(preview).toMatchObject({ rowsRead: 1_000 });
    expect(preview.rows).toHaveLength(5);
    expect(preview.errors).toHaveLength(100);
  });
});

describe('a file of 200,000 rows', () => {
  it('is read in bounded memory without holding up anybody', async () => {
    const path = await aPath('large.csv');
    const stream = createWriteStream(path);
    stream.write('invoiceId,customerId,subscriptionId,type,startsOn,endsOn,amount,currency\n');
    for (let index = 0; index < 200_000; index += 1) stream.write(`F/${index},customer-${index % 20_000},s${index % 3},recurring,2024-01-01,2024-12-31,"1,2${String(index % 100).padStart(2, '0')}.50",EUR\n`);
    stream.end();
    await finished(stream);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = before;
    let count = 0;
    let sum = 0;
    let longestTurn = 0;
    let used = process.cpuUsage();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    for await (const { rows } of parseImport({ path, kind: 'revenue', timeZone: zone })) {
      count += rows.length;
      for (const { parsed: row } of rows) sum += row.kind === 'revenue' ? row.values.amount.amountMinor : 0;
      most = Math.max(most, process.memoryUsage().rss);
      await new Promise((resolve) => { setImmediate(resolve); });
      const turn = process.cpuUsage(used);
      used = process.cpuUsage();
      longestTurn = Math.max(longestTurn, (turn.user + turn.system) / 1_000);
    }
    delay.disable();
    expect(count).toBe(200_000);
    expect(sum).toBe(2_000 * Array.from({ length: 100 }, (_, index) => (1_200 + index) * 100 + 50).reduce((total, amount) => total + amount, 0));
    expect((most - before) / 1_048_576).toBeLessThan(150);
    // Processor time between two turns of the event loop, which a busy machine does not change; the clock only as a coarse net.
    expect(longestTurn).toBeLessThan(150);
    expect(delay.max / 1e6).toBeLessThan(2_000);
  }, 60_000);
});
