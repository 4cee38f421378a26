import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMoney,
  convertMoney,
  currencyExponent,
  divideMoney,
  formatAmount,
  isCurrency,
  money,
  multiplyMoney,
  parseMoney,
  subtractMoney,
  sumMoney,
  toMoneyAmount,
} from '../../../src/domain/money.ts';

describe('currencies', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['IRR', 2],
    ['PLN', 2],
    ['CLF', 4],
  ])('%s has %i decimals by ISO 4217', (currency, exponent) => {
    expect(currencyExponent(currency)).toBe(exponent);
    expect(isCurrency(currency)).toBe(true);
  });

  it.each(['EURO', 'eur', 'ZZZ', '', 'constructor'])('does not know %j', (code) => {
    expect(isCurrency(code)).toBe(false);
  });
});

describe('parseMoney', () => {
  it.each([
    ['12.50', 'EUR', 1250n],
    ['12.5', 'EUR', 1250n],
    ['12', 'EUR', 1200n],
    ['-0.01', 'EUR', -1n],
    ['12.500', 'EUR', 1250n],
    ['1200', 'JPY', 1200n],
    ['1200.00', 'JPY', 1200n],
    ['0.125', 'KWD', 125n],
    ['000000000000000000007', 'JPY', 7n],
    ['90071992547409.91', 'EUR', 9007199254740991n],
  ])('reads %s %s exactly', (amount, currency, amountMinor) => {
    expect(parseMoney(amount, currency)).toEqual({ ok: true, money: { amountMinor, currency } });
  });

  it.each([
    [12.5, 'EUR', 'not-a-decimal'],
    ['1e3', 'EUR', 'not-a-decimal'],
    ['12,50', 'EUR', 'not-a-decimal'],
    ['', 'EUR', 'not-a-decimal'],
    ['.5', 'EUR', 'not-a-decimal'],
    ['NaN', 'EUR', 'not-a-decimal'],
    [null, 'EUR', 'not-a-decimal'],
    ['12.505', 'EUR', 'too-precise'],
    ['0.5', 'JPY', 'too-precise'],
    ['90071992547409.92', 'EUR', 'too-large'],
    ['9'.repeat(400), 'EUR', 'too-large'],
    ['1', 'QQQ', 'unknown-currency'],
  ])('refuses %j %s: %s', (amount, currency, reason) => {
    expect(parseMoney(amount, currency)).toEqual({ ok: false, reason });
  });

  it('gives back what was formatted', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'), (amountMinor, currency) => {
        const value = money(amountMinor, currency);
        expect(parseMoney(formatAmount(value), currency)).toEqual({ ok: true, money: value });
      }),
    );
  });
});

describe('arithmetic', () => {
  it('shows as many decimals as the currency has', () => {
    expect(toMoneyAmount(money(1250, 'EUR'))).toEqual({ amount: '12.50', currency: 'EUR' });
    expect(formatAmount(money(-5, 'EUR'))).toBe('-0.05');
    expect(formatAmount(money(-5, 'JPY'))).toBe('-5');
    expect(formatAmount(money(5, 'KWD'))).toBe('0.005');
  });

  it('refuses minor units that are no whole number', () => {
    expect(() => money(0.5, 'EUR')).toThrow(RangeError);
    expect(() => money(2 ** 53, 'EUR')).toThrow(RangeError);
  });

  it('never adds different currencies', () => {
    expect(() => addMoney(money(1, 'EUR'), money(1, 'USD'))).toThrow(/EUR and USD/);
    expect(() => subtractMoney(money(1, 'EUR'), money(1, 'USD'))).toThrow(RangeError);
    expect(() => sumMoney([money(1, 'EUR')], 'USD')).toThrow(RangeError);
  });

  it('adds beyond the range of exact doubles', () => {
    const most = money(Number.MAX_SAFE_INTEGER, 'JPY');
    expect(sumMoney([most, most, money(1, 'JPY')], 'JPY').amountMinor).toBe(18014398509481983n);
    expect(sumMoney([], 'JPY')).toEqual(money(0, 'JPY'));
    expect(subtractMoney(money(1, 'EUR'), money(3, 'EUR'))).toEqual(money(-2, 'EUR'));
  });

  it.each([
    [100, 3, 33n],
    [5, 2, 3n],
    [-5, 2, -3n],
    [5, -2, -3n],
    [4, 8, 1n],
    [3, 8, 0n],
  ])('%i ÷ %i rounds once, halves away from zero, to %s', (amount, divisor, expected) => {
    expect(divideMoney(money(amount, 'EUR'), divisor)?.amountMinor).toBe(expected);
  });

  it('has no quotient by zero', () => {
    expect(divideMoney(money(1, 'EUR'), 0)).toBeNull();
  });

  it('multiplies by decimals without a float in between', () => {
    expect(multiplyMoney(money(150, 'EUR'), '0.35').amountMinor).toBe(53n); // 52.5
    expect(multiplyMoney(money(-150, 'EUR'), 0.35).amountMinor).toBe(-53n);
  });

  it('converts between currencies with different decimals', () => {
    expect(convertMoney(money(1000, 'EUR'), '161.235', 'JPY')).toEqual(money(1612, 'JPY')); // 10 EUR → 1612.35
    expect(convertMoney(money(1612, 'JPY'), '0.0062', 'EUR')).toEqual(money(999, 'EUR')); // 9.9944
    expect(convertMoney(money(1000, 'EUR'), '0.3345', 'KWD')).toEqual(money(3345, 'KWD'));
  });
});
