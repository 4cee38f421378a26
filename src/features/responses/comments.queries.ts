import type { Response } from './response.model.ts';
import { responses } from './response.model.ts';

export type Comment = Pick<Response, '_id' | 'score' | 'category' | 'comment' | 'respondedAt' | 'metric' | 'scale' | 'language'>;

export interface CommentFilter {
  touchpoint: string;
  from: Date;
  /** Exclusive. */
  to: Date;
  limit: number;
}

const DAY_MS = 86_400_000;
const FIRST_WINDOW_DAYS = 7;
const SHOWN = { score: 1, category: 1, comment: 1, respondedAt: 1, metric: 1, scale: 1, language: 1 } as const;

/**
 * The latest comments at a touchpoint, newest first; excluded answers are left out. Reads backwards in windows that double,
 * because most of the time the last week holds enough.
 */
export async function latestComments(accountId: string, { touchpoint, from, to, limit }: CommentFilter): Promise<Comment[]> {
  const found: Comment[] = [];
  let end = to;
  for (let days = FIRST_WINDOW_DAYS; end > from && found.length < limit; days *= 2) {
    const start = new Date(Math.max(from.getTime(), end.getTime() - days * DAY_MS));
    found.push(...await responses.of(accountId).find(
      { touchpoint, respondedAt: { $gte: start, $lt: end }, comment: { $ne: null }, excluded: null },
      { sort: { respondedAt: -1 }, limit: limit - found.length, projection: SHOWN },
    ));
    end = start;
  }
  return found;
}
