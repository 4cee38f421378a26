/** Each process looks at itself every ten seconds and says in the database how it is: what /readyz and /metrics tell of all of them. */
import { statfs } from 'node:fs/promises';
import type { App } from './app.ts';
import { measureProcess, ownMetrics } from './platform/metrics.ts';
import { database } from './platform/mongo.ts';
import { databaseTime, forgetOwnProcess, prepareProcesses, reportProcess } from './platform/processes.ts';

const EVERY_MS = 10_000;
const MOST_SKEW_MS = 60_000;
/** A disk is short of room when both the share and the rest are small. */
const LEAST_FREE_SHARE = 0.1;
const LEAST_FREE_BYTES = 5 * 2 ** 30;

export interface Watch {
  close(): Promise<void>;
}

export function startWatch(app: App, role: string): Watch {
  measureProcess();
  const startedAt = app.now();
  let reporting: Promise<void> | null = null;
  let isPrepared = false;

  const report = async (): Promise<void> => {
    try {
      if (!isPrepared) await prepareProcesses();
      isPrepared = true;
      await reportProcess({ role, startedAt, troubles: await troublesOf(app, role), metrics: await ownMetrics() });
    } catch (error) {
      app.log.warn({ event: 'watch.unreported', reason: (error as Error).message }, 'the database does not answer; the next report tries again');
    }
  };
  const tick = (): void => {
    reporting ??= report().finally(() => {
      reporting = null;
    });
  };
  tick();
  const timer = setInterval(tick, EVERY_MS);
  return {
    async close() {
      clearInterval(timer);
      await reporting;
      // One that ended in good order is not missing; where that cannot be said, it is forgotten in a while.
      await forgetOwnProcess().catch(() => {});
    },
  };
}

/** What is wrong as seen from this process, by name. */
async function troublesOf(app: App, role: string): Promise<Record<string, string>> {
  const looks: [string, () => Promise<string | null>][] = [
    ['redis', () => app.queues.trouble()],
    ['clock', () => clockTrouble(app)],
    ['disk', () => diskTrouble(app)],
    ...(role === 'web' || app.config.smtp === null ? [] : [['mail-server', () => app.mailer.trouble()] as [string, () => Promise<string | null>]]),
  ];
  const found = await Promise.all(looks.map(async ([name, look]) => {
    const trouble = await look();
    return trouble === null ? [] : [[name, trouble] as const];
  }));
  const troubles = Object.fromEntries(found.flat());
  for (const [name, trouble] of Object.entries(troubles)) app.log.error({ event: 'watch.trouble', trouble: name, detail: trouble });
  return troubles;
}

async function clockTrouble(app: App): Promise<string | null> {
  const skew = Math.abs(app.now().getTime() - (await databaseTime()).getTime());
  return skew <= MOST_SKEW_MS ? null : `A clock is ${Math.round(skew / 1000)} s from the database's; synchronise the clocks of all machines.`;
}

/** Whose database does not tell how full its disk is: it is not asked again, since such servers may read everything to tell their sizes. */
const mute = new WeakSet<App>();

async function diskTrouble(app: App): Promise<string | null> {
  const own = await statfs(app.config.dataDir).catch(() => null);
  if (own && isShort(own.bavail * own.bsize, own.blocks * own.bsize)) return 'The disk of DATA_DIR is nearly full.';
  if (mute.has(app)) return null;
  const { fsTotalSize, fsUsedSize } = (await database().stats()) as { fsTotalSize?: number; fsUsedSize?: number };
  if (fsTotalSize === undefined || fsUsedSize === undefined) mute.add(app);
  else if (isShort(fsTotalSize - fsUsedSize, fsTotalSize)) return 'The disk of the database is nearly full.';
  return null;
}

const isShort = (free: number, total: number): boolean => total > 0 && free / total < LEAST_FREE_SHARE && free < LEAST_FREE_BYTES;
