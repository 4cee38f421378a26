/**
 * Pages of a collection by an instant, newest first, at a cost that does not grow with the collection: bounded ranges of
 * the index (accountId, instant, _id), widening backwards in time until the page is full.
 */
import type { AccountScope, Filter, Owned } from './mongo-collections.ts';

/** Where a page ended. */
export interface Position {
  at: Date;
  id: string;
}

export interface NewestFirst {
  /** Field of the instant; `(accountId, instant, _id)` must be an index, with the fields of `part` after the account. */
  instant: string;
  /** Equalities that the index starts with, for a list that is a part of the collection. */
  part?: Filter;
  /** Inclusive. */
  from: Date | null;
  /** Exclusive. */
  to: Date | null;
  /** What else must hold. Kept apart from the range, so that the range alone chooses the index. */
  where: Filter;
  limit: number;
  after: Position | null;
}

const FIRST_WINDOW_MS = 1000;
const GROWTH = 8;
const EARLIEST = new Date(0);

/** @returns at most `limit` items, and whether more follow */
export async function newestFirst<T extends Owned>(scope: AccountScope<T>, { instant, part = {}, from, to, where, limit, after }: NewestFirst): Promise<{ items: T[]; hasMore: boolean }> {
  const wanted = limit + 1;
  const earliest = from ?? EARLIEST;
  const read = async (range: Filter, missing: number): Promise<T[]> => scope.aggregate<T>([
    { $match: { ...part, ...range } },
    ...(Object.keys(where).length > 0 ? [{ $match: where }] : []),
    { $sort: { [instant]: -1, _id: -1 } },
    { $limit: missing },
  ]);

  // Many share an instant where they were stored together: the rest of those comes first.
  const items: T[] = after && after.at >= earliest ? await read({ [instant]: after.at, _id: { $lt: after.id } }, wanted) : [];
  let upper = after?.at ?? to;
  for (let width = FIRST_WINDOW_MS; items.length < wanted && (upper === null || upper > earliest); width *= GROWTH) {
    const lower: Date = new Date(Math.max(earliest.getTime(), (upper?.getTime() ?? Date.now()) - width));
    items.push(...await read({ [instant]: { $gte: lower, ...(upper === null ? {} : { $lt: upper }) } }, wanted - items.length));
    upper = lower;
  }
  return { items: items.slice(0, limit), hasMore: items.length > limit };
}
