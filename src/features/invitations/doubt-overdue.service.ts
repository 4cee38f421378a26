/** After a restore: what fell due meanwhile may have been sent by the installation that the backup was taken of. */
import type { App } from '../../app.ts';
import type { Hold } from '../../platform/mail-hold.ts';
import { receivedAfter } from '../interactions/interactions.service.ts';
import { invitations, type Invitation } from './invitation.model.ts';
import { doubtUpdate } from './sending.service.ts';

const REASON = 'restored from a backup: it may have been sent before';

/**
 * Holds every mail that may have been sent already as ambiguous; reminders among them are let go. What was asked for by
 * interactions that only this copy was told of is left alone.
 * @param stoppedAt when the other installation sent its last mail: what fell due later is certain not to have been sent
 * @returns how many mails are in doubt
 */
export async function doubtOverdue(app: App, { since, takenAt }: Hold, stoppedAt: Date): Promise<number> {
  let doubted = 0;
  const doubt = async (members: Invitation[]): Promise<void> => {
    const now = app.now();
    await invitations.everyAccount.bulkWrite(members.map((invitation) => ({
      filter: { _id: invitation._id, phase: invitation.phase }, update: doubtUpdate(invitation, { now, resend: false, reason: REASON }),
    })));
    doubted += members.length;
  };
  // Under way when the backup was taken: nobody here has them.
  for await (const batch of invitations.everyAccount.batches({ phase: { $in: ['claimed', 'sending'] } })) await doubt(batch);
  for await (const batch of invitations.everyAccount.batches({ phase: 'due', wakeAt: { $lte: app.now() } })) {
    const isNew = ({ createdAt }: Invitation): boolean => createdAt > since;
    const certain = await receivedAfter(batch.filter(isNew).flatMap(({ interactionId }) => interactionId ?? []), takenAt);
    await doubt(batch.filter((invitation) => (isNew(invitation) ? !certain.has(invitation.interactionId ?? '') : invitation.wakeAt !== null && invitation.wakeAt <= stoppedAt)));
  }
  return doubted;
}
