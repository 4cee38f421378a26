import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateFormat } from '../../../../src/domain/date-format.ts';
import { remarkText } from '../../../../src/domain/import-remark.ts';
import { readDay, readInstant, readMonth } from '../../../../src/features/imports/values/dates.ts';
import { dayOfJalali, daysOfJalaliMonth } from '../../../../src/features/imports/values/jalali.ts';
import { readDecimal, readRate, readWhole } from '../../../../src/features/imports/values/numbers.ts';
import { plainWord, trimmed } from '../../../../src/domain/plain-text.ts';
import type { CellContext, Reading } from '../../../../src/features/imports/values/reading.ts';
import { readAddress, readCurrency, readId, readLocale, readTimeZone, readTouchpoint, readYesNo } from '../../../../src/features/imports/values/texts.ts';
import { addDays } from '../../../../src/domain/period.ts';

const context = ({ pattern, ...rest }: Partial<CellContext> & { pattern?: string } = {}): CellContext => ({
  timeZone: 'Europe/Warsaw', dateFormat: pattern === undefined ? null : dateFormat(pattern), calendar: 'gregorian', decimalSeparator: null, ...rest,
});
const problemOf = (reading: Reading<unknown>): string => {
  expect(reading.ok).toBe(false);
  return reading.ok ? '' : Object.values(remarkText(reading, 'en')).join(' | ');
};
const valueOf = <T>(reading: Reading<T>): T => {
  if (!reading.ok) throw new Error(problemOf(reading));
  return reading.value;
};
const inDigits = (text: string, zero: number): string => text.replaceAll(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));

describe('numbers', () => {
  it.each([
    ['1234.56', '1234.56'], ['0', '0'], ['-3', '-3'], ['007', '7'], ['+5', '5'], ['1,234.56', '1234.56'], ['1.234,56', '1234.56'], ['1.234.567', '1234567'], ['1,234,567', '1234567'], ['12,5', '12.5'], ['12,50', '12.50'], ['0,125', '0.125'], ['1 234,50', '1234.50'],
    ['1\u00a0234\u202f567,50', '1234567.50'], ['1’234.50', '1234.50'], ['12,34,567.8', '1234567.8'], ['-12,50', '-12.50'], ['12.50-', '-12.50'], ['\u221212.5', '-12.5'], ['(12.50)', '-12.50'], ['-0', '0'], ['-0.00', '0.00'],
    ['۱۲٬۳۴۵٫۶۷', '12345.67'], ['١٢٬٣٤٥٫٦٧', '12345.67'], ['۱۲', '12'], ['\u200f١٢٫٥\u200f', '12.5'], ['۱۲،۵', '12.5'],
  ])('%s is %s', (text, value) => expect(valueOf(readDecimal(text, context()))).toBe(value));

  it.each(['', 'abc', '12a', '1.2.3', '1,2,3', '12 34', '--1', '1-2', '.', ',5,', '=1+1', '1,23.4', '½'])('%j is none', (text) => {
    expect(readDecimal(text, context()).ok).toBe(false);
  });

  it('that could be read in two ways are refused unless the mapping says which', () => {
    expect(problemOf(readDecimal('1,234', context()))).toContain('decimalSeparator');
    expect(valueOf(readDecimal('1,234', context({ decimalSeparator: '.' })))).toBe('1234');
    expect(valueOf(readDecimal('1,234', context({ decimalSeparator: ',' })))).toBe('1.234');
    expect(valueOf(readDecimal('1.234', context({ decimalSeparator: ',' })))).toBe('1234');
    expect(valueOf(readDecimal('1.234', context()))).toBe('1.234');
    expect(readDecimal('12.5', context({ decimalSeparator: ',' })).ok).toBe(false);
  });

  it('that lost digits or carry a currency are refused with the reason', () => {
    expect(problemOf(readDecimal('1.2E+05', context()))).toContain('exponent');
    for (const text of ['$12', '12 €', 'EUR 12', '12PLN']) expect(problemOf(readDecimal(text, context()))).toContain('currency');
  });

  it('come back exactly in three scripts and three ways to write them', () => {
    fc.assert(fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.nat(99), fc.constantFrom(0x30, 0x660, 0x6f0), (whole, cents, zero) => {
      const units = Math.abs(whole).toString();
      const sign = whole < 0 ? '-' : '';
      const decimals = cents.toString().padStart(2, '0');
      const expected = `${sign}${units}.${decimals}`;
      const grouped = units.replaceAll(/\B(?=(\d{3})+$)/g, '|');
      for (const [thousands, point] of [['', '.'], [',', '.'], ['.', ','], [' ', ','], ['٬', '٫']] as const) {
        const text = inDigits(`${sign}${grouped.replaceAll('|', thousands)}${point}${decimals}`, zero);
        expect(valueOf(readDecimal(text, context()))).toBe(whole === 0 ? `0.${decimals}` : expected);
      }
    }));
  });

  it('that are scores are whole, and rates are above 0 and have one spelling', () => {
    expect(valueOf(readWhole('۹', context()))).toBe(9);
    expect(valueOf(readWhole('9.0', context()))).toBe(9);
    expect(readWhole('9.5', context()).ok).toBe(false);
    expect(valueOf(readRate('4.2700', context()))).toBe('4.27');
    expect(valueOf(readRate('4,27', context()))).toBe('4.27');
    expect(valueOf(readRate('10', context()))).toBe('10');
    for (const text of ['0', '-1', '0.00', 'x']) expect(readRate(text, context()).ok).toBe(false);
  });
});

