import type { App } from '../../app.ts';
import { followUpsFor } from '../../domain/follow-up-rules.ts';
import { sendFollowUps } from '../../jobs.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { hashId, randomId } from '../../platform/token.ts';
import { appendEvents, consumeEvents, hasOverdueEvents, type Event } from '../events/events.service.ts';
import { withdrawAddresses } from '../invitations/invitations.service.ts';
import { responsesById, type Response } from '../responses/responses.service.ts';
import { surveysOf } from '../surveys/surveys.service.ts';
import { alertReaders } from '../users/users.service.ts';
import { followUps, type FollowUp } from './follow-up.model.ts';

export type { FollowUp } from './follow-up.model.ts';

const LEASE_MS = 5 * 60_000;
const RETRY_WAITS_MS = [30_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000];
const POSTPONED_MS = 60_000;
const BATCH = 50;

/** Opens the follow-ups of every recorded answer not seen yet. Safe to run twice: each follow-up exists once by its `_id`. */
export async function openFromEvents(app: App): Promise<number> {
  const handled = await consumeEvents(app, 'follow-ups', (batch) => openFor(app, batch));
  if (handled > 0) await app.enqueue(sendFollowUps, {}, { once: 'send-follow-ups' });
  return handled;
}

async function openFor(app: App, batch: readonly Event[]): Promise<void> {
  const responses = await responsesById(batch.flatMap(({ subject }) => subject['responseId'] ?? []));
  const writes: Write[] = [];
  for (const [accountId, members] of groupBy(responses.values(), (response) => response.accountId)) {
    const [surveys, readers] = await Promise.all([surveysOf(accountId), alertReaders(accountId)]);
    for (const response of members) {
      const survey = surveys.find(({ _id }) => _id === response.surveyId);
      // Past answers and those recorded by API are no occasion to write to anybody.
      if (!survey || response.channel === 'import') continue;
      for (const { rule } of followUpsFor({ metric: response.metric, category: response.category, survey })) {
        const recipients = rule === 'thank-you' ? ['customer'] : readers.map(({ _id }) => _id);
        writes.push(...recipients.map((recipient) => openWrite(app, response, { rule, recipient })));
      }
    }
  }
  await followUps.everyAccount.bulkWrite(writes);
}

function openWrite(app: App, { accountId, _id: responseId }: Response, { rule, recipient }: Pick<FollowUp, 'rule' | 'recipient'>): Write {
  const now = app.now();
  return {
    filter: { _id: hashId('follow-up', responseId, rule, recipient), accountId },
    update: { $setOnInsert: { responseId, rule, recipient, status: 'open', wakeAt: now, lease: null, attempts: 0, reason: null, createdAt: now, sentAt: null } },
    upsert: true,
  };
}

/** Takes a lease on some that are due; each worker gets different ones. */
export async function claimFollowUps(app: App): Promise<FollowUp[]> {
  const now = app.now();
  const due = await followUps.everyAccount.find({ status: 'open', wakeAt: { $lte: now } }, { projection: { _id: 1 }, limit: BATCH });
  if (due.length === 0) return [];
  const ids = due.map(({ _id }) => _id);
  const lease = randomId('lease');
  await followUps.everyAccount.updateMany({ _id: { $in: ids }, status: 'open' }, { $set: { status: 'claimed', lease, wakeAt: new Date(now.getTime() + LEASE_MS) } });
  return followUps.everyAccount.find({ _id: { $in: ids }, lease });
}

/** @returns false when the lease was lost: someone else deals with it */
export async function markFollowUpSending(app: App, { _id, lease }: FollowUp): Promise<boolean> {
  const wakeAt = new Date(app.now().getTime() + LEASE_MS);
  return (await followUps.everyAccount.updateOne({ _id, lease, status: 'claimed' }, { $set: { status: 'sending', wakeAt }, $inc: { attempts: 1 } })) > 0;
}

/**
 * - `retry`: refused for now; `unwritable`: could not be composed. Both are tried again, later each time, and fail in the end.
 * - `postponed`: nothing is wrong with it; it waits a minute for its sender.
 */
export type FollowUpResult = { kind: 'sent' } | { kind: 'retry' | 'unwritable' | 'postponed' | 'failed' | 'ambiguous' | 'cancelled'; reason: string };

