/** How much recurring revenue belongs to customers who are unhappy, and how much more of it than usual is likely to go. */
import { multiplyMoney } from '../money.ts';
import type { Money } from '../money.ts';
import type { ChurnLift } from './predictive-power.ts';

/** Amounts in money; `null` where the lift does not say. */
export interface ExcessLoss {
  currency: string;
  low: Money | null;
  value: Money;
  high: Money | null;
}

/**
 * MRR at risk × (F_low − F_all): what the lowest category is expected to take along beyond what the same revenue would lose
 * anyway within the lift's horizon. A range from the bounds of F_low, floored at 0, each end rounded once.
 */
export function expectedExcessLoss(mrrAtRisk: Money, lift: Pick<ChurnLift, 'ofLowest' | 'ofAll'>): ExcessLoss {
  const loss = (churn: number): Money => multiplyMoney(mrrAtRisk, Math.max(0, churn - lift.ofAll));
  const { value, low, high } = lift.ofLowest;
  return {
    currency: mrrAtRisk.currency,
    low: low === null ? null : loss(low),
    value: loss(value),
    high: high === null ? null : loss(high),
  };
}
