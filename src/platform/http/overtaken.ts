/** Two people in one form: whoever saves second is told, instead of putting what they opened in place of what was saved since. */
import { sha256 } from '../token.ts';

type Form = Readonly<Record<string, string>>;

/** What a form says of the moment it was opened. */
export interface Opening {
  /** Goes into its hidden field `seen`. */
  seen: string;
  /** Somebody else saved since. */
  isOvertaken: boolean;
}

const seenOf = (stored: unknown): string => sha256(JSON.stringify(stored)).slice(0, 16);

/** @param stored what the form is filled from, now; programs that send no `seen` know what they do */
export function isOvertaken(stored: unknown, sent: Form): boolean {
  return sent['seen'] !== undefined && sent['seen'] !== seenOf(stored);
}

/** Of a form that is shown as it is stored, or once more as it was sent: that is still the one that was opened. */
export function opening(stored: unknown, sent: Form = {}): Opening {
  return { seen: sent['seen'] ?? seenOf(stored), isOvertaken: false };
}

/** Of a form that was not saved for this reason; sent again, it is. */
export function overtaken(stored: unknown): Opening {
  return { seen: seenOf(stored), isOvertaken: true };
}
