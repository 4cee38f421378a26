import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customerFacts, findCosts } from '../../../src/features/facts/facts.queries.ts';
import { requireCustomer } from '../../../src/features/customers/customers.queries.ts';
import { carryOutImport } from '../../../src/features/imports/import-runner.service.ts';
import { claimImport, overdueImports, renewLease } from '../../../src/features/imports/imports.service.ts';
import { importsClient, type ImportProgress, type ImportsClient } from '../../support/imports.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, anApiKey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let accountId: string;
let client: ImportsClient;

beforeAll(async () => {
  test = await openTestApp();
  test.workers();
});
afterAll(async () => test.close());
beforeEach(async () => {
  accountId = (await anAccount(test.app, { timeZone: 'Europe/Warsaw' }))._id;
  client = importsClient(test.url, await anApiKey(test.app, accountId));
});

async function imported(kind: string, content: string, fields: Record<string, string> = {}): Promise<ImportProgress & { id: string }> {
  const id = await client.begin(kind, content, fields);
  return { id, ...(await client.ended(id)) };
}

async function undo(id: string): Promise<void> {
  await client.askUndo(id);
  expect(await client.ended(id)).toMatchObject({ status: 'undone' });
}

const CUSTOMERS = 'customerId,email,name,startedOn,plan\nc1,ada@example.com,Ada,2026-01-01,pro\nc2,,Bo,2026-02-01,basic\n';
const CHURN = 'customerId,date,type,reason\nc1,2026-05-01,full,price\n';

