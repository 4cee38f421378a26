import type { App } from '../../app.ts';
import { countMails, observeLateness } from '../../metrics.ts';
import { createGroupCommit } from '../../platform/group-commit.ts';
import { isMailHeld } from '../../platform/mail-hold.ts';
import type { SendOutcome } from '../../platform/mailer.ts';
import { isDatabaseAway } from '../../platform/mongo.ts';
import { pauseSender, requireAccount } from '../accounts/accounts.service.ts';
import { requireVersion } from '../surveys/surveys.service.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { composeInvitation } from './messages.service.ts';
import type { Invitation } from './invitations.service.ts';
import { claim, dueIds, markSending, reminderNumber, SENDING_LEASE_MS, settle, type Sent } from './sending.service.ts';
import { giveBack, withholdUnsendable } from './withhold.service.ts';

const LOOK_AHEAD = 5000;
const CLAIM_SIZE = 200;

/** Sends what is due until nothing is, taking it by leases: any number of workers may run this at once. */
export async function sendDue(app: App): Promise<{ sent: number }> {
  let sent = 0;
  if (await isMailHeld()) return { sent };
  for (;;) {
    const { firsts, reminders } = await dueIds(app, LOOK_AHEAD);
    const before = sent;
    for (const ids of chunks(firsts, CLAIM_SIZE)) sent += await sendClaimed(app, ids, 'firsts');
    for (const ids of chunks(reminders, CLAIM_SIZE)) sent += await sendClaimed(app, ids, 'reminders');
    // Nothing moved: what is left is claimed by another worker or waits for its account.
    if (sent === before) return { sent };
  }
}

/** @returns how many were dealt with, whatever became of them */
async function sendClaimed(app: App, ids: string[], kind: 'firsts' | 'reminders'): Promise<number> {
  const { lease, claimed } = await claim(app, ids, kind);
  const sendable = await withholdUnsendable(app, claimed, lease);
  const windows = chunks(sendable, app.mailer.connections);
  const stopped = new Set<string>();
  // Both lanes count on the same month documents: written side by side they would collide and be written again.
  const outcomes = createGroupCommit<Sent, void>(async (group) => {
    await settle(app, group, lease);
    return group.map(() => undefined);
  }, { deadlineMs: SENDING_LEASE_MS });
  // Two lanes: while one window's outcomes are written down, the next one is on its way. Never more than twice the
  // mail server's connections are in doubt at once.
  const lane = async (): Promise<void> => {
    for (let window = windows.shift(); window; window = windows.shift()) {
      const held = window.filter(({ accountId }) => stopped.has(accountId));
      await giveBack(app, held, lease);
      const ours = await markSending(app, window.filter(({ accountId }) => !stopped.has(accountId)), lease);
      const group = await Promise.all(ours.map((invitation) => sendOne(app, invitation)));
      await Promise.all(group.map((sent) => outcomes.add(sent).catch((error: unknown) => {
        if (isDatabaseAway(error)) throw error;
        app.log.error({ event: 'invitation.unsettled', invitationId: sent.invitation._id, err: error });
      })));
      await pauseRefused(app, group, stopped);
    }
  };
  await Promise.all([lane(), lane()]);
  return claimed.length;
}

async function sendOne(app: App, invitation: Invitation): Promise<Sent> {
  const outcome = await attempt(app, invitation);
  countMails({ kind: reminderNumber(invitation) === 0 ? 'invitation' : 'reminder', outcome: outcome.kind });
  if (outcome.kind === 'accepted' && invitation.sentAt === null && invitation.attempts === 0 && invitation.scheduledAt) {
    observeLateness({}, Math.max(0, app.now().getTime() - invitation.scheduledAt.getTime()) / 1000);
  }
  app.log.info({ event: `invitation.${outcome.kind === 'accepted' ? 'sent' : outcome.kind}`, invitationId: invitation._id, accountId: invitation.accountId, reply: outcome.reply });
  return { invitation, outcome };
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

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
