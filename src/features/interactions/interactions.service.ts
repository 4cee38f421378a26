import type { App } from '../../app.ts';
import type { StoredDecision } from '../../domain/eligibility.ts';
import { invite } from '../../jobs.ts';
import { countInteractions, waitsOf } from '../../metrics.ts';
import { NotFound } from '../../platform/errors.ts';
import { createGroupCommit, type GroupCommit } from '../../platform/group-commit.ts';
import { duplicatesOf, type ClientSession } from '../../platform/mongo.ts';
import { hashId, randomId } from '../../platform/token.ts';
import { interactions, type Interaction, type NewInteraction } from './interaction.model.ts';

export { interactionView, InteractionView, ReportedInteraction, toNewInteraction } from './interaction-input.ts';
export type { Interaction, NewInteraction } from './interaction.model.ts';

export type Receipt = { kind: 'accepted' | 'duplicate'; interaction: Interaction };

/** Interactions of the API keys of an account share one source, so a retry under another key is the same interaction. */
export const API_SOURCE = 'api';

export const interactionId = (accountId: string, source: string, externalId: string): string => hashId('interaction', accountId, source, externalId);

export function toInteraction(accountId: string, source: string, input: NewInteraction, receivedAt: Date): Interaction {
  const { id, ...rest } = input;
  return { _id: interactionId(accountId, source, id), accountId, source, externalId: id, ...rest, receivedAt, repeats: 0, decisions: null };
}

const groups = new WeakMap<App, GroupCommit<Interaction, Receipt>>();

function groupOf(app: App): GroupCommit<Interaction, Receipt> {
  let group = groups.get(app);
  if (!group) {
    group = createGroupCommit((items) => storeGroup(app, items), { inFlight: 2, onStored: waitsOf('interactions') });
    groups.set(app, group);
    app.draining.add(() => groups.get(app)?.drain() ?? Promise.resolve());
  }
  return group;
}

/**
 * Stores an interaction durably and once, then rings for its decisions. A repeat of an id answers with what was stored
 * first, whatever its content.
 */
export function receiveInteraction(app: App, accountId: string, source: string, input: NewInteraction): Promise<Receipt> {
  return groupOf(app).add(toInteraction(accountId, source, input, app.now()));
}

/** Like {@link receiveInteraction} for each, in order. */
export async function receiveInteractions(app: App, accountId: string, source: string, inputs: NewInteraction[]): Promise<Receipt[]> {
  return Promise.all(inputs.map((input) => receiveInteraction(app, accountId, source, input)));
}

/** 15 digits of milliseconds, so that text order is time order. */
const batchPrefix = (at: Date): string => at.getTime().toString().padStart(15, '0');

async function storeGroup(app: App, items: Interaction[]): Promise<Receipt[]> {
  const batchId = `${batchPrefix(app.now())}-${randomId('b')}`;
  // The first of several with one id in this group is the one that counts.
  const first = new Map<string, Interaction>();
  for (const item of items) if (!first.has(item._id)) first.set(item._id, item);
  const docs = [...first.values()].map((item) => ({ ...item, batchId }));
  const taken = await insertNew(docs);
  // Not awaited: they are stored, and a queue that does not answer may hold nobody up.
  if (taken.size < docs.length) void app.enqueue(invite, { batchId });

  const repeated = items.filter((item) => taken.has(item._id) || first.get(item._id) !== item);
  if (repeated.length < items.length) countInteractions({ outcome: 'accepted' }, items.length - repeated.length);
  if (repeated.length > 0) countInteractions({ outcome: 'duplicate' }, repeated.length);
  const stored = repeated.length === 0 ? new Map<string, Interaction>() : await recordRepeats(repeated);
  return items.map((item) => {
    const isRepeat = taken.has(item._id) || first.get(item._id) !== item;
    return isRepeat ? { kind: 'duplicate', interaction: stored.get(item._id) ?? item } : { kind: 'accepted', interaction: item };
  });
}

/** @returns ids that were there already */
async function insertNew(docs: Interaction[]): Promise<Set<string>> {
  try {
    await interactions.everyAccount.insertMany(docs, { ordered: false });
    return new Set();
  } catch (error) {
    const duplicates = duplicatesOf(error);
    if (duplicates === null) throw error;
    return new Set(duplicates.flatMap((index) => docs[index]?._id ?? []));
  }
}

async function recordRepeats(items: Interaction[]): Promise<Map<string, Interaction>> {
  const times = new Map<string, number>();
  for (const { _id } of items) times.set(_id, (times.get(_id) ?? 0) + 1);
  await interactions.everyAccount.bulkWrite([...times].map(([_id, repeats]) => ({ filter: { _id }, update: { $inc: { repeats } } })));
  const stored = await interactions.everyAccount.find({ _id: { $in: [...times.keys()] } });
  return new Map(stored.map((interaction) => [interaction._id, interaction]));
}

