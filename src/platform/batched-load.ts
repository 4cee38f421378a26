/** Reads by id that are asked for together are one read. Unlike a group commit several may be in flight: reads do not wait for each other. */
import { Unavailable } from './errors.ts';

export interface BatchedLoadOptions {
  /** Small enough that the first answers are worked on while the next are read. */
  maxIds?: number;
  maxInFlight?: number;
  /** Longest wait of a caller. */
  deadlineMs?: number;
}

/** A caller hears within five seconds whether to come back. */
const DEADLINE_MS = 4500;
/** Overload is refused, not absorbed. */
const MOST_WAITING = 20_000;

interface Waiting<Value> {
  id: string;
  resolve(value: Value | null): void;
  reject(error: unknown): void;
}

/**
 * @param load reads many at once; ids it does not answer are `null`
 * @returns reads one; rejects with what its batch was rejected with, or when it takes too long to be waited for
 */
export function createBatchedLoad<Value>(load: (ids: string[]) => Promise<ReadonlyMap<string, Value>>, { maxIds = 32, maxInFlight = 2, deadlineMs = DEADLINE_MS }: BatchedLoadOptions = {}): (id: string) => Promise<Value | null> {
  let waiting: Waiting<Value>[] = [];
  let inFlight = 0;
  let isPlanned = false;

  const plan = (): void => {
    if (isPlanned || waiting.length === 0 || inFlight >= maxInFlight) return;
    isPlanned = true;
    // Requests parsed in the same turn of the event loop are read together.
    setImmediate(() => {
      isPlanned = false;
      while (waiting.length > 0 && inFlight < maxInFlight) {
        const batch = waiting.slice(0, maxIds);
        waiting = waiting.slice(maxIds);
        void run(batch);
      }
    });
  };

  const run = async (batch: Waiting<Value>[]): Promise<void> => {
    inFlight += 1;
    try {
      const found = await load([...new Set(batch.map(({ id }) => id))]);
      for (const { id, resolve } of batch) resolve(found.get(id) ?? null);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      inFlight -= 1;
      plan();
    }
  };

  return (id) => {
    if (waiting.length >= MOST_WAITING) return Promise.reject(new Unavailable('Too much is waiting to be read.', 2));
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Unavailable()), deadlineMs);
      const settled = <Outcome>(settle: (outcome: Outcome) => void) => (outcome: Outcome): void => {
        clearTimeout(late);
        settle(outcome);
      };
      waiting.push({ id, resolve: settled(resolve), reject: settled(reject) });
      plan();
    });
  };
}
