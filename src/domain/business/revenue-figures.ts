/** Figures about recurring revenue of one period and currency. Definitions and sources: `recurring-revenue.ts`. */
import { addFractions, divideFractions, fraction, multiplyFractions, numberOfFraction, ZERO } from '../fraction.ts';
import { money } from '../money.ts';
import type { Money } from '../money.ts';
import { monthsOfRange } from './acquisition.ts';
import type { BusinessTally, CurrencyTally } from './business-tally.ts';
import { moneyFigure, plainFigure } from '../figure.ts';
import type { Figure, MoneyFigure } from '../figure.ts';
import { lostRecurringRevenue } from './recurring-revenue.ts';
import type { MovementKind } from './recurring-revenue.ts';

export interface RevenueFigures {
  revenueChurnNet: Figure<number, Money, Money>;
  revenueChurnGross: Figure<number, Money, Money>;
  mrr: MoneyFigure;
  expansionMrr: MoneyFigure;
  /** Signed: contraction and churned are negative, and all five add up to MRR at END − MRR at START. */
  mrrMovements: Record<MovementKind, Money>;
  mrrGrowthExisting: MoneyFigure<Money>;
}

/** MRR of the period's last day, its movements since START, revenue churn in percent, and the month's one-time revenue on top. */
export function revenueFigures(tally: BusinessTally, sums: CurrencyTally, currency: string): RevenueFigures {
  const mrr = fraction(sums.mrrAtEnd);
  const oneTime = divideFractions(fraction(sums.oneTimeRevenue), monthsOfRange(tally.range)) ?? ZERO;
  const lost = lostRecurringRevenue(sums.movementsOfPaying);
  const ofPaying = { numerator: null, denominator: null, n: sums.payingAtEnd };
  const { movements } = sums;
  return {
    revenueChurnNet: revenueChurn(lost.net, sums, currency, 'net'),
    revenueChurnGross: revenueChurn(lost.gross, sums, currency, 'gross'),
    mrr: moneyFigure<number>(mrr, currency, ofPaying, { definition: 'mrr/1', variant: 'last-day' }),
    expansionMrr: moneyFigure<number>(addFractions(mrr, oneTime), currency, ofPaying, {
      definition: 'expansion-mrr/1',
      variant: 'sharpspring',
    }),
    mrrMovements: {
      new: money(movements.new, currency),
      expansion: money(movements.expansion, currency),
      contraction: money(movements.contraction, currency),
      churned: money(movements.churned, currency),
      reactivation: money(movements.reactivation, currency),
    },
    mrrGrowthExisting: moneyFigure(
      fraction(sums.changeOfExisting),
      currency,
      {
        numerator: money(sums.changeOfExisting, currency),
        denominator: money(sums.mrrAtStart, currency),
        n: tally.customers.start,
      },
      { definition: 'mrr-growth-existing/1', variant: 'customers-of-start' },
    ),
  };
}

function revenueChurn(
  lostMinor: bigint,
  sums: CurrencyTally,
  currency: string,
  variant: string,
): Figure<number, Money, Money> {
  const share = divideFractions(fraction(lostMinor), fraction(sums.mrrAtStart));
  return plainFigure(
    {
      value: share === null ? null : numberOfFraction(multiplyFractions(share, fraction(100))),
      numerator: money(lostMinor, currency),
      denominator: money(sums.mrrAtStart, currency),
      n: sums.payingAtStart,
    },
    { definition: 'revenue-churn/1', variant },
  );
}
