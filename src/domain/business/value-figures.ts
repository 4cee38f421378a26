/** Figures about what customers are worth and what they cost, of one period and currency. Sources: `lifetime-value.ts`, `acquisition.ts`. */
import { divideFractions, fraction, numberOfFraction, subtractFractions, ZERO } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import { moneyOfFraction } from '../money.ts';
import type { Money } from '../money.ts';
import { clvToCac, clvToCacVerdict, contributionLessCac, costPerCustomer, monthsOfRange } from './acquisition.ts';
import type { ClvToCacVerdict } from './acquisition.ts';
import type { BusinessTally, CurrencyTally } from './business-tally.ts';
import { moneyFigure, plainFigure } from '../figure.ts';
import type { Figure, MoneyFigure } from '../figure.ts';
import { contributionValue, DEFAULT_CLV_PERIODS, purchaseModelValue } from './lifetime-value.ts';

export interface BusinessOptions {
  /** Months a customer is expected to stay, for the contribution variant of CLV. */
  clvPeriods: number;
  /** Decimal per month such as `"0.01"`, or `null` for the plain variant. */
  discountRate: string | null;
  /** Years of the purchase model. */
  clvYears: number;
}

/** The purchase model looks as far ahead as the contribution variant, so that the two can be compared. */
export const DEFAULT_BUSINESS_OPTIONS: BusinessOptions = {
  clvPeriods: DEFAULT_CLV_PERIODS,
  discountRate: null,
  clvYears: DEFAULT_CLV_PERIODS / 12,
};

export interface ValueFigures {
  clvContribution: MoneyFigure;
  clvPurchase: MoneyFigure;
  clvToDate: MoneyFigure;
  cac: MoneyFigure;
  clvToCac: Figure<number, Money, Money> & { verdict: ClvToCacVerdict | null };
  profitPerCustomer: Figure<number, Money, Money>;
  contributionLessCac: MoneyFigure;
  crc: MoneyFigure;
}

/** CLV in its variants, CAC, what the two say together, and retention cost. Where acquisition was also paid in another currency, nothing is compared. */
export function valueFigures(
  tally: BusinessTally,
  sums: CurrencyTally,
  currency: string,
  options: BusinessOptions,
): ValueFigures {
  const { customers } = tally;
  const margin = totalMargin(tally, sums);
  const clv = contributionClv(margin, sums, options);
  const cac = costPerCustomer(sums.costs.acquisition, customers.acquired);
  const variant = options.discountRate === null ? 'contribution' : 'contribution-discounted';
  return {
    clvContribution: perHead(clv, margin, sums.payingAtEnd, currency, { definition: 'clv/1', variant }),
    clvPurchase: perHead(
      purchaseValue(sums, options.clvYears),
      fraction(sums.purchases.amountMinor),
      sums.purchases.buyers,
      currency,
      { definition: 'clv/1', variant: 'purchase-model' },
    ),
    clvToDate: perHead(
      divideFractions(fraction(sums.revenueToDate), fraction(customers.end)),
      fraction(sums.revenueToDate),
      customers.end,
      currency,
      { definition: 'clv/1', variant: 'revenue-to-date' },
    ),
    cac: perHead(cac, sums.costs.acquisition, customers.acquired, currency, { definition: 'cac/1', variant: 'all-acquired' }),
    crc: perHead(costPerCustomer(sums.costs.retention, customers.end), sums.costs.retention, customers.end, currency, {
      definition: 'crc/1',
      variant: 'of-end',
    }),
    ...comparedWithCost(clv, hasAcquisitionCostsBeside(tally, currency) ? null : cac, sums.payingAtEnd, currency, variant),
  };
}

function comparedWithCost(
  clv: Fraction | null,
  cac: Fraction | null,
  n: number,
  currency: string,
  variant: string,
): Pick<ValueFigures, 'clvToCac' | 'profitPerCustomer' | 'contributionLessCac'> {
  const ratio = clvToCac(clv, cac);
  const parts = {
    value: ratio === null ? null : numberOfFraction(ratio),
    numerator: amountOf(clv, currency),
    denominator: amountOf(cac, currency),
    n,
  };
  return {
    clvToCac: {
      ...plainFigure(parts, { definition: 'clv-to-cac/1', variant }),
      verdict: ratio === null ? null : clvToCacVerdict(ratio),
    },
    profitPerCustomer: plainFigure(parts, { definition: 'profit-per-customer/1', variant: 'sharpspring' }),
    contributionLessCac: moneyFigure<number>(
      contributionLessCac(clv, cac),
      currency,
      { numerator: null, denominator: null, n },
      { definition: 'contribution-less-cac/1', variant },
    ),
  };
}

/** MRR at END − cost to serve a month, of all paying customers together, in minor units. */
function totalMargin(tally: BusinessTally, sums: CurrencyTally): Fraction {
  const service = divideFractions(sums.costs.service ?? ZERO, monthsOfRange(tally.range)) ?? ZERO;
  return subtractFractions(fraction(sums.mrrAtEnd), service);
}

function contributionClv(margin: Fraction, sums: CurrencyTally, options: BusinessOptions): Fraction | null {
  const perCustomer = divideFractions(margin, fraction(sums.payingAtEnd));
  return perCustomer === null ? null : contributionValue(perCustomer, options.clvPeriods, options.discountRate);
}

function purchaseValue({ purchases }: CurrencyTally, years: number): Fraction | null {
  const average = divideFractions(fraction(purchases.amountMinor), fraction(purchases.count));
  const aYear = divideFractions(fraction(purchases.count), fraction(purchases.buyers));
  return average === null || aYear === null ? null : purchaseModelValue(average, aYear, years);
}

function hasAcquisitionCostsBeside(tally: BusinessTally, currency: string): boolean {
  return [...tally.currencies].some(([other, { costs }]) => other !== currency && costs.acquisition !== null);
}

function perHead(
  value: Fraction | null,
  total: Fraction | null,
  heads: number,
  currency: string,
  reading: { definition: string; variant: string },
): MoneyFigure {
  return moneyFigure(value, currency, { numerator: amountOf(total, currency), denominator: heads, n: heads }, reading);
}

function amountOf(minorUnits: Fraction | null, currency: string): Money | null {
  return minorUnits === null ? null : moneyOfFraction(minorUnits, currency);
}
