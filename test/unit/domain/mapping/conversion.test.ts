import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convert } from '../../../../src/domain/mapping/conversion.ts';
import { NAMED_CONVERSIONS, type Conversion } from '../../../../src/domain/mapping/mapping.ts';

const STATES = { table: { '4': 'solved', '5': 'closed', true: 'yes' } };
const PLANS: Conversion = { table: { pro: 'Professional' }, otherwise: 'other' };
const POLISH: Conversion = { date: 'DD.MM.YYYY HH:mm', zone: 'Europe/Warsaw' };
const AMERICAN: Conversion = { date: 'M/d/yyyy h:mm a', zone: 'America/New_York' };
const LOCAL_ISO: Conversion = { date: 'iso', zone: 'Asia/Tehran' };

describe('a conversion', () => {
  it.each<[unknown, Conversion, unknown]>([
    ['a', 'text', 'a'],
    [12, 'text', '12'],
    [-0.5, 'text', '-0.5'],
    [9_007_199_254_740_991, 'text', '9007199254740991'],
    [false, 'text', 'false'],
    ['  a b ', 'trim', 'a b'],
    ['ANN@Example.COM', 'lower-case', 'ann@example.com'],
    ['İ', 'lower-case', 'i̇'],
    ['paid', 'upper-case', 'PAID'],
    [12.5, 'number', 12.5],
    ['12.50', 'number', 12.5],
    [' -7 ', 'number', -7],
    ['0', 'number', 0],
    [true, 'boolean', true],
    ['Yes', 'boolean', true],
    ['1', 'boolean', true],
    [0, 'boolean', false],
    ['FALSE', 'boolean', false],
    ['no', 'boolean', false],
    ['en_US', 'language', 'en-US'],
    ['pt_br', 'language', 'pt-BR'],
    ['de', 'language', 'de'],
    ['pl_PL.UTF-8', 'language', 'pl-PL'],
    ['zh-hant-tw', 'language', 'zh-Hant-TW'],
    ['2026-05-04T09:30:00Z', 'date', '2026-05-04T09:30:00.000Z'],
    ['2026-05-04T09:30:00.123456Z', 'date', '2026-05-04T09:30:00.123Z'],
    ['2026-05-04T09:30:00+02:00', 'date', '2026-05-04T07:30:00.000Z'],
    ['2026-05-04T09:30+0330', 'date', '2026-05-04T06:00:00.000Z'],
    ['2026-05-04 09:30:00 -05:00', 'date', '2026-05-04T14:30:00.000Z'],
    ['2026-05-04 09:30:00 UTC', 'date', '2026-05-04T09:30:00.000Z'],
    [1_777_887_000, 'unix-seconds', '2026-05-04T09:30:00.000Z'],
    ['1777887000', 'unix-seconds', '2026-05-04T09:30:00.000Z'],
    [1_777_887_000.5, 'unix-seconds', '2026-05-04T09:30:00.500Z'],
    [1_777_887_000_000, 'unix-milliseconds', '2026-05-04T09:30:00.000Z'],
    ['1777887000123', 'unix-milliseconds', '2026-05-04T09:30:00.123Z'],
    ['04.05.2026 11:30', POLISH, '2026-05-04T09:30:00.000Z'],
    ['04.05.2026    11:30', POLISH, '2026-05-04T09:30:00.000Z'],
    ['29.03.2026 02:30', POLISH, '2026-03-29T01:30:00.000Z'],
    ['5/4/2026 5:30 AM', AMERICAN, '2026-05-04T09:30:00.000Z'],
    ['12/31/2026 12:00 pm', AMERICAN, '2026-12-31T17:00:00.000Z'],
    ['04.05.2026', { date: 'DD.MM.YYYY', zone: 'Europe/Warsaw' }, '2026-05-03T22:00:00.000Z'],
    ['2026-05-04T13:00:00', LOCAL_ISO, '2026-05-04T09:30:00.000Z'],
    ['2026-05-04 13:00', LOCAL_ISO, '2026-05-04T09:30:00.000Z'],
    ['2026-05-04', LOCAL_ISO, '2026-05-03T20:30:00.000Z'],
    ['2026-05-04T09:30:00Z', LOCAL_ISO, '2026-05-04T09:30:00.000Z'],
    [4, STATES, 'solved'],
    ['5', STATES, 'closed'],
    [true, STATES, 'yes'],
    ['basic', PLANS, 'other'],
    ['toString', PLANS, 'other'],
    ['__proto__', PLANS, 'other'],
    [1999, { dividedBy: 100 }, 19.99],
    ['1999', { dividedBy: 100 }, 19.99],
    [['A', 'b'], 'lower-case', ['a', 'b']],
    [[100, 250], { dividedBy: 100 }, [1, 2.5]],
  ])('%j by %j is %j', (value, conversion, expected) => {
    expect(convert(value, conversion)).toEqual({ ok: true, value: expected });
  });

  it.each<[unknown, Conversion, RegExp]>([
    [{}, 'text', /^an object is not a text; accepted is a text, a number/],
    [9_007_199_254_740_992, 'text', /^9007199254740992 is too large a number.* written as a text$/],
    [2 ** 60, 'text', /too large/],
    [12, 'lower-case', /^12 is not a text/],
    ['12,50', 'number', /^"12,50" is not a number; accepted is a number, or a text such as "1234.50"/],
    ['1,234.50', 'number', /is not a number/],
    ['$5', 'number', /is not a number/],
    ['1e5', 'number', /is not a number/],
    ['', 'number', /is not a number/],
    [true, 'number', /^true is not a number/],
    ['ja', 'boolean', /^"ja" is neither true nor false; accepted is .*"yes"/],
    [2, 'boolean', /neither true nor false/],
    ['English', 'language', /^"English" is not a language; accepted is .*use a table/],
    ['e', 'language', /is not a language/],
    ['en-', 'language', /is not a language/],
    ['2026-05-04T09:30:00', 'date', /^"2026-05-04T09:30:00" does not say where its clock stands; .*"zone"/],
    ['2026-05-04', 'date', /does not say where its clock stands/],
    ['04/05/2026', 'date', /is not an instant in ISO 8601/],
    ['2026-02-30T00:00:00Z', 'date', /is not a day of the calendar/],
    ['2026-05-04T25:00:00Z', 'date', /time of day that does not exist/],
    ['1969-12-31T23:59:59Z', 'date', /between the years 1970 and 2200/],
    ['2201-01-01T00:00:00Z', 'date', /between the years 1970 and 2200/],
    [1_777_887_000, 'date', /^1777887000 is not a text/],
    [1_777_887_000_000, 'unix-seconds', /beyond the year 2200 as seconds; .*"unix-milliseconds"/],
    [1_777_887_000, 'unix-milliseconds', /before March 1973 as milliseconds; .*"unix-seconds"/],
    [0, 'unix-seconds', /before March 1973 as seconds/],
    ['soon', 'unix-seconds', /^"soon" is not a number; accepted is seconds since 1970 such as/],
    ['', 'unix-seconds', /is not a number/],
    ['2026-05-04', POLISH, /^"2026-05-04" is not such a date; accepted is a date written as DD.MM.YYYY HH:mm$/],
    ['31.02.2026 10:00', POLISH, /is not a day of the calendar/],
    ['05.04.2026 24:10', POLISH, /time of day that does not exist/],
    ['04.13.2026 10:00', POLISH, /is not a day of the calendar/],
    [20_260_504, POLISH, /is not a date; accepted is a text written as/],
    ['x'.repeat(100_000), POLISH, /^"x{60}"… is not a date/],
    ['13/1/2026 10:00 am', AMERICAN, /is not a day of the calendar/],
    ['next week', LOCAL_ISO, /is not a date in ISO 8601/],
    ['6', STATES, /^"6" is not in the table; accepted is "4", "5", "true", or anything once the table has an "otherwise"$/],
    [{}, STATES, /is not a text/],
    ['x', { table: Object.fromEntries(Array.from({ length: 50 }, (_none, index) => [`k${index}`, 'v'])) }, /"k4" and 45 more/],
    ['19,99', { dividedBy: 100 }, /is not a number/],
    [['a', 1], 'lower-case', /^1 is not a text/],
    [[['a']], 'text', /^a list of 1 is not a text/],
  ])('%j by %j is refused', (value, conversion, detail) => {
    expect(convert(value, conversion)).toEqual({ ok: false, detail: expect.stringMatching(detail) });
  });

  const CONVERSION = fc.oneof(fc.constantFrom(...NAMED_CONVERSIONS), fc.constantFrom(STATES, PLANS, POLISH, AMERICAN, LOCAL_ISO, { dividedBy: 100 }));

  it('of any value never throws, and says little about what it refuses', () => {
    fc.assert(fc.property(fc.jsonValue(), CONVERSION, (value, conversion) => {
      const result = convert(value, conversion);
      if (!result.ok) expect(result.detail.length).toBeLessThan(500);
    }), { numRuns: 1000 });
  });

  it.each(['date', 'text', 'trim', 'lower-case', 'upper-case', 'number', 'boolean', 'language'] as const)('by %s changes nothing the second time', (conversion) => {
    const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constantFrom('en_us', '2026-05-04T09:30+02:00', '1', 'YES', ' 12.5 '));
    fc.assert(fc.property(value, (one) => {
      const once = convert(one, conversion);
      if (once.ok) expect(convert(once.value, conversion)).toEqual(once);
    }));
  });

  it('by seconds, milliseconds and ISO 8601 is one instant', () => {
    fc.assert(fc.property(fc.integer({ min: 100_000_000, max: 7_258_118_399 }), (seconds) => {
      const expected = { ok: true, value: new Date(seconds * 1000).toISOString() };
      expect(convert(seconds, 'unix-seconds')).toEqual(expected);
      expect(convert(seconds * 1000, 'unix-milliseconds')).toEqual(expected);
      expect(convert(expected.value, 'date')).toEqual(expected);
    }));
  });

  it('never takes seconds for milliseconds nor the other way, for any instant since 1973', () => {
    fc.assert(fc.property(fc.integer({ min: 100_000_000, max: 7_258_118_399 }), (seconds) => {
      expect(convert(seconds, 'unix-milliseconds').ok).toBe(false);
      expect(convert(seconds * 1000, 'unix-seconds').ok).toBe(false);
    }));
  });

  it('by a pattern reads back what was written in it', () => {
    const zone = 'Europe/Warsaw';
    fc.assert(fc.property(fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }), (date) => {
      const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' }).formatToParts(date).map(({ type, value }) => [type, value]));
      const year = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric' }).format(date);
      const result = convert(`${parts['day']}.${parts['month']}.${year} ${parts['hour']}:${parts['minute']}`, POLISH);
      const minutes = Math.floor(date.getTime() / 60_000);
      // An hour that occurs twice in autumn may be either.
      expect(result.ok && [0, 60]).toContain(Math.abs(minutes - Date.parse(String(result.ok && result.value)) / 60_000));
    }));
  });
});
