/** A small cache for rows read on every request: short-lived, bounded, one load per key at a time. */

export interface Cache<Value> {
  /** @param version a value that was loaded for another one is loaded anew and takes its place */
  get(key: string, version?: string): Promise<Value>;
  forget(key: string): void;
}

/** @param seconds how stale a value may be; `Infinity` for immutable rows */
export function createCache<Value>(load: (key: string) => Promise<Value>, { seconds, maxEntries = 5000 }: { seconds: number; maxEntries?: number }): Cache<Value> {
  const entries = new Map<string, { value: Promise<Value>; until: number; version: string }>();
  return {
    get(key, version = '') {
      const known = entries.get(key);
      if (known && known.version === version && known.until > performance.now()) return known.value;
      const value = load(key);
      entries.delete(key);
      entries.set(key, { value, until: performance.now() + seconds * 1000, version });
      // A failed or empty load is not remembered: the row may appear the next moment.
      const drop = (): void => void (entries.get(key)?.value === value && entries.delete(key));
      value.then((loaded) => loaded ?? drop(), drop);
      const oldest = entries.size > maxEntries ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      return value;
    },
    forget: (key) => void entries.delete(key),
  };
}
