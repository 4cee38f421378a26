/** The database that stands beside the product finds by its indexes what it finds without them, whatever is asked. */
import fc from 'fast-check';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stored } from '../../support/spine.ts';
import { openTestApp, type TestApp } from '../../support/test-app.ts';

const PATHS = ['a', 'b', 'c'] as const;
const VALUES = [0, 1, 2, 'x', 'y', null];
/** Every combination of values, a missing one among them, and a few lists. */
const DOCUMENTS = [...VALUES, undefined].flatMap((a) => [...VALUES, undefined].flatMap((b) => [...VALUES, undefined, [1, 'x']].map((c) => ({ a, b, c }))))
  .map((doc, index) => ({ _id: String(index), ...Object.fromEntries(Object.entries(doc).filter(([, value]) => value !== undefined)) }));

const value = fc.constantFrom(...VALUES);
const number = fc.constantFrom(0, 1, 2);
const clause = fc.oneof(
  { weight: 4, arbitrary: value },
  fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map(($in) => ({ $in })),
  fc.record({ $gte: number, $lt: number }),
  number.map(($gt) => ({ $gt })),
  value.map(($ne) => ({ $ne })),
  fc.boolean().map(($exists) => ({ $exists })),
);
/** Paths in any order, as filters name them. */
const conditions = fc.shuffledSubarray([...PATHS], { minLength: 1 }).chain((paths) => fc.tuple(...paths.map((path) => clause.map((one) => [path, one] as const)))).map((pairs) => Object.fromEntries(pairs));
const filters = fc.oneof(
  { weight: 4, arbitrary: conditions },
  fc.tuple(conditions, fc.array(conditions, { minLength: 1, maxLength: 2 })).map(([all, any]) => ({ ...all, $or: any })),
  fc.tuple(conditions, fc.subarray(DOCUMENTS.map(({ _id }) => _id), { maxLength: 5 })).map(([all, ids]) => ({ ...all, _id: { $in: ids } })),
);

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  const { db } = mongoose.connection;
  if (!db) throw new Error('not connected');
  await db.collection('indexed').createIndexes([{ key: { a: 1, b: 1 } }, { key: { a: 1, c: -1 } }, { key: { b: 1, c: 1, a: 1 } }, { key: { c: 1 }, sparse: true }, { key: { b: 1 }, name: 'zeros', partialFilterExpression: { a: 0 } }]);
  for (const name of ['indexed', 'plain']) await db.collection<{ _id: string }>(name).insertMany(DOCUMENTS);
});
afterAll(() => test.close());

describe('a condition', () => {
  it('finds the same with and without indexes', async () => {
    await fc.assert(fc.asyncProperty(filters, async (filter) => {
      const [found, expected] = await Promise.all(['indexed', 'plain'].map(async (name) => (await stored(name).find(filter).toArray()).map(({ _id }) => _id).toSorted()));
      expect(found).toEqual(expected);
    }), { numRuns: 300 });
  });
});
