import type { App } from '../../app.ts';
import { countMails, observeLateness } from '../../metrics.ts';
import { chunks } from '../../platform/chunks.ts';
import { createGroupCommit } from '../../platform/group-commit.ts';
import { isMailHeld } from '../../platform/mail-hold.ts';
import type { SendOutcome } from '../../platform/mailer.ts';
import { isDatabaseAway } from '../../platform/mongo.ts';
import { refilled } from '../../platform/refilled.ts';
import { pauseSender, requireAccount } from '../accounts/accounts.service.ts';
import { requireVersion } from '../surveys/surveys.service.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { composeInvitation } from './messages.service.ts';
import type { Invitation } from './invitations.service.ts';
import { claim, dueIds, markSending, reminderNumber, SENDING_LEASE_MS, settle, type Sent } from './sending.service.ts';
import { giveBack, withholdUnsendable } from './withhold.service.ts';

const LOOK_AHEAD = 5000;
const CLAIM_SIZE = 200;
/** While the outcomes of one window are written down, the next one is on its way. */
const LANES = 2;

/** Mails that are handed over together; taken by a lease, which runs out if this process ends. */
interface Window {
  lease: string;
  members: Invitation[];
}

/** Sends what is due until nothing is, taking it by leases: any number of workers may run this at once. */
export async function sendDue(app: App): Promise<{ sent: number }> {
  let sent = 0;
  if (await isMailHeld()) return { sent };
  for (;;) {
    const dealtWith = await sendListed(app, await dueIds(app, LOOK_AHEAD));
    // Nothing moved: what is left is claimed by another worker or waits for its account.
    if (dealtWith === 0) return { sent };
    sent += dealtWith;
  }
}

/** @returns how many were dealt with, whatever became of them */
async function sendListed(app: App, due: Readonly<Record<'firsts' | 'reminders', string[]>>): Promise<number> {
  const parts = (['firsts', 'reminders'] as const).flatMap((kind) => chunks(due[kind], CLAIM_SIZE).map((ids) => ({ ids, kind })));
  let dealtWith = 0;
  const nextWindow = refilled(parts, async ({ ids, kind }): Promise<Window[]> => {
    const { lease, claimed } = await claim(app, ids, kind);
    dealtWith += claimed.length;
    const sendable = await withholdUnsendable(app, claimed, lease);
    return chunks(sendable, app.mailer.connections).map((members) => ({ lease, members }));
  }, 2 * LANES);
  const stopped = new Set<string>();
  // All lanes count on the same month documents: written side by side they would collide and be written again.
  const outcomes = createGroupCommit<Sent, void>(async (group) => {
    await settle(app, group);
    return group.map(() => undefined);
  }, { deadlineMs: SENDING_LEASE_MS });
  // A window holds as many mails as there are connections: so many for each lane, never more, are in doubt at once.
  const lane = async (): Promise<void> => {
    for (let window = await nextWindow(); window; window = await nextWindow()) {
      const group = await sendWindow(app, window, stopped);
      await Promise.all(group.map((sent) => outcomes.add(sent).catch((error: unknown) => {
        if (isDatabaseAway(error)) throw error;
        app.log.error({ event: 'invitation.unsettled', invitationId: sent.invitation._id, err: error });
      })));
      await pauseRefused(app, group, stopped);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return dealtWith;
}

/** @param stopped accounts whose sending was stopped meanwhile */
async function sendWindow(app: App, { lease, members }: Window, stopped: ReadonlySet<string>): Promise<Sent[]> {
  await giveBack(app, members.filter(({ accountId }) => stopped.has(accountId)), lease);
  const ours = await markSending(app, members.filter(({ accountId }) => !stopped.has(accountId)), lease);
  return Promise.all(ours.map(async (invitation) => ({ invitation, lease, outcome: await sendOne(app, invitation) })));
}

async function sendOne(app: App, invitation: Invitation): Promise<SendOutcome> {
  const outcome = await attempt(app, invitation);
  countMails({ kind: reminderNumber(invitation) === 0 ? 'invitation' : 'reminder', outcome: outcome.kind });
  if (outcome.kind === 'accepted' && invitation.sentAt === null && invitation.attempts === 0 && invitation.scheduledAt) {
    observeLateness({}, Math.max(0, app.now().getTime() - invitation.scheduledAt.getTime()) / 1000);
  }
  app.log.info({ event: `invitation.${outcome.kind === 'accepted' ? 'sent' : outcome.kind}`, invitationId: invitation._id, accountId: invitation.accountId, reply: outcome.reply });
  return outcome;
}

async function attempt(app: App, invitation: Invitation): Promise<SendOutcome> {
  try {
    const [account, content, touchpoints] = await Promise.all([
      requireAccount(invitation.accountId), requireVersion(invitation.surveyId, invitation.version), touchpointNames(invitation.accountId),
    ]);
    const message = composeInvitation(app, {
      account, content, invitation, touchpointName: touchpoints.get(invitation.touchpoint) ?? invitation.touchpoint, reminder: reminderNumber(invitation),
    });
    return await app.mailer.send(message);
  } catch (error) {
    // Nothing was handed over: it is tried again later and gives up with its deadline.
    app.log.error({ event: 'invitation.unrenderable', invitationId: invitation._id, err: error });
    return { kind: 'deferred', reply: `could not be written: ${(error as Error).message}` };
  }
}

/** Refused for who we are: going on would only harm the sender, so the account's sending stops until a person resumes it. */
async function pauseRefused(app: App, group: Sent[], stopped: Set<string>): Promise<void> {
  for (const { invitation, outcome } of group) {
    if (outcome.kind !== 'policy' || stopped.has(invitation.accountId)) continue;
    stopped.add(invitation.accountId);
    await pauseSender(app, invitation.accountId, outcome.reply);
  }
}
