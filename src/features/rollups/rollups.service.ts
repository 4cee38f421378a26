import { randomInt } from 'node:crypto';
import { mergeChanges, type RollupChange, type RollupMonth, type RollupUpdate } from '../../domain/rollup.ts';
import { hasCollided, type ClientSession } from '../../platform/mongo.ts';
import { rollups } from './rollup.model.ts';

const STRIPES = 8;

/**
 * Applies changes to their month documents inside the caller's transaction: one write per document, however many changes. Who
 * collides with another writer goes on in a stripe beside the month (reading adds them up): else a busy process keeps a slower
 * one from ever getting through.
 */
export async function applyRollupChanges(changes: RollupChange[], session: ClientSession): Promise<void> {
  await increment(mergeChanges(changes), hasCollided(session) ? `/~${randomInt(STRIPES)}` : '', session);
}

/** Adds corrections to their month documents, inside the caller's transaction; two that correct the same month collide. */
export async function correctRollups(corrections: RollupUpdate[], session: ClientSession): Promise<void> {
  await increment(corrections, '', session);
}

async function increment(updates: RollupUpdate[], stripe: string, session: ClientSession): Promise<void> {
  await rollups.everyAccount.bulkWrite(updates.map(({ id, key, increments }) => ({
    filter: { _id: id + stripe, accountId: key.accountId },
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
