import type { SkipReason } from '../../domain/eligibility.ts';
import { interactions } from './interaction.model.ts';

export interface DecisionCount {
  outcome: 'invited' | 'skipped';
  reason: SkipReason | null;
  n: number;
}

/**
 * Decisions about what was reported from `from` up to `to` (instants of receipt): those of these surveys, and those that
 * no survey matched an interaction of the touchpoint. One pass over what was received.
 */
export async function countDecisionsAt(accountId: string, { touchpoint, surveys, from, to }: { touchpoint: string; surveys: readonly string[]; from: Date; to: Date }): Promise<DecisionCount[]> {
  const ofSurveys = { 'decisions.survey': { $in: [...surveys] } };
  return interactions.of(accountId).aggregate<DecisionCount>([
    { $match: { receivedAt: { $gte: from, $lt: to } } },
    // Apart, so that the index alone chooses what is read.
    { $match: { $or: [{ touchpoint }, ofSurveys] } },
    { $unwind: '$decisions' },
    { $match: { $or: [{ touchpoint, 'decisions.survey': null }, ofSurveys] } },
    { $group: { _id: { outcome: '$decisions.outcome', reason: '$decisions.reason' }, n: { $sum: 1 } } },
    { $project: { _id: 0, outcome: '$_id.outcome', reason: '$_id.reason', n: 1 } },
  ]);
}
