/** Keeps one sheet per asked customer equal to what facts, answers and asks say, recomputing the touched customers only. */
import { isDeepStrictEqual } from 'node:util';
import type { App } from '../../app.ts';
import { noFacts, sheetFacts, type OutcomeSheet } from '../../domain/outcomes/outcome-sheet.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { customerLinks, streamCustomerLinks } from '../customers/customer-links.queries.ts';
import { consumeEvents, hasOverdueEvents, type Event } from '../events/events.service.ts';
import { revisedFacts } from '../facts/facts.queries.ts';
import { outcomeSheets, outcomesRevisions, UNREAD, type StoredSheet } from './outcome-sheet.model.ts';
import { BATCH, rowsOf, sourced, streamSources } from './sheet-sources.queries.ts';

/** Refreshes whoever an event is about. Safe to run twice. @returns how many events were seen */
export async function refreshFromEvents(app: App): Promise<number> {
  return consumeEvents('outcomes', async (batch) => {
    for (const [accountId, theirs] of groupBy(batch, (event) => event.accountId)) {
      await refreshCustomers(app, accountId, theirs.flatMap(customersOf));
      await refreshOutcomes(app, accountId, theirs.flatMap(({ touched }) => touched?.owners ?? []));
    }
  });
}

function customersOf({ subject, touched }: Event): string[] {
  return [...(subject['customerId'] === undefined ? [] : [subject['customerId']]), ...(touched?.customerIds ?? [])];
}

/** True when a change has waited so long that its ring must have been lost. */
export async function hasUnseenChanges(app: App, olderThanMs: number): Promise<boolean> {
  return hasOverdueEvents('outcomes', new Date(app.now().getTime() - olderThanMs));
}

/**
 * After facts of these customers (ids of the company's own systems) changed: the part of their sheets that follows from
 * facts. Two reads and one write per 500; those who were never asked cost the first read only.
 */
export async function refreshOutcomes(_app: App, accountId: string, owners: string[]): Promise<void> {
  const each = [...new Set(owners)];
  let changed = 0;
  for (let start = 0; start < each.length; start += BATCH) changed += await refreshFacts(accountId, each.slice(start, start + BATCH));
  if (changed > 0) await moveRevision(accountId);
}

async function refreshFacts(accountId: string, owners: string[]): Promise<number> {
  const sheets = await outcomeSheets.of(accountId).find({ owner: { $in: owners } }, { projection: { owner: 1 } });
  if (sheets.length === 0) return 0;
  const known = new Map((await revisedFacts(accountId, sheets.flatMap(({ owner }) => owner ?? []))).map((sheet) => [sheet.owner, sheet]));
  await outcomeSheets.of(accountId).bulkWrite(sheets.map(({ _id, owner }): Write => {
    const read = owner === null ? undefined : known.get(owner);
    if (!read) return { filter: { _id, owner }, update: { $set: { ...noFacts(), factsRevision: 0 } } };
    const { revision, facts } = read;
    return { filter: { _id, owner, factsRevision: { $lte: revision } }, update: { $set: { ...sheetFacts(facts), factsRevision: revision } } };
  }));
  return sheets.length;
}

/** After answers or asks of these customers changed, or the id under which their facts are kept. */
export async function refreshCustomers(app: App, accountId: string, customerIds: string[]): Promise<void> {
  const each = [...new Set(customerIds)];
  if (each.length === 0) return;
  const { timeZone } = await requireAccount(accountId);
  for (let start = 0; start < each.length; start += BATCH) {
    const ids = each.slice(start, start + BATCH);
    const unread = await inTransaction((session) => writeRows(accountId, ids, timeZone, session));
    // After the rows are there: facts that change from now on find the sheet themselves.
    await refreshFacts(accountId, unread);
  }
  await moveRevision(accountId);
}

/** @returns the owners whose facts are not in their sheets yet */
async function writeRows(accountId: string, ids: string[], timeZone: string, session: ClientSession): Promise<string[]> {
  const scope = outcomeSheets.of(accountId);
  const links = await customerLinks(accountId, ids, session);
  const rows = await rowsOf(accountId, links.map(({ _id }) => _id), { asOf: null, timeZone, session });
  const stored = new Map((await scope.find({ _id: { $in: ids } }, { projection: { owner: 1, factsRevision: 1 }, session })).map((sheet) => [sheet._id, sheet]));
  const gone = ids.filter((id) => !rows.has(id) && stored.has(id));
  if (gone.length > 0) await scope.deleteMany({ _id: { $in: gone } }, { session });
  const unread: string[] = [];
  const writes: Write[] = [];
  for (const { _id, externalId: owner } of links) {
    const theirs = rows.get(_id);
    if (!theirs) continue;
    const before = stored.get(_id);
    const isRead = before !== undefined && before.owner === owner && before.factsRevision !== UNREAD;
    if (!isRead && owner !== null) unread.push(owner);
    writes.push({ filter: { _id }, update: { $set: { ...theirs, ...(isRead ? {} : { owner, ...noFacts(), factsRevision: UNREAD }) } }, upsert: true });
  }
  await scope.bulkWrite(writes, { session });
  return unread;
}

