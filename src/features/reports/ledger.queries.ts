import type { SkipReason } from '../../domain/eligibility.ts';
import type { InvitationStatus } from '../../domain/invitation-status.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { countDecisions, countInteractions } from '../interactions/interactions.queries.ts';
import { countInvitations, type Channel, type InvitationCount } from '../invitations/invitations.queries.ts';

type ByStatus = Partial<Record<InvitationStatus, number>>;

export interface Ledger {
  interactions: { accepted: number; duplicates: number; undecided: number };
  decisions: { invited: number; skipped: Partial<Record<SkipReason, number>> };
  /** Made by those decisions: together as many as `decisions.invited`. */
  invitations: ByStatus;
  /** Made otherwise: by links and answers of the sender's own, and by imports. */
  otherInvitations: Partial<Record<Channel, ByStatus>>;
  /** Of interactions that are no longer kept. */
  earlierInvitations: ByStatus;
}

/** Later than everything: without interactions, every invitation is of earlier ones. */
const END_OF_TIME = new Date(Date.UTC(9999, 0));

/** Everything counted at one instant, so that it adds up while work goes on. */
export async function findLedger(accountId: string): Promise<Ledger> {
  return inTransaction(async (session) => {
    const { since, ...interactions } = await countInteractions(accountId, session);
    const decisions = await countDecisions(accountId, session);
    const invitations = await countInvitations(accountId, since ?? END_OF_TIME, session);
    const others = invitations.filter(({ channel }) => channel !== 'email');
    const mailed = invitations.filter(({ channel }) => channel === 'email');
    return {
      interactions,
      decisions: {
        invited: decisions.find(({ outcome }) => outcome === 'invited')?.n ?? 0,
        skipped: Object.fromEntries(decisions.flatMap(({ reason, n }) => (reason === null ? [] : [[reason, n]]))),
      },
      invitations: byStatus(mailed.filter(({ isEarlier }) => !isEarlier)),
      otherInvitations: Object.fromEntries([...new Set(others.map(({ channel }) => channel))].map((channel) => [channel, byStatus(others.filter((count) => count.channel === channel))])),
      earlierInvitations: byStatus(mailed.filter(({ isEarlier }) => isEarlier)),
    };
  });
}

function byStatus(counts: readonly InvitationCount[]): ByStatus {
  const sums: ByStatus = {};
  for (const { status, n } of counts) sums[status] = (sums[status] ?? 0) + n;
  return sums;
}
