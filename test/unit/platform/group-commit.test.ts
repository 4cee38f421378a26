import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Unavailable } from '../../../src/platform/errors.ts';
import { createGroupCommit } from '../../../src/platform/group-commit.ts';

describe('a group commit', () => {
  it('writes what arrives together, and meanwhile, as one; each caller gets its own outcome', async () => {
    const groups: number[][] = [];
    const group = createGroupCommit<number, string>(async (items) => {
      groups.push(items);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return items.map(String);
    });
    const first = [group.add(1), group.add(2)];
    await new Promise((resolve) => setTimeout(resolve, 1));
    const later = [group.add(3), group.add(4), group.add(5)];
    expect(await Promise.all([...first, ...later])).toEqual(['1', '2', '3', '4', '5']);
    expect(groups).toEqual([[1, 2], [3, 4, 5]]);
  });

  it('writes as many groups at once as it is told to, and everything once', async () => {
    const groups: number[][] = [];
    const ends: (() => void)[] = [];
    const group = createGroupCommit<number, number>(async (items) => {
      groups.push(items);
      await new Promise<void>((resolve) => ends.push(resolve));
      return items;
    }, { inFlight: 2 });
    const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
    const added: Promise<number>[] = [];
    for (const item of [1, 2, 3, 4]) {
      added.push(group.add(item));
      await turn();
    }
    expect(groups).toEqual([[1], [2]]);
    ends[1]?.();
    await turn();
    expect(groups).toEqual([[1], [2], [3, 4]]);
    let isDrained = false;
    const drained = group.drain().then(() => (isDrained = true));
    ends[2]?.();
    await turn();
    expect(isDrained).toBe(false);
    ends[0]?.();
    await drained;
    expect(await Promise.all(added)).toEqual([1, 2, 3, 4]);
    added.push(group.add(5), group.add(6));
    await turn();
    expect(groups.slice(3)).toEqual([[5, 6]]);
    ends[3]?.();
    expect(await Promise.all(added)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('leaves time between groups where it is told to, but none before the first and a full one', async () => {
    const groups: number[][] = [];
    const group = createGroupCommit<number, void>(async (items) => {
      groups.push(items);
      return items.map(() => undefined);
    }, { everyMs: 400, maxItems: 3 });
    await group.add(1);
    const second = group.add(2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(groups).toEqual([[1]]);
    await Promise.all([second, group.add(3)]);
    expect(groups).toEqual([[1], [2, 3]]);
    const began = performance.now();
    await Promise.all([4, 5, 6].map((item) => group.add(item)));
    expect(performance.now() - began).toBeLessThan(300);
    const last = group.add(7);
    await group.drain();
    await last;
    expect(groups).toEqual([[1], [2, 3], [4, 5, 6], [7]]);
  });

  it('fails the poison item only, whatever stands in its group: by halves where the whole fails, at once where it is told of', async () => {
    const groups: number[][] = [];
    const group = createGroupCommit<number, number>(async (items) => {
      groups.push(items);
      if (items.includes(1)) throw new Error('no');
      return items.map((item) => (item === 2 ? new Error('left out') : item));
    });
    expect(await Promise.allSettled([0, 1, 2, 3].map((item) => group.add(item)))).toMatchObject([
      { status: 'fulfilled', value: 0 }, { status: 'rejected', reason: { message: 'no' } }, { status: 'rejected', reason: { message: 'left out' } }, { status: 'fulfilled', value: 3 },
    ]);
    expect(groups).toEqual([[0, 1, 2, 3], [0, 1], [0], [1], [2, 3]]);
  });

  it('is not tried by halves while the database is away', async () => {
    let tries = 0;
    const group = createGroupCommit<number, number>(async () => {
      tries += 1;
      throw new Unavailable();
    });
    expect((await Promise.allSettled([group.add(1), group.add(2)])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(tries).toBe(1);
  });

  it('refuses what would wait behind too many, and drains the rest', async () => {
    let written = 0;
    const group = createGroupCommit<number, number>(async (items) => {
      written += items.length;
      return items;
    }, { maxWaiting: 2 });
    const outcomes = Promise.allSettled([group.add(1), group.add(2), group.add(3)]);
    await group.drain();
    expect(written).toBe(2);
    expect((await outcomes)[2]).toMatchObject({ status: 'rejected', reason: { status: 503 } });
  });
});

describe('a commit that takes too long', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('is no longer waited for, and does not hold up the next one for good', async () => {
    let release = (): void => {};
    const group = createGroupCommit<number, number>(async (items) => {
      if (items.includes(1)) await new Promise<void>((resolve) => (release = resolve));
      return items;
    }, { deadlineMs: 100 });
    const slow = group.add(1).catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(101);
    expect(await slow).toBeInstanceOf(Unavailable);
    release();
    expect(await group.add(2)).toBe(2);
  });

  it('lets go of those that were not begun: written for nobody, they would keep those who come back waiting too long as well', async () => {
    const groups: number[][] = [];
    let release = (): void => {};
    const group = createGroupCommit<number, number>(async (items) => {
      groups.push(items);
      if (items.includes(1)) await new Promise<void>((resolve) => (release = resolve));
      return items;
    }, { deadlineMs: 100, maxWaiting: 2 });
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    const refused = [group.add(1).catch((error: unknown) => error)];
    await turns();
    refused.push(group.add(2).catch((error: unknown) => error), group.add(3).catch((error: unknown) => error));
    vi.advanceTimersByTime(101);
    for (const outcome of await Promise.all(refused)) expect(outcome).toBeInstanceOf(Unavailable);
    const again = [group.add(2), group.add(4)];
    release();
    expect(await Promise.all(again)).toEqual([2, 4]);
    await group.drain();
    expect(groups).toEqual([[1], [2, 4]]);
  });
});
