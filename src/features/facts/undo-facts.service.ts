/** Taking imports of facts back. */
import { isCompanyWide, slotOf, undoImport, type StoredFact } from '../../domain/facts.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { settleOwners, sheetsOfNumbers } from './fact-owners.service.ts';
import { factSheets, factTouches, type FactSheet } from './fact-sheet.model.ts';
import { recordTouches, replaceFacts, writeSheets } from './facts.service.ts';

/**
 * Takes one batch of an import back, inside the caller's transaction; what it replaced holds again. Call again until `isDone`.
 * @returns the owners changed
 */
export async function undoFacts(accountId: string, importId: string, session: ClientSession): Promise<{ touched: string[]; isDone: boolean }> {
  const [touch] = await factTouches.of(accountId).find({ importId }, { limit: 1, session });
  if (!touch) return { touched: [], isDone: true };
  const sheets = await factSheets.of(accountId).find({ _id: { $in: touch.sheetIds } }, { session });
  const isConcerned = (fact: StoredFact): boolean => fact.importId === importId || fact.supersededBy === importId;
  // A sheet that an earlier batch touched too was taken back with that one.
  const changed = sheets.filter(({ facts }) => facts.some(isConcerned));
  const concerned = changed.flatMap(({ facts }) => facts.filter(isConcerned));
  const holders = [...sheets, ...(await otherHolders(accountId, { concerned, sheets }, session))];
  const current = holders.flatMap(({ facts }) => facts.filter((fact) => fact.supersededAt === null && fact.importId !== importId && isCompanyWide(fact)));
  const elsewhere = new Map(current.map((fact) => [slotOf(fact), fact]));
  const undone = changed.map(({ facts, ...sheet }) => ({ sheet, facts: undoImport(facts, importId, elsewhere) }));
  await writeSheets(accountId, undone.map(({ sheet, facts }) => replaceFacts(sheet, facts)), session);
  await settleOwners(accountId, { facts: concerned, held: [...current, ...undone.flatMap(({ facts }) => facts)] }, session);
  await factTouches.of(accountId).deleteMany({ _id: touch._id }, { session });
  // What a later import holds now comes back when that one is taken back.
  const heirs = changed.flatMap(({ _id, facts }) => facts.flatMap((fact) => (fact.supersededBy === importId ? [{ sheetId: _id, importId: elsewhere.get(slotOf(fact))?.importId }] : [])));
  const inherited = groupBy(heirs.filter((heir) => heir.importId !== undefined), (heir) => heir.importId ?? '');
  await recordTouches(accountId, [...inherited].map(([heir, facts]) => ({ importId: heir, sheetIds: [...new Set(facts.map(({ sheetId }) => sheetId))] })), session);
  return { touched: changed.flatMap(({ owner }) => owner ?? []), isDone: false };
}

/** Sheets that hold numbers of these facts now and are not among those at hand. */
async function otherHolders(accountId: string, { concerned, sheets }: { concerned: StoredFact[]; sheets: FactSheet[] }, session: ClientSession): Promise<FactSheet[]> {
  const known = new Set(sheets.map(({ _id }) => _id));
  const others = (await sheetsOfNumbers(accountId, concerned, session)).filter((id) => !known.has(id));
  return others.length === 0 ? [] : factSheets.of(accountId).find({ _id: { $in: others } }, { session });
}
