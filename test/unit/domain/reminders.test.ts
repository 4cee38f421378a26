import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, requireDurationMs } from '../../../src/domain/duration.ts';
import { nextReminder } from '../../../src/domain/reminders.ts';

const at = (iso: string) => new Date(iso);

const INPUT = {
  reminders: ['3d', '7d'],
  sentAt: at('2026-06-01T10:00:00Z'),
  remindedAt: [],
  window: null,
  timeZone: 'Europe/Warsaw',
  expiresAt: at('2026-07-01T10:00:00Z'),
};

describe('nextReminder', () => {
  it('counts each duration from the sending', () => {
    expect(nextReminder(INPUT)).toEqual(at('2026-06-04T10:00:00Z'));
    expect(nextReminder({ ...INPUT, remindedAt: [at('2026-06-04T10:00:05Z')] })).toEqual(at('2026-06-08T10:00:05Z'));
  });

  it('is null when all went out or there are none', () => {
    expect(nextReminder({ ...INPUT, reminders: [] })).toBeNull();
    expect(nextReminder({ ...INPUT, remindedAt: [at('2026-06-04T10:00:00Z'), at('2026-06-08T10:00:00Z')] })).toBeNull();
  });

  it('is null when it would not come before the expiry', () => {
    expect(nextReminder({ ...INPUT, expiresAt: at('2026-06-04T10:00:00Z') })).toBeNull();
    expect(nextReminder({ ...INPUT, expiresAt: at('2026-06-04T10:00:00.001Z') })).toEqual(at('2026-06-04T10:00:00Z'));
  });

  it('waits for the sending window, and gives up when the expiry comes first', () => {
    const weekend = { days: [6], from: '09:00', to: '12:00' };
    expect(nextReminder({ ...INPUT, window: weekend })).toEqual(at('2026-06-06T07:00:00Z'));
    expect(nextReminder({ ...INPUT, window: weekend, expiresAt: at('2026-06-05T00:00:00Z') })).toBeNull();
  });

  it('keeps its distance from a reminder that went out late', () => {
    expect(nextReminder({ ...INPUT, remindedAt: [at('2026-06-08T09:00:00Z')] })).toEqual(at('2026-06-12T09:00:00Z'));
  });

  it('never comes early, never after the expiry, and no closer to the last one than meant', () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(days, fc.array(fc.integer({ min: 0, max: 10 * DAY }), { maxLength: 3 }), fc.integer({ min: 1, max: 40 }), (waits, delays, life) => {
        const reminders = waits.toSorted((one, other) => one - other).map((wait) => `${wait}d`);
        const expiresAt = new Date(INPUT.sentAt.getTime() + life * DAY);
        const remindedAt: Date[] = [];
        for (const delay of delays) {
          const next = nextReminder({ ...INPUT, reminders, remindedAt, expiresAt });
          if (next === null) break;
          const wait = requireDurationMs(reminders[remindedAt.length] ?? '');
          expect(next.getTime()).toBeGreaterThanOrEqual(INPUT.sentAt.getTime() + wait);
          expect(next < expiresAt).toBe(true);
          const last = remindedAt.at(-1);
          if (last !== undefined) {
            const spacing = wait - requireDurationMs(reminders[remindedAt.length - 1] ?? '');
            expect(next.getTime() - last.getTime()).toBeGreaterThanOrEqual(spacing);
          }
          remindedAt.push(new Date(next.getTime() + delay));
        }
        expect(remindedAt.length).toBeLessThanOrEqual(reminders.length);
      }),
    );
  });
});
