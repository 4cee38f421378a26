/** The figures of one period and currency, computed from its tally. Definitions, variants and sources: the functions used here. */
import { numberOfFraction } from '../fraction.ts';
import { daysBetween } from '../period.ts';
import { emptyCurrencyTally } from './business-tally.ts';
import type { BusinessTally } from './business-tally.ts';
import { churnOfEndPercent, expectedLifetime } from './customer-base.ts';
import type { CustomerCounts } from './customer-base.ts';
import { stickiness } from './engagement.ts';
import { plainFigure, shareFigure } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { revenueFigures } from './revenue-figures.ts';
import type { RevenueFigures } from './revenue-figures.ts';
import { DEFAULT_BUSINESS_OPTIONS, valueFigures } from './value-figures.ts';
import type { BusinessOptions, ValueFigures } from './value-figures.ts';

export interface CustomerFigures {
  churn: Figure;
  churnOfEnd: Figure;
  retention: Figure;
  expectedLifetime: Figure;
}

export interface BusinessFigures extends CustomerFigures, RevenueFigures, ValueFigures {
  renewal: Figure;
  repeatPurchase: Figure;
  stickiness: Figure;
}

/**
 * All figures of a period in one currency. Those about customers, renewals, buyers and activity are the same in every
 * currency. Percentages are 0–100 at full precision, stickiness and CLV : CAC plain ratios, expected lifetime in periods.
 */
export function figures(
  tally: BusinessTally,
  currency: string,
  options: BusinessOptions = DEFAULT_BUSINESS_OPTIONS,
): BusinessFigures {
  const { renewals, purchases } = tally;
  const sums = tally.currencies.get(currency) ?? emptyCurrencyTally();
  return {
    ...customerFigures(tally.customers),
    renewal: shareFigure(renewals.renewed, renewals.due, { definition: 'renewal/1', variant: 'by-due-day' }),
    repeatPurchase: shareFigure(purchases.repeatBuyers, purchases.buyers, {
      definition: 'repeat-purchase/1',
      variant: 'of-buyers',
    }),
    stickiness: stickinessFigure(tally),
    ...revenueFigures(tally, sums, currency),
    ...valueFigures(tally, sums, currency, options),
  };
}

function customerFigures(counts: CustomerCounts): CustomerFigures {
  const churn = shareFigure(counts.lost, counts.start, { definition: 'churn/1', variant: 'of-start' });
  const lifetime = plainFigure(
    { value: expectedLifetime(counts), numerator: counts.start, denominator: counts.lost, n: counts.start },
    { definition: 'expected-lifetime/1', variant: 'of-start' },
  );
  return {
    churn,
    // Lost customers are no part of those at END, so this quotient has no interval of a share.
    churnOfEnd: plainFigure(
      { value: churnOfEndPercent(counts), numerator: counts.lost, denominator: counts.end, n: counts.end },
      { definition: 'churn/1', variant: 'of-end' },
    ),
    retention: shareFigure(counts.end - counts.won, counts.start, { definition: 'retention/1', variant: 'of-start' }),
    expectedLifetime: { ...lifetime, low: lifetimeAt(churn.high), high: lifetimeAt(churn.low) },
  };
}

function lifetimeAt(churn: number | null): number | null {
  return churn === null || churn <= 0 ? null : 100 / churn;
}

function stickinessFigure({ activity, range }: BusinessTally): Figure {
  const days = daysBetween(range.from, range.to);
  const ratio = stickiness(activity.customerDays, activity.customers, days);
  return plainFigure(
    {
      value: ratio === null ? null : numberOfFraction(ratio),
      numerator: activity.customerDays / days,
      denominator: activity.customers,
      n: activity.customers,
    },
    { definition: 'stickiness/1', variant: 'mean-over-days' },
  );
}
