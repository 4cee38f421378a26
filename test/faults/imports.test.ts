import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashId } from '../../src/platform/token.ts';
import { importsClient, type ImportsClient } from '../support/imports.ts';
import { giveUpTransactions, sayLastWordsOfFailures, startInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { size } from '../support/size.ts';
import { stored } from '../support/spine.ts';
import { anAccount, anApiKey } from '../support/test-app.ts';

const ROWS = size(10_000, 1_000_000);
/** So often is the worker killed in an import, and in taking it back. */
const [KILLS, KILLS_OF_UNDO] = [size(3, 20), size(1, 5)];
/** Of the rows, how many an earlier file has brought. */
const KNOWN = ROWS / 5;
const CUSTOMERS = ROWS / 4;
const PATIENCE_MS = size(60_000, 900_000);
/** Customers that are compared at a time. */
const LOOK = 1000;

let product: Installation;
let disturbed: World;
let undisturbed: World;
/** Has the earlier file alone. */
let earlier: World;

interface World {
  account: string;
  imports: ImportsClient;
}

async function aWorld(): Promise<World> {
  const account = (await anAccount(product.app))._id;
  return { account, imports: importsClient(product.url, await anApiKey(product.app, account)) };
}

beforeAll(async () => {
  product = await startInstallation();
  [disturbed, undisturbed, earlier] = [await aWorld(), await aWorld(), await aWorld()];
}, 120_000);

afterAll(async () => product?.close(), 60_000);

sayLastWordsOfFailures(() => product);

const HEADER = 'invoiceId,customerId,type,startsOn,endsOn,amount,currency\n';

function invoice(number: number, { customer = number % CUSTOMERS, amount = '10.00', from = '2026-01-01' }: { customer?: number; amount?: string; from?: string } = {}): string {
  return `i${number},c${customer},recurring,${from},2026-01-31,${amount},EUR\n`;
}

const EARLIER = HEADER + Array.from({ length: KNOWN }, (_, number) => invoice(number)).join('');

const BAD_EVERY = 100;
const isBad = (number: number): boolean => number % BAD_EVERY === 99;
const isSame = (number: number): boolean => number < KNOWN / 4;
const isCorrected = (number: number): boolean => number < KNOWN;
/** Among the corrected: to the next customer. Some customers so lose one invoice and win another. */
const isMoved = (number: number): boolean => number % 4 < 2;

/** So many of the last rows correct an earlier one of the same file, half of them its customer. */
const SECOND_THOUGHTS = ROWS / 100;
const FIRST_CORRECTED = ROWS / 2;

const LATER = HEADER + Array.from({ length: ROWS }, (_, place) => {
  const number = place < ROWS - SECOND_THOUGHTS ? place : FIRST_CORRECTED + place - (ROWS - SECOND_THOUGHTS);
  if (number !== place) return number % 2 === 0 ? invoice(number, { amount: '15.00' }) : invoice(number, { customer: (number + 1) % CUSTOMERS });
  if (isBad(number)) return invoice(number, { amount: 'ten', from: 'new year' });
  if (isSame(number) || !isCorrected(number)) return invoice(number);
  return isMoved(number) ? invoice(number, { customer: (number + 1) % CUSTOMERS }) : invoice(number, { amount: '12.50' });
}).join('');

const numbers = Array.from({ length: ROWS - SECOND_THOUGHTS }, (_, number) => number);
const REJECTED = numbers.filter(isBad).length;
// The first word on what is corrected below, where it was a good one, is none.
const UNCHANGED = numbers.filter((number) => !isBad(number) && (isSame(number) || (number >= FIRST_CORRECTED && number < FIRST_CORRECTED + SECOND_THOUGHTS))).length;
const UPDATED = numbers.filter((number) => !isBad(number) && !isSame(number) && isCorrected(number)).length;
const COUNTS = { status: 'finished', rowsRead: ROWS, rejected: REJECTED, unchanged: UNCHANGED, updated: UPDATED, accepted: ROWS - REJECTED - UNCHANGED - UPDATED };

type Fact = Record<string, unknown> & { key: string };

/** Customer by customer what is known of them, without what differs between two accounts and two imports. */
async function* sheetsIn({ account }: World): AsyncGenerator<unknown[]> {
  let page: unknown[] = [];
  for await (const { owner, facts } of stored('factSheets').find({ 'accountId': account, 'facts.0': { $exists: true } }, { sort: { owner: 1 } })) {
    page.push([owner, (facts as Fact[]).map(({ recordedAt: _recordedAt, importId: _importId, supersededAt, supersededBy: _by, ...fact }) => ({ ...fact, isCurrent: supersededAt === null })).toSorted(byKey)]);
    if (page.length < LOOK) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** @returns by the invoice's number whose it is */
async function ownersIn({ account }: World): Promise<unknown[]> {
  const invoices = new Map(numbers.map((number) => [hashId('fact-owner', account, 'revenue', `i${number}`), number]));
  const owners: unknown[] = numbers.map(() => null);
  for await (const { _id, owner } of stored('factOwners').find({ accountId: account })) {
    const number = invoices.get(_id);
    if (number === undefined) throw new Error(`${_id} belongs to no invoice of the files`);
    owners[number] = owner;
  }
  return owners;
}

async function expectSameKnown(one: World, other: World): Promise<void> {
  expect(await ownersIn(one)).toEqual(await ownersIn(other));
  const others = sheetsIn(other);
  for await (const page of sheetsIn(one)) expect(page).toEqual((await others.next()).value);
  expect((await others.next()).done).toBe(true);
}

const byKey = (one: Fact, other: Fact): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** A lease lasts half a minute, and so does who sweeps; here that time passes at once. */
async function letLeasesRunOut(): Promise<void> {
  await giveUpTransactions();
  await stored('importRuns').updateMany({ wakeAt: { $type: 'date' } }, { $set: { wakeAt: new Date() } });
  await stored('leases').deleteMany({});
}

interface Run {
  status: string;
  rowsRead: number;
  batchesStored: number;
}

async function crashOnce(what: string, id: string, isReached: (run: Run) => boolean | Promise<boolean>): Promise<void> {
  const current = async (): Promise<Run> => (await stored('importRuns').findOne({ _id: id })) as unknown as Run;
  await until(`${what} before a crash`, async () => isReached(await current()), PATIENCE_MS);
  await product.crashWorker(letLeasesRunOut);
  const { status, rowsRead, batchesStored } = await current();
  process.stdout.write(`  crash at ${rowsRead} rows read, ${batchesStored} batches stored\n`);
  expect(['running', 'undoing']).toContain(status);
}

it('an import of which the worker is killed again and again counts and stores every row once, and can be taken back', async () => {
  for (const { imports } of [disturbed, undisturbed, earlier]) await imports.ended(await imports.begin('revenue', EARLIER), PATIENCE_MS);

  const id = await disturbed.imports.begin('revenue', LATER);
  await crashOnce('rows are read', id, ({ rowsRead }) => rowsRead > 0);
  const batches = Math.floor((ROWS - REJECTED) / 1000);
  for (let kill = 1; kill < KILLS; kill += 1) {
    const least = Math.floor((batches * (kill - 0.5)) / (KILLS - 1));
    await crashOnce(`${least} batches are stored`, id, ({ batchesStored }) => batchesStored >= least);
  }
  expect(await disturbed.imports.ended(id, PATIENCE_MS)).toMatchObject(COUNTS);

  const other = await undisturbed.imports.begin('revenue', LATER);
  expect(await undisturbed.imports.ended(other, PATIENCE_MS)).toMatchObject(COUNTS);
  await expectSameKnown(disturbed, undisturbed);

  const errors = await disturbed.imports.errors(id);
  expect(errors).toBe(await undisturbed.imports.errors(other));
  expect(errors.trim().split('\n')).toHaveLength(1 + 2 * REJECTED);

  const again = await disturbed.imports.begin('revenue', LATER);
  expect(await disturbed.imports.ended(again, PATIENCE_MS)).toMatchObject({ status: 'finished', rowsRead: ROWS, rejected: REJECTED, unchanged: ROWS - REJECTED, updated: 0, accepted: 0 });

  await disturbed.imports.askUndo(id);
  const partsLeft = (): Promise<number> => stored('factTouches').countDocuments({ accountId: disturbed.account, importId: id });
  const parts = await partsLeft();
  for (let kill = 1; kill <= KILLS_OF_UNDO; kill += 1) {
    const most = parts * (1 - kill / (KILLS_OF_UNDO + 1));
    await crashOnce('a part is taken back', id, async () => (await partsLeft()) < most);
  }
  expect((await disturbed.imports.ended(id, PATIENCE_MS)).status).toBe('undone');
  await expectSameKnown(disturbed, earlier);
}, size(180_000, 3_600_000));
