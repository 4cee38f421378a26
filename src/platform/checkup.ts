/** What is wrong with an installation right now: every check at once, asked by many, looked at once a second. */

export interface Check {
  name: string;
  /** The check without whose good result this one means nothing. */
  needs?: string;
  /** `null` when all is well, else what is wrong. */
  trouble(): Promise<string | null>;
}

export interface CheckResult {
  name: string;
  /** `unchecked`: something it needs is broken. */
  state: 'ok' | 'bad' | 'unchecked';
  detail: string;
}

/** Whoever asks hears within five seconds. */
const PATIENCE_MS = 4500;
const FRESH_MS = 1000;

export function createCheckup(checks: Check[]): () => Promise<CheckResult[]> {
  let last: { results: Promise<CheckResult[]>; at: number } | null = null;
  return () => {
    if (!last || performance.now() - last.at > FRESH_MS) {
      const entry = { results: examine(checks), at: Infinity };
      last = entry;
      // It is fresh from the moment it is known: until then everybody waits for the same one.
      void entry.results.then(() => (entry.at = performance.now()));
    }
    return last.results;
  };
}

async function examine(checks: Check[]): Promise<CheckResult[]> {
  const results = await Promise.all(checks.map(look));
  const isWell = (name: string): boolean => results.find((result) => result.name === name)?.state === 'ok';
  return results.map((result, index) => {
    const needs = checks[index]?.needs;
    return needs === undefined || isWell(needs) ? result : { name: result.name, state: 'unchecked', detail: `unchecked: needs ${needs}` };
  });
}

async function look({ name, trouble }: Check): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('does not answer'), PATIENCE_MS);
  });
  try {
    const detail = await Promise.race([trouble(), late]);
    return { name, state: detail === null ? 'ok' : 'bad', detail: detail ?? 'ok' };
  } catch (error) {
    return { name, state: 'bad', detail: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}
