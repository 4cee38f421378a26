/** Collections that cannot be queried without an account. */
import mongoose, { type AnyBulkWriteOperation, type ClientSession, type Model, type PipelineStage, type QueryFilter, type Schema } from 'mongoose';
import { mergeUpdates } from './merge-updates.ts';
import { ahead, type BufferedCursor } from './read-ahead.ts';

export { Schema } from 'mongoose';

export interface Owned {
  _id: string;
  accountId: string;
}

mongoose.set('strictQuery', 'throw');
mongoose.set('autoIndex', false);
mongoose.set('autoCreate', false);
mongoose.set('bufferCommands', false);

/** Everything a stored document of ours shares: string ids, unknown paths refused, no version key, empty objects kept. */
export const SCHEMA_OPTIONS = { strict: 'throw', versionKey: false, minimize: false, _id: false } as const;

type Stored = Record<string, unknown>;
/** Paths are checked against the schema at run time (`strictQuery: 'throw'`); values were parsed at the edge. */
export type Filter = QueryFilter<Stored>;
export type Update = Record<string, unknown>;

type Options = { session?: ClientSession | undefined };
type FindOptions = Options & { projection?: Record<string, 0 | 1>; sort?: Record<string, 1 | -1>; limit?: number };

export type Write = { filter: Filter; update: Update; upsert?: boolean } | { insert: Owned };

/** One account's part of a collection: every filter gets the account, whatever the caller wrote. */
export interface AccountScope<T extends Owned> {
  find(filter: Filter, options?: FindOptions): Promise<T[]>;
  findOne(filter: Filter, options?: FindOptions): Promise<T | null>;
  stream(filter: Filter, options?: FindOptions & { batchSize?: number }): AsyncIterable<T>;
  /** The same in batches and as stored, for reading much: while the caller works on one, the database prepares the next. */
  batches(filter: Filter, options?: { projection?: Record<string, 0 | 1>; batchSize?: number }): AsyncIterable<T[]>;
  /**
   * The same for looking at each and keeping none: a document is made when its turn comes, so that hardly any are there at
   * once. Made a batch at a time they outlive young garbage, and a third of the time goes into clearing them away.
   */
  passing(filter: Filter, options?: { projection?: Record<string, 0 | 1> }): AsyncIterable<Iterable<T>>;
  insertMany(docs: Omit<T, 'accountId'>[], options?: Options): Promise<void>;
  updateOne(filter: Filter, update: Update, options?: Options & { upsert?: boolean }): Promise<number>;
  updateMany(filter: Filter, update: Update, options?: Options): Promise<number>;
  bulkWrite(writes: Write[], options?: Options): Promise<{ matched: number; upserted: number }>;
  deleteMany(filter: Filter, options?: Options): Promise<number>;
  aggregate<R>(pipeline: PipelineStage[], options?: Options): Promise<R[]>;
}

export interface Collection<T extends Owned> {
  of(accountId: string): AccountScope<T>;
  /**
   * All accounts at once. Only for the named exceptions: look-ups by token, API key, source id or sign-in (the account is
   * not known yet), batches that span accounts, and the sweeps.
   */
  readonly everyAccount: EveryAccount<T>;
}

export interface EveryAccount<T extends Owned> {
  find(filter: Filter, options?: FindOptions): Promise<T[]>;
  batches(filter: Filter, options?: { projection?: Record<string, 0 | 1>; batchSize?: number }): AsyncIterable<T[]>;
  passing(filter: Filter, options?: { projection?: Record<string, 0 | 1> }): AsyncIterable<Iterable<T>>;
  findOne(filter: Filter, options?: FindOptions): Promise<T | null>;
  insertMany(docs: T[], options?: Options & { ordered?: boolean }): Promise<void>;
  updateOne(filter: Filter, update: Update, options?: Options & { upsert?: boolean }): Promise<number>;
  updateMany(filter: Filter, update: Update, options?: Options): Promise<number>;
  bulkWrite(writes: Write[], options?: Options): Promise<{ matched: number; upserted: number }>;
  deleteMany(filter: Filter, options?: Options): Promise<number>;
  aggregate<R>(pipeline: PipelineStage[], options?: Options): Promise<R[]>;
}

const registered: Model<Stored>[] = [];

export function defineCollection<T extends Owned>(name: string, schema: Schema): Collection<T> {
  const model = mongoose.model<Stored>(name, schema as Schema<Stored>, name);
  registered.push(model);
  const everyAccount = unscoped<T>(model);
  return { everyAccount, of: (accountId) => scoped(model, everyAccount, accountId) };
}

