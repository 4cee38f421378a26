/** Values that take long to work out, for pages that must not wait for them: a little old at most, or not there yet. */
import { createCache } from './cache.ts';

export interface PatientCache<Value> {
  /** The value, worked out again once it is too old; meanwhile the old one, and `null` where there is none within the patience. */
  get(key: string): Promise<Value | null>;
}

/** @param load never asked twice at once for one key; what it throws is thrown unless there is an old value */
export function createPatientCache<Value>(load: (key: string) => Promise<Value>, { seconds, patienceMs, maxEntries = 500 }: { seconds: number; patienceMs: number; maxEntries?: number }): PatientCache<Value> {
  const known = new Map<string, Value>();
  const cache = createCache(async (key) => {
    const value = await load(key);
    known.delete(key);
    known.set(key, value);
    const oldest = known.size > maxEntries ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return value;
  }, { seconds, maxEntries });
  return {
    async get(key) {
      const fresh = cache.get(key);
      const old = known.get(key);
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<Value | null>((resolve) => (timer = setTimeout(resolve, patienceMs, old ?? null)));
      try {
        return await Promise.race([old === undefined ? fresh : fresh.catch(() => old), patience]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
