import type { SkipReason } from '../../domain/eligibility.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { interactions, type Interaction } from './interaction.model.ts';

export type { Interaction } from './interaction.model.ts';

export interface InteractionCounts {
  accepted: number;
  /** Deliveries of a known id. */
  duplicates: number;
  /** Stored and not decided yet. */
  undecided: number;
  /** The oldest that is still kept, `null` when there is none. */
  since: Date | null;
}

export async function countInteractions(accountId: string, session: ClientSession): Promise<InteractionCounts> {
  const [counts] = await interactions.of(accountId).aggregate<InteractionCounts>([
    { $group: {
      _id: null,
      accepted: { $sum: 1 },
      duplicates: { $sum: '$repeats' },
      undecided: { $sum: { $cond: [{ $isArray: ['$decisions'] }, 0, 1] } },
      since: { $min: '$receivedAt' },
    } },
    { $project: { _id: 0 } },
  ], { session });
  return counts ?? { accepted: 0, duplicates: 0, undecided: 0, since: null };
}

/** Decisions by outcome; one interaction may lead to several, one for each survey it matches. */
export async function countDecisions(accountId: string, session: ClientSession): Promise<{ outcome: 'invited' | 'skipped'; reason: SkipReason | null; n: number }[]> {
  return interactions.of(accountId).aggregate([
    { $unwind: '$decisions' },
    { $group: { _id: { outcome: '$decisions.outcome', reason: '$decisions.reason' }, n: { $sum: 1 } } },
    { $project: { _id: 0, outcome: '$_id.outcome', reason: '$_id.reason', n: 1 } },
  ], { session });
}

/** Everything reported about these customers and decided; newest last. */
export async function interactionsOfCustomers(accountId: string, customerIds: string[], session?: ClientSession): Promise<Interaction[]> {
  return interactions.of(accountId).find({ customerId: { $in: customerIds } }, { session });
}

/** The latest ones of a customer, newest first. */
export async function latestInteractionsOf(accountId: string, customerId: string, limit: number): Promise<Interaction[]> {
  return interactions.of(accountId).find({ customerId }, { sort: { receivedAt: -1 }, limit });
}

/** What is stored and not decided yet: never much, because it is decided within a second or so. */
export async function undecidedInteractions(accountId: string, session?: ClientSession): Promise<Interaction[]> {
  const waiting = await interactions.everyAccount.find({ batchId: { $gt: '' } }, { session });
  return waiting.filter((interaction) => interaction.accountId === accountId);
}

/** Newest first. */
export async function latestInteractions(accountId: string, limit: number): Promise<Interaction[]> {
  return interactions.of(accountId).find({}, { sort: { receivedAt: -1 }, limit });
}

/** By our id. */
export async function findInteraction(accountId: string, id: string): Promise<Interaction | null> {
  return interactions.of(accountId).findOne({ _id: id });
}
