/** When a customer who has not answered is reminded. Whether they still may be (answered, suppressed, withdrawn) is asked when sending. */
import { requireDurationMs } from './duration.ts';
import type { SendingWindow } from './survey.ts';
import { nextInWindow } from './wall-time.ts';

export interface ReminderInput {
  /** Durations after the invitation was sent, ascending. */
  reminders: readonly string[];
  sentAt: Date;
  /** Instants of the reminders that went out already, in order. */
  remindedAt: readonly Date[];
  window: SendingWindow | null;
  timeZone: string;
  expiresAt: Date;
}

/**
 * The instant of the next reminder, inside the sending window, or `null` when none is left or it would not come before
 * the invitation expires. A reminder that went out late moves the next one along, so that two never arrive together.
 */
export function nextReminder({ reminders, sentAt, remindedAt, window, timeZone, expiresAt }: ReminderInput): Date | null {
  const next = reminders[remindedAt.length];
  if (next === undefined) return null;
  const wait = requireDurationMs(next);
  const last = remindedAt.at(-1);
  const lastWait = requireDurationMs(reminders[remindedAt.length - 1] ?? '0m');
  const spaced = last === undefined ? 0 : last.getTime() + wait - lastWait;
  const at = nextInWindow(new Date(Math.max(sentAt.getTime() + wait, spaced)), window, timeZone);
  return at < expiresAt ? at : null;
}