async function moveRevision(accountId: string): Promise<void> {
  await outcomesRevisions.of(accountId).updateOne({ _id: accountId }, { $inc: { revision: 1 } }, { upsert: true });
}

/** Forgets the sheets of erased customers, inside the caller's transaction. */
export async function eraseOutcomes(accountId: string, customerIds: string[], session: ClientSession): Promise<void> {
  await outcomeSheets.of(accountId).deleteMany({ _id: { $in: customerIds } }, { session });
  await outcomesRevisions.of(accountId).updateOne({ _id: accountId }, { $inc: { revision: 1 } }, { upsert: true, session });
}

export interface OutcomeDifference {
  customerId: string;
  /** `missing`: a sheet should be there; `extra`: it should not; else the first part that differs. */
  part: 'missing' | 'extra' | 'owner' | keyof OutcomeSheet;
}

export interface OutcomeVerification {
  /** Customers compared. */
  checked: number;
  differences: OutcomeDifference[];
}

const PARTS = ['answers', 'asks', 'intervals', 'left', 'mrr', 'clv', 'properties'] as const satisfies (keyof OutcomeSheet)[];

/** Compares every stored sheet with its sources. What has happened but is not processed yet is processed first. */
export async function verifyOutcomes(app: App, accountId: string): Promise<OutcomeVerification> {
  await refreshFromEvents(app);
  const { timeZone } = await requireAccount(accountId);
  const differences: OutcomeDifference[] = [];
  const suspects: string[] = [];
  let checked = 0;
  for await (const batch of streamSources(accountId, { asOf: null, timeZone })) {
    checked += batch.length;
    const stored = await storedById(accountId, batch.map(({ _id }) => _id));
    suspects.push(...batch.filter((source) => differenceOf(stored.get(source._id), source) !== null).map(({ _id }) => _id));
  }
  // Whoever changed while we read is looked at again, on their own.
  await refreshFromEvents(app);
  for (let start = 0; start < suspects.length; start += BATCH) {
    const ids = suspects.slice(start, start + BATCH);
    const [sources, stored] = [await sourced(accountId, await customerLinks(accountId, ids), { asOf: null, timeZone }), await storedById(accountId, ids)];
    for (const source of sources) differences.push(...(differenceOf(stored.get(source._id), source) ?? []));
  }
  return { checked, differences: [...differences, ...(await extras(accountId, timeZone))] };
}

function differenceOf(stored: StoredSheet | undefined, { _id: customerId, externalId, sheet }: { _id: string; externalId: string | null; sheet: OutcomeSheet }): OutcomeDifference[] | null {
  if (!stored) return [{ customerId, part: 'missing' }];
  if (stored.owner !== externalId) return [{ customerId, part: 'owner' }];
  const part = PARTS.find((name) => !isDeepStrictEqual(stored[name], sheet[name]));
  return part === undefined ? null : [{ customerId, part }];
}

async function storedById(accountId: string, ids: string[]): Promise<Map<string, StoredSheet>> {
  return new Map((await outcomeSheets.of(accountId).find({ _id: { $in: ids } })).map((sheet) => [sheet._id, sheet]));
}

/** Sheets of people who are no customers any more, or were never asked. */
async function extras(accountId: string, timeZone: string): Promise<OutcomeDifference[]> {
  const found: OutcomeDifference[] = [];
  for await (const ids of storedIds(accountId)) {
    const sources = await sourced(accountId, await customerLinks(accountId, ids), { asOf: null, timeZone });
    const known = new Set(sources.map(({ _id }) => _id));
    found.push(...ids.filter((id) => !known.has(id)).map((customerId) => ({ customerId, part: 'extra' as const })));
  }
  return found;
}

async function* storedIds(accountId: string): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const { _id } of outcomeSheets.of(accountId).stream({}, { projection: { _id: 1 } })) {
    if (batch.push(_id) < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Computes every sheet of the account again from its sources. @returns how many customers were read */
export async function rebuildOutcomes(app: App, accountId: string): Promise<number> {
  const gone = new Set<string>();
  for await (const ids of storedIds(accountId)) for (const id of ids) gone.add(id);
  let read = 0;
  let links: { _id: string; externalId: string | null }[] = [];
  const flush = async (): Promise<void> => {
    await refreshCustomers(app, accountId, links.map(({ _id }) => _id));
    await refreshOutcomes(app, accountId, links.flatMap(({ externalId }) => externalId ?? []));
    links = [];
  };
  for await (const link of streamCustomerLinks(accountId)) {
    gone.delete(link._id);
    read += 1;
    if (links.push(link) === BATCH) await flush();
  }
  await flush();
  await outcomeSheets.of(accountId).deleteMany({ _id: { $in: [...gone] } });
  await moveRevision(accountId);
  return read;
}
