/** Interactions as the ledger reads them: of a period by receipt, filtered by what was decided. */
import type { SkipReason } from '../../domain/eligibility.ts';
import { newestFirst, type Position } from '../../platform/newest-first.ts';
import { interactions, type Interaction } from './interaction.model.ts';

export interface LedgerFilter {
  /** Inclusive, by the instant of receipt. */
  from: Date;
  /** Exclusive. */
  to: Date;
  survey: string | null;
  touchpoint: string | null;
  /** `null` = whatever was decided. */
  fate: 'undecided' | 'invited' | SkipReason | null;
}

function filterOf({ survey, touchpoint, fate }: Omit<LedgerFilter, 'from' | 'to'>): Record<string, unknown> {
  const decision = {
    ...(survey === null ? {} : { survey }),
    ...(fate === null || fate === 'undecided' ? {} : fate === 'invited' ? { outcome: 'invited' } : { reason: fate }),
  };
  return {
    ...(touchpoint === null ? {} : { touchpoint }),
    ...(fate === 'undecided' ? { batchId: { $gt: '' } } : {}),
    ...(Object.keys(decision).length === 0 ? {} : { decisions: { $elemMatch: decision } }),
  };
}

/** Newest first. */
export async function listLedger(accountId: string, { from, to, ...filter }: LedgerFilter, page: { limit: number; after: Position | null }): Promise<{ items: Interaction[]; hasMore: boolean }> {
  return newestFirst(interactions.of(accountId), { instant: 'receivedAt', from, to, where: filterOf(filter), ...page });
}

export interface DecisionCounts {
  interactions: number;
  undecided: number;
  skipped: Partial<Record<SkipReason, number>>;
}

/**
 * Counts decisions of a period, one pass over what was received in it. `onInvited` gets the invitations decided on,
 * up to `size` at a time, as it goes.
 */
export async function countLedger(accountId: string, { from, to, survey, touchpoint }: Omit<LedgerFilter, 'fate'>, { size, onInvited }: { size: number; onInvited: (ids: string[]) => Promise<void> }): Promise<DecisionCounts> {
  const counts: DecisionCounts = { interactions: 0, undecided: 0, skipped: {} };
  const range = { receivedAt: { $gte: from, $lt: to }, ...filterOf({ survey, touchpoint, fate: null }) };
  let invited: string[] = [];
  for await (const batch of interactions.of(accountId).batches(range, { projection: { decisions: 1 }, batchSize: 2000 })) {
    for (const { decisions } of batch) {
      counts.interactions += 1;
      counts.undecided += decisions ? 0 : 1;
      for (const { survey: asked, reason, invitationId } of decisions ?? []) {
        if (survey !== null && asked !== survey) continue;
        if (reason !== null) counts.skipped[reason] = (counts.skipped[reason] ?? 0) + 1;
        if (invitationId !== null) invited.push(invitationId);
      }
    }
    for (; invited.length >= size; invited = invited.slice(size)) await onInvited(invited.slice(0, size));
  }
  if (invited.length > 0) await onInvited(invited);
  return counts;
}
