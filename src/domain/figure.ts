/** One figure of the business or outcomes report: the number with everything needed to check and to judge it. */
import { shareInterval } from './confidence.ts';
import { numberOfFraction } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import { currencyExponent, moneyOfFraction } from './money.ts';
import type { Money } from './money.ts';
import { percent } from './ratio.ts';

/** `null` in a part means that the figure has no such part, or that it is not known. */
export interface Figure<Value = number, Numerator = number, Denominator = number> {
  value: Value | null;
  numerator: Numerator | null;
  denominator: Denominator | null;
  /** How many customers, contracts or buyers it rests on. */
  n: number | null;
  /** Ends of the 95 % interval, in the unit of the value. */
  low: Value | null;
  high: Value | null;
  /** Which of the sources' readings this is. */
  variant: string;
  /** Name and version of the definition. */
  definition: string;
}

/** A figure in money; `unrounded` is the same in major units before it was rounded to the minor unit. */
export interface MoneyFigure<Denominator = number> extends Figure<Money, Money, Denominator> {
  unrounded: number | null;
}

/** Which definition and reading a figure shows. */
export interface Reading {
  definition: string;
  variant: string;
}

/** `part` of `whole` in percent 0–100 with Wilson's interval; n is the whole. */
export function shareFigure(part: number, whole: number, reading: Reading): Figure {
  const bounds = shareInterval(part, whole);
  return {
    value: percent(part, whole),
    numerator: part,
    denominator: whole,
    n: whole,
    low: bounds === null ? null : 100 * bounds.low,
    high: bounds === null ? null : 100 * bounds.high,
    ...reading,
  };
}

/** A figure without an interval. */
export function plainFigure<Value, Numerator, Denominator>(
  parts: { value: Value | null; numerator: Numerator | null; denominator: Denominator | null; n: number | null },
  reading: Reading,
): Figure<Value, Numerator, Denominator> {
  return { ...parts, low: null, high: null, ...reading };
}

/** An exact amount in minor units as a figure, rounded here and nowhere before. */
export function moneyFigure<Denominator = number>(
  exactMinor: Fraction | null,
  currency: string,
  parts: Pick<MoneyFigure<Denominator>, 'numerator' | 'denominator' | 'n'>,
  reading: Reading,
): MoneyFigure<Denominator> {
  return {
    value: exactMinor === null ? null : moneyOfFraction(exactMinor, currency),
    unrounded: exactMinor === null ? null : numberOfFraction(exactMinor) / 10 ** currencyExponent(currency),
    ...parts,
    low: null,
    high: null,
    ...reading,
  };
}
