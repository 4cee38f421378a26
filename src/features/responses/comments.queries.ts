import { newestFirst } from '../../platform/newest-first.ts';
import { responses, type Response } from './response.model.ts';

export interface CommentFilter {
  touchpoint: string;
  from: Date;
  /** Exclusive. */
  to: Date;
  limit: number;
}

/** The latest comments at a touchpoint, newest first; excluded answers are left out. */
export async function latestComments(accountId: string, { touchpoint, from, to, limit }: CommentFilter): Promise<Response[]> {
  const { items } = await newestFirst(responses.of(accountId), {
    instant: 'respondedAt', from, to, limit, after: null, part: { touchpoint }, where: { comment: { $ne: null }, excluded: null },
  });
  return items;
}
