/** Takes what was written down in cases that ended long ago out of them, a slice at a time; when they were opened and closed stays. */
import type { DueRange } from '../../domain/retention.ts';
import { countDue, dueSlice, type DueCount, type DueSlice } from '../../platform/due-slice.ts';
import type { Filter, Write } from '../../platform/mongo-collections.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { cases } from './case.model.ts';

const WRITTEN: Filter = { $or: [{ 'notes.text': { $type: 'string' } }, { outcome: { $type: 'string' } }, { 'turns.outcome': { $type: 'string' } }] };

/** An open one is still worked on, however old it is. */
const due = (range: DueRange) => ({ instant: 'closedAt', ...range, where: WRITTEN });

export function countOldCases(accountId: string, range: DueRange): Promise<DueCount> {
  return countDue(cases.of(accountId), due(range));
}

/** Of cases closed in the range: notes, and what closings said. Owner, root cause, due time and turns stay. */
export async function emptyCases(accountId: string, range: DueRange, now: Date): Promise<DueSlice> {
  const scope = cases.of(accountId);
  const slice = await dueSlice(scope, due(range));
  if (slice.ids.length > 0) await inTransaction(async (session) => {
    // One may have been opened again since.
    const found = await scope.find({ _id: { $in: slice.ids }, status: 'closed' }, { projection: { turns: 1 }, session });
    await scope.bulkWrite(found.map(({ _id, turns }): Write => ({
      filter: { _id },
      update: { $set: { notes: [], outcome: null, turns: turns.map((turn) => ({ ...turn, outcome: null })), emptiedAt: now } },
    })), { session });
  });
  return slice;
}
