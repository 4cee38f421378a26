/** Numbers of the company's own (invoices, purchases, renewals, costs) belong to one customer or month at a time, so that none is counted twice. */
import { homeOf, isCompanyWide, type FactRow, type StoredFact } from '../../domain/facts.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { hashId } from '../../platform/token.ts';
import { factOwners, sheetId } from './fact-sheet.model.ts';

const idOf = (accountId: string, { kind, key }: Pick<FactRow, 'kind' | 'key'>): string => hashId('fact-owner', accountId, kind, key);

export interface Ownership {
  /** The home a row's number had before, where that is another one; by index of the row. */
  movedFrom: Map<number, string>;
  /** Makes a row's number its home's, where it is not; by index of the row. */
  writes: Map<number, Write>;
}

/** One read, however many rows; no number stands in two of them. */
export async function resolveOwnership(accountId: string, rows: readonly FactRow[], session: ClientSession): Promise<Ownership> {
  const numbered = rows.flatMap((row, index) => (isCompanyWide(row) ? { _id: idOf(accountId, row), owner: homeOf(row), index } : []));
  const before = await ownersById(accountId, numbered.map(({ _id }) => _id), session);
  const movedFrom = new Map<number, string>();
  const writes = new Map<number, Write>();
  for (const { _id, owner, index } of numbered) {
    const previous = before.get(_id);
    if (previous === owner) continue;
    if (previous === undefined) writes.set(index, { insert: { _id, accountId, owner } as never });
    else {
      movedFrom.set(index, previous);
      writes.set(index, { filter: { _id }, update: { $set: { owner } } });
    }
  }
  return { movedFrom, writes };
}

async function ownersById(accountId: string, ids: string[], session: ClientSession): Promise<Map<string, string>> {
  const known = ids.length === 0 ? [] : await factOwners.of(accountId).find({ _id: { $in: ids } }, { session });
  return new Map(known.map(({ _id, owner }) => [_id, owner]));
}

export async function writeOwners(accountId: string, writes: Write[], session: ClientSession): Promise<void> {
  await factOwners.of(accountId).bulkWrite(writes, { session });
}

/** The sheets that the numbers among these facts are on now. */
export async function sheetsOfNumbers(accountId: string, facts: readonly StoredFact[], session: ClientSession): Promise<string[]> {
  const kinds = new Map(facts.filter(isCompanyWide).map((fact) => [idOf(accountId, fact), fact.kind]));
  const owners = await ownersById(accountId, [...kinds.keys()], session);
  return [...new Set([...kinds].flatMap(([id, kind]) => (owners.has(id) ? sheetId(accountId, kind, owners.get(id) ?? '') : [])))];
}

/** Makes each number among `facts` belong to the home of its current fact in `held`, or to nobody. */
export async function settleOwners(accountId: string, { facts, held }: { facts: readonly StoredFact[]; held: readonly StoredFact[] }, session: ClientSession): Promise<void> {
  const holder = new Map(held.filter((fact) => fact.supersededAt === null && isCompanyWide(fact)).map((fact) => [idOf(accountId, fact), homeOf(fact)]));
  const ids = [...new Set(facts.filter(isCompanyWide).map((fact) => idOf(accountId, fact)))];
  await factOwners.of(accountId).deleteMany({ _id: { $in: ids.filter((id) => !holder.has(id)) } }, { session });
  await factOwners.of(accountId).bulkWrite(ids.flatMap((id): Write[] => (holder.has(id) ? [{ filter: { _id: id }, update: { $set: { owner: holder.get(id) } }, upsert: true }] : [])), { session });
}
