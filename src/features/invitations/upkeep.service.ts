/** What the sweep does to invitations that nobody else will move on. */
import type { App } from '../../app.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { appendEvents } from '../events/events.service.ts';
import { surveysOf } from '../surveys/surveys.service.ts';
import { invitations, type Invitation } from './invitation.model.ts';
import { doubtUpdate } from './sending.service.ts';

const BATCH = 1000;
/** A little more than a sweep apart, so that nothing falls between two sweeps. */
const LOOK_AHEAD_MS = 60_000;

/** A claim whose lease ran out: nothing was handed over, so it is due again. */
export async function releaseLapsedClaims(app: App): Promise<void> {
  const now = app.now();
  const lapsed = { phase: 'claimed', wakeAt: { $lte: now } };
  await invitations.everyAccount.updateMany({ ...lapsed, status: 'claimed' }, { $set: { phase: 'due', status: 'scheduled', lease: null, wakeAt: now } });
  await invitations.everyAccount.updateMany(lapsed, { $set: { phase: 'due', lease: null, wakeAt: now } });
}

/** The worker was lost between the hand-over and its reply: ambiguous, or once more where the survey says so. */
export async function resolveLapsedSends(app: App): Promise<void> {
  const now = app.now();
  const lapsed = await invitations.everyAccount.find({ phase: 'sending', wakeAt: { $lte: now } }, { limit: BATCH });
  const writes = await Promise.all(lapsed.map(async (invitation): Promise<Write> => {
    const survey = (await surveysOf(invitation.accountId)).find(({ _id }) => _id === invitation.surveyId);
    return {
      filter: { _id: invitation._id, phase: 'sending', lease: invitation.lease },
      update: doubtUpdate(invitation, { now, resend: survey?.onAmbiguous === 'resend', reason: 'the worker was lost while handing it over' }),
    };
  }));
  await invitations.everyAccount.bulkWrite(writes);
}

/** Nothing more to send and no answer in time. */
export async function expireOpen(app: App): Promise<void> {
  const now = app.now();
  const open = await invitations.everyAccount.find({ phase: 'open', wakeAt: { $lte: now } }, { limit: BATCH });
  if (open.length === 0) return;
  await inTransaction(async (session) => {
    await invitations.everyAccount.bulkWrite(open.map((invitation): Write => ({
      filter: { _id: invitation._id, phase: 'open' },
      update: invitation.expiresAt > now
        ? { $set: { wakeAt: invitation.expiresAt } }
        : { $set: { status: 'expired', phase: 'closed', wakeAt: null }, $push: { history: { status: 'expired', at: now } } },
    })), { session });
    const expired = open.filter(({ expiresAt }) => expiresAt <= now);
    await appendEvents(expired.map(({ _id, accountId, customerId }) => ({ accountId, type: 'invitation.expired', at: now, subject: { invitationId: _id, customerId } })), session);
  });
}

/** Mails due now or within the next minute. */
export async function dueSoon(app: App): Promise<Pick<Invitation, 'wakeAt'>[]> {
  const until = new Date(app.now().getTime() + LOOK_AHEAD_MS);
  return invitations.everyAccount.find({ phase: 'due', wakeAt: { $lte: until } }, { projection: { wakeAt: 1 }, limit: BATCH });
}

/** Mails that were due before `before` and are still unsent: how many, counted up to 1,000, and since when the first one waits. */
export async function overdueMails(before: Date): Promise<{ count: number; since: Date | null }> {
  const due = await invitations.everyAccount.find({ phase: 'due', wakeAt: { $lt: before } }, { projection: { wakeAt: 1 }, sort: { wakeAt: 1 }, limit: BATCH });
  return { count: due.length, since: due[0]?.wakeAt ?? null };
}
