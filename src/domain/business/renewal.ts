/** Renewal rate: contracts renewed ÷ contracts up for renewal. Source: SendPulse. */
import type { Day, DayRange } from '../period.ts';
import { percent } from '../ratio.ts';

export interface RenewalRow {
  dueOn: Day;
  /** `null` = still pending. */
  renewed: boolean | null;
  renewedOn: Day | null;
}

export interface RenewalCounts {
  due: number;
  renewed: number;
}

/**
 * Renewals due in the range, renewed whenever, as known before `until`: a renewal that happened from then on is still
 * pending, and pending ones stay in the denominator.
 */
export function countRenewals(rows: readonly RenewalRow[], range: DayRange, until: Day): RenewalCounts {
  const due = rows.filter((row) => row.dueOn >= range.from && row.dueOn < range.to);
  const renewed = due.filter((row) => row.renewed === true && (row.renewedOn === null || row.renewedOn < until));
  return { due: due.length, renewed: renewed.length };
}

/** Renewed ÷ due, in percent 0–100. 16000 of 18400 → 86.9565… (SendPulse). */
export function renewalPercent({ renewed, due }: RenewalCounts): number | null {
  return percent(renewed, due);
}
