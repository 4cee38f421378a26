/** A stop of all mail, kept in the database: every process sees it, whatever it was started with. */
import { createCache } from './cache.ts';
import { findNote, removeNote, writeNote } from './installation.ts';
import type { SendOutcome } from './mailer.ts';
import type { WatchedMailer } from './watched-mailer.ts';

export const HOLD = 'mail-hold';

export interface Hold {
  /** Since when this copy has been held. */
  since: Date;
  /** What it was copied from told until then what had been sent. */
  takenAt: Date;
}

export async function findHold(): Promise<Hold | null> {
  return findNote<Hold>(HOLD);
}

export async function holdMail(hold: Hold): Promise<void> {
  await writeNote(HOLD, { ...hold });
  known.forget(HOLD);
}

/** @returns whether mail was held */
export async function releaseMail(): Promise<boolean> {
  const was = await removeNote(HOLD);
  known.forget(HOLD);
  return was;
}

/** A second old at most, so that asking before each mail costs next to nothing. */
const known = createCache(async () => ({ hold: await findHold() }), { seconds: 1 });

export async function isMailHeld(): Promise<boolean> {
  return (await known.get(HOLD)).hold !== null;
}

/** The last door: whatever wants to write to somebody, nothing passes while mail is held, nor while that cannot be told. */
export function holdable(mailer: WatchedMailer): WatchedMailer {
  return {
    ...mailer,
    async send(message): Promise<SendOutcome> {
      const held = await isMailHeld().catch(() => null);
      if (held === false) return mailer.send(message);
      return { kind: 'deferred', reply: held === null ? 'whether mail is held could not be told' : 'mail is held: this copy was restored from a backup and nobody has confirmed it' };
    },
  };
}
