/** What was claimed and is not to be sent: ended with its reason, or given back for later. */
import type { App } from '../../app.ts';
import type { InvitationStatus } from '../../domain/invitation-status.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { isDatabaseAway } from '../../platform/mongo.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { suppressedAmong } from '../customers/customers.service.ts';
import { surveysOf } from '../surveys/surveys.service.ts';
import { invitations, type Invitation } from './invitation.model.ts';
import { reminderNumber } from './sending.service.ts';

const PAUSED_WAIT_MS = 60_000;

/** The last moment to think again: what became suppressed, paused or too late since it was planned is not sent. */
export async function withholdUnsendable(app: App, claimed: Invitation[], lease: string): Promise<Invitation[]> {
  const now = app.now();
  const sendable: Invitation[] = [];
  const writes: Write[] = [];
  for (const [accountId, members] of groupBy(claimed, (invitation) => invitation.accountId)) {
    const known = await sendersOf(accountId, members).catch((error: unknown) => {
      if (isDatabaseAway(error)) throw error;
      // Others do not wait for an account that cannot be read.
      app.log.error({ event: 'invitation.withheld', accountId, count: members.length, err: error });
      return null;
    });
    if (known === null) {
      writes.push(...members.map((invitation) => backWrite(invitation, lease, new Date(now.getTime() + PAUSED_WAIT_MS))));
      continue;
    }
    const { account, surveys, suppressed } = known;
    for (const invitation of members) {
      const reason = invitation.addressHash === null ? null : suppressed.get(invitation.addressHash);
      const survey = surveys.find(({ _id }) => _id === invitation.surveyId);
      const isFirst = reminderNumber(invitation) === 0;
      const latest = isFirst && invitation.deadlineAt && invitation.deadlineAt < invitation.expiresAt ? invitation.deadlineAt : invitation.expiresAt;
      if (reason) writes.push(endWrite(invitation, lease, isFirst ? 'cancelled' : 'sent', now, `the address is suppressed: ${reason}`));
      else if (now > latest) writes.push(endWrite(invitation, lease, isFirst ? 'expired' : 'sent', now, isFirst ? 'not sent in time' : 'too late for its reminder'));
      else if (account.sender.paused || survey?.policy.status !== 'active') writes.push(backWrite(invitation, lease, new Date(now.getTime() + PAUSED_WAIT_MS)));
      else sendable.push(invitation);
    }
  }
  await invitations.everyAccount.bulkWrite(writes);
  return sendable;
}

async function sendersOf(accountId: string, members: readonly Invitation[]) {
  const [account, surveys] = await Promise.all([requireAccount(accountId), surveysOf(accountId)]);
  const suppressed = await suppressedAmong(accountId, members.flatMap(({ addressHash }) => addressHash ?? []));
  return { account, surveys, suppressed };
}

/** Ends an invitation, or only its mails where it was sent before. */
function endWrite(invitation: Invitation, lease: string, status: InvitationStatus, at: Date, reason: string): Write {
  const stays = status === 'sent';
  return {
    filter: { _id: invitation._id, lease, phase: 'claimed' },
    update: {
      $set: { status, phase: stays ? 'open' : 'closed', wakeAt: stays ? invitation.expiresAt : null, lease: null },
      $push: { history: { status, at, reason } },
    },
  };
}

function backWrite(invitation: Invitation, lease: string, wakeAt: Date): Write {
  const status = reminderNumber(invitation) === 0 ? 'scheduled' : 'sent';
  return { filter: { _id: invitation._id, lease, phase: 'claimed' }, update: { $set: { status, phase: 'due', wakeAt, lease: null } } };
}

/** Gives claims back that were not marked: the rest of a batch after the sender was paused. */
export async function giveBack(app: App, members: Invitation[], lease: string): Promise<void> {
  const wakeAt = new Date(app.now().getTime() + PAUSED_WAIT_MS);
  await invitations.everyAccount.bulkWrite(members.map((invitation) => backWrite(invitation, lease, wakeAt)));
}
