/**
 * Slows guessing down without ever locking anybody out: each further failure under a key costs a longer wait, up to a
 * bound. Counted in MongoDB, so that all web processes count together; keys are stored hashed.
 */
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../mongo-collections.ts';
import { isDuplicateKey } from '../mongo.ts';
import { keyedHash } from '../token.ts';

interface Attempts extends Owned {
  failures: number;
  /** No attempt is taken before. */
  nextAt: Date;
  expiresAt: Date;
}

const attempts = defineCollection<Attempts>('attempts', new Schema({
  _id: String, accountId: String, failures: Number, nextAt: Date, expiresAt: Date,
}, SCHEMA_OPTIONS).index({ expiresAt: 1 }, { expireAfterSeconds: 0 }));

export interface ThrottlePolicy {
  /** What the keys are: part of the hash. */
  name: string;
  /** Failures before the first wait. */
  free: number;
  longestWaitSeconds: number;
}

/** Failures are forgotten after an hour without any. */
const MEMORY_MS = 3_600_000;
const CROSSINGS = 5;

export interface Throttle {
  /**
   * Takes one attempt under `key`, counted as failed until `forgive`. Of attempts at the same instant each sees the one before.
   * @returns seconds to wait, 0 when the attempt may go ahead. A refused attempt is not counted.
   */
  take(key: string, now: Date): Promise<number>;
  /** The attempt succeeded: forgets every failure under the key, or with `once` only this one. */
  forgive(key: string, options?: { once: boolean }): Promise<void>;
}

/** Doubling seconds: 0 for the free ones, then 1, 2, 4, … */
export function waitAfter(failures: number, { free, longestWaitSeconds }: ThrottlePolicy): number {
  return failures < free ? 0 : Math.min(2 ** Math.min(failures - free, 30), longestWaitSeconds);
}

export function createThrottle(secret: string, policy: ThrottlePolicy): Throttle {
  const idOf = (key: string): string => keyedHash(secret, `throttle-${policy.name}`, key);
  return {
    async take(key, now) {
      const _id = idOf(key);
      for (let crossing = 0; crossing < CROSSINGS; crossing += 1) {
        const known = await attempts.everyAccount.findOne({ _id });
        const isLive = known !== null && known.expiresAt > now;
        if (isLive && known.nextAt > now) return Math.ceil((known.nextAt.getTime() - now.getTime()) / 1000);
        const failures = (isLive ? known.failures : 0) + 1;
        const next = { failures, nextAt: later(now, 1000 * waitAfter(failures, policy)), expiresAt: later(now, MEMORY_MS) };
        if (await store(_id, known, next)) return 0;
      }
      return 1;
    },
    async forgive(key, { once } = { once: false }) {
      const _id = idOf(key);
      if (once) await attempts.everyAccount.updateOne({ _id, failures: { $gt: 0 } }, { $inc: { failures: -1 } });
      else await attempts.everyAccount.deleteMany({ _id });
    },
  };
}

function later(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds);
}

/** Stores the next count unless another attempt came in between. */
async function store(_id: string, known: Attempts | null, next: Omit<Attempts, '_id' | 'accountId'>): Promise<boolean> {
  if (known) return (await attempts.everyAccount.updateOne({ _id, failures: known.failures, nextAt: known.nextAt }, { $set: next })) > 0;
  try {
    await attempts.everyAccount.insertMany([{ _id, accountId: '', ...next }]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
