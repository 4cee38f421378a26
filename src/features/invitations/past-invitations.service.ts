/** Asks made elsewhere, imported so that silence and earlier invitations count. Nothing is mailed for them, and no response rate holds them. */
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import type { RowOutcome } from '../../domain/facts.ts';
import type { InvitationStatus } from '../../domain/invitation-status.ts';
import type { Metric } from '../../domain/metric.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { hashId } from '../../platform/token.ts';
import type { Account } from '../accounts/accounts.service.ts';
import { addressHashOf, type Customer } from '../customers/customers.service.ts';
import { invitations, type Invitation } from './invitation.model.ts';
import { segmentsOf } from './plan-invitations.ts';

export interface PastAsk {
  invitationId: string;
  touchpoint: string;
  metric: Metric;
  survey: { id: string; key: string; version: number };
  customer: Customer;
  sentAt: Date;
  expiresAt: Date;
  status: InvitationStatus;
  /** Where the status alone does not say it: `unsubscribed`. */
  reason?: string;
}

/** An answer may arrive with or without its ask, in either order: both lead to the same invitation. */
export function pastInvitationId(accountId: string, { invitationId, responseId }: { invitationId: string | null; responseId?: string }): string {
  return invitationId === null ? hashId('past-response', accountId, responseId ?? '') : hashId('past-invitation', accountId, invitationId);
}

export function pastInvitation(app: App, account: Account, ask: Omit<PastAsk, 'invitationId'> & { _id: string; importId: string; respondedAt: Date | null }): Invitation {
  const { customer, survey, sentAt, expiresAt, status } = ask;
  const language = customer.locale ?? account.languages[0] ?? 'en';
  const address = customer.email !== null && normalizeAddress(customer.email) !== null ? customer.email : null;
  return {
    _id: ask._id,
    accountId: account._id,
    surveyId: survey.id,
    surveyKey: survey.key,
    version: survey.version,
    metric: ask.metric,
    touchpoint: ask.touchpoint,
    channel: 'import',
    customerId: customer._id,
    interactionId: null,
    address,
    addressHash: address === null ? null : addressHashOf(app, account._id, address),
    name: customer.name,
    language,
    timeZone: customer.timeZone ?? account.timeZone,
    segments: segmentsOf(account, language, null, customer),
    variables: {},
    status,
    phase: 'closed',
    wakeAt: null,
    deadlineAt: null,
    expiresAt,
    lease: null,
    attempts: 0,
    resent: false,
    scheduledAt: sentAt,
    sentAt,
    sentOn: null,
    remindedAt: [],
    respondedAt: ask.respondedAt,
    ignoresAccountCoolDown: false,
    createdAt: sentAt,
    history: [{ status, at: ask.respondedAt ?? sentAt, ...(ask.reason === undefined ? {} : { reason: ask.reason }) }],
    recordedAt: app.now(),
    importId: ask.importId,
  };
}

/** Stores past asks inside the caller's transaction: one read and one write. A corrected row changes the older one. */
export async function storePastAsks(app: App, account: Account, asks: PastAsk[], { importId, session }: { importId: string; session: ClientSession }): Promise<RowOutcome[]> {
  const ids = asks.map(({ invitationId }) => pastInvitationId(account._id, { invitationId }));
  const known = new Map((await invitations.of(account._id).find({ _id: { $in: ids } }, { session })).map((invitation) => [invitation._id, invitation]));
  const writes: Write[] = [];
  const outcomes = asks.map((ask, index): RowOutcome => {
    const _id = ids[index] ?? '';
    const before = known.get(_id);
    const invitation = pastInvitation(app, account, { ...ask, _id, importId, respondedAt: before?.respondedAt ?? null });
    if (!before) {
      known.set(_id, invitation);
      writes.push({ insert: invitation });
      return 'accepted';
    }
    const status = before.respondedAt === null ? ask.status : 'responded';
    if (before.sentAt?.getTime() === ask.sentAt.getTime() && before.expiresAt.getTime() === ask.expiresAt.getTime() && before.status === status) return 'unchanged';
    const { sentAt, expiresAt } = ask;
    known.set(_id, { ...before, sentAt, expiresAt, status });
    const correction = { importId, sentAt: before.sentAt, expiresAt: before.expiresAt, status: before.status };
    writes.push({ filter: { _id }, update: { $set: { sentAt, expiresAt, status, scheduledAt: sentAt }, $push: { corrections: correction } } });
    return 'updated';
  });
  // In order: a row and its correction may stand in one batch.
  await invitations.of(account._id).bulkWrite(writes.filter((write) => 'insert' in write), { session });
  await invitations.of(account._id).bulkWrite(writes.filter((write) => !('insert' in write)), { session });
  return outcomes;
}

/**
 * Takes back what an import did to at most `limit` asks: those it brought go, those it corrected are as they were.
 * Call again until `isDone`. An ask that an answer of another import came to stays for it (`keep`).
 */
export async function undoPastAsks(accountId: string, importId: string, { keep, limit, session }: { keep: ReadonlySet<string>; limit: number; session: ClientSession }): Promise<{ customerIds: string[]; isDone: boolean }> {
  const scope = invitations.of(accountId);
  const corrected = await scope.find({ 'corrections.importId': importId }, { limit, session });
  await scope.bulkWrite(corrected.map(({ _id, corrections = [] }): Write => {
    const before = corrections.find((correction) => correction.importId === importId);
    const values = before && { sentAt: before.sentAt, expiresAt: before.expiresAt, status: before.status, scheduledAt: before.sentAt };
    return { filter: { _id }, update: { ...(values ? { $set: values } : {}), $pull: { corrections: { importId } } } };
  }), { session });
  const brought = await scope.find({ importId }, { limit, session, projection: { customerId: 1 } });
  const ids = brought.map(({ _id }) => _id);
  await scope.deleteMany({ _id: { $in: ids.filter((id) => !keep.has(id)) } }, { session });
  await scope.updateMany({ _id: { $in: ids.filter((id) => keep.has(id)) } }, { $unset: { importId: 1 } }, { session });
  return { customerIds: [...corrected, ...brought].map(({ customerId }) => customerId), isDone: corrected.length < limit && brought.length < limit };
}

/** Invitations of past asks that exist already, by id. */
export async function pastInvitationsById(accountId: string, ids: string[], session: ClientSession): Promise<Map<string, Invitation>> {
  return new Map((await invitations.of(accountId).find({ _id: { $in: ids } }, { session })).map((invitation) => [invitation._id, invitation]));
}

/** Ids of the invitations an import brought, at most `limit`. */
export async function pastInvitationIds(accountId: string, importId: string, { limit, session }: { limit: number; session: ClientSession }): Promise<string[]> {
  return (await invitations.of(accountId).find({ importId }, { limit, session, projection: { _id: 1 } })).map(({ _id }) => _id);
}

/** Stores invitations made for answers, and marks those answered that were there before. */
export async function storeAnsweredAsks(accountId: string, { made, answered }: { made: Invitation[]; answered: { _id: string; respondedAt: Date }[] }, session: ClientSession): Promise<void> {
  await invitations.of(accountId).bulkWrite([
    ...made.map((insert): Write => ({ insert })),
    ...answered.map(({ _id, respondedAt }): Write => ({ filter: { _id }, update: { $set: { status: 'responded', respondedAt, phase: 'closed', wakeAt: null } } })),
  ], { session });
}
