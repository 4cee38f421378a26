import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_LOOKED, searchResponses, type ResponseFilter } from '../../../src/features/responses/responses.queries.ts';
import type { Position } from '../../../src/platform/newest-first.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

const COUNT = 6000;
const START = Date.parse('2026-05-01T00:00:00Z');
const ALL: Pick<ResponseFilter, 'from' | 'to'> = { from: null, to: null };

let test: TestApp;
let account: string;
/** Newest first. */
let answers: { _id: string; respondedAt: Date; score: number; comment: string | null; category: string; excluded: object | null }[];
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app))._id;
  // Bursts that share an instant, gaps of days, and a quiet year.
  answers = Array.from({ length: COUNT }, (_, index) => ({
    _id: `r-${String(index).padStart(5, '0')}`,
    respondedAt: new Date(START - Math.floor(index / 7) * 3_600_000 - (index > 4000 ? 365 * 86_400_000 : 0)),
    score: index % 11,
    category: index % 11 > 8 ? 'promoter' : index % 11 > 6 ? 'passive' : 'detractor',
    comment: index % 2 === 0 ? null : index % 500 === 1 ? 'Kurier spóźnił się (2 dni)' : 'fine',
    excluded: index % 500 === 1 && index > 2000 ? { reason: 'test', at: new Date(START) } : null,
  }));
  answers.sort((a, b) => b.respondedAt.getTime() - a.respondedAt.getTime() || (a._id < b._id ? 1 : -1));
  const shared = {
    accountId: account, surveyId: 's', surveyKey: 'nps', version: 1, metric: 'nps', scale: { min: 0, max: 10 }, thresholds: { low: 6, high: 9 }, touchpoint: 't', customerId: 'c', channel: 'email',
    language: 'pl', segments: {}, respondedOn: '2026-05-01', sentOn: null, updatedAt: new Date(START), sender: null, revisions: [],
  };
  for (let index = 0; index < COUNT; index += 1000) await stored('responses').insertMany(answers.slice(index, index + 1000).map((answer) => ({ ...shared, ...answer })));
  await stored('responses').insertOne({ ...shared, accountId: 'another', _id: 'theirs', respondedAt: new Date(START), score: 3, category: 'detractor', comment: 'spóźnił', excluded: null });
}, 60_000);
afterAll(async () => test.close());

const search = (filter: Partial<ResponseFilter>, page: { limit: number; after?: Position | null; isCounted?: boolean }) => searchResponses(account, { ...ALL, ...filter }, { after: null, ...page });

async function everything(filter: Partial<ResponseFilter>, limit: number): Promise<{ ids: string[]; looks: number }> {
  const ids: string[] = [];
  let looks = 0;
  let after: Position | null = null;
  do {
    const found: Awaited<ReturnType<typeof search>> = await search(filter, { limit, after });
    ids.push(...found.items.map(({ _id }) => _id));
    looks += 1;
    after = found.next;
  } while (after !== null);
  return { ids, looks };
}

describe('a search', () => {
  it('finds all there is, each once and newest first, however it is cut', async () => {
    const late = answers.filter(({ comment }) => comment?.startsWith('Kurier')).map(({ _id }) => _id);
    expect(late.length).toBeGreaterThan(10);
    for (const limit of [3, 50]) expect((await everything({ text: 'SPOZNIL (2 kurier' }, limit)).ids).toEqual(late);
    expect((await everything({ score: 4 }, 200)).ids).toEqual(answers.filter(({ score }) => score === 4).map(({ _id }) => _id));
    expect((await everything({}, 900)).ids).toEqual(answers.map(({ _id }) => _id));
    expect((await everything({ hasComment: true, from: new Date(START - 400 * 3_600_000), to: new Date(START - 100 * 3_600_000) }, 200)).ids)
      .toEqual(answers.filter(({ comment, respondedAt }) => comment !== null && respondedAt >= new Date(START - 400 * 3_600_000) && respondedAt < new Date(START - 100 * 3_600_000)).map(({ _id }) => _id));
  });

  it('looks through a bounded number of answers and says how far back that was', async () => {
    const first = await search({ text: 'nowhere' }, { limit: 50 });
    const last = answers[MOST_LOOKED - 1];
    expect(first).toMatchObject({ items: [], reached: last?.respondedAt, next: { at: last?.respondedAt, id: last?._id } });
    expect(await search({ text: 'nowhere' }, { limit: 50, after: first.next })).toMatchObject({ items: [], next: null, reached: null });
    expect((await everything({ text: 'nowhere' }, 50)).looks).toBe(2);
  });

  it('counts by category what matches and is not left out, though the page is full', async () => {
    const { items, counts, reached, next } = await search({ text: 'kurier' }, { limit: 2, isCounted: true });
    const counted = answers.slice(0, MOST_LOOKED).filter(({ comment, excluded }) => comment?.startsWith('Kurier') === true && excluded === null);
    expect(items).toHaveLength(2);
    expect(next).toEqual({ at: items[1]?.respondedAt, id: items[1]?._id });
    expect(reached).toEqual(answers[MOST_LOOKED - 1]?.respondedAt);
    expect(Object.fromEntries(counts.map(({ category, n }) => [category, n]))).toEqual(Object.fromEntries(
      [...new Set(counted.map(({ category }) => category))].map((category) => [category, counted.filter((one) => one.category === category).length]),
    ));
  });

  it('takes nothing typed for a pattern', async () => {
    for (const text of ['.*', '^fine$', '(a+)+$', '\\', '[', '$where']) expect((await search({ text }, { limit: 5 })).items, text).toEqual([]);
  });
});
