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

/** Entries that the choices are taken from: a log of a year may hold millions. */
const LOOKED_THROUGH = 5000;

/** Parts of the product, actions, and people, keys and commands in the newest entries of the log, each once. */
export async function auditChoices(accountId: string): Promise<{ areas: string[]; actions: string[]; actors: { id: string; name: string }[] }> {
  const found = await auditEntries.of(accountId).aggregate<{ _id: { area: string; action: string; actor: string }; name: string }>([
    { $sort: { at: -1, _id: -1 } },
    { $limit: LOOKED_THROUGH },
    { $group: { _id: { area: '$area', action: '$action', actor: '$actor.id' }, name: { $first: '$actor.name' } } },
  ]);
  const distinct = (part: 'area' | 'action'): string[] => [...new Set(found.map(({ _id }) => _id[part]))].toSorted();
  const names = new Map(found.map(({ _id, name }) => [_id.actor, name]));
  return { areas: distinct('area'), actions: distinct('action'), actors: [...names].map(([id, name]) => ({ id, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}
