/** Each process looks at itself every ten seconds and says in the database how it is: what /readyz and /metrics tell of all of them. */
import { statfs } from 'node:fs/promises';
import type { App } from './app.ts';
import { dkimFinding, dkimName, verdictOf } from './domain/sender-check.ts';
import { createCache } from './platform/cache.ts';
import { dkimKey } from './platform/dkim-key.ts';
import { secretFits } from './platform/installation.ts';
import { measureProcess, ownMetrics } from './platform/metrics.ts';
import { database } from './platform/mongo.ts';
import { databaseTime, forgetOwnProcess, prepareProcesses, reportProcess } from './platform/processes.ts';

const EVERY_MS = 10_000;
const MOST_SKEW_MS = 60_000;
/** A disk is short of room when both the share and the rest are small. */
const LEAST_FREE_SHARE = 0.1;
const LEAST_FREE_BYTES = 5 * 2 ** 30;
const DKIM_LOOKED_UP_EVERY_SECONDS = 30;

export interface Watch {
  close(): Promise<void>;
}

export function startWatch(app: App, role: string): Watch {
  measureProcess();
  const startedAt = app.now();
  let reporting: Promise<void> | null = null;
  let isPrepared = false;
  const looks = looksOf(app, role);

  const report = async (): Promise<void> => {
    try {
      if (!isPrepared) await prepareProcesses();
      isPrepared = true;
      await reportProcess({ role, startedAt, troubles: await troublesIn(app, looks), metrics: await ownMetrics() });
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

type Look = readonly [name: string, trouble: () => Promise<string | null>];

function looksOf(app: App, role: string): Look[] {
  const { smtp } = app.config;
  return [
    ['redis', () => app.queues.trouble()],
    ['clock', () => clockTrouble(app)],
    ['disk', diskLook(app)],
    ['secret', () => secretTrouble(app)],
    ...(role === 'web' || smtp === null ? [] : [['mail-server', () => app.mailer.trouble()]] satisfies Look[]),
    ...(role === 'web' || !smtp?.dkim ? [] : [['dkim', dkimLook(app, smtp.dkim)]] satisfies Look[]),
  ];
}

/** What is wrong as seen from this process, by name. */
async function troublesIn(app: App, looks: readonly Look[]): Promise<Record<string, string>> {
  const found = await Promise.all(looks.map(async ([name, look]) => {
    const trouble = await look();
    return trouble === null ? [] : [[name, trouble] as const];
  }));
  const troubles = Object.fromEntries(found.flat());
  for (const [name, trouble] of Object.entries(troubles)) app.log.error({ event: 'watch.trouble', trouble: name, detail: trouble });
  return troubles;
}

async function secretTrouble({ config }: App): Promise<string | null> {
  return (await secretFits(config.secret)) ? null : 'A process has another SECRET than this data was made with: links in mails already sent do not work there.';
}

/** What receivers find in place of the key that signs here. A DNS that does not answer tells nothing. */
function dkimLook(app: App, { domain, selector, privateKey }: NonNullable<NonNullable<App['config']['smtp']>['dkim']>): Look[1] {
  const key = { domain, selector, publicKey: dkimKey(privateKey)?.publicKey ?? '' };
  const name = dkimName(key);
  const looked = createCache(async () => dkimFinding(domain, key, await app.lookUpText(name)), { seconds: DKIM_LOOKED_UP_EVERY_SECONDS });
  return async () => {
    const finding = await looked.get('');
    if (verdictOf(finding) !== 'bad') return null;
    return `${name} publishes ${finding.code === 'dkim-none' ? 'no key' : 'another key than mail is signed with'}: receivers cannot believe the signature.`;
  };
}

async function clockTrouble(app: App): Promise<string | null> {
  const skew = Math.abs(app.now().getTime() - (await databaseTime()).getTime());
  return skew <= MOST_SKEW_MS ? null : `A clock is ${Math.round(skew / 1000)} s from the database's; synchronise the clocks of all machines.`;
}

function diskLook(app: App): Look[1] {
  // One that does not tell is not asked again: such servers may read everything to tell their sizes.
  let tells = true;
  return async () => {
    const own = await statfs(app.config.dataDir).catch(() => null);
    if (own && isShort(own.bavail * own.bsize, own.blocks * own.bsize)) return 'The disk of DATA_DIR is nearly full.';
    if (!tells) return null;
    const { fsTotalSize, fsUsedSize } = (await database().stats()) as { fsTotalSize?: number; fsUsedSize?: number };
    tells = fsTotalSize !== undefined && fsUsedSize !== undefined;
    return fsTotalSize !== undefined && fsUsedSize !== undefined && isShort(fsTotalSize - fsUsedSize, fsTotalSize) ? 'The disk of the database is nearly full.' : null;
  };
}

const isShort = (free: number, total: number): boolean => total > 0 && free / total < LEAST_FREE_SHARE && free < LEAST_FREE_BYTES;
