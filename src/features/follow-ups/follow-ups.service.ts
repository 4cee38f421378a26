import type { App } from '../../app.ts';
import { followUpsFor } from '../../domain/follow-up-rules.ts';
import { sendFollowUps } from '../../jobs.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { Write } from '../../platform/mongo.ts';
import { hashId, randomId } from '../../platform/token.ts';
import { consumeEvents, hasOverdueEvents, type Event } from '../events/events.service.ts';
import { responsesById, type Response } from '../responses/responses.service.ts';
import { surveysOf } from '../surveys/surveys.service.ts';
import { alertReaders } from '../users/users.service.ts';
import { followUps, type FollowUp } from './follow-up.model.ts';

export type { FollowUp } from './follow-up.model.ts';

const LEASE_MS = 5 * 60_000;
const RETRY_WAITS_MS = [30_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000];
const BATCH = 50;

/** Opens the follow-ups of every recorded answer not seen yet. Safe to run twice: each follow-up exists once by its `_id`. */
export async function openFromEvents(app: App): Promise<number> {
  const handled = await consumeEvents('follow-ups', (batch) => openFor(app, batch));
  if (handled > 0) await app.enqueue(sendFollowUps, {}, { once: 'send-follow-ups' });
  return handled;
}

async function openFor(app: App, batch: Event[]): Promise<void> {
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

export async function settleFollowUp(app: App, { _id, lease, attempts }: FollowUp, result: { kind: 'sent' } | { kind: 'retry' | 'failed' | 'ambiguous' | 'cancelled'; reason: string }): Promise<void> {
  const now = app.now();
  const wait = RETRY_WAITS_MS[attempts];
  const changes = result.kind === 'sent' ? { status: 'sent', sentAt: now, wakeAt: null }
    : result.kind === 'retry' && wait !== undefined ? { status: 'open', wakeAt: new Date(now.getTime() + wait), reason: result.reason }
    : { status: result.kind === 'retry' ? 'failed' : result.kind, wakeAt: null, reason: result.reason };
  await followUps.everyAccount.updateOne({ _id, lease }, { $set: { ...changes, lease: null } });
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

export async function hasUnopened(app: App, olderThanMs: number): Promise<boolean> {
  return hasOverdueEvents('follow-ups', new Date(app.now().getTime() - olderThanMs));
}
