import type { InvitationStatus } from '../../domain/invitation-status.ts';
import { NotFound } from '../../platform/errors.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { newestFirst, type Position } from '../../platform/newest-first.ts';
import { invitations, type Channel, type Invitation } from './invitation.model.ts';

export type { Channel, Invitation } from './invitation.model.ts';

export interface InvitationFilter {
  status?: InvitationStatus | undefined;
  survey?: string | undefined;
  touchpoint?: string | undefined;
  /** By the instant it was made; `to` is exclusive. */
  from: Date | null;
  to: Date | null;
}

/** Newest first. */
export async function listInvitations(accountId: string, { status, survey, touchpoint, from, to }: InvitationFilter, page: { limit: number; after: Position | null }): Promise<{ items: Invitation[]; hasMore: boolean }> {
  return newestFirst(invitations.of(accountId), {
    instant: 'createdAt', from, to, ...page,
    where: {
      ...(status === undefined ? {} : { status }),
      ...(survey === undefined ? {} : { surveyKey: survey }),
      ...(touchpoint === undefined ? {} : { touchpoint }),
    },
  });
}

/** @throws NotFound */
export async function readInvitation(accountId: string, id: string): Promise<Invitation> {
  const invitation = await invitations.of(accountId).findOne({ _id: id });
  if (!invitation) throw new NotFound(`There is no invitation "${id}".`);
  return invitation;
}

/** What a customer was asked latest, newest first. */
export async function latestInvitationsOf(accountId: string, customerId: string, limit: number): Promise<Invitation[]> {
  return invitations.of(accountId).find({ customerId }, { sort: { createdAt: -1 }, limit });
}

/** Everything these customers were asked. */
export async function invitationsOfCustomers(accountId: string, customerIds: string[], session?: ClientSession): Promise<Invitation[]> {
  return invitations.of(accountId).find({ customerId: { $in: customerIds } }, { session });
}

/** One line of the ledger: so many invitations of a channel are in a status; `isEarlier` = made before `since`. */
export interface InvitationCount {
  channel: Channel;
  status: InvitationStatus;
  isEarlier: boolean;
  n: number;
}

/** Every invitation of the account, in exactly one line. */
export async function countInvitations(accountId: string, since: Date, session: ClientSession): Promise<InvitationCount[]> {
  const counts = await invitations.of(accountId).aggregate<{ _id: Omit<InvitationCount, 'n'>; n: number }>([
    { $group: { _id: { channel: '$channel', status: '$status', isEarlier: { $lt: ['$createdAt', since] } }, n: { $sum: 1 } } },
  ], { session });
  return counts.map(({ _id, n }) => ({ ..._id, n }));
}

const COUNTED = { surveyId: 1, surveyKey: 1, version: 1, touchpoint: 1, segments: 1, sentOn: 1, history: 1, channel: 1, accountId: 1 } as const;

/** Every invitation that month documents count, one at a time. */
export function streamMailed(accountId: string, session: ClientSession): AsyncIterable<Pick<Invitation, keyof typeof COUNTED | '_id'>> {
  return invitations.of(accountId).stream({ sentOn: { $type: 'string' } }, { projection: COUNTED, session });
}
