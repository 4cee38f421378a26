/** What winning customers cost, by what it was spent on. */
import { addFractions } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import { moneyOfFraction } from '../money.ts';
import type { Money } from '../money.ts';
import type { DayRange } from '../period.ts';
import { ACQUISITION_CATEGORIES, costWithin } from './acquisition.ts';
import type { CostRow } from './acquisition.ts';

export type AcquisitionCategory = (typeof ACQUISITION_CATEGORIES)[number];

export interface CostPart {
  category: AcquisitionCategory;
  amount: Money;
}

/**
 * The parts of the acquisition costs of a range in one currency, each rounded once; categories without a cost are left out.
 * They add up to the numerator of the CAC, but for that rounding.
 */
export function acquisitionParts(costs: readonly CostRow[], range: DayRange, currency: string): CostPart[] {
  return ACQUISITION_CATEGORIES.flatMap((category) => {
    const parts = costs.flatMap((row) => (row.category === category && row.amount.currency === currency ? costWithin(row, range) ?? [] : []));
    const [first, ...rest] = parts;
    return first === undefined ? [] : { category, amount: moneyOfFraction(rest.reduce<Fraction>(addFractions, first), currency) };
  });
}
