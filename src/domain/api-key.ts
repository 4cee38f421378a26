/** Until when a key works, and whether anybody still needs it. */
import { addDays, compareDays, dayOf, startOfDay } from './period.ts';
import type { Day } from './period.ts';

/** Keys of an account that work at the same time; one for each program that calls is far below. */
export const MOST_KEYS = 100;

/** A key that was not used for so long is worth asking about. */
export const IDLE_DAYS = 90;
const MOST_YEARS = 10;
const DAY_MS = 86_400_000;

interface KeyTimes {
  createdAt: Date;
  revokedAt: Date | null;
  /** The first instant at which it no longer works; absent for a key without end. */
  expiresAt?: Date | null;
  lastUsedAt?: Date | null;
}

export type KeyState = 'live' | 'expired' | 'revoked';

export function keyState({ revokedAt, expiresAt }: Pick<KeyTimes, 'revokedAt' | 'expiresAt'>, now: Date): KeyState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt && expiresAt <= now ? 'expired' : 'live';
}

/** True for a live key that was neither used nor made within {@link IDLE_DAYS}. */
export function isIdle(key: KeyTimes, now: Date): boolean {
  return keyState(key, now) === 'live' && now.getTime() - (key.lastUsedAt ?? key.createdAt).getTime() >= IDLE_DAYS * DAY_MS;
}

/** The end of a key's last day, `null` for a day that is over or more than ten years ahead. */
export function endOfLastDay(day: Day, timeZone: string, now: Date): Date | null {
  const today = dayOf(now, timeZone);
  const latest = `${Number(today.slice(0, 4)) + MOST_YEARS}${today.slice(4)}`;
  return compareDays(day, today) < 0 || day > latest ? null : startOfDay(addDays(day, 1), timeZone);
}

/** The last day on which a key works in a zone. */
export function lastDayOf(expiresAt: Date, timeZone: string): Day {
  return dayOf(new Date(expiresAt.getTime() - 1), timeZone);
}
