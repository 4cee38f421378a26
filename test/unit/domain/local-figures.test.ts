import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDay, localFigure, localList, localMoney, localMoneyShort, localMonth, localPercent, localTime } from '../../../src/domain/local-figures.ts';
import { money } from '../../../src/domain/money.ts';

/** Without the invisible marks that keep a sign beside its number. */
const visible = (text: string): string => text.replace(/[\u200e\u200f\u061c\u2060]/g, '');

describe('figures', () => {
  it.each([
    ['en', -34.4, {}, '−34'],
    ['en', 5, { isSigned: true }, '+5'],
    ['en', -0.2, { isSigned: true }, '0'],
    ['en', -0.2, {}, '0'],
    ['en', 12345.678, { decimals: 1 }, '12,345.7'],
    ['pl', 12345.678, { decimals: 1 }, '12\u00a0345,7'],
    ['pl', -3, {}, '−3'],
    ['ar', 1234, {}, '١٬٢٣٤'],
    ['fa', -3.5, { decimals: 1 }, '−۳٫۵'],
    ['fr', 2.5, { decimals: 1 }, '2.5'],
  ])('%s writes %d with %o as %s', (language, value, options, expected) => {
    expect(visible(localFigure(value, language, options))).toBe(expected);
  });

  it.each([[0.5, '1'], [-0.5, '−1'], [2.5, '3'], [-2.5, '−3']])('rounds %d half away from zero', (value, expected) => {
    expect(localFigure(value, 'en')).toBe(expected);
  });

  it.each([
    ['en', 23.45, 1, '23.5%'],
    ['en', 100, 0, '100%'],
    ['ar', 50, 1, '٥٠٫٠٪'],
    ['fa', 8.25, 1, '۸٫۳٪'],
  ])('%s writes %d %%', (language, percent, decimals, expected) => {
    expect(visible(localPercent(percent, language, decimals))).toBe(expected);
  });

  it('never writes a hyphen for a minus, in any language', () => {
    fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom('en', 'ar', 'fa', 'pl'), (value, language) => {
      expect(localFigure(value, language, { decimals: 2 })).not.toContain('-');
    }));
  });
});

describe('days', () => {
  it.each([
    ['en', '4 May 2026', '4 May', 'May 2026'],
    ['pl', '4 maj 2026', '4 maj', 'maj 2026'],
    ['ar', '٤ مايو ٢٠٢٦', '٤ مايو', 'مايو ٢٠٢٦'],
    ['fa', '۴ مه ۲۰۲۶', '۴ مه', 'مه ۲۰۲۶'],
  ])('%s writes %s, in the Gregorian calendar of the reports', (language, full, short, month) => {
    expect(visible(localDay('2026-05-04', language, 'full'))).toBe(full);
    expect(visible(localDay('2026-05-04', language, 'short'))).toBe(short);
    expect(visible(localMonth('2026-05-04', language))).toBe(month);
  });

  it('writes an instant in the zone of the account', () => {
    expect(localTime(new Date('2026-05-04T22:30:00Z'), 'en', 'Asia/Tehran')).toBe('5 May 2026, 2:00');
  });
});

describe('amounts', () => {
  it.each([
    ['en', 123_456, 'EUR', {}, '€1,234.56'],
    ['en', -123_456, 'EUR', {}, '−€1,234.56'],
    ['en', 500, 'EUR', { isSigned: true }, '+€5.00'],
    ['en', 0, 'EUR', { isSigned: true }, '€0.00'],
    ['en', 12_550, 'EUR', { decimals: 0 }, '€126'],
    ['en', 12_345, 'JPY', {}, 'JP¥12,345'],
    ['en', 100, 'USD', {}, 'US$1.00'],
    ['en', 100, 'CAD', {}, 'CA$1.00'],
    ['en', 12_345, 'KWD', {}, 'KWD\u00a012.345'],
    ['pl', 1_234_567, 'PLN', {}, '12\u00a0345,67\u00a0zł'],
    ['ar', 123_456, 'EUR', {}, '١٬٢٣٤٫٥٦\u00a0€'],
    ['fa', 123_456, 'EUR', {}, '€۱٬۲۳۴٫۵۶'],
  ])('%s writes %d minor units of %s with %o as %s', (language, minor, currency, options, expected) => {
    expect(visible(localMoney(money(minor, currency), language, options))).toBe(expected);
  });

  it('are exact beyond what a float holds', () => {
    expect(localMoney(money(90_071_992_547_409_931n, 'EUR'), 'en')).toBe('€900,719,925,474,099.31');
  });

  it.each([['en', '€1.2m'], ['pl', '1,2\u00a0mln\u00a0€']])('are short on axes in %s', (language, expected) => {
    expect(visible(localMoneyShort(1_230_000, 'EUR', language)).toLowerCase()).toBe(expected);
  });
});

describe('lists', () => {
  it.each([['en', 'a, b and c'], ['pl', 'a, b i c'], ['ar', 'a وb وc'], ['fa', 'a،\u200f b، و c']])('are phrases in %s', (language, expected) => {
    expect(visible(localList(['a', 'b', 'c'], language))).toBe(visible(expected));
  });
});
