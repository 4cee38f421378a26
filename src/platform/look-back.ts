/**
 * Searches for what no index leads to, newest first, over a bounded number of documents: a look says how far back it went,
 * and the next one goes on from there. Like `newest-first.ts`, it reads bounded ranges of the index (accountId, instant, _id).
 */
import type { AccountScope, Filter, Owned } from './mongo-collections.ts';
import type { NewestFirst, Position } from './newest-first.ts';

export interface LookBack extends NewestFirst {
  /** Most documents looked at, whether they match or not. */
  most: number;
  /** Counts those looked at that meet this condition, by the values of these fields; the look then goes on to its end though the page is full. */
  count?: { by: readonly string[]; where: Filter } | undefined;
}

export interface Looked<T> {
  /** At most `limit`, newest first. */
  items: T[];
  /** Where the next look goes on: after the last item of a full page, else after the last one looked at; `null` = nothing is left. */
  next: Position | null;
  /** Documents looked at. */
  looked: number;
  /** The oldest one looked at, where there are older ones that were not. */
  reached: Date | null;
  /** How many of those looked at meet the condition of `count`, by the values of the fields asked for. */
  counts: { values: Record<string, unknown>; n: number }[];
}

interface Part<T> {
  found: T[];
  seen: { n: number; at: Date; id: string }[];
  counts: { _id: Record<string, unknown>; n: number }[];
}

const FIRST_WINDOW_MS = 1000;
const GROWTH = 8;
const EARLIEST = new Date(0);

export async function lookBack<T extends Owned>(scope: AccountScope<T>, { instant, part = {}, from, to, where, limit, after, most, count }: LookBack): Promise<Looked<T>> {
  const earliest = from ?? EARLIEST;
  const found: T[] = [];
  const counts = new Map<string, { values: Record<string, unknown>; n: number }>();
  let looked = 0;
  let last = after;
  const isDone = (): boolean => looked >= most || (count === undefined && found.length > limit);
  const look = async (range: Filter): Promise<number> => {
    const [seen] = await scope.aggregate<Part<T>>([
      { $match: { ...part, ...range } },
      { $sort: { [instant]: -1, _id: -1 } },
      { $limit: most - looked },
      { $facet: {
        found: [{ $match: where }, { $limit: Math.max(1, limit + 1 - found.length) }],
        seen: [{ $group: { _id: null, n: { $sum: 1 }, at: { $last: `$${instant}` }, id: { $last: '$_id' } } }],
        counts: count === undefined ? [{ $limit: 1 }] : [{ $match: count.where }, { $group: { _id: Object.fromEntries(count.by.map((name) => [name, `$${name}`])), n: { $sum: 1 } } }],
      } },
    ]);
    const oldest = seen?.seen[0];
    if (!seen || !oldest) return 0;
    if (found.length <= limit) found.push(...seen.found);
    for (const { _id: values, n } of count === undefined ? [] : seen.counts) {
      const key = JSON.stringify(values);
      counts.set(key, { values, n: (counts.get(key)?.n ?? 0) + n });
    }
    looked += oldest.n;
    last = { at: oldest.at, id: oldest.id };
    return oldest.n;
  };

  // Many share an instant where they were stored together: the rest of those comes first.
  if (after && after.at >= earliest) await look({ [instant]: after.at, _id: { $lt: after.id } });
  let upper = after?.at ?? to;
  for (let width = FIRST_WINDOW_MS; !isDone() && (upper === null || upper > earliest);) {
    const lower: Date = new Date(Math.max(earliest.getTime(), (upper?.getTime() ?? Date.now()) - width));
    const seen = await look({ [instant]: { $gte: lower, ...(upper === null ? {} : { $lt: upper }) } });
    upper = lower;
    // As wide as what is still to be looked at will likely fill, for a server that reads a range before it limits it.
    width *= seen === 0 ? GROWTH : Math.min(GROWTH, Math.max(1, (most - looked) / seen));
  }
  const isFull = found.length > limit;
  const end = isFull ? found[limit - 1] : undefined;
  const isCut = looked >= most;
  return {
    items: found.slice(0, limit),
    next: end ? { at: (end as Record<string, unknown>)[instant] as Date, id: end._id } : isCut ? last : null,
    looked,
    reached: isCut && last ? last.at : null,
    counts: [...counts.values()],
  };
}
