/** Text records of the DNS, asked for with little patience: whoever asks has a person waiting. */
import { Resolver } from 'node:dns/promises';

/** `absent`: the DNS says there is none; `failed`: it did not say. */
export type TextAnswer = { kind: 'found'; records: string[] } | { kind: 'absent' } | { kind: 'failed'; reason: string };

/** Text records of a name, each with its parts joined. */
export type LookUpText = (name: string) => Promise<TextAnswer>;

const PATIENCE = { timeout: 1500, tries: 2 } as const;
/** What the DNS answers when it knows that there is nothing. */
const ABSENT = new Set(['ENOTFOUND', 'ENODATA']);

/** @param servers addresses, with a port or without; empty = those of the machine */
export function createTextLookUp(servers: readonly string[]): LookUpText {
  return async (name) => {
    const resolver = new Resolver(PATIENCE);
    if (servers.length > 0) resolver.setServers(servers);
    try {
      const records = await resolver.resolveTxt(name);
      return { kind: 'found', records: records.map((parts) => parts.join('')) };
    } catch (error) {
      const { code = 'no answer' } = error as NodeJS.ErrnoException;
      return ABSENT.has(code) ? { kind: 'absent' } : { kind: 'failed', reason: code };
    }
  };
}