/** Undecided interactions of these batches, those of the oldest batch first. */
export async function undecidedOf(batchIds: readonly string[], session?: ClientSession): Promise<Interaction[]> {
  return interactions.everyAccount.find({ batchId: { $in: batchIds } }, { session, sort: { batchId: 1 } });
}

/** How many interactions of each batch are undecided; a batch with none is left out. */
export async function undecidedCounts(batchIds: readonly string[]): Promise<Map<string, number>> {
  const found = await interactions.everyAccount.find({ batchId: { $in: batchIds } }, { projection: { batchId: 1 } });
  const counts = new Map<string, number>();
  for (const { batchId = '' } of found) counts.set(batchId, (counts.get(batchId) ?? 0) + 1);
  return counts;
}

/** Writes decisions inside the caller's transaction; an interaction is decided exactly once. */
export async function recordDecisions(decided: { interaction: Interaction; decisions: StoredDecision[]; customerId: string | null }[], session: ClientSession): Promise<void> {
  await interactions.everyAccount.bulkWrite(decided.map(({ interaction, decisions, customerId }) => ({
    filter: { _id: interaction._id, batchId: interaction.batchId },
    update: { $set: { decisions, ...(customerId === null ? {} : { customerId }) }, $unset: { batchId: 1 } },
  })), { session });
}

/** Takes the person out of what was reported about them; that it was reported, and what was decided, stays. */
export async function eraseInteractions(accountId: string, ids: string[], erasedId: string, session: ClientSession): Promise<void> {
  await interactions.of(accountId).updateMany({ _id: { $in: ids } }, { $set: { customer: {}, properties: {}, customerId: erasedId } }, { session });
}

/** Makes two batches of one that cannot be decided as a whole: down to the poison interaction, which then holds up no other. */
export async function splitBatch(app: App, batchId: string): Promise<void> {
  const ids = (await undecidedOf([batchId])).map(({ _id }) => _id);
  const middle = Math.ceil(ids.length / 2);
  for (const members of [ids.slice(0, middle), ids.slice(middle)]) {
    const own = `${batchPrefix(app.now())}-${randomId('b')}`;
    await interactions.everyAccount.updateMany({ _id: { $in: members }, batchId }, { $set: { batchId: own } });
    await app.enqueue(invite, { batchId: own });
  }
}

/** Batches received before `before` and still undecided: their ring was lost. */
export async function overdueBatches(before: Date, limit = 1000): Promise<string[]> {
  const found = await interactions.everyAccount.find({ batchId: { $lt: batchPrefix(before) } }, { projection: { batchId: 1 }, limit });
  return [...new Set(found.flatMap(({ batchId }) => batchId ?? []))];
}

/** Batches undecided since before `before`: how many, as far as 1,000 interactions show, and since when the first one waits. */
export async function undecidedBatches(before: Date): Promise<{ count: number; since: Date | null }> {
  const batches = (await overdueBatches(before)).toSorted();
  return { count: batches.length, since: batches[0] === undefined ? null : new Date(Number.parseInt(batches[0], 10)) };
}

/** Which of these were reported after `instant`. */
export async function receivedAfter(ids: string[], instant: Date): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const found = await interactions.everyAccount.find({ _id: { $in: ids }, receivedAt: { $gt: instant } }, { projection: { _id: 1 } });
  return new Set(found.map(({ _id }) => _id));
}

/** By the sender's id. @throws NotFound */
export async function requireInteraction(accountId: string, externalId: string, source = API_SOURCE): Promise<Interaction> {
  const [found] = await findInteractions(accountId, externalId, [source]);
  if (!found) throw new NotFound(`There is no interaction "${externalId}" of source "${source}".`);
  return found;
}

/** Those that any of the sources reported under this id, oldest first. */
export async function findInteractions(accountId: string, externalId: string, sources: string[]): Promise<Interaction[]> {
  const found = await interactions.of(accountId).find({ _id: { $in: sources.map((source) => interactionId(accountId, source, externalId)) } });
  return found.toSorted((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
}

/** Which of the sender's ids are known already. */
export async function knownInteractions(accountId: string, source: string, externalIds: readonly string[]): Promise<Set<string>> {
  if (externalIds.length === 0) return new Set();
  const ids = externalIds.map((externalId) => interactionId(accountId, source, externalId));
  const found = await interactions.of(accountId).find({ _id: { $in: ids } }, { projection: { externalId: 1 } });
  return new Set(found.map(({ externalId }) => externalId));
}