describe('days', () => {
  it.each([
    ['2024-02-29', '2024-02-29'], ['2024-2-9', '2024-02-09'], ['20240229', '2024-02-29'], ['۲۰۲۴-۰۲-۲۹', '2024-02-29'], ['2024-02-29 23:30:00', '2024-02-29'], ['2024-02-29T23:30', '2024-02-29'],
    ['2024-02-29T23:30:00Z', '2024-03-01'], ['2024-02-29 23:30:00 UTC', '2024-03-01'], ['2024-02-29T23:30:00.123+01:00', '2024-02-29'], ['2024-02-29 20:30:00 -0500', '2024-03-01'],
  ])('%s is %s in Warsaw', (text, day) => expect(valueOf(readDay(text, context()))).toBe(day));

  it.each([
    ['31.12.2024', 'dd.MM.yyyy', '2024-12-31'], ['1.2.2024', 'd.M.yyyy', '2024-02-01'], ['12/31/2024', 'MM/dd/yyyy', '2024-12-31'], ['31/12/24', 'DD/MM/YY', '2024-12-31'], ['31/12/98', 'dd/MM/yy', '1998-12-31'],
    ['Jan 5, 2024', 'MMM d, yyyy', '2024-01-05'], ['5 September 2024', 'd MMMM yyyy', '2024-09-05'], ['1/5/2024 11:30 PM', 'M/d/yyyy h:mm a', '2024-01-05'], ['١/٢/٢٠٢٤', 'd/M/yyyy', '2024-02-01'],
    ['2024-05-06', 'dd.MM.yyyy', '2024-05-06'], ['45351', 'excel', '2024-02-29'], ['45351.75', 'excel', '2024-02-29'], ['1709249400', 'unix', '2024-03-01'], ['1709249400000', 'unix', '2024-03-01'], ['2024-05-06', 'yyyy-dd-MM', '2024-06-05'],
  ])('%s as %s is %s', (text, pattern, day) => expect(valueOf(readDay(text, context({ pattern })))).toBe(day));

  it.each(['2023-02-29', '2024-13-01', '2024-00-10', '0024-01-01', '2024-01-01T25:00:00Z', '2024-01-01T10:60', '3024-01-01', '1899-12-31', 'yesterday', '12'])('%s is none', (text) => {
    expect(readDay(text, context()).ok).toBe(false);
  });

  it('that are written in ways nobody can be sure of are refused with the remedy', () => {
    expect(problemOf(readDay('03/04/2024', context()))).toContain('dateFormat');
    expect(problemOf(readDay('3.4.2024', context()))).toContain('dd.MM.yyyy');
    expect(problemOf(readDay('45351', context()))).toContain('"excel"');
    expect(problemOf(readDay('1709249400', context()))).toContain('"unix"');
    expect(problemOf(readDay('2024-05-13', context({ pattern: 'yyyy-dd-MM' })))).toContain('not a day');
    expect(problemOf(readDay('31-12-2024', context({ pattern: 'dd.MM.yyyy' })))).toContain('dd.MM.yyyy');
  });

  it('of the Jalali calendar are refused unless the mapping names it', () => {
    for (const text of ['1403/05/12', '1403-05-12', '۱۴۰۳/۰۵/۱۲', '1403.5.12']) {
      expect(problemOf(readDay(text, context()))).toMatch(/Jalali.*jalali/);
      expect(valueOf(readDay(text, context({ calendar: 'jalali' })))).toBe('2024-08-02');
    }
    expect(valueOf(readDay('12.05.1403', context({ calendar: 'jalali', pattern: 'dd.MM.yyyy' })))).toBe('2024-08-02');
    expect(problemOf(readDay('2024-08-02', context({ calendar: 'jalali' })))).toContain('Gregorian');
    expect(readDay('1402/12/30', context({ calendar: 'jalali' })).ok).toBe(false);
    expect(readDay('1403/12/30', context({ calendar: 'jalali' })).ok).toBe(true);
  });

  it('of the Jalali calendar are those of ICU, every one of 300 years', () => {
    const persian = new Intl.DateTimeFormat('fa-IR-u-ca-persian-nu-latn', { timeZone: 'UTC', year: 'numeric', month: 'numeric', day: 'numeric' });
    let expected = dayOfJalali(1200, 1, 1) ?? '';
    for (let year = 1200; year < 1500; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        expect(dayOfJalali(year, month, 1)).toBe(expected);
        expect(dayOfJalali(year, month, daysOfJalaliMonth(year, month) + 1)).toBeNull();
        const parts = Object.fromEntries(persian.formatToParts(new Date(expected)).map(({ type, value }) => [type, value]));
        expect([parts.year, parts.month, parts.day]).toEqual([String(year), String(month), '1']);
        expected = addDays(expected, daysOfJalaliMonth(year, month));
      }
    }
    expect(dayOfJalali(1403, 1, 1)).toBe('2024-03-20');
  });

  it('make months', () => {
    for (const text of ['2024-03', '2024-03-31', '۲۰۲۴-۰۳']) expect(valueOf(readMonth(text, context()))).toBe('2024-03');
    expect(valueOf(readMonth('03/2024', context({ pattern: 'MM/yyyy' })))).toBe('2024-03');
    for (const text of ['2024-13', '1403-05', 'March']) expect(readMonth(text, context()).ok).toBe(false);
    expect(readDay('03/2024', context({ pattern: 'MM/yyyy' })).ok).toBe(false);
  });
});

