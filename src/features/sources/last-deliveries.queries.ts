import { deliveries } from './delivery.model.ts';

const FIRST_WINDOW_MS = 60_000;
const GROWTH = 10;
const KEPT_MS = 30 * 86_400_000;

/**
 * When each of the sources last sent anything. Looks back in widening windows at those that were not found yet, so that a busy
 * source costs a minute of its log and all of them together at most six reads.
 */
export async function lastDeliveries(accountId: string, sourceIds: readonly string[], now: Date): Promise<Map<string, Date>> {
  const found = new Map<string, Date>();
  let upper: Date | null = null;
  for (let width = FIRST_WINDOW_MS; upper === null || now.getTime() - upper.getTime() < KEPT_MS; width *= GROWTH) {
    const missing = sourceIds.filter((id) => !found.has(id));
    if (missing.length === 0) break;
    const lower = new Date(now.getTime() - width);
    const at = { $gte: lower, ...(upper === null ? {} : { $lt: upper }) };
    const latest = await deliveries.of(accountId).aggregate<{ _id: string; at: Date }>([{ $match: { sourceId: { $in: missing }, at } }, { $group: { _id: '$sourceId', at: { $max: '$at' } } }]);
    for (const { _id, at: last } of latest) found.set(_id, last);
    upper = lower;
  }
  return found;
}
