import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../../src/domain/duration.ts';
import type { SendingWindow } from '../../../src/domain/survey.ts';
import { delayedUntil, isSendingWindow, isTimeZone, nextInWindow, wallTimeInstant, wallTimeMinutes } from '../../../src/domain/wall-time.ts';

const QUARTER = 15 * 60_000;
const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC', 'Australia/Lord_Howe', 'Pacific/Apia'];

const at = (iso: string) => new Date(iso);

/** Instants (on quarter hours) at which a zone's offset changes; no zone changes twice within a week. */
function offsetChanges(name: string, from: number, to: number): number[] {
  const zone = IANAZone.create(name);
  const changes: number[] = [];
  for (let week = from; week < to; week += 7 * DAY) {
    let [low, high] = [week, week + 7 * DAY];
    if (zone.offset(low) === zone.offset(high)) continue;
    while (high - low > QUARTER) {
      const middle = low + Math.floor((high - low) / 2 / QUARTER) * QUARTER;
      if (zone.offset(middle) === zone.offset(low)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

const CHANGES = ZONES.flatMap((zone) => offsetChanges(zone, Date.UTC(2025, 0, 1), Date.UTC(2027, 0, 1)).map((change) => ({ zone, change })));
const CHANGING_ZONES = [...new Set(CHANGES.map(({ zone }) => zone))];

describe('isTimeZone', () => {
  it.each(['Europe/Warsaw', 'Asia/Tehran', 'UTC', 'Asia/Calcutta', 'US/Eastern', 'Etc/GMT+5'])('accepts %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['', 'Warsaw', 'Europe/Atlantis', '+03:00', '-0500', 'local', 'system', '__proto__', 'Europe/Warsaw\n', 'A'.repeat(10_000)])('refuses %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it('accepts every zone the platform knows', () => {
    expect(ZONES.filter((zone) => !isTimeZone(zone))).toEqual([]);
  });
});

describe('wallTimeMinutes', () => {
  it.each([
    ['00:00', 0],
    ['09:05', 545],
    ['23:59', 1439],
    ['24:00', 1440],
  ])('reads %s', (text, minutes) => {
    expect(wallTimeMinutes(text)).toBe(minutes);
  });

  it.each(['', '9:00', '24:01', '25:00', '12:60', '12:00:00', ' 12:00', '12:00\n', '-1:00'])('refuses %j', (text) => {
    expect(wallTimeMinutes(text)).toBeNull();
  });
});

describe('wallTimeInstant', () => {
  it.each([
    ['an ordinary day', '2026-07-01', '09:00', 'Europe/Warsaw', '2026-07-01T07:00:00Z'],
    ['a skipped time: the end of the gap', '2026-03-29', '02:30', 'Europe/Warsaw', '2026-03-29T01:00:00Z'],
    ['a repeated time: the first', '2026-10-25', '02:30', 'Europe/Warsaw', '2026-10-25T00:30:00Z'],
    ['the end of a repeated hour: once', '2026-10-25', '03:00', 'Europe/Warsaw', '2026-10-25T02:00:00Z'],
    ['New York, spring', '2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:00:00Z'],
    ['New York, autumn', '2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['a half-hour gap', '2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['a half-hour repeated', '2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z'],
    ['a day that did not happen', '2011-12-30', '09:00', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['the day after it', '2011-12-31', '09:00', 'Pacific/Apia', '2011-12-30T19:00:00Z'],
    ['midnight skipped', '2026-03-29', '00:00', 'Asia/Beirut', '2026-03-28T22:00:00Z'],
    ['a quarter-hour offset', '2026-01-01', '00:00', 'Asia/Kathmandu', '2025-12-31T18:15:00Z'],
    ['far east', '2026-01-01', '00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00Z'],
    ['far west', '2026-01-01', '00:00', 'Pacific/Pago_Pago', '2026-01-01T11:00:00Z'],
  ])('%s: %s %s %s', (_what, day, time, zone, expected) => {
    expect(wallTimeInstant(day, time, zone)).toEqual(at(expected));
  });

  it.each([
    ['2026-02-31', '09:00', 'UTC'],
    ['2026-1-1', '09:00', 'UTC'],
    ['2026-01-01', '24:00', 'UTC'],
    ['2026-01-01', '9:00', 'UTC'],
    ['2026-01-01', '09:00', 'Nowhere'],
  ])('throws on %s %s %s', (day, time, zone) => {
    expect(() => wallTimeInstant(day, time, zone)).toThrow(RangeError);
  });

  it('is the earliest instant at which the clock has reached the time, at every clock change of two years in every zone', () => {
    expect(CHANGES.length).toBeGreaterThan(300);
    const wrong: string[] = [];
    for (const { zone: name, change } of CHANGES) {
      const zone = IANAZone.create(name);
      const clock: { instant: number; reading: number }[] = [];
      for (let instant = change - 28 * 4 * QUARTER; instant <= change + 10 * 4 * QUARTER; instant += QUARTER) {
        clock.push({ instant, reading: instant + zone.offset(instant) * 60_000 });
      }
      const midnight = Math.floor((change - 1 + zone.offset(change - 1) * 60_000) / DAY) * DAY;
      for (let minutes = 0; minutes <= 210; minutes += 30) {
        const reading = midnight + minutes * 60_000;
        const expected = clock.find((tick) => tick.reading >= reading)?.instant;
        const [day, time] = [new Date(reading).toISOString().slice(0, 10), new Date(reading).toISOString().slice(11, 16)];
        if (wallTimeInstant(day, time, name).getTime() !== expected) wrong.push(`${name} ${day} ${time}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('delayedUntil', () => {
  it('adds a duration as elapsed time, also over a clock change', () => {
    expect(delayedUntil(at('2026-03-28T09:00:00Z'), '1d', 'Europe/Warsaw')).toEqual(at('2026-03-29T09:00:00Z'));
  });

  it.each([
    ['2026-03-27T22:30:00Z', { days: 2, at: '09:00' }, '2026-03-29T07:00:00Z'],
    ['2026-03-27T23:30:00Z', { days: 2, at: '09:00' }, '2026-03-30T07:00:00Z'],
    ['2026-03-01T12:00:00Z', { days: 0, at: '18:00' }, '2026-03-01T17:00:00Z'],
    ['2026-03-01T12:00:00Z', { days: 0, at: '09:00' }, '2026-03-01T12:00:00Z'],
    ['2024-02-22T12:00:00Z', { days: 7, at: '09:00' }, '2024-02-29T08:00:00Z'],
  ])('counts local days from %s: %j', (occurredAt, delay, expected) => {
    expect(delayedUntil(at(occurredAt), delay, 'Europe/Warsaw')).toEqual(at(expected));
  });

  it('throws on a delay that was never checked', () => {
    expect(() => delayedUntil(at('2026-03-01T12:00:00Z'), 'soon', 'UTC')).toThrow(RangeError);
    expect(() => delayedUntil(at('2026-03-01T12:00:00Z'), { days: 1, at: '24:00' }, 'UTC')).toThrow(RangeError);
  });

  it('keeps the promised wall time and day in every zone, and happens once a day over every clock change', () => {
    const wrong: string[] = [];
    for (const { zone, change } of CHANGES) {
      const occurredAt = new Date(change - 9 * DAY);
      const today = DateTime.fromISO(DateTime.fromJSDate(occurredAt, { zone }).toFormat('yyyy-MM-dd'), { zone: 'utc' });
      let previous = occurredAt;
      for (let days = 7; days <= 11; days += 1) {
        const instant = delayedUntil(occurredAt, { days, at: '09:00' }, zone);
        const local = DateTime.fromJSDate(instant, { zone });
        const promised = `${today.plus({ days }).toFormat('yyyy-MM-dd')} 09:00:00`;
        if (local.toFormat('yyyy-MM-dd HH:mm:ss') !== promised || instant <= previous) wrong.push(`${zone} ${days}`);
        previous = instant;
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('nextInWindow', () => {
  const OFFICE: SendingWindow = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };
  const NIGHT: SendingWindow = { days: [7], from: '02:00', to: '03:00' };

  it.each([
    ['inside', '2026-06-03T10:00:00Z', OFFICE, 'Europe/Warsaw', '2026-06-03T10:00:00Z'],
    ['the first minute is inside', '2026-06-03T07:00:00Z', OFFICE, 'Europe/Warsaw', '2026-06-03T07:00:00Z'],
    ['just before the end', '2026-06-03T15:59:59.999Z', OFFICE, 'Europe/Warsaw', '2026-06-03T15:59:59.999Z'],
    ['the end is outside', '2026-06-03T16:00:00Z', OFFICE, 'Europe/Warsaw', '2026-06-04T07:00:00Z'],
    ['over the weekend', '2026-06-05T20:00:00Z', OFFICE, 'Europe/Warsaw', '2026-06-08T07:00:00Z'],
    ['same day, later', '2026-06-03T01:00:00Z', OFFICE, 'Europe/Warsaw', '2026-06-03T07:00:00Z'],
    ['once a week, just missed', '2026-06-03T20:00:00Z', { ...OFFICE, days: [3] }, 'UTC', '2026-06-10T09:00:00Z'],
    ['until midnight', '2026-06-03T23:59:00Z', { ...OFFICE, to: '24:00' }, 'UTC', '2026-06-03T23:59:00Z'],
    ['a gap swallows the window', '2026-03-28T12:00:00Z', NIGHT, 'Europe/Warsaw', '2026-04-05T00:00:00Z'],
    ['a gap shortens the window', '2026-03-28T12:00:00Z', { ...NIGHT, to: '03:30' }, 'Europe/Warsaw', '2026-03-29T01:00:00Z'],
    ['the second pass is inside too', '2026-10-25T01:30:00Z', NIGHT, 'Europe/Warsaw', '2026-10-25T01:30:00Z'],
    ['clocks go back into the window', '2026-10-25T00:45:00Z', { ...NIGHT, to: '02:30' }, 'Europe/Warsaw', '2026-10-25T01:00:00Z'],
    ['clocks go back into the middle of the window', '2026-10-25T00:45:00Z', { ...NIGHT, from: '01:30', to: '02:30' }, 'Europe/Warsaw', '2026-10-25T01:00:00Z'],
    ['clocks go back before the window', '2026-10-25T01:10:00Z', { ...NIGHT, from: '02:30' }, 'Europe/Warsaw', '2026-10-25T01:30:00Z'],
    ['the only weekday did not happen', '2011-12-29T12:00:00Z', { ...OFFICE, days: [5] }, 'Pacific/Apia', '2012-01-05T19:00:00Z'],
  ])('%s', (_what, instant, window, zone, expected) => {
    expect(nextInWindow(at(instant), window, zone)).toEqual(at(expected));
  });

  it('is always open without a window', () => {
    expect(nextInWindow(at('2026-06-07T03:00:00Z'), null, 'UTC')).toEqual(at('2026-06-07T03:00:00Z'));
  });

  it.each([
    { days: [], from: '09:00', to: '18:00' },
    { days: [0], from: '09:00', to: '18:00' },
    { days: [1.5], from: '09:00', to: '18:00' },
    { days: [1], from: '18:00', to: '09:00' },
    { days: [1], from: '09:00', to: '09:00' },
    { days: [1], from: '24:00', to: '24:00' },
    { days: [1], from: '9', to: '18:00' },
  ])('refuses the window %j', (window) => {
    expect(isSendingWindow(window)).toBe(false);
    expect(() => nextInWindow(at('2026-06-03T10:00:00Z'), window, 'UTC')).toThrow(RangeError);
  });

  it('finds the first open quarter of an hour, around clock changes in all changing zones', () => {
    const quarters = fc.integer({ min: 0, max: 96 });
    const windows = fc.record({ days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), first: quarters, second: quarters });
    const moments = fc.record({ name: fc.constantFrom(...CHANGING_ZONES), nth: fc.nat(3), quarter: fc.integer({ min: -200, max: 100 }) });
    const clock = (quarter: number) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
    fc.assert(
      fc.property(windows, moments, ({ days, first, second }, { name, nth, quarter }) => {
        fc.pre(first !== second);
        const window = { days, from: clock(Math.min(first, second)), to: clock(Math.max(first, second)) };
        const changes = CHANGES.filter(({ zone }) => zone === name);
        const change = changes[nth % changes.length]?.change ?? 0;
        const isOpen = (instant: number) => {
          const local = DateTime.fromMillis(instant, { zone: name });
          const time = local.toFormat('HH:mm');
          return days.includes(local.weekday) && time >= window.from && time < window.to;
        };
        const start = change + quarter * QUARTER;
        const found = nextInWindow(new Date(start), window, name).getTime();
        let expected = start;
        while (!isOpen(expected)) expected += QUARTER;
        expect(new Date(found).toISOString()).toBe(new Date(expected).toISOString());
      }),
      { numRuns: 150 },
    );
  });
});
