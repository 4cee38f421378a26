import { applyRows, undoImport, type FactRow, type RowOutcome } from '../../domain/facts.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { ClientSession, Write } from '../../platform/mongo.ts';
import { hashId } from '../../platform/token.ts';
import { factSheets, factsRevisions, type FactSheet } from './fact-sheet.model.ts';

/** A document may hold 16 MB; what is beyond this is no customer's history but a wrong column. */
export const MOST_FACTS_OF_ONE = 20_000;

/** Company facts are kept a sheet a month, so that no sheet grows without end. */
function sheetId(accountId: string, row: FactRow): string {
  if (row.owner !== null) return hashId('facts', accountId, 'customer', row.owner);
  const month = row.kind === 'costs' ? row.values.month : row.kind === 'exchange-rates' ? row.values.day.slice(0, 7) : '';
  return hashId('facts', accountId, row.kind, month);
}

export interface StoredRows {
  /** One per row, in order; `too-many` = the owner's sheet is full and the row was not stored. */
  outcomes: (RowOutcome | 'too-many')[];
  /** Owners whose facts changed. */
  touched: string[];
}

/**
 * Stores a batch of rows inside the caller's transaction: one read and one write of the touched sheets, however many rows.
 * @throws when another writer changed a sheet meanwhile: the caller's transaction runs again
 */
export async function storeFacts(accountId: string, rows: FactRow[], { at, importId, session }: { at: Date; importId: string; session: ClientSession }): Promise<StoredRows> {
  const numbered = rows.map((row, index) => ({ row, index, id: sheetId(accountId, row) }));
  const bySheet = groupBy(numbered, ({ id }) => id);
  const known = new Map((await factSheets.of(accountId).find({ _id: { $in: [...bySheet.keys()] } }, { session })).map((sheet) => [sheet._id, sheet]));
  const outcomes: StoredRows['outcomes'] = [];
  const touched: string[] = [];
  const writes: Write[] = [];
  for (const [id, members] of bySheet) {
    const sheet = known.get(id);
    const owner = members[0]?.row.owner ?? null;
    if ((sheet?.facts.length ?? 0) + members.length > MOST_FACTS_OF_ONE) {
      for (const { index } of members) outcomes[index] = 'too-many';
      continue;
    }
    const applied = applyRows(sheet?.facts ?? [], members.map(({ row }) => row), { at, importId });
    members.forEach(({ index }, place) => {
      outcomes[index] = applied.outcomes[place] ?? 'unchanged';
    });
    if (applied.outcomes.every((outcome) => outcome === 'unchanged')) continue;
    if (owner !== null) touched.push(owner);
    writes.push(sheet
      ? replaceFacts(sheet, { facts: applied.facts, imports: sheet.imports.includes(importId) ? sheet.imports : [...sheet.imports, importId] })
      : { insert: { _id: id, accountId, owner, facts: applied.facts, imports: [importId], revision: 1 } as FactSheet });
  }
  await writeSheets(accountId, writes, session);
  return { outcomes, touched };
}

function replaceFacts({ _id, revision }: FactSheet, changes: Pick<FactSheet, 'facts' | 'imports'>): Write {
  return { filter: { _id, revision }, update: { $set: changes, $inc: { revision: 1 } } };
}

async function writeSheets(accountId: string, writes: Write[], session: ClientSession): Promise<void> {
  const { matched } = await factSheets.of(accountId).bulkWrite(writes, { session });
  if (matched < writes.filter((write) => !('insert' in write)).length) throw new Error('a fact sheet was changed at the same time');
  if (writes.length > 0) await bumpRevision(accountId, session);
}

/** Reports computed before are no longer current. */
export async function bumpRevision(accountId: string, session?: ClientSession): Promise<void> {
  await factsRevisions.of(accountId).updateOne({ _id: accountId }, { $inc: { revision: 1 } }, { upsert: true, ...(session ? { session } : {}) });
}

/**
 * Takes one import back from at most `limit` sheets, inside the caller's transaction; what it replaced holds again.
 * @returns the owners changed, and whether sheets are left
 */
export async function undoFacts(accountId: string, importId: string, { limit, session }: { limit: number; session: ClientSession }): Promise<{ touched: string[]; isDone: boolean }> {
  const sheets = await factSheets.of(accountId).find({ imports: importId }, { limit, session });
  const writes = sheets.map((sheet) => replaceFacts(sheet, { facts: undoImport(sheet.facts, importId), imports: sheet.imports.filter((id) => id !== importId) }));
  await writeSheets(accountId, writes, session);
  return { touched: sheets.flatMap(({ owner }) => owner ?? []), isDone: sheets.length < limit };
}
