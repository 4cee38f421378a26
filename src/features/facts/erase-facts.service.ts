import { factsAsOf, type StoredFact } from '../../domain/facts.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { settleOwners } from './fact-owners.service.ts';
import { factSheets, sheetId } from './fact-sheet.model.ts';
import { bumpRevision, recordTouches } from './facts.service.ts';

/**
 * Takes a person out of what was imported about them, inside the caller's transaction: what is counted (days, amounts)
 * stays under `erasedId`, on a sheet that no later import of the same customer finds.
 * @returns whether anything had been imported
 */
export async function eraseFacts(accountId: string, owner: string, erasedId: string, session: ClientSession): Promise<boolean> {
  const scope = factSheets.of(accountId);
  const sheets = await scope.find({ owner }, { session });
  const erasedSheet = sheetId(accountId, 'customers', erasedId);
  if (sheets.length === 0) return false;
  await scope.deleteMany({ _id: { $in: sheets.map(({ _id }) => _id) } }, { session });
  const erased = sheets.map((sheet) => ({
    ...sheet, _id: erasedSheet, owner: erasedId, facts: sheet.facts.map((fact) => anonymous(fact, erasedId)),
  }));
  await scope.insertMany(erased, { session });
  await settleOwners(accountId, { facts: sheets.flatMap(({ facts }) => factsAsOf(facts, null)), held: erased.flatMap(({ facts }) => facts) }, session);
  const importIds = new Set(sheets.flatMap(({ facts }) => facts.flatMap(({ importId, supersededBy }) => (supersededBy === null ? [importId] : [importId, supersededBy]))));
  await recordTouches(accountId, [...importIds].map((importId) => ({ importId, sheetIds: [erasedSheet] })), session);
  await bumpRevision(accountId, session);
  return true;
}

function anonymous(fact: StoredFact, owner: string): StoredFact {
  if (fact.kind === 'customers') return { ...fact, owner, values: { ...fact.values, email: null, name: null, locale: null, timeZone: null, properties: {} } };
  if (fact.kind === 'churn') return { ...fact, owner, values: { ...fact.values, reason: null } };
  if (fact.kind === 'purchases') return { ...fact, owner, values: { ...fact.values, item: null } };
  return { ...fact, owner };
}
