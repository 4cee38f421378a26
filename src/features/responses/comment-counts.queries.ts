import type { DayRange } from '../../domain/period.ts';
import { responses } from './response.model.ts';

/**
 * Answers with a comment, whether it is kept or not, to mails sent on these days, left out of scores or not.
 * @param since the first instant of those days: nobody answers before
 */
export async function countCommented(accountId: string, { touchpoint, from, to, since }: DayRange & { touchpoint: string; since: Date }): Promise<number> {
  const [found] = await responses.of(accountId).aggregate<{ n: number }>([
    { $match: { touchpoint, respondedAt: { $gte: since } } },
    // Apart, so that the index alone chooses what is read.
    { $match: { sentOn: { $gte: from, $lt: to }, $or: [{ comment: { $ne: null } }, { commentRemovedAt: { $ne: null } }] } },
    { $group: { _id: null, n: { $sum: 1 } } },
  ]);
  return found?.n ?? 0;
}
