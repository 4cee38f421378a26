import { describe, expect, it } from 'vitest';
import { createPatientCache } from '../../../src/platform/patient-cache.ts';

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Loads that end when told to. */
function controlled() {
  const waiting: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const load = () => new Promise<string>((resolve, reject) => void waiting.push({ resolve, reject }));
  return { load, waiting };
}

describe('a cache that does not wait for long', () => {
  it('gives what comes in time, and keeps it while it is fresh', async () => {
    let loads = 0;
    const cache = createPatientCache(async (key) => `${key}${(loads += 1)}`, { seconds: 60, patienceMs: 1000 });
    expect(await cache.get('a')).toBe('a1');
    expect(await cache.get('a')).toBe('a1');
    expect(await cache.get('b')).toBe('b2');
  });

  it('gives nothing where nothing is known yet, and the value once it is there; loading goes on once', async () => {
    const { load, waiting } = controlled();
    const cache = createPatientCache(load, { seconds: 60, patienceMs: 5 });
    expect(await cache.get('a')).toBeNull();
    expect(await cache.get('a')).toBeNull();
    expect(waiting).toHaveLength(1);
    waiting[0]?.resolve('late');
    await after(1);
    expect(await cache.get('a')).toBe('late');
  });

  it('gives the old value while a new one is worked out, and when that fails', async () => {
    const { load, waiting } = controlled();
    const cache = createPatientCache(load, { seconds: 0, patienceMs: 5 });
    const first = cache.get('a');
    waiting[0]?.resolve('old');
    expect(await first).toBe('old');
    expect(await cache.get('a')).toBe('old');
    const failing = cache.get('a');
    waiting[1]?.reject(new Error('away'));
    waiting[2]?.reject(new Error('away'));
    expect(await failing).toBe('old');
  });

  it('fails where it never had a value', async () => {
    const cache = createPatientCache(async () => Promise.reject(new Error('away')), { seconds: 60, patienceMs: 1000 });
    await expect(cache.get('a')).rejects.toThrow('away');
  });

  it('forgets the oldest beyond its size', async () => {
    let loads = 0;
    const cache = createPatientCache(async (key) => `${key}${(loads += 1)}`, { seconds: 60, patienceMs: 1000, maxEntries: 2 });
    for (const key of ['a', 'b', 'c', 'a']) await cache.get(key);
    expect(loads).toBe(4);
  });
});