describe('imports', () => {
  it('takes customers and their facts in', async () => {
    expect(await imported('customers', CUSTOMERS)).toMatchObject({ status: 'finished', rowsRead: 2, accepted: 2, updated: 0, unchanged: 0, rejected: 0, percent: 100 });
    expect(await imported('churn', CHURN)).toMatchObject({ status: 'finished', accepted: 1 });
    const facts = await customerFacts(accountId, ['c1', 'c2']);
    expect(facts.get('c1')).toMatchObject({ startedOn: '2026-01-01', churns: [{ date: '2026-05-01', type: 'full' }], properties: { plan: 'pro' } });
    expect(facts.get('c2')).toMatchObject({ startedOn: '2026-02-01', churns: [] });
    expect(await requireCustomer(accountId, 'ada@example.com')).toMatchObject({ externalId: 'c1', name: 'Ada' });
  });

  it('changes nothing when the same file comes again', async () => {
    await imported('churn', CHURN);
    expect(await imported('churn', CHURN)).toMatchObject({ status: 'finished', accepted: 0, updated: 0, unchanged: 1 });
  });

  it('lets a corrected row replace its older self, and undo bring that back', async () => {
    await imported('revenue', 'invoiceId,customerId,type,startsOn,endsOn,amount,currency\ni1,c1,recurring,2026-01-01,2026-01-31,10.00,EUR\n');
    const correction = await imported('revenue', 'invoiceId,customerId,type,startsOn,endsOn,amount,currency\ni1,c1,recurring,2026-01-01,2026-01-31,12.50,EUR\ni2,c1,recurring,2026-02-01,2026-02-28,12.50,EUR\n');
    expect(correction).toMatchObject({ accepted: 1, updated: 1 });
    const amounts = async () => (await customerFacts(accountId, ['c1'])).get('c1')?.revenue.map(({ amount }) => amount.amountMinor);
    expect(await amounts()).toEqual([1250n, 1250n]);
    await undo(correction.id);
    expect(await amounts()).toEqual([1000n]);
  });

  it('moves an invoice that was booked on the wrong customer, and counts it once', async () => {
    const row = (customer: string) => `invoiceId,customerId,type,startsOn,endsOn,amount,currency\ni9,${customer},recurring,2026-01-01,2026-01-31,10.00,EUR\n`;
    await imported('revenue', row('wrong'));
    const correction = await imported('revenue', row('right'));
    expect(correction).toMatchObject({ accepted: 0, updated: 1, unchanged: 0 });
    const invoices = async () => {
      const facts = await customerFacts(accountId, ['wrong', 'right']);
      return [facts.get('wrong')?.revenue.length ?? 0, facts.get('right')?.revenue.length ?? 0];
    };
    expect(await invoices()).toEqual([0, 1]);
    await undo(correction.id);
    expect(await invoices()).toEqual([1, 0]);
    expect(await imported('revenue', row('right'))).toMatchObject({ updated: 1 });
    expect(await invoices()).toEqual([0, 1]);
  });

  it('knows what was known then', async () => {
    await imported('churn', CHURN);
    const then = test.clock.now();
    test.clock.advance(60_000);
    await imported('churn', 'customerId,date,type\nc1,2026-05-01,full\nc1,2026-06-01,returned\n');
    expect((await customerFacts(accountId, ['c1'], then)).get('c1')?.churns).toHaveLength(1);
    expect((await customerFacts(accountId, ['c1'])).get('c1')?.churns).toHaveLength(2);
  });

  it('keeps good rows beside bad ones and lists every wrong value', async () => {
    const { id, ...progress } = await imported('churn', 'customerId,date,type\nc1,2026-05-01,full\nc2,not a day,gone\nc3,2026-05-03,full\n');
    expect(progress).toMatchObject({ status: 'finished', accepted: 2, rejected: 1, rowsRead: 3 });
    const csv = await client.errors(id);
    expect(csv).toContain('not a day');
    expect(csv).toContain('gone');
    expect(csv.trim().split('\n')).toHaveLength(3);
    expect(csv).toContain('3,type,gone,"is not one of full, partial, returned","one of full, partial, returned",not-one-of');
  });

  it('stores nothing in a dry run', async () => {
    expect(await imported('churn', CHURN, { dryRun: 'true' })).toMatchObject({ status: 'finished', accepted: 1 });
    expect(await customerFacts(accountId, ['c1'])).toEqual(new Map());
  });

  it('says why a file is no use', async () => {
    const progress = await imported('churn', 'alpha,beta\n1,2\n');
    expect(progress.status).toBe('failed');
    expect(progress.reason).toMatch(/\w/);
  });

  it('shows the first wrong values of a file that is given up', async () => {
    const { id, ...progress } = await imported('churn', `customerId,date,type\n${'c1,never,full\n'.repeat(3000)}`);
    expect(progress).toMatchObject({ status: 'failed', accepted: 0 });
    expect(progress.rejected).toBe(progress.rowsRead);
    expect(progress.rowsRead).toBeLessThan(3000);
    expect((await client.errors(id)).trim().split('\n')).toHaveLength(1 + progress.rejected);
  });

  it('counts past answers by their day and takes them back', async () => {
    const file = 'responseId,customerId,touchpoint,metric,scaleMin,scaleMax,score,answeredAt,comment\nr1,c1,support,nps,0,10,9,2026-03-05T10:00:00Z,great\nr2,c2,support,nps,0,10,2,2026-03-06T10:00:00Z,\n';
    const first = await imported('responses', file);
    expect(first).toMatchObject({ accepted: 2, rejected: 0 });
    const report = async () => (await (await fetch(`${test.url}/api/v1/reports/scores?from=2026-03-01&to=2026-04-01`, { headers: client.headers })).json()) as { groups: { total: { n: number; value: number | null } }[] };
    expect((await report()).groups[0]?.total).toMatchObject({ n: 2, value: 0 });
    const corrected = await imported('responses', file.replace('10,2,', '10,10,'));
    expect(corrected).toMatchObject({ updated: 1, unchanged: 1 });
    expect((await report()).groups[0]?.total).toMatchObject({ n: 2, value: 100 });
    await undo(corrected.id);
    expect((await report()).groups[0]?.total).toMatchObject({ n: 2, value: 0 });
    await undo(first.id);
    expect((await report()).groups).toEqual([]);
  });

  it('takes past asks, so that silence counts', async () => {
    const file = 'invitationId,customerId,touchpoint,sentAt,expiresOn,status\na1,c1,support,2026-03-01T10:00:00Z,2026-03-15,sent\n';
    expect(await imported('invitations', file)).toMatchObject({ accepted: 1 });
    expect(await imported('invitations', file)).toMatchObject({ unchanged: 1 });
  });

  it('leaves customers and outcome sheets alone when a file of past answers comes again, and touches those of corrected rows only', async () => {
    const line = (index: number, score: number): string => `r${index},c${index},c${index}@example.com,support,nps,0,10,${score},2026-03-05T10:00:00Z,\n`;
    const file = (scores: number[]): string => `responseId,customerId,email,touchpoint,metric,scaleMin,scaleMax,score,answeredAt,comment\n${scores.map((score, index) => line(index, score)).join('')}`;
    const customers = async () => stored('customers').find({ accountId }, { sort: { externalId: 1 } }).toArray();
    const outbox = async () => stored('events').countDocuments({ accountId, type: 'facts.changed' });
    const revision = async () => (await stored('outcomesRevisions').findOne({ accountId }))?.['revision'] as number;
    await imported('responses', file([9, 2, 7]));
    const sheets = async () => stored('outcomeSheets').find({ accountId }, { sort: { _id: 1 } }).toArray();
    const [before, events, sheetsBefore, moved] = [await customers(), await outbox(), await sheets(), await revision()];
    test.clock.advance(60_000);
    expect(await imported('responses', file([9, 2, 7]))).toMatchObject({ unchanged: 3, updated: 0, accepted: 0 });
    // Not the revision: an event may be seen twice, and moves it again then. Without an event nothing is looked at.
    expect([await customers(), await outbox(), await sheets()]).toEqual([before, events, sheetsBefore]);
    expect(await imported('responses', file([9, 3, 7]))).toMatchObject({ unchanged: 2, updated: 1 });
    expect((await customers()).map((customer, index) => Number(customer['decisions']) - Number(before[index]?.['decisions']))).toEqual([0, 1, 0]);
    expect(await stored('events').findOne({ accountId, type: 'facts.changed' }, { sort: { at: -1 } })).toMatchObject({ touched: { customerIds: [before[1]?._id], owners: [] } });
    expect(await revision()).toBeGreaterThan(moved);
    expect(await stored('outcomeSheets').findOne({ _id: before[1]?._id as never })).toMatchObject({ answers: [{ score: 3 }] });
  });

  it('lets a file correct what is known of a customer beside answers that are known already', async () => {
    const file = (email: string): string => `responseId,customerId,email,touchpoint,metric,scaleMin,scaleMax,score,answeredAt,comment\nr1,c1,${email},support,nps,0,10,9,2026-03-05T10:00:00Z,\n`;
    await imported('responses', file('old@example.com'));
    test.clock.advance(60_000);
    expect(await imported('responses', file('new@example.com'))).toMatchObject({ unchanged: 1 });
    const customer = await requireCustomer(accountId, 'c1');
    expect(customer.email).toBe('new@example.com');
    expect(customer.updatedAt.getTime() - customer.createdAt.getTime()).toBeGreaterThanOrEqual(60_000);
  });

  it('counts a cost whose month was corrected once, in its new month, until that is taken back', async () => {
    const file = (month: string, number: string): string => `costId,month,category,amount,currency\n${number},${month},wages,1000.00,EUR\n`;
    const costs = async () => (await findCosts(accountId, null)).map(({ month }) => month).toSorted();
    await imported('costs', file('2026-01', 'k1'));
    const correction = await imported('costs', file('2026-02', 'k1'));
    expect(correction).toMatchObject({ accepted: 0, updated: 1, unchanged: 0 });
    expect(await costs()).toEqual(['2026-02']);
    expect(await imported('costs', file('2026-02', 'k1'))).toMatchObject({ unchanged: 1 });
    await undo(correction.id);
    expect(await costs()).toEqual(['2026-01']);
    // Without a number of its own the month tells it from others.
    await imported('costs', file('2026-03', ''));
    expect(await imported('costs', file('2026-04', ''))).toMatchObject({ accepted: 1, updated: 0 });
    expect(await costs()).toEqual(['2026-01', '2026-03', '2026-04']);
  });

  it('stores nothing of a file whose every row is about one customer, and says so', async () => {
    const days = Array.from({ length: 20_100 }, (_, index) => new Date(Date.UTC(1960, 0, 1 + index)).toISOString().slice(0, 10));
    const progress = await imported('activity', `customerId,day\n${days.map((day) => `acme-and-all-its-daughters,${day}\n`).join('')}`);
    expect(progress).toMatchObject({ status: 'failed', accepted: 0, rowsRead: 20_100 });
    expect(progress.reason).toMatch(/More than 20000 rows are about customer "acme-and-all-its-daughters"/);
    expect(await customerFacts(accountId, ['acme-and-all-its-daughters'])).toEqual(new Map());
  });

  it('refuses what is no upload', async () => {
    expect((await fetch(`${test.url}/api/v1/imports`, { method: 'POST', headers: client.headers, body: '{}' })).status).toBe(415);
    expect((await client.upload('gossip', CHURN)).status).toBe(422);
    expect((await client.upload('churn', CHURN, { mapping: 'not json' })).status).toBe(400);
    expect((await client.upload('churn', CHURN, { dryrun: 'true' })).status).toBe(422);
  });

  it('stays with its worker while that has nothing to record, until it is lost', async () => {
    const id = 'imp_renewed';
    const run = { status: 'waiting', kind: 'churn', wakeAt: test.clock.now(), lease: null };
    await stored('importRuns').insertOne({ _id: id, accountId, ...run });
    const claimed = await claimImport(test.app, id);
    for (let seconds = 0; seconds < 60; seconds += 20) {
      test.clock.advance(20_000);
      if (claimed) await renewLease(test.app, claimed);
      expect(await claimImport(test.app, id)).toBeNull();
    }
    test.clock.advance(31_000);
    const other = await claimImport(test.app, id);
    expect(other?.lease).not.toBe(claimed?.lease);
    test.clock.advance(31_000);
    if (claimed) await renewLease(test.app, claimed);
    expect(await overdueImports(test.app)).toContain(id);
    await stored('importRuns').deleteOne({ _id: id });
  });

  it('counts a row that a later one of the same file corrects as unchanged, now and when the file comes again', async () => {
    const file = 'invoiceId,customerId,type,startsOn,endsOn,amount,currency\ni5,c1,recurring,2026-01-01,2026-01-31,10.00,EUR\ni5,c2,recurring,2026-01-01,2026-01-31,10.00,EUR\n';
    expect(await imported('revenue', file)).toMatchObject({ rowsRead: 2, accepted: 1, updated: 0, unchanged: 1 });
    expect(await imported('revenue', file)).toMatchObject({ rowsRead: 2, accepted: 0, updated: 0, unchanged: 2 });
    const facts = await customerFacts(accountId, ['c1', 'c2']);
    expect([facts.get('c1')?.revenue ?? [], facts.get('c2')?.revenue.length]).toEqual([[], 1]);
  });

  it('goes on with another worker where the first one was lost, counting every row once', async () => {
    const rows = Array.from({ length: 6000 }, (_, index) => `c${index},2026-0${1 + (index % 9)}-1${index % 10},full`);
    const id = await client.begin('churn', `customerId,date,type\n${rows.join('\n')}\n`);
    await eventually('a batch is stored', async () => (await client.progress(id)).rowsRead > 0);
    // The first worker's lease is over, as if it had been killed; it notices at its next batch.
    test.clock.advance(60_000);
    await carryOutImport(test.app, id);
    expect(await client.ended(id)).toMatchObject({ status: 'finished', rowsRead: 6000, accepted: 6000, updated: 0, unchanged: 0, rejected: 0 });
  });
});
