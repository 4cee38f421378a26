import { newestFirst, type Position } from '../../platform/newest-first.ts';
import { auditEntries, type AuditEntry } from './audit-entry.model.ts';

export { ACTOR_KINDS } from './audit-entry.model.ts';
export type { AuditEntry } from './audit-entry.model.ts';

export interface AuditFilter {
  /** Inclusive and exclusive; `null` = open. */
  from: Date | null;
  to: Date | null;
  area: string | null;
  action: string | null;
  /** Id of a person, a key or a command. */
  actor: string | null;
}

/** Newest first. */
export async function listEntries(accountId: string, { from, to, area, action, actor }: AuditFilter, { limit, after }: { limit: number; after: Position | null }): Promise<{ items: AuditEntry[]; hasMore: boolean }> {
  const where = { ...(area === null ? {} : { area }), ...(action === null ? {} : { action }), ...(actor === null ? {} : { 'actor.id': actor }) };
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

/** Parts of the product, actions, and people, keys and commands that appear in the log, each once. */
export async function auditChoices(accountId: string): Promise<{ areas: string[]; actions: string[]; actors: { id: string; name: string }[] }> {
  const [actions, actors] = await Promise.all([
    auditEntries.of(accountId).aggregate<{ _id: { area: string; action: string } }>([{ $group: { _id: { area: '$area', action: '$action' } } }, { $limit: 500 }]),
    auditEntries.of(accountId).aggregate<{ _id: string; name: string }>([{ $group: { _id: '$actor.id', name: { $last: '$actor.name' } } }, { $limit: 500 }]),
  ]);
  const distinct = (part: 'area' | 'action'): string[] => [...new Set(actions.map(({ _id }) => _id[part]))].toSorted();
  return { areas: distinct('area'), actions: distinct('action'), actors: actors.map(({ _id: id, name }) => ({ id, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}
