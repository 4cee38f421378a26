import type { PullCause } from '../../domain/pull-texts.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';
import type { DeliveryCounts, DeliveryOutcome } from './delivery.model.ts';

export type PullFrom =
  /** Below the account's own folder of DROP_DIR. */
  | { kind: 'folder'; path: string }
  /** The bearer token is sealed. */
  | { kind: 'url'; url: string; sealedToken: string | null };

/** What came of looking the last time. */
export interface PullRun {
  at: Date;
  outcome: DeliveryOutcome;
  /** Why nothing was taken, or what went wrong. */
  reason: string | null;
  /** The same for people of every language; left out where nothing was wrong, and of looks from before it was kept. */
  cause?: PullCause | undefined;
  /** Of all files that were read; `null` where there was none. */
  counts: DeliveryCounts | null;
}

/** Where the interactions of a source are fetched from, because its system cannot report them. `_id` = the source's. */
export interface Pull extends Owned {
  from: PullFrom;
  everyMinutes: number;
  /** When a worker should take it (again); `null` while it is paused. */
  wakeAt: Date | null;
  lease: string | null;
  /** How often in a row it did not work. */
  failures: number;
  lastRun: PullRun | null;
  /** Those before it, newest first; of several in a row that found nothing new only the last. Left out before the second. */
  earlierRuns?: PullRun[];
  /** What an address said of what was read last, so that it is not read again. */
  version: { etag: string | null; lastModified: string | null; hash: string | null };
  createdAt: Date;
}

/** A file that was read where it lies and could not be moved away. `_id` = hash of source and name. */
export interface PulledFile extends Owned {
  sourceId: string;
  bytes: number;
  modifiedAt: Date;
  hash: string;
  at: Date;
}

export const pulls = defineCollection<Pull>('pulls', new Schema({
  _id: String, accountId: String, from: Schema.Types.Mixed, everyMinutes: Number, wakeAt: Date, lease: String, failures: Number,
  lastRun: Schema.Types.Mixed, earlierRuns: { type: [Schema.Types.Mixed], default: undefined }, version: Schema.Types.Mixed, createdAt: Date,
}, SCHEMA_OPTIONS).index({ wakeAt: 1 }));

/** As long as the ids of interactions: a file that is read again later would be taken for new ones. */
export const pulledFiles = defineCollection<PulledFile>('pulledFiles', new Schema({
  _id: String, accountId: String, sourceId: String, bytes: Number, modifiedAt: Date, hash: String, at: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, sourceId: 1 }).index({ at: 1 }, { expireAfterSeconds: 400 * 86_400 }));
