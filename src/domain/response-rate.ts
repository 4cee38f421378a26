/** How many of the asked answered. */
import { percent } from './ratio.ts';

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
