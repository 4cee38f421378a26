import { describe, expect, it } from 'vitest';
import { createCache } from '../../../src/platform/cache.ts';

const pieces = () => {
  const loads: { key: string; done(value: string | null): void; fail(): void }[] = [];
  const cache = createCache((key) => new Promise<string | null>((resolve, reject) => loads.push({ key, done: resolve, fail: () => reject(new Error('no')) })), { seconds: Infinity, maxEntries: 2 });
  return { cache, loads };
};

describe('a cache', () => {
  it('loads once for a key and its version, anew for another version, and keeps one value for a key', async () => {
    const { cache, loads } = pieces();
    const [first, second] = [cache.get('a', '1'), cache.get('a', '1')];
    loads[0]?.done('one');
    expect([await first, await second, loads.length]).toEqual(['one', 'one', 1]);
    const third = cache.get('a', '2');
    loads[1]?.done('two');
    expect([await third, await cache.get('a', '2'), loads.length]).toEqual(['two', 'two', 2]);
    void cache.get('a', '1');
    expect(loads).toHaveLength(3);
  });

  it('forgets a failed or empty load, but not what has taken its place meanwhile', async () => {
    const { cache, loads } = pieces();
    const failed = cache.get('a', '1');
    const kept = cache.get('a', '2');
    loads[1]?.done('two');
    loads[0]?.fail();
    await expect(failed).rejects.toThrow('no');
    expect([await kept, await cache.get('a', '2'), loads.length]).toEqual(['two', 'two', 2]);
    const empty = cache.get('b');
    loads[2]?.done(null);
    expect(await empty).toBeNull();
    void cache.get('b');
    expect(loads).toHaveLength(4);
  });

  it('holds no more than it is told to: the oldest goes', () => {
    const { cache, loads } = pieces();
    for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) void cache.get(key);
    expect(loads.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'a']);
  });
});
