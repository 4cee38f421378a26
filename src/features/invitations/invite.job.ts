import type { App } from '../../app.ts';
import { Unavailable } from '../../platform/errors.ts';
import { createGroupCommit, type GroupCommit } from '../../platform/group-commit.ts';
import { isDatabaseAway } from '../../platform/mongo.ts';
import { splitBatch, undecidedCounts, undecidedOf } from '../interactions/interactions.service.ts';
import { decideBatches } from './invitations.service.ts';

/** Batches of single interactions, as most webhooks make them, cost a transaction each when decided one by one. */
const MOST_TOGETHER = 200;
/** A job is held that long at most; what was not begun by then is rung for again. */
const DEADLINE_MS = 60_000;

const groups = new WeakMap<App, GroupCommit<string, number>>();

function groupOf(app: App): GroupCommit<string, number> {
  const group = groups.get(app) ?? createGroupCommit((batchIds) => decideGroup(app, batchIds), { inFlight: 2, deadlineMs: DEADLINE_MS });
  groups.set(app, group);
  return group;
}

async function decideGroup(app: App, batchIds: readonly string[]): Promise<number[]> {
  const counts = await undecidedCounts(batchIds);
  const decided = new Map<string, number>();
  for (const part of partsOf(counts, MOST_TOGETHER)) {
    for (const [batchId, count] of await decideBatches(app, part)) decided.set(batchId, count);
  }
  return batchIds.map((batchId) => decided.get(batchId) ?? 0);
}

/** Batches, in order, in parts that hold `most` interactions together; one that holds more is a part by itself. */
function partsOf(counts: ReadonlyMap<string, number>, most: number): string[][] {
  const parts: string[][] = [];
  let room = 0;
  for (const [batchId, count] of counts) {
    if (count > room) {
      parts.push([]);
      room = most;
    }
    parts.at(-1)?.push(batchId);
    room -= count;
  }
  return parts;
}

/**
 * Decides one stored batch, in one transaction with others that are rung for meanwhile. Batches that fail together are tried in
 * smaller groups, and one that fails by itself is halved, so that a poison interaction stops only itself.
 */
export async function inviteBatch(app: App, { batchId }: { batchId: string }): Promise<{ decided: number } | { split: number }> {
  try {
    return { decided: await groupOf(app).add(batchId) };
  } catch (error) {
    // A database that is away, or slow, says nothing about the batch: it is tried again as it is.
    if (isDatabaseAway(error) || error instanceof Unavailable) throw error;
    const members = await undecidedOf([batchId]);
    if (members.length < 2) throw error;
    app.log.error({ event: 'invite.split', batchId, count: members.length, err: error }, 'a batch could not be decided as a whole; each half is tried by itself');
    await splitBatch(app, batchId);
    return { split: members.length };
  }
}
