/** Month documents against a recomputation from the answers and invitations they count: verify finds drift, rebuild mends it. */
import { accumulate } from '../../domain/distribution.ts';
import { mergeChanges, rollupId, type RollupChange, type RollupKey, type RollupMonth, type RollupUpdate } from '../../domain/rollup.ts';
import { rollupDrift, type RollupDrift } from '../../domain/rollup-drift.ts';
import type { App } from '../../app.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { streamMailed } from '../invitations/invitations.queries.ts';
import { correctRollups, streamRollups } from '../rollups/rollups.service.ts';
import { answerChanges } from './answer-changes.ts';
import { askChanges } from './move-days.service.ts';
import { responses } from './response.model.ts';

/** Changes are merged this many at a time, so that memory grows with the month documents and not with the answers. */
const MERGE_AT = 20_000;

/** Every count that is stored wrongly; empty when there is no drift. All of it as of one instant, while work goes on. */
export async function verifyRollups(_app: App, accountId: string): Promise<RollupDrift[]> {
  return inTransaction(async (session) => (await compare(accountId, session)).drift);
}

/**
 * Mends every count that is stored wrongly, by adding what it lacks in the same snapshot that found it: what others record
 * meanwhile is kept, and who collides with them starts over.
 * @returns what was wrong
 */
export async function rebuildRollups(app: App, accountId: string): Promise<RollupDrift[]> {
  const drift = await inTransaction(async (session) => {
    const found = await compare(accountId, session);
    await correctRollups(correctionsOf(found), session);
    return found.drift;
  });
  if (drift.length > 0) app.log.warn({ event: 'rollups.rebuilt', accountId, counts: drift.length }, 'month documents differed from the answers and were mended');
  return drift;
}

interface Compared {
  drift: RollupDrift[];
  /** Keys of every document that is stored or expected. */
  keys: Map<string, RollupKey>;
}

async function compare(accountId: string, session: ClientSession): Promise<Compared> {
  const expected = await recompute(accountId, session);
  const stored: RollupMonth[] = [];
  for await (const month of streamRollups(accountId, session)) stored.push(month);
  const keys = new Map<string, RollupKey>(stored.map((month) => [rollupId(month), month]));
  for (const { id, key } of expected) keys.set(id, key);
  return { drift: rollupDrift(stored, expected), keys };
}

function correctionsOf({ drift, keys }: Compared): RollupUpdate[] {
  const updates = new Map<string, RollupUpdate>();
  for (const { id, path, stored, expected } of drift) {
    const key = keys.get(id);
    if (!key) throw new Error(`drift in an unknown month document ${id}`);
    const { accountId, surveyId, surveyKey, version, metric, scale, thresholds, touchpoint, segment, segmentValue, month } = key;
    const update = updates.get(id) ?? { id, key: { accountId, surveyId, surveyKey, version, metric, scale, thresholds, touchpoint, segment, segmentValue, month }, increments: {} };
    update.increments[path] = expected - stored;
    updates.set(id, update);
  }
  return [...updates.values()];
}

/** What the month documents must hold, from the answers and the mailed invitations, read one at a time. */
async function recompute(accountId: string, session: ClientSession): Promise<RollupUpdate[]> {
  const sums = new Map<string, RollupUpdate>();
  let waiting: RollupChange[] = [];
  const merge = (): void => {
    for (const update of mergeChanges(waiting)) {
      const sum = sums.get(update.id);
      if (sum) accumulate(sum.increments, update.increments);
      else sums.set(update.id, update);
    }
    waiting = [];
  };
  for await (const changes of allChanges(accountId, session)) {
    waiting.push(...changes);
    if (waiting.length >= MERGE_AT) merge();
  }
  merge();
  return [...sums.values()];
}

async function* allChanges(accountId: string, session: ClientSession): AsyncGenerator<RollupChange[]> {
  for await (const response of responses.of(accountId).stream({}, { session })) yield answerChanges(response);
  for await (const ask of streamMailed(accountId, session)) yield askChanges(ask);
}
