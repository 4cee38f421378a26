/** What is due in a range of the index (accountId, instant, _id), a slice at a time: for work that takes itself out of what is due. */
import { lookBack } from './look-back.ts';
import type { AccountScope, Filter, Owned } from './mongo-collections.ts';

/** Most documents of one slice. */
const SLICE = 500;
/** Most documents a count looks at. */
const MOST_COUNTED = 20_000;

export interface Due {
  /** Field of the instant; `(accountId, instant, _id)` must be an index. */
  instant: string;
  /** Inclusive; `null` = the beginning. */
  from: Date | null;
  /** Exclusive. */
  before: Date;
  /** What makes a document due; no longer so once the work on it is done. */
  where: Filter;
}

/** Oldest first. `reached` is where the next slice begins; `null` = this was the last. */
export interface DueSlice {
  ids: string[];
  reached: Date | null;
}

export async function dueSlice<T extends Owned>(scope: AccountScope<T>, { instant, from, before, where }: Due): Promise<DueSlice> {
  const found = await scope.aggregate<{ _id: string } & Record<string, unknown>>([
    { $match: { [instant]: { ...(from === null ? {} : { $gte: from }), $lt: before } } },
    // Apart, so that the index alone chooses what is read.
    { $match: where },
    { $sort: { [instant]: 1 } },
    { $limit: SLICE },
    { $project: { [instant]: 1 } },
  ]);
  return { ids: found.map(({ _id }) => _id), reached: found.length < SLICE ? null : (found.at(-1)?.[instant] as Date) };
}

/** How many are due; `isLeast` where there may be more than were looked at. */
export interface DueCount {
  count: number;
  isLeast: boolean;
}

/** Newest first, over a bounded number of documents. */
export async function countDue<T extends Owned>(scope: AccountScope<T>, { instant, from, before, where }: Due): Promise<DueCount> {
  const { counts, reached } = await lookBack(scope, { instant, from, to: before, where, limit: 0, after: null, most: MOST_COUNTED, count: { by: ['accountId'], where } });
  return { count: counts.reduce((sum, { n }) => sum + n, 0), isLeast: reached !== null };
}
