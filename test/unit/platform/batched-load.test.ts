import { describe, expect, it } from 'vitest';
import { createBatchedLoad } from '../../../src/platform/batched-load.ts';

/** Answers `id → ID` once it is let go. */
function reader() {
  const asked: string[][] = [];
  const held: (() => void)[] = [];
  const load = async (ids: string[]): Promise<Map<string, string>> => {
    asked.push(ids);
    await new Promise<void>((resolve) => held.push(resolve));
    return new Map(ids.filter((id) => id !== 'unknown').map((id) => [id, id.toUpperCase()]));
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return { asked, load, turn, letGo: () => held.splice(0).forEach((go) => go()) };
}

describe('createBatchedLoad', () => {
  it('reads what is asked for together at once, each id one time', async () => {
    const { asked, load, turn, letGo } = reader();
    const one = createBatchedLoad(load);
    const values = Promise.all(['a', 'b', 'a', 'unknown'].map(one));
    await turn();
    letGo();
    expect(await values).toEqual(['A', 'B', 'A', null]);
    expect(asked).toEqual([['a', 'b', 'unknown']]);
  });

  it('does not wait for a read under way', async () => {
    const { asked, load, turn, letGo } = reader();
    const one = createBatchedLoad(load);
    const first = one('a');
    await turn();
    const second = one('b');
    await turn();
    expect(asked).toEqual([['a'], ['b']]);
    letGo();
    expect(await Promise.all([first, second])).toEqual(['A', 'B']);
  });

  it('joins what comes while as many as allowed are under way', async () => {
    const { asked, load, turn, letGo } = reader();
    const one = createBatchedLoad(load, { maxIds: 2, maxInFlight: 1 });
    const first = one('a');
    await turn();
    const later = Promise.all(['b', 'c', 'd'].map(one));
    await turn();
    expect(asked).toEqual([['a']]);
    letGo();
    expect(await first).toBe('A');
    await turn();
    expect(asked).toEqual([['a'], ['b', 'c']]);
    letGo();
    await turn();
    letGo();
    expect(await later).toEqual(['B', 'C', 'D']);
    expect(asked).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('keeps nobody waiting for a silent database', async () => {
    const one = createBatchedLoad<string>(() => new Promise(() => {}), { maxInFlight: 1, deadlineMs: 20 });
    const results = await Promise.allSettled(['a', 'b'].map(one));
    expect(results).toEqual([expect.objectContaining({ reason: expect.objectContaining({ status: 503 }) }), expect.objectContaining({ reason: expect.objectContaining({ status: 503 }) })]);
  });

  it('tells everybody of a failed batch, and goes on', async () => {
    let fails = true;
    const one = createBatchedLoad<string>(async (ids) => {
      if (fails) throw new Error('away');
      return new Map(ids.map((id) => [id, id]));
    }, { maxInFlight: 1 });
    const results = await Promise.allSettled(['a', 'b'].map(one));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await one('a')).toBe('a');
  });
});
