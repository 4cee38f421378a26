import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  bucketsBetween,
  compareDays,
  dayOf,
  daysBetween,
  INTERVALS,
  monthOf,
  monthsBetween,
  previousPeriod,
  startOfDay,
} from '../../../src/domain/period.ts';

/** Zones whose clocks change at midnight, by half an hour, on other dates, far from Greenwich, or not at all. */
const ZONES = [
  'UTC',
  'Europe/Warsaw',
  'America/New_York',
  'America/Santiago',
  'America/Havana',
  'America/Sao_Paulo',
  'Asia/Tehran',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
];
const zone = fc.constantFrom(...ZONES);
const instant = fc.date({ min: new Date('2012-01-02T00:00:00Z'), max: new Date('2037-12-30T00:00:00Z'), noInvalidDate: true });
const day = fc.integer({ min: 0, max: 9000 }).map((offset) => addDays('2012-06-01', offset));
const range = fc
  .tuple(day, fc.integer({ min: 1, max: 400 }))
  .map(([from, length]) => ({ from, to: addDays(from, length) }));

describe('dayOf', () => {
  it('is the local day, also across midnight and the date line', () => {
    const at = new Date('2026-03-29T22:30:00Z');
    expect(dayOf(at, 'UTC')).toBe('2026-03-29');
    expect(dayOf(at, 'Europe/Warsaw')).toBe('2026-03-30');
    expect(dayOf(at, 'Pacific/Kiritimati')).toBe('2026-03-30');
    expect(dayOf(at, 'America/New_York')).toBe('2026-03-29');
  });

  it('agrees with luxon in every zone', () => {
    fc.assert(
      fc.property(instant, zone, (at, timeZone) => {
        expect(dayOf(at, timeZone)).toBe(DateTime.fromJSDate(at, { zone: timeZone }).toISODate());
      }),
      { numRuns: 400 },
    );
  });

  it('refuses what is no zone or no instant', () => {
    expect(() => dayOf(new Date(0), 'Mars/Olympus')).toThrow(RangeError);
    expect(() => dayOf(new Date(NaN), 'UTC')).toThrow(RangeError);
  });
});

describe('startOfDay', () => {
  it('is local midnight, or the first instant after a gap at midnight', () => {
    expect(startOfDay('2026-07-01', 'Europe/Warsaw').toISOString()).toBe('2026-06-30T22:00:00.000Z');
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo').toISOString()).toBe('2018-11-04T03:00:00.000Z');
    // Clocks go from 1:00 back to 0:00, so this day has two midnights.
    expect(startOfDay('2025-11-02', 'America/Havana').toISOString()).toBe('2025-11-02T04:00:00.000Z');
  });

  it('is the first instant that dayOf puts on the day', () => {
    fc.assert(
      fc.property(day, zone, (date, timeZone) => {
        const start = startOfDay(date, timeZone);
        expect(dayOf(start, timeZone)).toBe(date);
        expect(dayOf(new Date(start.getTime() - 1), timeZone)).toBe(addDays(date, -1));
      }),
      { numRuns: 400 },
    );
  });
});

describe('days', () => {
  it('adds over month ends, leap days and clock changes', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2027-02-28', 1)).toBe('2027-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2026-03-01', '2026-04-01')).toBe(31);
    expect(daysBetween('2026-03-02', '2026-03-01')).toBe(-1);
    expect(monthOf('2026-03-31')).toBe('2026-03');
  });

  it('sorts by calendar', () => {
    expect(['2026-10-01', '2025-12-31', '2026-02-03'].toSorted(compareDays)).toEqual([
      '2025-12-31',
      '2026-02-03',
      '2026-10-01',
    ]);
    expect(compareDays('2026-10-01', '2026-10-01')).toBe(0);
  });

  it('adds and subtracts consistently', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -4000, max: 4000 }), (date, count) => {
        expect(daysBetween(date, addDays(date, count))).toBe(count);
        expect(addDays(addDays(date, count), -count)).toBe(date);
      }),
    );
  });
});

