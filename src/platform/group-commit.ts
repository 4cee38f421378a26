/**
 * Group commit: writes that arrive while a write is in flight are written together as the next one. Each caller waits
 * for its own durable outcome; one group is in flight at a time, unless more are asked for; an idle server adds no delay. A
 * group that cannot be written as a whole is written in halves: a poison item stops only itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from './errors.ts';
import { inHalves } from './in-halves.ts';

export interface GroupCommit<Item, Outcome> {
  /**
   * Resolves with the outcome of this item once it is durable; rejects when it was not written, or when that takes too long to be
   * waited for. One that was not begun by then is let go of, else those whose callers come back would keep everybody waiting too long;
   * one that was may be written later, so items are such that a repeat is recognised.
   */
  add(item: Item): Promise<Outcome>;
  /** Waits until everything added so far is settled. */
  drain(): Promise<void>;
}

/** A caller hears within five seconds whether to come back. */
const DEADLINE_MS = 4500;

interface Waiting<Item, Outcome> {
  item: Item;
  since: number;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/**
 * @param commit writes the items and answers one outcome per item, in order, or an error for one that was left out; gets
 * items again when it failed
 * @param maxItems most items in one group
 * @param deadlineMs longest wait of a caller
 * @param maxWaiting most items waiting; beyond it `add` refuses at once (overload is refused, not absorbed)
 * @param onStored gets how long, in seconds, each caller waited until its group was stored
 * @param everyMs least time between two groups, where nobody waits for them; a full one is written at once
 * @param inFlight most groups at once: with two, the database writes one while the outcomes of the other are handed out and its
 * callers come back; only for items whose order does not matter
 */
export function createGroupCommit<Item, Outcome>(
  commit: (items: Item[]) => Promise<(Outcome | Error)[]>,
  { maxItems = 500, maxWaiting = 20_000, deadlineMs = DEADLINE_MS, everyMs = 0, inFlight = 1, onStored }: { maxItems?: number; maxWaiting?: number; deadlineMs?: number; everyMs?: number; inFlight?: number; onStored?: (seconds: number) => void } = {},
): GroupCommit<Item, Outcome> {
  const waiting = new Set<Waiting<Item, Outcome>>();
  const running = new Set<Promise<void>>();
  let free = inFlight;
  let writtenAt = -Infinity;

  async function write(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    const outcomes = await commit(group.map(({ item }) => item));
    const now = performance.now();
    group.forEach(({ resolve, reject, since }, index) => {
      const outcome = outcomes[index] as Outcome | Error;
      if (outcome instanceof Error) return reject(outcome);
      resolve(outcome);
      onStored?.((now - since) / 1000);
    });
  }

  async function run(): Promise<void> {
    // Requests parsed in the same turn of the event loop join the first group.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.size > 0) {
      const early = writtenAt + everyMs - performance.now();
      if (early > 0 && waiting.size < maxItems) await sleep(early);
      writtenAt = performance.now();
      const group: Waiting<Item, Outcome>[] = [];
      for (const member of waiting) {
        if (group.length === maxItems) break;
        waiting.delete(member);
        group.push(member);
      }
      // All may have given up meanwhile.
      if (group.length === 0) break;
      await inHalves(group, write, (failed, error) => {
        for (const { reject } of failed) reject(error);
      });
    }
    // Before anything else can run: what is added from here on needs a new one.
    free += 1;
  }

  function start(): void {
    free -= 1;
    const lane = run();
    running.add(lane);
    void lane.finally(() => running.delete(lane));
  }

  return {
    add(item) {
      if (waiting.size >= maxWaiting) return Promise.reject(new Unavailable('Too much is waiting to be stored; nothing of this request was.', 2));
      return new Promise<Outcome>((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(member);
          reject(new Unavailable('Storing this takes too long. Please send it again: a repeat is recognised.', 2));
        }, deadlineMs);
        const settled = <Value>(settle: (value: Value) => void) => (value: Value): void => {
          clearTimeout(late);
          settle(value);
        };
        const member: Waiting<Item, Outcome> = { item, since: performance.now(), resolve: settled(resolve), reject: settled(reject) };
        waiting.add(member);
        if (free > 0) start();
      });
    },
    async drain() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
