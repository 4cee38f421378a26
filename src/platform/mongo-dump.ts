/**
 * A database as a directory of files, in the layout of `mongodump --gzip`, which `mongorestore` reads too: a file of BSON
 * documents per collection, and a manifest with their checksums. Memory does not grow with the data.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import mongoose, { type ClientSession } from 'mongoose';
import { database, mongoClient } from './mongo.ts';

const { BSON } = mongoose.mongo;

export interface DumpedCollection {
  name: string;
  documents: number;
  /** Of the compressed file. */
  bytes: number;
  sha256: string;
}

export interface Manifest {
  format: 1;
  takenAt: string;
  /** Everything as of one instant; else what was written meanwhile may be there in part. */
  isSnapshot: boolean;
  collections: DumpedCollection[];
}

const MANIFEST = 'manifest.json';
/** As they are stored: a number that is longer than ours, or of another kind, must come back as it was. */
const FAITHFUL = { promoteLongs: false, promoteValues: false, promoteBuffers: false, bsonRegExp: true } as const;
const BATCH_DOCUMENTS = 1000;
const BATCH_BYTES = 8 * 2 ** 20;
const LONGEST_DOCUMENT = 17 * 2 ** 20;

const fileOf = (directory: string, collection: string): string => join(directory, `${encodeURIComponent(collection)}.bson.gz`);

/**
 * @param options.without collections that stay out
 * @param options.also documents put into the copy only
 * @throws when the directory holds something
 */
export async function dumpDatabase(directory: string, { takenAt, without, also }: { takenAt: Date; without: readonly string[]; also: { collection: string; document: { _id: string } } }): Promise<Manifest> {
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) throw new Error(`${directory} is not empty; name a new directory`);
  const found = await database().listCollections({}, { nameOnly: true }).toArray();
  const names = new Set([...found.map(({ name }) => name), also.collection]);
  const session = await snapshotSession();
  const collections: DumpedCollection[] = [];
  try {
    for (const name of [...names].toSorted()) {
      if (without.includes(name) || name.startsWith('system.')) continue;
      collections.push(await dumpCollection(directory, name, { session, also: name === also.collection ? also.document : null }));
    }
  } finally {
    await session?.endSession();
  }
  const manifest: Manifest = { format: 1, takenAt: takenAt.toISOString(), isSnapshot: session !== null, collections };
  // Written last: a directory without it is no backup.
  await writeFile(join(directory, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** A session that sees one instant, where the server has such; what it then reads late may be refused, and the dump fails. */
async function snapshotSession(): Promise<ClientSession | null> {
  const session = mongoClient().startSession({ snapshot: true });
  try {
    await database().collection('installation').findOne({}, { session });
    return session;
  } catch {
    await session.endSession();
    return null;
  }
}

async function dumpCollection(directory: string, name: string, { session, also }: { session: ClientSession | null; also: { _id: string } | null }): Promise<DumpedCollection> {
  const hash = createHash('sha256');
  let documents = 0;
  let bytes = 0;
  async function* stored(): AsyncGenerator<Buffer> {
    const cursor = database().collection<{ _id: string }>(name).find({}, { raw: true, ...(session ? { session } : {}) });
    for await (const document of cursor) {
      const raw = Buffer.from(document as unknown as Buffer);
      if (also && BSON.deserialize(raw)['_id'] === also._id) continue;
      documents += 1;
      yield raw;
    }
    if (also) {
      documents += 1;
      yield Buffer.from(BSON.serialize(also));
    }
  }
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(stored(), { objectMode: false }), createGzip(), counted, createWriteStream(fileOf(directory, name)));
  return { name, documents, bytes, sha256: hash.digest('hex') };
}

/** @throws when it is no whole backup: a file is missing, or is not what was written */
export async function readManifest(directory: string): Promise<Manifest> {
  const text = await readFile(join(directory, MANIFEST), 'utf8').catch(() => {
    throw new Error(`${directory} holds no ${MANIFEST}: it is no backup, or one that was not finished`);
  });
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format !== 1) throw new Error(`${directory} has format ${String(manifest.format)}, which this version does not read`);
  for (const { name, sha256 } of manifest.collections) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(fileOf(directory, name)), hash);
    if (hash.digest('hex') !== sha256) throw new Error(`${fileOf(directory, name)} is damaged: its checksum is not that of the manifest`);
  }
  return manifest;
}

/** @throws when the database holds something already, apart from `except` */
export async function requireEmptyDatabase(except: readonly string[]): Promise<void> {
  const found = await database().listCollections({}, { nameOnly: true }).toArray();
  for (const { name } of found) {
    if (except.includes(name) || name.startsWith('system.')) continue;
    if (await database().collection(name).findOne({}, { projection: { _id: 1 } })) {
      throw new Error(`the database ${database().databaseName} is not empty (${name}); name a new one in MONGODB_URI`);
    }
  }
}

/** Puts a checked backup into an empty database. @param skips tells of documents that stay out */
export async function loadDatabase(directory: string, { collections }: Manifest, skips: (collection: string, id: unknown) => boolean): Promise<number> {
  let loaded = 0;
  for (const { name } of collections) {
    const target = database().collection(name);
    const documents = pipelineOf(fileOf(directory, name));
    for await (const batch of batches(documents)) {
      const kept = batch.filter(({ _id }) => !skips(name, _id));
      if (kept.length > 0) await target.insertMany(kept, { ordered: false });
      loaded += kept.length;
    }
  }
  return loaded;
}

async function* pipelineOf(file: string): AsyncGenerator<Buffer> {
  const unpacked = createGunzip();
  const read = pipeline(createReadStream(file), unpacked);
  read.catch(() => {}); // met below: the stream ends with the same error
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of unpacked) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let at = 0;
    while (rest.length - at >= 4) {
      const length = rest.readInt32LE(at);
      if (length < 5 || length > LONGEST_DOCUMENT) throw new Error(`${file} holds what is no document`);
      if (rest.length - at < length) break;
      yield rest.subarray(at, at + length);
      at += length;
    }
    rest = rest.subarray(at);
  }
  await read;
  if (rest.length > 0) throw new Error(`${file} ends in the middle of a document`);
}

async function* batches(documents: AsyncIterable<Buffer>): AsyncGenerator<Record<string, unknown>[]> {
  let batch: Record<string, unknown>[] = [];
  let bytes = 0;
  for await (const raw of documents) {
    batch.push(BSON.deserialize(raw, FAITHFUL));
    bytes += raw.length;
    if (batch.length < BATCH_DOCUMENTS && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
