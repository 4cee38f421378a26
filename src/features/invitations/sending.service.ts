/** Mail is claimed before it is sent: due → claimed (lease, may be retried) → sending (from here a crash leaves a doubt) → settled. */
import type { App } from '../../app.ts';
import type { InvitationStatus } from '../../domain/invitation-status.ts';
import { dayOf } from '../../domain/period.ts';
import { nextReminder } from '../../domain/reminders.ts';
import { rollupChanges, type RollupChange } from '../../domain/rollup.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { SendOutcome } from '../../platform/mailer.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { inTransaction, isDatabaseAway } from '../../platform/mongo.ts';
import { randomId } from '../../platform/token.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { appendEvents, type NewEvent } from '../events/events.service.ts';
import { applyRollupChanges } from '../rollups/rollups.service.ts';
import { requireVersion, surveysOf, type Survey } from '../surveys/surveys.service.ts';
import { invitations, type HistoryEntry, type Invitation } from './invitation.model.ts';
import { withdrawAddresses } from './invitations.service.ts';

/** Nothing was handed over yet, so a lost claim is simply taken again. */
const CLAIM_LEASE_MS = 60_000;
/** Longer than the mail server may take: when it runs out, the worker is gone. */
export const SENDING_LEASE_MS = 5 * 60_000;
/** Less than what is left of the lease. */
const SETTLE_PATIENCE_MS = 3 * 60_000;
const SETTLE_PAUSE_MS = 500;
/** Expiry is looked at this often at most, so that mails sent together are settled by one update. */
const EXPIRY_STEP_MS = 60_000;
const RETRY_WAITS_MS = [60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000];

/** Which mail of an invitation is next: 0 = the invitation, 1 … 3 = a reminder. */
export function reminderNumber(invitation: Pick<Invitation, 'sentAt' | 'remindedAt'>): number {
  return invitation.sentAt === null ? 0 : invitation.remindedAt.length + 1;
}

/** Ids of what is due now, at most `limit`. */
export async function dueIds(app: App, limit: number): Promise<{ firsts: string[]; reminders: string[] }> {
  const due = await invitations.everyAccount.find({ phase: 'due', wakeAt: { $lte: app.now() } }, { projection: { status: 1 }, limit });
  const idsOf = (isFirst: boolean): string[] => due.filter(({ status }) => (status === 'scheduled') === isFirst).map(({ _id }) => _id);
  return { firsts: idsOf(true), reminders: idsOf(false) };
}

/** Takes a lease on those still due. Of several workers, each gets different ones. */
export async function claim(app: App, ids: string[], kind: 'firsts' | 'reminders'): Promise<{ lease: string; claimed: Invitation[] }> {
  const now = app.now();
  const lease = randomId('lease');
  await invitations.everyAccount.updateMany(
    { _id: { $in: ids }, phase: 'due', wakeAt: { $lte: now }, status: kind === 'firsts' ? 'scheduled' : 'sent' },
    { $set: { phase: 'claimed', lease, wakeAt: new Date(now.getTime() + CLAIM_LEASE_MS), ...(kind === 'firsts' ? { status: 'claimed' } : {}) } },
  );
  return { lease, claimed: await invitations.everyAccount.find({ _id: { $in: ids }, lease }) };
}

/** Marks what is about to be handed over. @returns those that still are ours: not withdrawn, not taken over */
export async function markSending(app: App, members: Invitation[], lease: string): Promise<Invitation[]> {
  const now = app.now();
  const ids = members.map(({ _id }) => _id);
  const isFirst = members.every((invitation) => reminderNumber(invitation) === 0);
  const marked = await invitations.everyAccount.updateMany(
    { _id: { $in: ids }, lease, phase: 'claimed' },
    { $set: { phase: 'sending', wakeAt: new Date(now.getTime() + SENDING_LEASE_MS), ...(isFirst ? { status: 'sending' } : {}) }, $inc: { attempts: 1 } },
  );
  if (marked === members.length) return members;
  const ours = await invitations.everyAccount.find({ _id: { $in: ids }, lease, phase: 'sending' }, { projection: { _id: 1 } });
  const kept = new Set(ours.map(({ _id }) => _id));
  return members.filter(({ _id }) => kept.has(_id));
}

export interface Sent {
  invitation: Invitation;
  /** Under which it was taken. */
  lease: string;
  outcome: SendOutcome;
}

/**
 * Writes down what became of a group of mails, together with the counts it changes: one transaction, whatever its size.
 * One that was answered or withdrawn while its mail was under way has been settled by that, and is left out.
 */
export async function settle(app: App, group: Sent[]): Promise<void> {
  const until = performance.now() + SETTLE_PATIENCE_MS;
  for (;;) {
    try {
      return await settleOurs(app, group);
    } catch (error) {
      // The mail has gone out: forgetting that would leave a doubt, so a database that is away is waited for.
      if (!isDatabaseAway(error) || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_PAUSE_MS));
    }
  }
}

async function settleOurs(app: App, group: Sent[]): Promise<void> {
  if (group.length === 0 || (await settleWhole(app, group))) return;
  const ids = group.map(({ invitation }) => invitation._id);
  const sending = await invitations.everyAccount.find({ _id: { $in: ids }, phase: 'sending' }, { projection: { lease: 1 } });
  const leases = new Map(sending.map(({ _id, lease }) => [_id, lease]));
  await settleOurs(app, group.filter(({ invitation, lease }) => leases.get(invitation._id) === lease));
}

class NotOurs extends Error {}

