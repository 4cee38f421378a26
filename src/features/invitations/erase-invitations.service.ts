import type { App } from '../../app.ts';
import { canMove } from '../../domain/invitation-status.ts';
import { Conflict } from '../../platform/errors.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { invitations, UNSUBSCRIBED, type HistoryEntry, type Invitation } from './invitation.model.ts';

const RETRY_AFTER_SECONDS = 5;

/** Reasons hold what mail servers replied, and they like to name the address. */
export function withoutReasons(history: readonly HistoryEntry[]): HistoryEntry[] {
  return history.map(({ reason, ...entry }) => (reason === UNSUBSCRIBED ? { ...entry, reason } : entry));
}

/**
 * Takes the person out of their invitations, inside the caller's transaction: that they were asked, and what became of it,
 * stays under `erasedId`, and so do the declared segment values it is counted under. What is still open is withdrawn.
 * @throws Conflict while a mail to them is being handed over: its outcome would be written after the erasure
 */
export async function eraseInvitations(app: App, accountId: string, members: Invitation[], { erasedId, session }: { erasedId: string; session: ClientSession }): Promise<void> {
  if (members.some(({ phase }) => phase === 'sending')) throw new Conflict('A mail to this customer is being handed over at this moment; try again.', RETRY_AFTER_SECONDS);
  const at = app.now();
  await invitations.of(accountId).bulkWrite(members.map((invitation): Write => {
    const history = withoutReasons(invitation.history);
    const anonymous = { customerId: erasedId, address: null, addressHash: null, name: null, variables: {}, lease: null };
    return {
      filter: { _id: invitation._id },
      update: { $set: canMove(invitation.status, 'cancelled')
        ? { ...anonymous, status: 'cancelled', phase: 'closed', wakeAt: null, history: [...history, { status: 'cancelled', at, reason: 'the customer was erased' }] }
        : { ...anonymous, history } },
    };
  }), { session });
}