describe('bucketsBetween', () => {
  it('cuts a range into calendar buckets and clips the first and last', () => {
    expect(bucketsBetween('2025-12-30', '2026-01-13', 'week')).toEqual([
      { from: '2025-12-30', to: '2026-01-05' },
      { from: '2026-01-05', to: '2026-01-12' },
      { from: '2026-01-12', to: '2026-01-13' },
    ]);
    expect(bucketsBetween('2026-01-15', '2026-03-02', 'month')).toEqual([
      { from: '2026-01-15', to: '2026-02-01' },
      { from: '2026-02-01', to: '2026-03-01' },
      { from: '2026-03-01', to: '2026-03-02' },
    ]);
    expect(bucketsBetween('2025-11-01', '2026-07-01', 'quarter').map((bucket) => bucket.from)).toEqual([
      '2025-11-01',
      '2026-01-01',
      '2026-04-01',
    ]);
    expect(bucketsBetween('2025-11-01', '2027-01-01', 'year')).toEqual([
      { from: '2025-11-01', to: '2026-01-01' },
      { from: '2026-01-01', to: '2027-01-01' },
    ]);
    expect(bucketsBetween('2026-03-28', '2026-03-31', 'day')).toHaveLength(3);
  });

  it('has none in an empty range', () => {
    expect(INTERVALS.map((interval) => bucketsBetween('2026-03-01', '2026-03-01', interval))).toEqual([[], [], [], [], []]);
    expect(bucketsBetween('2026-03-02', '2026-03-01', 'day')).toEqual([]);
  });

  it('covers the range exactly, one calendar unit a bucket', () => {
    const unitOf = (date: string, interval: (typeof INTERVALS)[number]) =>
      DateTime.fromISO(date, { zone: 'utc' }).startOf(interval).toMillis();
    fc.assert(
      fc.property(range, fc.constantFrom(...INTERVALS), ({ from, to }, interval) => {
        const buckets = bucketsBetween(from, to, interval);
        expect(buckets[0]?.from).toBe(from);
        expect(buckets.at(-1)?.to).toBe(to);
        for (const [index, bucket] of buckets.entries()) {
          const next = buckets[index + 1];
          if (next) expect(next.from).toBe(bucket.to);
          expect(unitOf(addDays(bucket.to, -1), interval)).toBe(unitOf(bucket.from, interval));
          if (next) expect(unitOf(next.from, interval)).not.toBe(unitOf(bucket.from, interval));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('monthsBetween', () => {
  it('names every month with a day in the range', () => {
    expect(monthsBetween('2025-11-30', '2026-02-02')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(monthsBetween('2026-01-01', '2026-02-01')).toEqual(['2026-01']);
    expect(monthsBetween('2026-01-01', '2026-01-01')).toEqual([]);
  });
});

describe('weeks that begin with another day', () => {
  it('begin with it, are seven days but at the ends, and make up the range', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 7 }), ({ from, to }, weekStart) => {
        const weeks = bucketsBetween(from, to, 'week', weekStart);
        expect(weeks.map((week) => week.from)).toEqual(from < to ? [from, ...weeks.slice(0, -1).map((week) => week.to)] : []);
        expect(weeks.at(-1)?.to ?? to).toBe(to);
        for (const week of weeks.slice(1)) expect(DateTime.fromISO(week.from, { zone: 'utc' }).weekday).toBe(weekStart);
        for (const week of weeks.slice(1, -1)) expect(daysBetween(week.from, week.to)).toBe(7);
      }),
    );
  });

  it('begin on Saturday where the account says so', () => {
    expect(bucketsBetween('2026-03-02', '2026-03-15', 'week', 6)).toEqual([{ from: '2026-03-02', to: '2026-03-07' }, { from: '2026-03-07', to: '2026-03-14' }, { from: '2026-03-14', to: '2026-03-15' }]);
  });
});

describe('previousPeriod', () => {
  it.each([
    ['a month', '2026-03-01', '2026-04-01', '2026-02-01'],
    ['a quarter', '2026-04-01', '2026-07-01', '2026-01-01'],
    ['two quarters over a year end', '2026-01-01', '2026-07-01', '2025-07-01'],
    ['a leap year', '2028-01-01', '2029-01-01', '2027-01-01'],
    ['five months', '2026-02-01', '2026-07-01', '2025-09-01'],
    ['an ISO week', '2026-03-02', '2026-03-09', '2026-02-23'],
    ['a day', '2026-03-01', '2026-03-02', '2026-02-28'],
    ['30 days', '2026-03-02', '2026-04-01', '2026-01-31'],
    ['nothing', '2026-03-02', '2026-03-02', '2026-03-02'],
  ])('of %s', (_, from, to, expected) => {
    expect(previousPeriod(from, to)).toEqual({ from: expected, to: from });
  });

  it('ends where the range starts, with as many months or as many days', () => {
    fc.assert(
      fc.property(range, ({ from, to }) => {
        const previous = previousPeriod(from, to);
        expect(previous.to).toBe(from);
        const isWholeMonths = from.endsWith('-01') && to.endsWith('-01');
        const length = (a: string, b: string) => (isWholeMonths ? monthsBetween(a, b).length : daysBetween(a, b));
        expect(length(previous.from, previous.to)).toBe(length(from, to));
      }),
    );
  });
});
