/**
 * What customers cost: to acquire (CAC), to keep (CRC), and against what they are worth.
 * Sources: SendPulse (CAC), SharpSpring and CRM-CX (CLV : CAC), SharpSpring (profit per customer), QuestionPro (CRC).
 */
import { addFractions, compareFractions, divideFractions, fraction, multiplyFractions, ZERO } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import { daysOfMonth, overlapDays, addMonths } from '../local-day.ts';
import type { Money } from '../money.ts';
import { daysBetween } from '../period.ts';
import type { DayRange, Month } from '../period.ts';

export const ACQUISITION_CATEGORIES = ['marketing', 'wages', 'software', 'professional-services', 'overheads'] as const;
export type CostCategory = (typeof ACQUISITION_CATEGORIES)[number] | 'retention' | 'service';
export type CostPurpose = 'acquisition' | 'retention' | 'service';

export interface CostRow {
  month: Month;
  category: CostCategory;
  amount: Money;
}

export type ClvToCacVerdict = 'healthy' | 'marginal' | 'weak' | 'losing-money';

export function purposeOf(category: CostCategory): CostPurpose {
  return category === 'retention' || category === 'service' ? category : 'acquisition';
}

/**
 * The part of a cost that falls into a range, exact in minor units; `null` when its month lies outside. Costs are known by
 * month, so a range that cuts a month takes a share of it by days: whole months, quarters and years take all of it.
 */
export function costWithin({ month, amount }: CostRow, range: DayRange): Fraction | null {
  const from = `${month}-01`;
  const shared = overlapDays({ from, to: addMonths(from, 1) }, range);
  if (shared === 0) return null;
  const length = daysOfMonth(Number(month.slice(0, 4)), Number(month.slice(5, 7)));
  return fraction(amount.amountMinor * BigInt(shared), length);
}

/** Length of a range in months: exact for whole calendar months, else days ÷ 30.4375. */
export function monthsOfRange({ from, to }: DayRange): Fraction {
  if (from.endsWith('-01') && to.endsWith('-01')) {
    const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
    return fraction(months);
  }
  return fraction(daysBetween(from, to) * 16, 487);
}

export function addCost(sum: Fraction | null, cost: Fraction): Fraction {
  return addFractions(sum ?? ZERO, cost);
}

/**
 * Cost ÷ number of customers, exact in minor units: acquisition costs over all customers acquired give the CAC
 * (2850 ÷ 700 = 4.0714…, SendPulse), retention spending over customers at END the CRC (QuestionPro). `null` without a
 * customer, and where no such cost is known: costs nobody imported are not costs of zero.
 */
export function costPerCustomer(cost: Fraction | null, customers: number): Fraction | null {
  return cost === null ? null : divideFractions(cost, fraction(customers));
}

/** CLV ÷ CAC, exact, also printed as "profit per customer" by SharpSpring; `null` when either is unknown or the CAC is 0. */
export function clvToCac(clv: Fraction | null, cac: Fraction | null): Fraction | null {
  return clv === null || cac === null ? null : divideFractions(clv, cac);
}

/** ≥ 3 healthy, 2 up to 3 marginal, above 1 and below 2 weak, ≤ 1 losing money (SharpSpring, CRM-CX). */
export function clvToCacVerdict(ratio: Fraction): ClvToCacVerdict {
  if (compareFractions(ratio, fraction(3)) >= 0) return 'healthy';
  if (compareFractions(ratio, fraction(2)) >= 0) return 'marginal';
  return compareFractions(ratio, fraction(1)) > 0 ? 'weak' : 'losing-money';
}

/** CLV − CAC, exact in minor units; `null` when either is unknown. */
export function contributionLessCac(clv: Fraction | null, cac: Fraction | null): Fraction | null {
  return clv === null || cac === null ? null : addFractions(clv, multiplyFractions(cac, fraction(-1)));
}
