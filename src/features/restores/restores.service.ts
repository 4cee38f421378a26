/** A copy restored from a backup mails nothing until somebody confirms it. */
import type { App } from '../../app.ts';
import { sendFollowUps, sendInvitations } from '../../jobs.ts';
import { findHold, releaseMail } from '../../platform/mail-hold.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { doubtFollowUps } from '../follow-ups/follow-ups.service.ts';
import { doubtOverdue } from '../invitations/doubt-overdue.service.ts';

export interface Confirmed {
  /** When the backup was taken. */
  takenAt: Date;
  /** Mails that may have been sent before and are held as ambiguous. */
  doubtful: { invitations: number; followUps: number };
}

/**
 * Lets this copy mail again. What the other installation may have sent after its backup is held as ambiguous first, so doing
 * half of this and starting over does no harm.
 * @param stoppedAt when the other installation stopped sending; now when that is not known
 * @returns `null` when nothing was held
 */
export async function confirmRestore(app: App, stoppedAt: Date = app.now()): Promise<Confirmed | null> {
  const hold = await findHold();
  if (!hold) return null;
  const doubtful = { invitations: await doubtOverdue(app, hold, stoppedAt), followUps: await doubtFollowUps(app, hold.takenAt) };
  await releaseMail();
  noteChange({ action: 'restore.confirmed', subject: hold.takenAt.toISOString(), before: null, after: doubtful });
  app.log.warn({ event: 'restore.confirmed', takenAt: hold.takenAt, ...doubtful }, 'mail goes out again');
  await app.enqueue(sendInvitations, {}, { once: 'send' });
  await app.enqueue(sendFollowUps, {}, { once: 'send-follow-ups' });
  return { takenAt: hold.takenAt, doubtful };
}
