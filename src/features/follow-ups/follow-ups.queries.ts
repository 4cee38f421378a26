import type { ClientSession } from '../../platform/mongo.ts';
import { followUps, type FollowUp } from './follow-up.model.ts';

export type { FollowUp } from './follow-up.model.ts';

/** Everything these answers called for. */
export async function followUpsOfResponses(accountId: string, responseIds: string[], session?: ClientSession): Promise<FollowUp[]> {
  return followUps.of(accountId).find({ responseId: { $in: responseIds } }, { session });
}
