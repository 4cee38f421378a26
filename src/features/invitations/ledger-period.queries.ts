/** The ledger of a period: every interaction received in it, every decision about it, and the status of every invitation decided on. */
import type { SkipReason } from '../../domain/eligibility.ts';
import type { InvitationStatus } from '../../domain/invitation-status.ts';
import { countLedger, type LedgerFilter } from '../interactions/ledger-interactions.queries.ts';
import { invitations, type Invitation } from './invitation.model.ts';

/** Ids that are looked up by one query. */
const AT_ONCE = 500;

export interface PeriodLedger {
  interactions: number;
  undecided: number;
  skipped: Partial<Record<SkipReason, number>>;
  invited: number;
  /** Together with `erased` as many as `invited`. */
  statuses: Partial<Record<InvitationStatus, number>>;
  /** Invitations that exist no more: their customer asked to be forgotten. */
  erased: number;
}

/** @param filter without a fate: the counts are of every fate */
export async function findPeriodLedger(accountId: string, filter: Omit<LedgerFilter, 'fate'>): Promise<PeriodLedger> {
  const statuses: PeriodLedger['statuses'] = {};
  let invited = 0;
  let erased = 0;
  const counts = await countLedger(accountId, filter, {
    size: AT_ONCE,
    async onInvited(ids) {
      const found = await invitations.of(accountId).find({ _id: { $in: ids } }, { projection: { status: 1 } });
      for (const { status } of found) statuses[status] = (statuses[status] ?? 0) + 1;
      invited += ids.length;
      erased += ids.length - found.length;
    },
  });
  return { ...counts, invited, statuses, erased };
}

/** What became of these invitations, by id. */
export async function statusesOf(accountId: string, ids: string[]): Promise<Map<string, InvitationStatus>> {
  if (ids.length === 0) return new Map();
  const found: Pick<Invitation, '_id' | 'status'>[] = await invitations.of(accountId).find({ _id: { $in: ids } }, { projection: { status: 1 } });
  return new Map(found.map(({ _id, status }) => [_id, status]));
}
