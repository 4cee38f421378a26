/** Takes addresses, names and variables out of old invitations, a slice at a time. */
import { settledBefore, type DueRange } from '../../domain/retention.ts';
import { countDue, dueSlice, type DueCount, type DueSlice } from '../../platform/due-slice.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { withoutReasons } from './erase-invitations.service.ts';
import { invitations } from './invitation.model.ts';

/** Nothing is sent or answered any more. */
const due = (range: DueRange, now: Date) => ({ instant: 'createdAt', ...range, where: { phase: 'closed', expiresAt: { $lt: settledBefore(now) }, emptiedAt: null } });

export function countOldInvitations(accountId: string, range: DueRange, now: Date): Promise<DueCount> {
  return countDue(invitations.of(accountId), due(range, now));
}

/**
 * Of those made in the range that are over. Whom they asked, when, and what became of it stays, and so does the keyed hash of the
 * address, by which an old link still unsubscribes.
 * @param also what else goes with them, in the same transaction
 */
export async function emptyInvitations(accountId: string, range: DueRange, now: Date, also: (ids: string[], session: ClientSession) => Promise<void>): Promise<DueSlice> {
  const scope = invitations.of(accountId);
  const slice = await dueSlice(scope, due(range, now));
  if (slice.ids.length > 0) await inTransaction(async (session) => {
    const found = await scope.find({ _id: { $in: slice.ids } }, { projection: { history: 1 }, session });
    await scope.bulkWrite(found.map(({ _id, history }): Write => {
      const plain = withoutReasons(history);
      const isPlain = history.every(({ reason }, index) => reason === plain[index]?.reason);
      return { filter: { _id }, update: { $set: { address: null, name: null, variables: {}, emptiedAt: now, ...(isPlain ? {} : { history: plain }) } } };
    }), { session });
    await also(slice.ids, session);
  });
  return slice;
}
