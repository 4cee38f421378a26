import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchCustomers } from '../../../src/features/customers/customers.queries.ts';
import { withCustomer } from '../../../src/features/customers/customers.service.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

const PEOPLE = [
  { externalId: 'c-1', email: 'Ada@Example.com', name: 'Ada King Lovelace' }, { externalId: 'c-2', email: 'adam@example.com', name: 'Adam Smith' }, { externalId: 'c-3', name: 'Łukasz Ad-Żak' },
  { externalId: 'c-4', email: 'zak@example.org' }, { externalId: '77', email: 'seven@example.com', name: 'علی کریمی' }, { externalId: 'smith', name: 'Nobody Else' },
];

let test: TestApp;
let account: string;
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app))._id;
  for (const person of PEOPLE) await withCustomer(test.app, account, person, async () => {});
  await withCustomer(test.app, (await anAccount(test.app))._id, { externalId: 'c-1', email: 'ada@example.com', name: 'Ada Foreign' }, async () => {});
});
afterAll(async () => test.close());

const found = async (text: string, limit = 20): Promise<(string | null)[]> => (await searchCustomers(account, text, limit)).items.map(({ externalId }) => externalId);

describe('a search for customers', () => {
  it.each([
    ['ada', ['c-1', 'c-2']], ['ADA@example.COM', ['c-1']], ['ada king', ['c-1']], ['love', ['c-1']], ['King', []], ['zak', ['c-4', 'c-3']], ['żak', ['c-3']], ['lukasz', ['c-3']], ['c-4', ['c-4']], ['c-', []],
    ['77', ['77']], ['كريم', ['77']], ['smith', ['smith', 'c-2']], ['nobody@else.com', []], ['', []], ['   ', []], ['.*', []], ['$', []],
  ])('for %j finds %j', async (text, ids) => expect(await found(text)).toEqual(ids));

  it('by our id finds one', async () => {
    const [ada] = (await searchCustomers(account, 'c-1', 5)).items;
    expect(await found(ada?._id ?? '')).toEqual(['c-1']);
  });

  it('is bounded and says when there are more', async () => {
    expect(await searchCustomers(account, 'ad', 1)).toMatchObject({ items: [{ externalId: 'c-1' }], hasMore: true });
    expect(await searchCustomers(account, 'ad', 2)).toMatchObject({ items: [{ externalId: 'c-1' }, { externalId: 'c-2' }], hasMore: false });
  });

  it('follows a change of name', async () => {
    await withCustomer(test.app, account, { externalId: 'c-4', name: 'Zofia Nowak' }, async () => {});
    expect(await found('nowak')).toEqual(['c-4']);
    await withCustomer(test.app, account, { externalId: 'c-4', name: 'Zofia Kowalska' }, async () => {});
    expect([await found('nowak'), await found('kowal')]).toEqual([[], ['c-4']]);
    expect(await stored('customers').countDocuments({ accountId: account })).toBe(PEOPLE.length);
  });
});
