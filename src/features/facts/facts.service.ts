import { applyRows, homeOf, retractFacts, slotOf, type FactRow, type RowOutcome, type StoredFact } from '../../domain/facts.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { randomId } from '../../platform/token.ts';
import { resolveOwnership, writeOwners } from './fact-owners.service.ts';
import { factSheets, factsRevisions, factTouches, sheetId, type FactSheet, type FactTouch } from './fact-sheet.model.ts';

/** A document may hold 16 MB; what is beyond this is no customer's history but a wrong column. */
export const MOST_FACTS_OF_ONE = 20_000;

function sheetOf(accountId: string, row: FactRow): string {
  return sheetId(accountId, row.kind, homeOf(row));
}

export interface StoredRows {
  /** One per row, in order; `too-many` = the owner's sheet is full and the row was not stored. */
  outcomes: (RowOutcome | 'too-many')[];
  /** Owners whose facts changed. */
  touched: string[];
}

/** Of these rows those that were never recorded, not even to be corrected since: what is reported again must not undo a correction. */
export async function unrecordedFacts(accountId: string, rows: FactRow[], session: ClientSession): Promise<FactRow[]> {
  const sheets = await factSheets.of(accountId).find({ _id: { $in: [...new Set(rows.map((row) => sheetOf(accountId, row)))] } }, { session });
  const recorded = new Map(sheets.map(({ _id, facts }) => [_id, new Set(facts.map(slotOf))]));
  return rows.filter((row) => !recorded.get(sheetOf(accountId, row))?.has(slotOf(row)));
}

/**
 * Stores a batch of rows inside the caller's transaction: one read and one write of the touched sheets, however many rows.
 * None of the company's own numbers may stand in two of them.
 * @throws when another writer changed a sheet meanwhile: the caller's transaction runs again
 */
export async function storeFacts(accountId: string, rows: FactRow[], { at, importId, session }: { at: Date; importId: string; session: ClientSession }): Promise<StoredRows> {
  const { movedFrom, writes: ownerWrites } = await resolveOwnership(accountId, rows, session);
  const numbered = rows.map((row, index): Numbered => ({ row, index, id: sheetOf(accountId, row) }));
  const leftOf = ({ row, index }: Numbered): string => sheetId(accountId, row.kind, movedFrom.get(index) ?? '');
  const ids = new Set(numbered.flatMap((each) => (movedFrom.has(each.index) ? [each.id, leftOf(each)] : [each.id])));
  const known = new Map((await factSheets.of(accountId).find({ _id: { $in: [...ids] } }, { session })).map((sheet) => [sheet._id, sheet]));
  // What its new owner's sheet has no room for stays whose it is.
  const refused = new Set([...groupBy(numbered, ({ id }) => id)].flatMap(([id, members]) => beyondRoom(known.get(id)?.facts ?? [], members, { at, importId })));
  const stored = numbered.filter((each) => !refused.has(each));
  const arriving = groupBy(stored, ({ id }) => id);
  const leaving = groupBy(stored.filter(({ index }) => movedFrom.has(index)), leftOf);
  const outcomes: StoredRows['outcomes'] = rows.map(() => 'too-many');
  const touched: string[] = [];
  const writes: Write[] = [];
  const sheetIds: string[] = [];
  for (const id of ids) {
    const sheet = known.get(id);
    const members = arriving.get(id) ?? [];
    const gone = (leaving.get(id) ?? []).map(({ row }) => row);
    const applied = applyRows(retractFacts(sheet?.facts ?? [], gone, { at, importId }), members.map(({ row }) => row), { at, importId });
    members.forEach(({ index }, place) => {
      const outcome = applied.outcomes[place] ?? 'unchanged';
      outcomes[index] = movedFrom.has(index) && outcome === 'accepted' ? 'updated' : outcome;
    });
    if (gone.length === 0 && applied.outcomes.every((outcome) => outcome === 'unchanged')) continue;
    const owner = sheet?.owner ?? members[0]?.row.owner ?? null;
    if (owner !== null) touched.push(owner);
    writes.push(sheet ? replaceFacts(sheet, applied.facts) : { insert: { _id: id, accountId, owner, facts: applied.facts, revision: 1 } as FactSheet });
    sheetIds.push(id);
  }
  await recordTouches(accountId, [{ importId, sheetIds }], session);
  await writeOwners(accountId, stored.flatMap(({ index }) => ownerWrites.get(index) ?? []), session);
  await writeSheets(accountId, writes, session);
  return { outcomes, touched };
}

interface Numbered {
  row: FactRow;
  index: number;
  /** Of the sheet it belongs on. */
  id: string;
}

/** Which rows of one owner are too many for their sheet; those it has already are not. */
function beyondRoom(facts: readonly StoredFact[], members: Numbered[], recorded: { at: Date; importId: string }): Numbered[] {
  if (facts.length + members.length <= MOST_FACTS_OF_ONE) return [];
  const applied = applyRows(facts, members.map(({ row }) => row), recorded);
  return applied.facts.length <= MOST_FACTS_OF_ONE ? [] : members.filter((_, place) => applied.outcomes[place] !== 'unchanged');
}

/** Matches nothing when the sheet was changed meanwhile. */
export function replaceFacts({ _id, revision }: Pick<FactSheet, '_id' | 'revision'>, facts: FactSheet['facts']): Write {
  return { filter: { _id, revision }, update: { $set: { facts }, $inc: { revision: 1 } } };
}

/** Remembers which sheets an import wrote to, so that it can be undone. */
export async function recordTouches(accountId: string, touches: Pick<FactTouch, 'importId' | 'sheetIds'>[], session: ClientSession): Promise<void> {
  await factTouches.of(accountId).insertMany(touches.filter(({ sheetIds }) => sheetIds.length > 0).map((touch) => ({ ...touch, _id: randomId('touch') })), { session });
}

/** @throws when another writer changed a sheet meanwhile */
export async function writeSheets(accountId: string, writes: Write[], session: ClientSession): Promise<void> {
  const { matched } = await factSheets.of(accountId).bulkWrite(writes, { session });
  if (matched < writes.filter((write) => !('insert' in write)).length) throw new Error('a fact sheet was changed at the same time');
  if (writes.length > 0) await bumpRevision(accountId, session);
}

/** Reports computed before are no longer current. */
export async function bumpRevision(accountId: string, session?: ClientSession): Promise<void> {
  await factsRevisions.of(accountId).updateOne({ _id: accountId }, { $inc: { revision: 1 } }, { upsert: true, ...(session ? { session } : {}) });
}
