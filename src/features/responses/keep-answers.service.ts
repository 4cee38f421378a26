/** Takes what tells of persons out of old answers, a slice at a time; scores, days and everything counted stay. */
import { countDue, dueSlice, type DueCount, type DueSlice } from '../../platform/due-slice.ts';
import type { DueRange } from '../../domain/retention.ts';
import type { Filter, Write } from '../../platform/mongo-collections.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { evidence, responses } from './response.model.ts';

const COMMENTED: Filter = { $or: [{ comment: { $type: 'string' } }, { 'revisions.comment': { $type: 'string' } }] };
const SIGNED: Filter = { 'sender.network': { $type: 'string' } };

const dueComments = (range: DueRange) => ({ instant: 'respondedAt', ...range, where: COMMENTED });
const dueSenders = (range: DueRange) => ({ instant: 'respondedAt', ...range, where: SIGNED });

export function countOldComments(accountId: string, range: DueRange): Promise<DueCount> {
  return countDue(responses.of(accountId), dueComments(range));
}

/** Of answers given in the range, and of what they were before; that there was a comment stays known. */
export async function removeComments(accountId: string, range: DueRange, now: Date): Promise<DueSlice> {
  const scope = responses.of(accountId);
  const slice = await dueSlice(scope, dueComments(range));
  if (slice.ids.length > 0) await inTransaction(async (session) => {
    const found = await scope.find({ _id: { $in: slice.ids } }, { projection: { comment: 1, revisions: 1 }, session });
    await scope.bulkWrite(found.map(({ _id, comment, revisions }): Write => ({
      filter: { _id },
      update: { $set: {
        comment: null,
        ...(comment === null ? {} : { commentRemovedAt: now }),
        ...(revisions.length === 0 ? {} : { revisions: revisions.map((revision) => ({ ...revision, comment: null })) }),
      } },
    })), { session });
  });
  return slice;
}

export function countOldSenders(accountId: string, range: DueRange): Promise<DueCount> {
  return countDue(responses.of(accountId), dueSenders(range));
}

/** Who wrote the answers given in the range, and every write about them from before its end. */
export async function removeSenders(accountId: string, range: DueRange): Promise<DueSlice> {
  const slice = await dueSlice(responses.of(accountId), dueSenders(range));
  if (slice.ids.length > 0) {
    // First, so that a worker that is killed here finds the same answers again.
    await evidence.of(accountId).deleteMany({ invitationId: { $in: slice.ids }, at: { $lt: range.before } });
    await responses.of(accountId).updateMany({ _id: { $in: slice.ids } }, { $set: { sender: null } });
  }
  return slice;
}
