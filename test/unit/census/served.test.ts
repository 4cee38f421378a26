import { describe, expect, it } from 'vitest';
import { isServed, type Index } from '../../census/served.ts';
import { shapeOf, shapesOfPipeline } from '../../census/shapes.ts';

const index = (keys: Record<string, number>, { isSparse = false, isPartial = false } = {}): Index => ({ keys: Object.entries(keys), isSparse, isPartial });
const BY_TIME = index({ accountId: 1, at: 1, _id: 1 });
const BY_STATUS = index({ accountId: 1, status: 1, dueAt: 1 });
const served = (filter: object, indexes: Index[], options: { sort?: Record<string, 1 | -1>; limit?: number } = {}): boolean => isServed(shapeOf('x', 'find', filter, options), indexes);

describe('an index serves', () => {
  it.each<[string, object, { sort?: Record<string, 1 | -1>; limit?: number }]>([
    ['equality from its beginning', { accountId: 'a', status: 'open' }, {}],
    ['lists of values', { accountId: 'a', status: { $in: ['open', 'closed'] } }, {}],
    ['a range after equality', { accountId: 'a', status: 'open', dueAt: { $lt: new Date() } }, {}],
    ['more conditions besides', { accountId: 'a', status: 'open', owner: { $ne: 'x' } }, {}],
    ['its own order, forwards and backwards', { accountId: 'a' }, { sort: { at: -1, _id: -1 }, limit: 10 }],
    ['its order within a range', { accountId: 'a', at: { $gte: 1 } }, { sort: { at: 1 }, limit: 10 }],
    ['everything of an account', { accountId: 'a' }, {}],
    ['any order where all is read', { accountId: 'a', status: 'open' }, { sort: { owner: 1 } }],
    ['what is known by id', { _id: { $in: ['a', 'b'] }, owner: 'x' }, { sort: { owner: 1 }, limit: 1 }],
    ['each of several ways', { accountId: 'a', $or: [{ status: 'open' }, { _id: 'b' }] }, {}],
    ['conditions joined by $and', { $and: [{ accountId: 'a' }, { status: 'open' }, { status: { $ne: 'x' } }] }, {}],
    ['beginnings of texts', { accountId: 'a', status: /^op/ }, {}],
  ])('%s', (_what, filter, options) => expect(served(filter, [BY_TIME, BY_STATUS], options)).toBe(true));
});

describe('no index serves', () => {
  it.each<[string, object, { sort?: Record<string, 1 | -1>; limit?: number }]>([
    ['a path that none begins with', { status: 'open' }, {}],
    ['a second condition of which it knows the account alone', { accountId: 'a', owner: 'x' }, {}],
    ['what is not equal', { accountId: 'a', status: { $ne: 'open' } }, {}],
    ['texts in any case or anywhere', { accountId: 'a', status: /open/i }, {}],
    ['an order of another kind, where only the first are wanted', { accountId: 'a', status: 'open' }, { sort: { owner: 1 }, limit: 10 }],
    ['an order turned half around', { accountId: 'a' }, { sort: { at: -1, _id: 1 }, limit: 10 }],
    ['one of several ways that none knows', { accountId: 'a', $or: [{ status: 'open' }, { owner: 'x' }] }, {}],
  ])('%s', (_what, filter, options) => expect(served(filter, [BY_TIME, BY_STATUS], options)).toBe(false));

  it('by what holds only some documents', () => {
    expect(served({ importId: 'x' }, [index({ importId: 1 }, { isPartial: true })])).toBe(false);
    expect(served({ importId: 'x' }, [index({ importId: 1 }, { isSparse: true })])).toBe(true);
    expect(served({}, [index({ importId: 1 }, { isSparse: true })], { sort: { importId: 1 }, limit: 1 })).toBe(false);
  });
});

it('an aggregation is judged by its first condition and by what it looks up', () => {
  const [first, lookup] = shapesOfPipeline('x', [{ $match: { accountId: 'a', at: { $gt: 1 } } }, { $match: { owner: { $ne: 1 } } }, { $sort: { at: -1 } }, { $limit: 3 }, { $lookup: { from: 'y', localField: 'id', foreignField: 'key', as: 'z' } }], 'here');
  expect(first).toMatchObject({ collection: 'x', conditions: { accountId: 'equal', at: 'range', owner: 'other' }, sort: { at: -1 }, isLimited: true });
  expect(lookup).toMatchObject({ collection: 'y', conditions: { key: 'equal' } });
});
