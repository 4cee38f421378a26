/** Updates that say the same about several documents, said once: a database applies one to many at a fraction of the cost. */

export interface MergedUpdate {
  filter: Record<string, unknown>;
  update: Record<string, unknown>;
  /** Whether the filter names several documents. */
  isMany: boolean;
}

/**
 * Groups updates by `_id` whose filters differ in nothing else and whose changes are equal. A document is in a group once: a
 * change that adds up (`$inc`) happens as often as it was asked for.
 */
export function mergeUpdates(updates: readonly { filter: Record<string, unknown>; update: Record<string, unknown> }[]): MergedUpdate[] {
  const groups = new Map<string, { filter: Record<string, unknown>; update: Record<string, unknown>; ids: Set<string> }>();
  const alone: MergedUpdate[] = [];
  for (const { filter, update } of updates) {
    const { _id, ...rest } = filter;
    const key = JSON.stringify([rest, update], dated);
    const group = groups.get(key);
    if (typeof _id !== 'string' || group?.ids.has(_id)) alone.push({ filter, update, isMany: false });
    else if (group) group.ids.add(_id);
    else groups.set(key, { filter, update, ids: new Set([_id]) });
  }
  const grouped = [...groups.values()].map(({ filter, update, ids }) => (ids.size === 1 ? { filter, update, isMany: false } : { filter: { ...filter, _id: { $in: [...ids] } }, update, isMany: true }));
  return [...grouped, ...alone];
}

/** A date and its text, and nothing and `null`, are two values each. */
function dated(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (this[key] instanceof Date) return { $date: value };
  return value === undefined ? { $undefined: true } : value;
}
