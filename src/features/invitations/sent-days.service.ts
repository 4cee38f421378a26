/** On which local day an ask that went out is counted, and how that changes with the account's zone. */
import type { ClientSession } from '../../platform/mongo.ts';
import { invitations, type Invitation } from './invitation.model.ts';

const COUNTED = { accountId: 1, surveyId: 1, surveyKey: 1, version: 1, touchpoint: 1, segments: 1, sentAt: 1, sentOn: 1, history: 1, channel: 1 } as const;

/** What month documents count of an ask. */
export type MailedAsk = Pick<Invitation, keyof typeof COUNTED | '_id'>;

/** Every ask that went out, in batches as stored. */
export function mailedAsks(accountId: string): AsyncIterable<Pick<Invitation, '_id' | 'sentAt' | 'sentOn'>[]> {
  return invitations.of(accountId).batches({ sentOn: { $type: 'string' } }, { projection: { sentAt: 1, sentOn: 1 } });
}

export async function mailedAsksById(accountId: string, ids: string[], session: ClientSession): Promise<MailedAsk[]> {
  return invitations.of(accountId).find({ _id: { $in: ids }, sentOn: { $type: 'string' } }, { projection: COUNTED, session });
}

/** When these went out; those that did not are left out. */
export async function sentInstants(accountId: string, ids: string[], session?: ClientSession): Promise<Map<string, Date>> {
  const found = await invitations.of(accountId).find({ _id: { $in: ids } }, { projection: { sentAt: 1 }, session });
  return new Map(found.flatMap(({ _id, sentAt }) => (sentAt === null ? [] : [[_id, sentAt] as const])));
}

/** Writes new local days, inside the caller's transaction. */
export async function writeSentDays(accountId: string, days: { _id: string; sentOn: string }[], session: ClientSession): Promise<void> {
  await invitations.of(accountId).bulkWrite(days.map(({ _id, sentOn }) => ({ filter: { _id }, update: { $set: { sentOn } } })), { session });
}