function within(session: ClientSession | undefined): { session?: ClientSession } {
  return session ? { session } : {};
}

function unscoped<T extends Owned>(model: Model<Stored>): EveryAccount<T> {
  /** As they are: making documents of mongoose's own of them first costs more than all the rest of an import. */
  const insert = async (docs: Stored[], { session, ordered = true }: Options & { ordered?: boolean }): Promise<void> => {
    refuseUnknownPaths(model, docs);
    await model.collection.insertMany(docs as never[], { ordered, ignoreUndefined: true, ...within(session) });
  };
  return {
    find: async (filter, options = {}) => (await findQuery(model, filter, options).lean().exec()) as unknown as T[],
    findOne: async (filter, { projection, session } = {}) =>
      (await model.findOne(filter, projection ?? null, within(session)).lean().exec()) as unknown as T | null,
    batches: (filter, { projection, batchSize = 500 } = {}) =>
      ahead(model.collection.find(filter as Stored, { batchSize, ...(projection ? { projection } : {}) }) as unknown as BufferedCursor<T>),
    passing: (filter, { projection } = {}) =>
      decoded(ahead(model.collection.find(filter as Stored, { batchSize: 500, raw: true, ...(projection ? { projection } : {}) }) as unknown as BufferedCursor<Uint8Array>)),
    insertMany: async (docs, options = {}) => {
      if (docs.length > 0) await insert(docs as unknown as Stored[], options);
    },
    updateOne: async (filter, update, { session, upsert = false } = {}) => {
      const result = await model.updateOne(filter, update, { ...within(session), upsert });
      return result.matchedCount + result.upsertedCount;
    },
    updateMany: async (filter, update, { session } = {}) => (await model.updateMany(filter, update, within(session))).modifiedCount,
    bulkWrite: async (writes, { session } = {}) => {
      const inserts = writes.flatMap((write) => ('insert' in write ? [write.insert as unknown as Stored] : []));
      if (inserts.length > 0) await insert(inserts, { session, ordered: false });
      const operations = operationsOf(writes, session !== undefined);
      if (operations.length === 0) return { matched: 0, upserted: 0 };
      const result = await model.bulkWrite(operations, { ordered: false, throwOnValidationError: true, ...within(session) });
      return { matched: result.matchedCount, upserted: result.upsertedCount };
    },
    deleteMany: async (filter, { session } = {}) => (await model.deleteMany(filter, within(session))).deletedCount,
    aggregate: async <R>(pipeline: PipelineStage[], { session }: Options = {}) => model.aggregate<R>(pipeline).session(session ?? null).exec(),
  };
}

function refuseUnknownPaths(model: Model<Stored>, docs: Stored[]): void {
  const known = model.schema.obj;
  for (const doc of docs) {
    const unknown = Object.keys(doc).find((path) => !(path in known));
    if (unknown !== undefined) throw new Error(`${model.modelName} has no path "${unknown}"`);
  }
}

/** @param isTransaction outside of one an update of many is not tried again by the driver when the connection breaks */
function operationsOf(writes: Write[], isTransaction: boolean): AnyBulkWriteOperation<Stored>[] {
  const operations: AnyBulkWriteOperation<Stored>[] = [];
  const mergeable: { filter: Stored; update: Update }[] = [];
  for (const write of writes) {
    if ('insert' in write) continue;
    if (isTransaction && write.upsert !== true) mergeable.push({ filter: write.filter as Stored, update: write.update });
    else operations.push({ updateOne: { filter: write.filter, update: write.update, upsert: write.upsert ?? false } });
  }
  return [...operations, ...mergeUpdates(mergeable).map(({ filter, update, isMany }) => (isMany ? { updateMany: { filter, update } } : { updateOne: { filter, update } }))];
}

function findQuery(model: Model<Stored>, filter: Filter, { projection, sort, limit, session }: FindOptions) {
  const query = model.find(filter, projection ?? null, within(session));
  if (sort) query.sort(sort);
  if (limit !== undefined) query.limit(limit);
  return query;
}

/** Documents made when their turn comes, out of batches as the database sends them. */
async function* decoded<T>(batches: AsyncIterable<Uint8Array[]>): AsyncGenerator<Iterable<T>> {
  for await (const batch of batches) yield inTurn(batch);
}

