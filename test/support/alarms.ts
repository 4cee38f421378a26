/** What the alarms of an installation say, on both faces. */
import { expect } from 'vitest';
import { until } from './processes.ts';

/** Within it a fault must be named. */
const WITHIN_MS = 60_000;

interface Readiness {
  status: number;
  checks: Record<string, string>;
}

export interface Alarms {
  readiness(): Promise<Readiness>;
  /** Waits for the alarm in /readyz and in /metrics. */
  untilRed(name: string, saying: RegExp): Promise<void>;
  /**
   * Waits until exactly these are red; what cannot be told without them blames nobody. On a busy machine a look at something
   * sound may take too long once; what is blamed wrongly stays.
   */
  untilOnly(names: readonly string[]): Promise<void>;
  untilGreen(name: string): Promise<void>;
}

/** @param url of a web process */
export function alarmsOf(url: string): Alarms {
  const readiness = async (): Promise<Readiness> => {
    const reply = await fetch(`${url}/readyz`);
    return { status: reply.status, checks: ((await reply.json()) as Readiness).checks };
  };
  const red = async (): Promise<string[]> => Object.entries((await readiness()).checks).filter(([, state]) => state !== 'ok' && !state.startsWith('unchecked')).map(([name]) => name);
  return {
    readiness,
    async untilRed(name, saying) {
      const since = performance.now();
      let told: string | undefined;
      await until(`${name} is red`, async () => {
        const { status, checks } = await readiness();
        told = checks[name];
        return status === 503 && saying.test(told ?? '');
      }, WITHIN_MS).catch((error: unknown) => expect.fail(`${(error as Error).message}; it says: ${told}`));
      process.stdout.write(`  ${name} red after ${((performance.now() - since) / 1000).toFixed(1)} s: ${told}\n`);
      await until(`${name} is red in the metrics`, async () => (await (await fetch(`${url}/metrics`)).text()).includes(`afterword_alarm{name="${name}"} 1`), 5000);
    },
    async untilOnly(names) {
      let last: string[] = [];
      await until(`only ${names.join(', ')} is red`, async () => {
        last = await red();
        return last.toSorted().join() === names.toSorted().join();
      }, 15_000).catch((error: unknown) => expect.fail(`${(error as Error).message}; red: ${last.join(', ')}`));
    },
    untilGreen: (name) => until(`${name} is green`, async () => (await readiness()).checks[name] === 'ok', WITHIN_MS),
  };
}

/** Every alarm there is, while all is well. */
export const ALL_WELL = { status: 200, checks: Object.fromEntries(['mongodb', 'redis', 'worker', 'sweep', 'mail-server', 'dkim', 'secret', 'due-work', 'clock', 'disk'].map((name) => [name, 'ok'])) };