export async function settleFollowUp(app: App, { _id, lease, attempts }: FollowUp, result: FollowUpResult, session?: ClientSession): Promise<void> {
  await followUps.everyAccount.updateOne({ _id, lease }, {
    $set: { ...changesBy(app.now(), attempts, result), lease: null },
    // Only a mail that is handed over counts its attempt before.
    $inc: { attempts: result.kind === 'unwritable' ? 1 : 0 },
  }, { session });
}

function changesBy(now: Date, attempts: number, result: FollowUpResult): Partial<FollowUp> {
  if (result.kind === 'sent') return { status: 'sent', sentAt: now, wakeAt: null };
  const { kind, reason } = result;
  if (kind === 'failed' || kind === 'ambiguous' || kind === 'cancelled') return { status: kind, wakeAt: null, reason };
  const wait = kind === 'postponed' ? POSTPONED_MS : RETRY_WAITS_MS[attempts];
  return wait === undefined ? { status: 'failed', wakeAt: null, reason } : { status: 'open', wakeAt: new Date(now.getTime() + wait), reason };
}

/** The customer's mail server refused the address for good: nothing is written to it any more. */
export async function bounceFollowUp(app: App, followUp: FollowUp, { addressHash, customerId, reason }: { addressHash: string; customerId: string; reason: string }): Promise<void> {
  const { accountId, responseId } = followUp;
  await inTransaction(async (session) => {
    await settleFollowUp(app, followUp, { kind: 'failed', reason }, session);
    await withdrawAddresses(app, accountId, [addressHash], { reason: 'bounced', session });
    await appendEvents([{ accountId, type: 'customer.suppressed', at: app.now(), subject: { customerId, invitationId: responseId } }], session);
  });
}

/** Lost leases: a claim is due again, a mail in doubt is held. @returns whether anything waits to be opened or sent */
export async function releaseLapsedFollowUps(app: App): Promise<boolean> {
  const now = app.now();
  await followUps.everyAccount.updateMany({ status: 'claimed', wakeAt: { $lte: now } }, { $set: { status: 'open', lease: null, wakeAt: now } });
  await followUps.everyAccount.updateMany(
    { status: 'sending', wakeAt: { $lte: now } },
    { $set: { status: 'ambiguous', lease: null, wakeAt: null, reason: 'the worker was lost while handing it over' } },
  );
  return (await followUps.everyAccount.find({ status: 'open', wakeAt: { $lte: now } }, { projection: { _id: 1 }, limit: 1 })).length > 0;
}

/** Mails that were due before `before` and are still unsent, counted up to 1,000. */
export async function overdueFollowUps(before: Date): Promise<number> {
  return (await followUps.everyAccount.find({ status: 'open', wakeAt: { $lt: before } }, { projection: { _id: 1 }, limit: 1000 })).length;
}

/**
 * After a restore: alerts and thanks for answers that the backup has may have been sent by the installation it was taken of.
 * @returns how many are in doubt
 */
export async function doubtFollowUps(app: App, takenAt: Date): Promise<number> {
  let doubted = 0;
  for await (const batch of followUps.everyAccount.batches({ status: { $in: ['open', 'claimed', 'sending'] } })) {
    const responses = await responsesById([...new Set(batch.map(({ responseId }) => responseId))]);
    const old = batch.filter(({ responseId }) => !((responses.get(responseId)?.respondedAt ?? takenAt) > takenAt));
    const reason = 'restored from a backup: it may have been sent before';
    await followUps.everyAccount.bulkWrite(old.map(({ _id }): Write => ({ filter: { _id }, update: { $set: { status: 'ambiguous', lease: null, wakeAt: null, reason } } })));
    doubted += old.length;
  }
  return doubted;
}

export async function hasUnopened(app: App, olderThanMs: number): Promise<boolean> {
  return hasOverdueEvents('follow-ups', new Date(app.now().getTime() - olderThanMs));
}

/** What is still to be written about erased answers is not written; replies of mail servers, which name addresses, go. */
export async function eraseFollowUps(accountId: string, members: FollowUp[], session: ClientSession): Promise<void> {
  await followUps.of(accountId).bulkWrite(members.map(({ _id, status }): Write => ({
    filter: { _id },
    update: { $set: status === 'open' || status === 'claimed' ? { status: 'cancelled', wakeAt: null, lease: null, reason: 'the answer was erased' } : { reason: null } },
  })), { session });
}

/** Takes what mail servers replied about mails to these answers, which may name an address. */
export async function forgetReplies(accountId: string, responseIds: string[], session: ClientSession): Promise<void> {
  await followUps.of(accountId).updateMany({ responseId: { $in: responseIds }, wakeAt: null }, { $set: { reason: null } }, { session });
}
