/** Numbers of the company's own (invoices, purchases, renewals) belong to one customer at a time, so that none is counted twice. */
import { isCompanyWide, type FactRow, type StoredFact } from '../../domain/facts.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { hashId } from '../../platform/token.ts';
import { factOwners } from './fact-sheet.model.ts';

const idOf = (accountId: string, { kind, key }: Pick<FactRow, 'kind' | 'key'>): string => hashId('fact-owner', accountId, kind, key);

export interface Ownership {
  /** The customer a row's number belonged to before, where that is another one; by index of the row. */
  movedFrom: Map<number, string>;
  /** Rows that a later one of the same batch moves to another customer: they are never stored. */
  outdone: Set<number>;
  /** To run in the same transaction. */
  writes: Write[];
}

/** One read, however many rows. */
export async function resolveOwnership(accountId: string, rows: readonly FactRow[], session: ClientSession): Promise<Ownership> {
  const latest = new Map<string, number>();
  const outdone = new Set<number>();
  rows.forEach((row, index) => {
    if (!isCompanyWide(row)) return;
    const id = idOf(accountId, row);
    const earlier = latest.get(id);
    if (earlier !== undefined && rows[earlier]?.owner !== row.owner) outdone.add(earlier);
    latest.set(id, index);
  });
  const known = latest.size === 0 ? [] : await factOwners.of(accountId).find({ _id: { $in: [...latest.keys()] } }, { session });
  const before = new Map(known.map(({ _id, owner }) => [_id, owner]));
  const movedFrom = new Map<number, string>();
  const writes: Write[] = [];
  for (const [_id, index] of latest) {
    const owner = rows[index]?.owner ?? '';
    const previous = before.get(_id);
    if (previous === owner) continue;
    if (previous === undefined) writes.push({ insert: { _id, accountId, owner } as never });
    else {
      movedFrom.set(index, previous);
      writes.push({ filter: { _id }, update: { $set: { owner } } });
    }
  }
  return { movedFrom, outdone, writes };
}

export async function writeOwners(accountId: string, writes: Write[], session: ClientSession): Promise<void> {
  await factOwners.of(accountId).bulkWrite(writes, { session });
}

/** After an undo: each number is again whose sheet holds it now, or nobody's. */
export async function restoreOwners(accountId: string, { removed, remaining }: { removed: readonly StoredFact[]; remaining: readonly StoredFact[] }, session: ClientSession): Promise<void> {
  const holder = new Map(remaining.filter((fact) => fact.supersededAt === null && isCompanyWide(fact)).map((fact) => [idOf(accountId, fact), fact.owner]));
  const ids = [...new Set(removed.filter(isCompanyWide).map((fact) => idOf(accountId, fact)))];
  await factOwners.of(accountId).deleteMany({ _id: { $in: ids.filter((id) => !holder.has(id)) } }, { session });
  await factOwners.of(accountId).bulkWrite(ids.flatMap((id): Write[] => (holder.has(id) ? [{ filter: { _id: id }, update: { $set: { owner: holder.get(id) } } }] : [])), { session });
}
