import { costRows, factsAsOf, ownedFacts, type OwnedFacts, type StoredFact } from '../../domain/facts.ts';
import type { RateRow } from '../../domain/exchange.ts';
import type { CostRow } from '../../domain/business/acquisition.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { factSheets, factsRevisions } from './fact-sheet.model.ts';

export interface CustomerSheet {
  /** The customer's id in the company's own systems. */
  owner: string;
  facts: OwnedFacts;
}

/** Every customer's facts as recorded by `asOf` (`null` = now), one at a time: memory does not grow with their number. */
export async function* streamCustomerFacts(accountId: string, asOf: Date | null): AsyncGenerator<CustomerSheet> {
  for await (const { owner, facts } of factSheets.of(accountId).stream({ owner: { $type: 'string' } }, { projection: { owner: 1, facts: 1 } })) {
    if (owner !== null) yield { owner, facts: ownedFacts(factsAsOf(facts, asOf)) };
  }
}

/** Facts of the given customers; a customer without any is absent. */
export async function customerFacts(accountId: string, owners: string[], asOf: Date | null = null): Promise<Map<string, OwnedFacts>> {
  const sheets = await factSheets.of(accountId).find({ owner: { $in: owners } });
  return new Map(sheets.flatMap(({ owner, facts }) => (owner === null ? [] : [[owner, ownedFacts(factsAsOf(facts, asOf))]])));
}

export interface RevisedFacts {
  owner: string;
  /** Of the sheet read; higher after each change. */
  revision: number;
  facts: OwnedFacts;
}

/** Current facts of the given customers with the revision they were read at; a customer without any is absent. One read. */
export async function revisedFacts(accountId: string, owners: string[], session?: ClientSession): Promise<RevisedFacts[]> {
  const sheets = await factSheets.of(accountId).find({ owner: { $in: owners } }, { session });
  return sheets.flatMap(({ owner, revision, facts }) => (owner === null ? [] : { owner, revision, facts: ownedFacts(factsAsOf(facts, null)) }));
}

async function companyFacts(accountId: string, asOf: Date | null): Promise<StoredFact[]> {
  const sheets = await factSheets.of(accountId).find({ owner: null });
  return sheets.flatMap(({ facts }) => factsAsOf(facts, asOf));
}

export async function findCosts(accountId: string, asOf: Date | null): Promise<CostRow[]> {
  return costRows(await companyFacts(accountId, asOf));
}

/** Imported exchange rates. */
export async function findRates(accountId: string, asOf: Date | null): Promise<RateRow[]> {
  return (await companyFacts(accountId, asOf)).flatMap(({ kind, values }) => (kind === 'exchange-rates' ? [values] : []));
}

/** Changes in the transaction of every change to a fact of the account. */
export async function factsRevision(accountId: string, session?: ClientSession): Promise<number> {
  return (await factsRevisions.of(accountId).findOne({ _id: accountId }, { session }))?.revision ?? 0;
}

/** Everything imported about customers, corrected values too. */
export async function heldFacts(accountId: string, owners: string[]): Promise<StoredFact[]> {
  const sheets = await factSheets.of(accountId).find({ owner: { $in: owners } });
  return sheets.flatMap(({ facts }) => facts);
}
