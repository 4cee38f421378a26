/** How many of the asked answered. */
import type { DayRange } from './period.ts';
import { percent } from './ratio.ts';
import type { RollupMonth } from './rollup.ts';

/** Counts of invitations by the local day they were sent; answers recorded without an invitation mail are in none of them. */
export interface InvitationCounts {
  sent: number;
  bounced: number;
  responded: number;
}

/** responded ÷ (sent − bounced) × 100, or `null` when nothing was delivered. */
export function responseRatePercent(counts: InvitationCounts): number | null {
  return percent(counts.responded, counts.sent - counts.bounced);
}

/** Counts of the days of a range, over month documents of the segment `''`. */
export function invitationCounts(months: Iterable<Pick<RollupMonth, 'month' | 'days'>>, { from, to }: DayRange): InvitationCounts {
  const counts: InvitationCounts = { sent: 0, bounced: 0, responded: 0 };
  for (const { month, days } of months) {
    for (const [dayOfMonth, { sent = 0, bounced = 0, responded = 0 }] of Object.entries(days)) {
      const day = `${month}-${dayOfMonth}`;
      if (day < from || day >= to) continue;
      counts.sent += sent;
      counts.bounced += bounced;
      counts.responded += responded;
    }
  }
  return counts;
}
