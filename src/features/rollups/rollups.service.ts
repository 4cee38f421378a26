import { mergeChanges, type RollupChange, type RollupMonth, type RollupUpdate } from '../../domain/rollup.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { rollups } from './rollup.model.ts';

/** Applies changes to their month documents inside the caller's transaction: one write per document, however many changes. */
export async function applyRollupChanges(changes: RollupChange[], session: ClientSession): Promise<void> {
  await applyRollupUpdates(mergeChanges(changes), session);
}

/** Adds increments to their month documents, inside the caller's transaction. */
export async function applyRollupUpdates(updates: RollupUpdate[], session: ClientSession): Promise<void> {
  await rollups.everyAccount.bulkWrite(updates.map(({ id, key, increments }) => ({
    filter: { _id: id, accountId: key.accountId },
    update: { $inc: increments, $setOnInsert: withoutAccount(key) },
    upsert: true,
  })), { session });
}

function withoutAccount({ accountId: _account, ...key }: RollupUpdate['key']): Omit<RollupUpdate['key'], 'accountId'> {
  return key;
}

/** All month documents of an account, for a comparison with a recomputation. */
export function streamRollups(accountId: string, session?: ClientSession): AsyncIterable<RollupMonth> {
  return rollups.of(accountId).stream({}, { session });
}
