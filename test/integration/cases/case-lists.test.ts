import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseList } from '../../../src/domain/case-history.ts';
import { casesIn, countOpenCases, positionIn, type Case } from '../../../src/features/cases/cases.queries.ts';
import type { Position } from '../../../src/platform/newest-first.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

const NOW = new Date('2026-05-20T12:00:00Z');
const HOUR = 3_600_000;

let test: TestApp;
let account: string;
let all: Pick<Case, '_id' | 'status' | 'dueAt' | 'closedAt' | 'ownerId'>[];
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app))._id;
  // Many are due, and were closed, at one instant.
  all = Array.from({ length: 60 }, (_, index) => ({
    _id: `case-${String((index * 37) % 60).padStart(2, '0')}`,
    status: index % 3 === 0 ? 'closed' : 'open',
    dueAt: new Date(NOW.getTime() + (Math.floor(index / 10) - 3) * HOUR),
    closedAt: index % 3 === 0 ? new Date(NOW.getTime() - (index % 7) * 24 * HOUR) : null,
    ownerId: index % 4 === 0 ? 'me' : index % 4 === 1 ? 'you' : null,
  }));
  const shared = { responseId: 'r', customerId: 'c', surveyId: 's', surveyKey: 'nps', touchpoint: 't', origin: 'rule', rootCause: null, outcome: null, notes: [], turns: [], openedAt: NOW, wakeAt: null };
  await stored('cases').insertMany(all.map((one) => ({ ...shared, ...one, accountId: account })));
  await stored('cases').insertOne({ ...shared, accountId: 'another', _id: 'theirs', status: 'open', dueAt: NOW, closedAt: null, ownerId: 'me' });
});
afterAll(async () => test.close());

async function listed(list: CaseList, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let after: Position | null = null;
  for (;;) {
    const { items, hasMore }: { items: Case[]; hasMore: boolean } = await casesIn(account, { list, userId: 'me', now: NOW, limit, after });
    ids.push(...items.map(({ _id }) => _id));
    const last = items.at(-1);
    if (!hasMore || !last) return ids;
    after = positionIn(list, last);
  }
}

const byDue = (one: (typeof all)[number], other: (typeof all)[number]): number => one.dueAt.getTime() - other.dueAt.getTime() || (one._id < other._id ? -1 : 1);
const EXPECTED: Record<CaseList, () => (typeof all)[number][]> = {
  open: () => all.filter(({ status }) => status === 'open').toSorted(byDue),
  overdue: () => all.filter(({ status, dueAt }) => status === 'open' && dueAt < NOW).toSorted(byDue),
  mine: () => all.filter(({ status, ownerId }) => status === 'open' && ownerId === 'me').toSorted(byDue),
  closed: () => all.filter(({ status }) => status === 'closed').toSorted((one, other) => (other.closedAt?.getTime() ?? 0) - (one.closedAt?.getTime() ?? 0) || (one._id < other._id ? 1 : -1)),
};

describe('lists of cases', () => {
  it.each(['open', 'overdue', 'mine', 'closed'] as const)('%s: every one once, in its order, however it is cut', async (list) => {
    const expected = EXPECTED[list]().map(({ _id }) => _id);
    expect(expected.length).toBeGreaterThan(5);
    for (const limit of [3, 10, 100]) expect(await listed(list, limit), `in pages of ${limit}`).toEqual(expected);
  });

  it('are counted', async () => {
    expect(await countOpenCases(account, { userId: 'me', now: NOW })).toEqual({ open: EXPECTED.open().length, overdue: EXPECTED.overdue().length, mine: EXPECTED.mine().length });
    expect(await countOpenCases('nobody', { userId: 'me', now: NOW })).toEqual({ open: 0, overdue: 0, mine: 0 });
  });
});
