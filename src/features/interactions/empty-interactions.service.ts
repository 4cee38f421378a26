/** Takes what old interactions told of their customers out of them, a slice at a time. */
import type { DueRange } from '../../domain/retention.ts';
import { countDue, dueSlice, type DueCount, type DueSlice } from '../../platform/due-slice.ts';
import { interactions } from './interaction.model.ts';

const due = (range: DueRange) => ({ instant: 'receivedAt', ...range, where: { emptiedAt: null } });

export function countOldInteractions(accountId: string, range: DueRange): Promise<DueCount> {
  return countDue(interactions.of(accountId), due(range));
}

/** Of those received in the range: that they were reported, under which id, and what was decided stays. */
export async function emptyInteractions(accountId: string, range: DueRange, now: Date): Promise<DueSlice> {
  const slice = await dueSlice(interactions.of(accountId), due(range));
  if (slice.ids.length > 0) await interactions.of(accountId).updateMany({ _id: { $in: slice.ids } }, { $set: { customer: {}, properties: {}, emptiedAt: now } });
  return slice;
}
