/** Keeps one sheet per asked customer equal to what facts, answers and asks say, recomputing the touched customers only. */
import { isDeepStrictEqual } from 'node:util';
import type { App } from '../../app.ts';
import { noFacts, sheetFacts, type OutcomeSheet, type SheetFacts } from '../../domain/outcomes/outcome-sheet.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { againWhenTaken, inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { customerLinks, streamCustomerLinks } from '../customers/customer-links.queries.ts';
import { consumeEvents, hasOverdueEvents, type Event } from '../events/events.service.ts';
import { factsRevision, revisedFacts, type RevisedFacts } from '../facts/facts.queries.ts';
import { outcomeSheets, outcomesRevisions, UNREAD, type StoredSheet } from './outcome-sheet.model.ts';
import { BATCH, batchesOf, rowsOf, sourced, streamSources } from './sheet-sources.queries.ts';

const FACT_PARTS = ['intervals', 'left', 'mrr', 'clv', 'properties'] as const satisfies (keyof SheetFacts)[];
const FACT_FIELDS = { owner: 1, factsRevision: 1, intervals: 1, left: 1, mrr: 1, clv: 1, properties: 1 } as const;

/** Refreshes whoever an event is about. Safe to run twice. @returns how many events were seen */
export async function refreshFromEvents(app: App): Promise<number> {
  return consumeEvents(app, 'outcomes', async (batch) => {
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
 * facts. Two reads and one write a batch; those who were never asked cost the first read only.
 */
export async function refreshOutcomes(_app: App, accountId: string, owners: string[]): Promise<void> {
  let changed = 0;
  for (const batch of batchesOf(owners)) changed += await refreshFacts(accountId, batch);
  if (changed > 0) await moveRevision(accountId);
}

/** @returns how many sheets say something else now */
async function refreshFacts(accountId: string, owners: string[]): Promise<number> {
  const sheets = await outcomeSheets.of(accountId).find({ owner: { $in: owners } }, { projection: FACT_FIELDS });
  if (sheets.length === 0) return 0;
  const known = await factsOf(accountId, sheets);
  let changed = 0;
  const writes = sheets.flatMap((sheet): Write[] => {
    const { _id, owner } = sheet;
    const { factsRevision: revision, ...facts } = partFromFacts(owner, known);
    const isSame = FACT_PARTS.every((part) => isDeepStrictEqual(sheet[part], facts[part]));
    if (!isSame) changed += 1;
    if (isSame && sheet.factsRevision === revision) return [];
    // No facts have no revision: then nobody may have written since they were looked for.
    const factsBefore = known.has(owner) ? { $lte: revision } : sheet.factsRevision;
    return [{ filter: { _id, owner, factsRevision: factsBefore }, update: { $set: { ...(isSame ? {} : facts), factsRevision: revision } } }];
  });
  // One commit, not one for each sheet.
  if (writes.length > 0) await inTransaction((session) => outcomeSheets.of(accountId).bulkWrite(writes, { session }));
  return changed;
}

type FactsByOwner = ReadonlyMap<string | null, RevisedFacts>;

async function factsOf(accountId: string, sheets: Pick<StoredSheet, 'owner'>[], session?: ClientSession): Promise<FactsByOwner> {
  const owners = sheets.flatMap(({ owner }) => owner ?? []);
  return new Map(owners.length === 0 ? [] : (await revisedFacts(accountId, owners, session)).map((read) => [read.owner, read]));
}

function partFromFacts(owner: string | null, known: FactsByOwner): SheetFacts & Pick<StoredSheet, 'factsRevision'> {
  const read = known.get(owner);
  return read ? { ...sheetFacts(read.facts), factsRevision: read.revision } : { ...noFacts(), factsRevision: 0 };
}

/** After answers or asks of these customers changed, or the id under which their facts are kept. */
export async function refreshCustomers(app: App, accountId: string, customerIds: string[]): Promise<void> {
  if (customerIds.length === 0) return;
  const { timeZone } = await requireAccount(accountId);
  for (const ids of batchesOf(customerIds)) {
    const { newOwners, factsAsRead } = await againWhenTaken(() => inTransaction((session) => writeSheets(accountId, ids, timeZone, session)));
    // Facts that changed meanwhile may have found no sheet; those that change from now on do.
    if (newOwners.length > 0 && (await factsRevision(accountId)) !== factsAsRead) await refreshFacts(accountId, newOwners);
  }
  await moveRevision(accountId);
}

/** @returns the owners whose facts could not have found a sheet before, and the revision of the account's facts they were read at */
async function writeSheets(accountId: string, ids: string[], timeZone: string, session: ClientSession): Promise<{ newOwners: string[]; factsAsRead: number }> {
  const scope = outcomeSheets.of(accountId);
  const links = await customerLinks(accountId, ids, session);
  const rows = await rowsOf(accountId, links.map(({ _id }) => _id), { asOf: null, timeZone, session });
  const stored = new Map((await scope.find({ _id: { $in: ids } }, { projection: { owner: 1, factsRevision: 1 }, session })).map((sheet) => [sheet._id, sheet]));
  const gone = ids.filter((id) => !rows.has(id) && stored.has(id));
  if (gone.length > 0) await scope.deleteMany({ _id: { $in: gone } }, { session });
  const asked = links.flatMap(({ _id, externalId: owner }) => {
    const [theirs, before] = [rows.get(_id), stored.get(_id)];
    return theirs ? [{ _id, owner, theirs, isThere: before !== undefined, isNew: before?.owner !== owner, isRead: before?.owner === owner && before.factsRevision !== UNREAD }] : [];
  });
  const known = await factsOf(accountId, asked.filter(({ isRead }) => !isRead), session);
  await scope.bulkWrite(asked.map(({ _id, owner, theirs, isThere, isNew, isRead }): Write => {
    const facts = isRead ? {} : { owner, ...partFromFacts(owner, known), ...(isNew ? { factsRevision: UNREAD } : {}) };
    // Inserted, not upserted one by one: a database takes many new documents at a fraction of the cost.
    return isThere ? { filter: { _id }, update: { $set: { ...theirs, ...facts } } } : { insert: { _id, accountId, ...theirs, ...facts } as StoredSheet };
  }), { session });
  const newOwners = asked.flatMap(({ owner, isNew }) => (isNew ? owner ?? [] : []));
  return { newOwners, factsAsRead: newOwners.length === 0 ? 0 : await factsRevision(accountId, session) };
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

const PARTS = ['answers', 'asks', ...FACT_PARTS] as const satisfies (keyof OutcomeSheet)[];

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
  for (const ids of batchesOf(suspects)) {
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
