import { lookBack } from '../../platform/look-back.ts';
import { responses, type Response } from './response.model.ts';
import { MOST_LOOKED } from './responses.queries.ts';

export interface CommentFilter {
  touchpoint: string;
  from: Date;
  /** Exclusive. */
  to: Date;
  limit: number;
}

/** The latest comments at a touchpoint among the latest answers of the account, newest first; excluded answers are left out. */
export async function latestComments(accountId: string, { touchpoint, from, to, limit }: CommentFilter): Promise<Response[]> {
  const { items } = await lookBack(responses.of(accountId), {
    instant: 'respondedAt', from, to, limit, after: null, most: MOST_LOOKED, where: { touchpoint, comment: { $ne: null }, excluded: null },
  });
  return items;
}
