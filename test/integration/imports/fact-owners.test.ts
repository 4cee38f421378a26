import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { factsAsOf, type FactRow, type StoredFact } from '../../../src/domain/facts.ts';
import { eraseFacts } from '../../../src/features/facts/erase-facts.service.ts';
import { storeFacts } from '../../../src/features/facts/facts.service.ts';
import { undoFacts } from '../../../src/features/facts/undo-facts.service.ts';
import { inTransaction } from '../../../src/platform/mongo.ts';
import { hashId } from '../../../src/platform/token.ts';
import { eur, pays } from '../../support/facts.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let accountId: string;

beforeAll(async () => {
  test = await openTestApp();
});
afterAll(async () => test.close());
beforeEach(async () => {
  accountId = (await anAccount(test.app))._id;
});

const invoice = (number: string, owner: string, amount = 1000): FactRow => ({ ...pays(owner, '2026-01-01', '2026-01-31', eur(amount), { invoiceId: number }), key: number });

/** One batch of an import. */
async function store(importId: string, rows: FactRow[]): Promise<string[]> {
  const { outcomes } = await inTransaction((session) => storeFacts(accountId, rows, { at: test.app.now(), importId, session }));
  return outcomes;
}

async function undo(importId: string): Promise<void> {
  while (!(await inTransaction((session) => undoFacts(accountId, importId, session))).isDone);
}

/** Who has each invoice on their sheet, and whose it is said to be. */
async function holders(): Promise<{ held: string[]; owned: string[] }> {
  const sheets = await stored('factSheets').find({ accountId }).toArray();
  const facts = sheets.flatMap((sheet) => factsAsOf(sheet['facts'] as StoredFact[], null));
  const owned = new Map((await stored('factOwners').find({ accountId }).toArray()).map(({ _id, owner }) => [_id, String(owner)]));
  const named = facts.map(({ key }) => `${key} ${owned.get(hashId('fact-owner', accountId, 'revenue', key))}`);
  expect(owned.size).toBe(new Set(facts.map(({ key }) => key)).size);
  return { held: facts.map(({ key, owner }) => `${key} ${owner}`).toSorted(), owned: named.toSorted() };
}

describe('an invoice', () => {
  it('that went round two customers in one import is whose it was before, once that is taken back', async () => {
    await store('before', [invoice('i1', 'a'), invoice('i2', 'b')]);
    await store('swap', [invoice('i1', 'b')]);
    await store('swap', [invoice('i2', 'c')]);
    await undo('swap');
    expect(await holders()).toEqual({ held: ['i1 a', 'i2 b'], owned: ['i1 a', 'i2 b'] });
  });

  it('that a later import moved on stays there when the earlier one is taken back, and goes back when both are', async () => {
    await store('first', [invoice('i1', 'a')]);
    await store('second', [invoice('i1', 'b')]);
    await store('third', [invoice('i1', 'c')]);
    await undo('second');
    expect(await holders()).toEqual({ held: ['i1 c'], owned: ['i1 c'] });
    await undo('third');
    expect(await holders()).toEqual({ held: ['i1 a'], owned: ['i1 a'] });
  });

  it('stays whose it is when a customer who had it once is erased', async () => {
    await store('first', [invoice('i1', 'a'), invoice('i2', 'a')]);
    await store('second', [invoice('i1', 'b')]);
    await inTransaction((session) => eraseFacts(accountId, 'a', 'nobody', session));
    expect(await holders()).toEqual({ held: ['i1 b', 'i2 nobody'], owned: ['i1 b', 'i2 nobody'] });
    await store('third', [invoice('i1', 'c')]);
    expect((await holders()).held).toEqual(['i1 c', 'i2 nobody']);
  });

  it('stays whose it is when there is no room for it where a row wants it', async () => {
    await store('first', [invoice('i1', 'a'), invoice('known', 'full')]);
    const { _id, facts: [fact] } = (await stored('factSheets').findOne({ accountId, owner: 'full' })) as unknown as { _id: string; facts: StoredFact[] };
    const older = Array.from({ length: 19_999 }, () => ({ ...fact, supersededAt: new Date(), supersededBy: 'first' }));
    await stored('factSheets').updateOne({ _id }, { $set: { facts: [...older, fact] } });
    const before = await holders();
    expect(await store('second', [invoice('i1', 'full'), invoice('known', 'full'), invoice('i2', 'b')])).toEqual(['too-many', 'unchanged', 'accepted']);
    expect(await holders()).toEqual({ held: [...before.held, 'i2 b'].toSorted(), owned: [...before.owned, 'i2 b'].toSorted() });
    expect(await store('third', [invoice('i1', 'c')])).toEqual(['updated']);
    expect((await holders()).held).toEqual(['i1 c', 'i2 b', 'known full']);
  });

  it('is on one sheet at a time, whatever is imported and taken back', async () => {
    const row = fc.record({ number: fc.constantFrom('i1', 'i2', 'i3'), owner: fc.constantFrom('a', 'b', 'c'), amount: fc.constantFrom(1000, 2000) });
    const batch = fc.uniqueArray(row, { minLength: 1, maxLength: 3, selector: ({ number }) => number });
    const step = fc.oneof({ weight: 3, arbitrary: fc.record({ importId: fc.constantFrom('one', 'two', 'three'), batch }) }, { weight: 1, arbitrary: fc.constantFrom('one', 'two', 'three') });
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      accountId = (await anAccount(test.app))._id;
      for (const each of steps) {
        if (typeof each === 'string') await undo(each);
        else await store(each.importId, each.batch.map(({ number, owner, amount }) => invoice(number, owner, amount)));
        const { held, owned } = await holders();
        expect(owned).toEqual(held);
        expect(new Set(held.map((text) => text.split(' ')[0])).size).toBe(held.length);
      }
    }), { numRuns: 30 });
  });
});