describe('instants', () => {
  it.each([
    ['2024-07-01T12:00:00Z', '2024-07-01T12:00:00.000Z'], ['2024-07-01T12:00:00+02:00', '2024-07-01T10:00:00.000Z'], ['2024-07-01 12:00:00 +0330', '2024-07-01T08:30:00.000Z'],
    ['2024-07-01T12:00:00', '2024-07-01T10:00:00.000Z'], ['2024-01-01 12:00', '2024-01-01T11:00:00.000Z'], ['2024-07-01', '2024-06-30T22:00:00.000Z'],
  ])('%s is %s for an account in Warsaw', (text, instant) => expect(valueOf(readInstant(text, context())).toISOString()).toBe(instant));

  it('follow the mapping', () => {
    expect(valueOf(readInstant('1/5/2024 12:05 AM', context({ pattern: 'M/d/yyyy h:mm a' }))).toISOString()).toBe('2024-01-04T23:05:00.000Z');
    expect(valueOf(readInstant('1720000000', context({ pattern: 'unix' }))).toISOString()).toBe('2024-07-03T09:46:40.000Z');
    expect(readInstant('1/5/2024 13:05 PM', context({ pattern: 'M/d/yyyy h:mm a' })).ok).toBe(false);
  });

  it('have formats that are refused where they make no date', () => {
    for (const pattern of ['dd.MM', 'foo', 'yyyy yyyy-MM-dd', 'HH:mm', 'QQ/yyyy']) expect(dateFormat(pattern)).toBeNull();
  });
});

describe('texts', () => {
  it('stay what they are, formulas and all', () => {
    for (const text of ['=1+1', '@SUM(A1)', '+48 600', "'; drop", 'سلام\u200cها', '00123']) expect(valueOf(readId(text, context()))).toBe(text);
    for (const text of ['#N/A', '#REF!', 'a\nb', 'a\u0007b', 'br\ufffdken', 'x'.repeat(201)]) expect(readId(text, context()).ok).toBe(false);
    expect(trimmed('\u200f\u00a0x y\u200e\ufeff ')).toBe('x y');
  });

  it('that are addresses, currencies, languages, zones and touchpoints have one spelling', () => {
    expect(valueOf(readAddress(' Ann@Example.COM'))).toBe('ann@example.com');
    expect(readAddress('ann at example').ok).toBe(false);
    expect(valueOf(readCurrency('pln'))).toBe('PLN');
    expect(readCurrency('zł').ok).toBe(false);
    expect(valueOf(readLocale('pl_pl'))).toBe('pl-PL');
    expect(readLocale('Polish language').ok).toBe(false);
    expect(valueOf(readTimeZone('Asia/Tehran'))).toBe('Asia/Tehran');
    expect(readTimeZone('Asia/Atlantis').ok).toBe(false);
    expect(valueOf(readTouchpoint('After delivery — Kraków', context()))).toBe('after-delivery-krakow');
    expect(valueOf(readTouchpoint('checkout.v2', context()))).toBe('checkout.v2');
    expect(readTouchpoint('تحویل', context()).ok).toBe(false);
  });

  it('that mean yes or no do so in four languages', () => {
    for (const text of ['yes', 'Y', 'TRUE', '1', 'tak', 'نعم', 'بله', 'آری', '۱']) expect(valueOf(readYesNo(text, context()))).toBe(true);
    for (const text of ['no', 'N', 'False', '0', 'nie', 'لا', 'خیر', 'نه']) expect(valueOf(readYesNo(text, context()))).toBe(false);
    for (const text of ['maybe', '2', 'pending']) expect(readYesNo(text, context()).ok).toBe(false);
  });

  it('are one word however they are spelled', () => {
    for (const text of ['customer_id', 'Customer ID', 'CUSTOMER-ID', 'customerId', ' customer  id ']) expect(plainWord(text)).toBe('customerid');
    expect(plainWord('شناسهٔ مشتري')).toBe(plainWord('شناسه مشتری'));
    expect(plainWord('Powód Łączny')).toBe('powodlaczny');
    expect(plainWord('السُّعْر')).toBe(plainWord('السعر'));
  });
});