/** @returns false, with nothing written, when some were no longer ours */
async function settleWhole(app: App, group: Sent[]): Promise<boolean> {
  const now = app.now();
  const facts = await Promise.all(group.map(async ({ invitation, lease, outcome }) => {
    const isCounted = outcome.kind === 'accepted' || outcome.kind === 'refused';
    // What could not be written for want of its wording is settled without it.
    const [account, content, surveys] = await Promise.all([
      requireAccount(invitation.accountId), isCounted ? requireVersion(invitation.surveyId, invitation.version) : null, surveysOf(invitation.accountId),
    ]);
    return { invitation, lease, outcome, account, content, survey: surveys.find(({ _id }) => _id === invitation.surveyId) };
  }));
  return inTransaction(async (session) => {
    const writes: Write[] = [];
    const changes: RollupChange[] = [];
    const news: NewEvent[] = [];
    const bounced: Invitation[] = [];
    for (const { invitation, lease, outcome, account, content, survey } of facts) {
      const sentOn = dayOf(now, account.timeZone);
      const { accountId, surveyId, surveyKey, version, touchpoint, segments } = invitation;
      const isFirst = reminderNumber(invitation) === 0;
      writes.push({ filter: { _id: invitation._id, lease, phase: 'sending' }, update: outcomeUpdate(invitation, outcome, { now, sentOn, survey }) });
      if (content === null) continue;
      const subject = { accountId, surveyId, surveyKey, version, touchpoint, segments, metric: content.metric, scale: content.scale, thresholds: content.thresholds };
      if (isFirst) changes.push(...rollupChanges({ kind: 'invitation-sent', subject, sentOn }));
      if (outcome.kind !== 'refused') continue;
      changes.push(...rollupChanges({ kind: 'invitation-bounced', subject, sentOn: invitation.sentOn ?? sentOn }));
      news.push({ accountId, type: 'invitation.bounced', at: now, subject: { invitationId: invitation._id, customerId: invitation.customerId } });
      bounced.push(invitation);
    }
    const { matched } = await invitations.everyAccount.bulkWrite(writes, { session });
    if (matched < writes.length) throw new NotOurs();
    await applyRollupChanges(changes, session);
    for (const [accountId, members] of groupBy(bounced, (invitation) => invitation.accountId)) {
      await withdrawAddresses(app, accountId, members.flatMap(({ addressHash }) => addressHash ?? []), { reason: 'bounced', session });
    }
    if (news.length > 0) await appendEvents(news, session);
    return true;
  }).catch((error: unknown) => {
    if (error instanceof NotOurs) return false;
    throw error;
  });
}

interface Circumstances {
  now: Date;
  sentOn: string;
  survey: Survey | undefined;
}

function outcomeUpdate(invitation: Invitation, outcome: SendOutcome, { now, sentOn, survey }: Circumstances) {
  const reminder = reminderNumber(invitation);
  const entry = (status: InvitationStatus, reason = outcome.reply): HistoryEntry => ({ status, at: now, reason, ...(reminder === 0 ? {} : { reminder }) });
  if (outcome.kind === 'accepted') {
    const first = reminder === 0;
    const sentAt = invitation.sentAt ?? now;
    const remindedAt = first ? [] : [...invitation.remindedAt, now];
    const next = !survey ? null : nextReminder({
      reminders: survey.policy.reminders, sentAt, remindedAt, window: survey.policy.sendingWindow, timeZone: invitation.timeZone, expiresAt: invitation.expiresAt,
    });
    return {
      $set: {
        status: 'sent', phase: next ? 'due' : 'open', wakeAt: next ?? new Date(Math.ceil(invitation.expiresAt.getTime() / EXPIRY_STEP_MS) * EXPIRY_STEP_MS), lease: null, attempts: 0, remindedAt,
        ...(first ? { sentAt, sentOn } : {}),
      },
      // Without the server's own number of the message, which differs for each; the log line has it.
      $push: { history: entry('sent', /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(outcome.reply)?.[0] ?? outcome.reply) },
    };
  }
  if (outcome.kind === 'deferred' || outcome.kind === 'policy') {
    const wait = RETRY_WAITS_MS[Math.min(invitation.attempts, RETRY_WAITS_MS.length - 1)] ?? 0;
    const status = reminder === 0 ? 'scheduled' : 'sent';
    return { $set: { status, phase: 'due', wakeAt: new Date(now.getTime() + wait), lease: null }, $push: { history: entry(status) } };
  }
  if (outcome.kind === 'refused') {
    return {
      $set: { status: 'bounced', phase: 'closed', wakeAt: null, lease: null, ...(reminder === 0 ? { sentAt: now, sentOn } : {}) },
      $push: { history: entry('bounced') },
    };
  }
  return doubtUpdate(invitation, { now, resend: survey?.onAmbiguous === 'resend', reason: outcome.reply });
}

/**
 * It may have gone out. Held for a person by default; sent once more with the same Message-ID where the survey says so. A
 * reminder in doubt is let go: the invitation itself did go out.
 */
export function doubtUpdate(invitation: Invitation, { now, resend, reason }: { now: Date; resend: boolean; reason: string }) {
  const reminder = reminderNumber(invitation);
  if (reminder > 0) {
    return {
      $set: { status: 'sent', phase: 'open', wakeAt: invitation.expiresAt, lease: null, remindedAt: [...invitation.remindedAt, now] },
      $push: { history: { status: 'ambiguous', at: now, reason, reminder } },
    };
  }
  const again = resend && !invitation.resent;
  return {
    $set: again
      ? { status: 'scheduled', phase: 'due', wakeAt: now, lease: null, resent: true }
      : { status: 'ambiguous', phase: 'open', wakeAt: invitation.expiresAt, lease: null },
    $push: { history: { status: 'ambiguous', at: now, reason } },
  };
}
