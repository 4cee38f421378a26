import { newestFirst, type Position } from '../../platform/newest-first.ts';
import { auditEntries, type AuditEntry } from './audit-entry.model.ts';

export { ACTOR_KINDS } from './audit-entry.model.ts';
export type { AuditEntry } from './audit-entry.model.ts';

export interface AuditFilter {
  /** Inclusive and exclusive; `null` = open. */
  from: Date | null;
  to: Date | null;
  area: string | null;
  /** Id of a person, a key or a command. */
  actor: string | null;
}

/** Newest first. */
export async function listEntries(accountId: string, { from, to, area, actor }: AuditFilter, { limit, after }: { limit: number; after: Position | null }): Promise<{ items: AuditEntry[]; hasMore: boolean }> {
  const where = { ...(area === null ? {} : { area }), ...(actor === null ? {} : { 'actor.id': actor }) };
  return newestFirst(auditEntries.of(accountId), { instant: 'at', from, to, where, limit, after });
}

/** Everything the filter lets through, newest first, a page at a time. */
export async function* allEntries(accountId: string, filter: AuditFilter): AsyncGenerator<AuditEntry> {
  for (let after: Position | null = null; ;) {
    const { items, hasMore } = await listEntries(accountId, filter, { limit: 500, after });
    yield* items;
    const last = items.at(-1);
    if (!hasMore || !last) return;
    after = { at: last.at, id: last._id };
  }
}

/** Parts of the product and people, keys and commands that appear in the log, each once. */
export async function auditChoices(accountId: string): Promise<{ areas: string[]; actors: { id: string; name: string }[] }> {
  const [areas, actors] = await Promise.all([
    auditEntries.of(accountId).aggregate<{ _id: string }>([{ $group: { _id: '$area' } }, { $limit: 100 }]),
    auditEntries.of(accountId).aggregate<{ _id: string; name: string }>([{ $group: { _id: '$actor.id', name: { $last: '$actor.name' } } }, { $limit: 500 }]),
  ]);
  return { areas: areas.map(({ _id }) => _id).toSorted(), actors: actors.map(({ _id: id, name }) => ({ id, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}