function* inTurn<T>(batch: Uint8Array[]): Generator<T> {
  for (const document of batch) yield mongoose.mongo.BSON.deserialize(document) as T;
}

function scoped<T extends Owned>(model: Model<Stored>, every: EveryAccount<T>, accountId: string): AccountScope<T> {
  const own = (filter: Filter): Filter => ({ ...filter, accountId });
  return {
    find: (filter, options) => every.find(own(filter), options),
    findOne: (filter, options) => every.findOne(own(filter), options),
    stream: (filter, { batchSize = 1000, ...options } = {}) =>
      findQuery(model, own(filter), options).lean().cursor({ batchSize }) as unknown as AsyncIterable<T>,
    batches: (filter, options) => every.batches(own(filter), options),
    passing: (filter, options) => every.passing(own(filter), options),
    insertMany: (docs, options) => every.insertMany(docs.map((doc) => ({ ...doc, accountId }) as unknown as T), options),
    updateOne: (filter, update, options) => every.updateOne(own(filter), update, options),
    updateMany: (filter, update, options) => every.updateMany(own(filter), update, options),
    bulkWrite: (writes, options) => every.bulkWrite(writes.map((write) => ('insert' in write ? { insert: { ...write.insert, accountId } } : { ...write, filter: own(write.filter) })), options),
    deleteMany: (filter, options) => every.deleteMany(own(filter), options),
    aggregate: (pipeline, options) => every.aggregate(ownPipeline(accountId, pipeline), options),
  };
}

/** The account joins the pipeline's own first condition: a `$match` of the account alone would read all of it. */
function ownPipeline(accountId: string, pipeline: PipelineStage[]): PipelineStage[] {
  const [first, ...rest] = pipeline;
  return first && '$match' in first ? [{ $match: { ...first.$match, accountId } }, ...rest] : [{ $match: { accountId } }, ...pipeline];
}

const DELETED_AT_ONCE = 5000;

/**
 * Takes everything an account owns out of every defined collection, a slice at a time: safe to stop anywhere and to run again.
 * Each collection is gone through once, so that those without an index by account are not read anew for each slice.
 * @param options.first collections to begin with
 * @param options.except collections to leave
 * @returns how many documents
 */
export async function deleteOwned(accountId: string, { first, except }: { first: readonly string[]; except: readonly string[] }): Promise<number> {
  const names = (model: Model<Stored>): string => model.collection.name;
  const rest = registered.filter((model) => !except.includes(names(model)));
  let deleted = 0;
  for (const model of rest.toSorted((one, other) => Number(first.includes(names(other))) - Number(first.includes(names(one))))) {
    for await (const slice of unscoped(model).batches({ accountId }, { projection: { _id: 1 }, batchSize: DELETED_AT_ONCE })) {
      deleted += (await model.deleteMany({ _id: { $in: slice.map(({ _id }) => _id) }, accountId })).deletedCount;
    }
  }
  return deleted;
}

/**
 * Builds missing collections and indexes; called at boot, before anything is served. One command for each collection that is there:
 * commands of the operator are short, and each begins with this.
 */
export async function ensureIndexes(): Promise<void> {
  const there = new Set((await mongoose.connection.db?.listCollections({}, { nameOnly: true }).toArray())?.map(({ name }) => name));
  for (const model of registered) {
    if (!there.has(model.collection.name)) {
      await model.createCollection().catch((error: unknown) => {
        if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error;
      });
    }
    const wanted = model.schema.indexes().map(([fields, options]) => ({ key: fields, ...options }));
    if (wanted.length > 0) await model.collection.createIndexes(wanted as Parameters<typeof model.collection.createIndexes>[0]);
  }
}

/** What of the indexes is not as defined, such as `responses.accountId_1_respondedAt_1`; indexes of ids are no matter of ours. */
export interface IndexDifferences {
  missing: string[];
  /** In the database alone: of a former version, or made by hand. Each costs at every write. */
  undeclared: string[];
}

export async function indexDifferences(): Promise<IndexDifferences> {
  const each = await Promise.all(registered.map(async (model) => {
    const { toCreate, toDrop } = await model.diffIndexes();
    const { name } = model.collection;
    return {
      missing: toCreate.map((fields) => `${name}.${Object.entries(fields).map(([field, order]) => `${field}_${String(order)}`).join('_')}`),
      undeclared: toDrop.map((index) => `${name}.${index}`),
    };
  }));
  return { missing: each.flatMap(({ missing }) => missing), undeclared: each.flatMap(({ undeclared }) => undeclared) };
}
