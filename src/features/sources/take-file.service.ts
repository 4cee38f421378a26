/** Interactions out of files, where a system cannot report them itself: row by row, as if each had been delivered. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../../app.ts';
import type { Mapping } from '../../domain/mapping/mapping.ts';
import { naturalMapping } from '../../domain/mapping/natural-mapping.ts';
import { isDatabaseAway } from '../../platform/mongo.ts';
import { UnusableFile } from '../../platform/table/unusable-file.ts';
import { sha256 } from '../../platform/token.ts';
import { API_SOURCE, knownInteractions, receiveInteractions, type NewInteraction } from '../interactions/interactions.service.ts';
import { NO_COUNTS, type DeliveryCounts } from './deliveries.service.ts';
import { openPayloadFile, type PayloadFile, type PayloadRow } from './payload-file.ts';
import { readPayload } from './read-payload.ts';
import { senderOf } from './senders.ts';
import type { Source } from './source.model.ts';

export interface FileTarget {
  accountId: string;
  /** The id of a source, or `api`. */
  sourceId: string;
  /** For tables; `null`: columns by their natural names. */
  tableMapping: Mapping | null;
  /** For lines of JSON; `null`: the API's own shape. */
  linesMapping: Mapping | null;
  /** Of times without an offset, unless the mapping says otherwise. */
  timeZone: string;
}

/** What is wrong with one row. */
export interface RowProblem {
  row: number;
  /** The interaction's field as JSON pointer; empty for the row as a whole. */
  field: string;
  problem: string;
}

export interface TakeFileOptions {
  /** Reads and checks everything, stores nothing; what comes twice in one file is then counted only where it stands close together. */
  isDryRun: boolean;
  signal?: AbortSignal | undefined;
  onProblems(problems: RowProblem[]): Promise<unknown>;
  /** After each batch of rows. */
  onProgress(counts: Readonly<DeliveryCounts>, percent: number): Promise<unknown>;
}

export interface TakenFile {
  counts: DeliveryCounts;
  /** The first payload of the file, to try a mapping on; absent where none could be read. */
  example?: unknown;
}

/** A file whose first so many rows are all wrong is not read on. */
const HOPELESS_FROM = 1000;
const GROUP = 250;
const STORE_TRIES = 8;
const LONGEST_WAIT_MS = 10_000;

/** Files of a source are read by its own mapping; lines of JSON else by its kind's, since they are what its sender would have posted. */
export function fileTarget(source: Pick<Source, '_id' | 'accountId' | 'kind' | 'mapping'>, timeZone: string): FileTarget {
  return { accountId: source.accountId, sourceId: source._id, tableMapping: source.mapping, linesMapping: source.mapping ?? senderOf(source.kind).mapping, timeZone };
}

/** Without a source: what API keys of the account would have reported. */
export function apiFileTarget(accountId: string, mapping: Mapping | null, timeZone: string): FileTarget {
  return { accountId, sourceId: API_SOURCE, tableMapping: mapping, linesMapping: mapping, timeZone };
}

/**
 * Reads a file batch by batch and stores what it reports; its size does not show in memory. Safe to run again: what is known by its id is
 * counted as a duplicate.
 * @throws UnusableFile for a file that is no use as a whole; what was stored before stays
 */
export async function takeFile(app: App, path: string, target: FileTarget, options: TakeFileOptions): Promise<TakenFile> {
  const file = await openPayloadFile(path, { isForeign: target.linesMapping !== null, signal: options.signal });
  try {
    const mapping = mappingFor(file, target);
    const taken: TakenFile = { counts: { ...NO_COUNTS } };
    const { counts } = taken;
    for await (const { rows, bytesRead } of file.batches) {
      options.signal?.throwIfAborted();
      const read = readRows(app, mapping, rows);
      if (!('example' in taken) && 'example' in read) taken.example = read.example;
      await options.onProblems(read.problems);
      const stored = await store(app, target, read.interactions, options.isDryRun);
      counts.rows += rows.length;
      counts.ignored += read.ignored;
      counts.rejected += read.rejected;
      counts.accepted += read.interactions.length - stored.duplicates;
      counts.duplicates += stored.duplicates;
      await options.onProgress(counts, Math.min(100, Math.floor((100 * bytesRead) / Math.max(1, file.totalBytes))));
      const [first] = read.problems;
      if (first && counts.rejected === counts.rows && counts.rows >= HOPELESS_FROM) throw new UnusableFile('hopeless', `Not one of the first ${counts.rows} rows can be used, so the rest was not read. Row ${first.row}: ${first.problem}.`);
    }
    return taken;
  } finally {
    await file.close();
  }
}

function mappingFor({ columns }: PayloadFile, { tableMapping, linesMapping, timeZone }: FileTarget): Mapping | null {
  if (columns === null) return linesMapping;
  if (tableMapping !== null) return tableMapping;
  const natural = naturalMapping(columns, timeZone);
  if (!natural.ok) throw new UnusableFile('missing-column', natural.detail);
  return natural.mapping;
}

interface ReadRows {
  interactions: NewInteraction[];
  problems: RowProblem[];
  ignored: number;
  rejected: number;
  example?: unknown;
}

function readRows(app: App, mapping: Mapping | null, rows: readonly PayloadRow[]): ReadRows {
  const read: ReadRows = { interactions: [], problems: [], ignored: 0, rejected: 0 };
  const receivedAt = app.now();
  for (const row of rows) {
    const before = read.problems.length;
    if ('misfit' in row) read.problems.push({ row: row.rowNumber, field: '', problem: row.misfit });
    else {
      if (!('example' in read)) read.example = row.payload;
      // A row that says no id of its own is known by its content.
      for (const item of readPayload(mapping, row.payload, { headers: {}, id: sha256(JSON.stringify(row.payload)), receivedAt })) {
        if ('interaction' in item) read.interactions.push(item.interaction);
        else if (item.problems.length === 0) read.ignored += 1;
        else read.problems.push(...item.problems.map(({ pointer, detail }) => ({ row: row.rowNumber, field: pointer, problem: detail })));
      }
    }
    if (read.problems.length > before) read.rejected += 1;
  }
  return read;
}

/** In small groups, each of which is done in the time in which a group must be. What is known is left alone: a file is often read again. */
async function store(app: App, target: FileTarget, interactions: NewInteraction[], isDryRun: boolean): Promise<{ duplicates: number }> {
  let duplicates = 0;
  for (let at = 0; at < interactions.length; at += GROUP) duplicates += await storeGroup(app, target, interactions.slice(at, at + GROUP), isDryRun);
  return { duplicates };
}

/** @returns how many were known */
async function storeGroup(app: App, { accountId, sourceId }: FileTarget, group: NewInteraction[], isDryRun: boolean): Promise<number> {
  const ids = new Set(group.map(({ id }) => id));
  const known = await persistently(() => knownInteractions(accountId, sourceId, [...ids]));
  if (isDryRun) return group.length - (ids.size - known.size);
  const fresh = group.filter(({ id }) => !known.has(id));
  const began = app.now();
  const repeated = await persistently(async (attempt) => {
    const receipts = await receiveInteractions(app, accountId, sourceId, fresh);
    // What an attempt that was not answered in time stored all the same is no duplicate.
    return receipts.filter(({ kind, interaction }) => kind === 'duplicate' && (attempt === 1 || interaction.receivedAt < began)).length;
  });
  return group.length - fresh.length + repeated;
}

/** Again while the database is away: a file is worth waiting for. */
async function persistently<T>(work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt === STORE_TRIES || !isDatabaseAway(error)) throw error;
      await sleep(Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt));
    }
  }
}
