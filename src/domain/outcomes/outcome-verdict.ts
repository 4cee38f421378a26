/** What an outcomes figure may be said to show: a direction only where its interval or its p-value allows one. */
import { DEFAULT_HORIZON } from './outcome-report.ts';
import type { TouchpointOutcomes } from './outcome-report.ts';
import { bottomCategory } from '../score.ts';
import { isMissing, missing } from './outcome-figures.ts';
import type { AucFigure, Horizon, Missing, NoNumber } from './outcome-figures.ts';
import { expectedExcessLoss } from './value-at-risk.ts';
import type { ExcessLoss } from './value-at-risk.ts';

const LEVEL = 0.05;

/** `tells`: low scores leave; `reversed`: high scores do; `unclear`: chance would do as well. */
export type PredictionVerdict = 'tells' | 'reversed' | 'unclear' | NoNumber;

/** Whether a score tells who leaves, by its p-value adjusted for the number of touchpoints that were looked at. */
export function predictionVerdict(auc: AucFigure, adjustedPValue: number | null): PredictionVerdict {
  if (isMissing(auc)) return auc.reason;
  if (auc.value === null || adjustedPValue === null || adjustedPValue >= LEVEL) return 'unclear';
  return auc.value > 0.5 ? 'tells' : 'reversed';
}

/** Which side of `even` (1 for a quotient, 0 for a difference) a 95 % interval lies on; `unclear` where it holds it or is not known. */
export function sideOf({ low, high }: { low: number | null; high: number | null }, even: number): 'above' | 'below' | 'unclear' {
  if (low !== null && low > even) return 'above';
  return high !== null && high < even ? 'below' : 'unclear';
}

/**
 * The expected excess loss within any horizon, by currency: at the report's own horizon its very figures, elsewhere the same
 * formula on the churn of that horizon.
 */
export function excessLossWithin({ metric, groups, lift, mrrAtRisk, expectedExcessLoss: own }: Pick<TouchpointOutcomes, 'metric' | 'groups' | 'lift' | 'mrrAtRisk' | 'expectedExcessLoss'>, horizon: Horizon): (ExcessLoss | (Missing & { currency: string }))[] {
  if (horizon === DEFAULT_HORIZON) return own;
  const churn = groups.find(({ group }) => group === bottomCategory(metric))?.churn[horizon];
  const ratio = lift[horizon];
  // Nobody having left is an answer here, though no quotient: nothing is expected to be lost.
  const ofAll = isMissing(ratio) ? (ratio.reason === 'no-churn' ? 0 : null) : ratio.denominator;
  return mrrAtRisk.map(({ amountMinor, currency }) => {
    if (churn === undefined || isMissing(churn) || churn.value === null || ofAll === null) return { currency, ...missing(isMissing(ratio) ? ratio.reason : 'not-followed') };
    const { value, low, high } = churn;
    return expectedExcessLoss({ amountMinor, currency }, { ofLowest: { value, low, high, variance: null }, ofAll });
  });
}
