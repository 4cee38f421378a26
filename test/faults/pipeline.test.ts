import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunks } from '../../src/platform/chunks.ts';
import { giveUpTransactions, sayLastWordsOfFailures, startInstallation, type Installation } from '../support/installation.ts';
import { inLanes } from '../support/lanes.ts';
import { until } from '../support/processes.ts';
import { freePort, untilReady } from '../support/product.ts';
import { seededChance, size } from '../support/size.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { stored } from '../support/spine.ts';
import { anAccount, anApiKey, aSurvey } from '../support/test-app.ts';

const INTERACTIONS = size(2000, 20_000);
const KILLS = size(20, 80);
/** So many ids, each delivered so many times. */
const [REPEATED, DELIVERIES] = [size(200, 2000), size(10, 25)];
/** Tens of thousands are counted for a second, in which nothing else gets done. */
const QUIET_ASKED_EVERY_MS = size(50, 15_000);
const REDIS_AWAY_MS = size(15_000, 600_000);
const [PENDING, WIPES] = [size(30, 5000), size(2, 5)];
/** Most mails between two kills. */
const STRIDE = 60;

let sink: SmtpSink;
let product: Installation;
let account: string;
let key: string;

beforeAll(async () => {
  sink = await openSmtpSink();
  product = await startInstallation({ SMTP_URL: sink.url, MAIL_FROM: 'surveys@example.com' });
  account = (await anAccount(product.app))._id;
  key = await anApiKey(product.app, account);
  await aSurvey(product.app, account);
}, 120_000);

afterAll(async () => {
  await product?.close();
  await sink?.close();
}, 60_000);

sayLastWordsOfFailures(() => product);

const acknowledged = new Set<string>();
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Sends until it is acknowledged, as a careful sender does. @returns the status of the acknowledgement */
async function report(id: string, door = product.url): Promise<number> {
  const body = JSON.stringify({ id, touchpoint: 'checkout', occurredAt: new Date().toISOString(), customer: { externalId: id, email: `${id}@example.com` } });
  for (;;) {
    const reply = await fetch(`${door}/api/v1/interactions`, {
      method: 'POST', body, headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' }, signal: AbortSignal.timeout(10_000),
    }).catch(() => null);
    if (reply && reply.status >= 400 && reply.status < 500 && reply.status !== 429) throw new Error(`${id}: ${reply.status} ${await reply.text()}`);
    if (reply?.ok) {
      acknowledged.add(id);
      return reply.status;
    }
    await wait(100);
  }
}

/** Several senders at once; `paceMs` between two reports of one sender. */
async function reportAll(ids: string[], paceMs = 0, senders = 8): Promise<void> {
  const left = [...ids];
  await Promise.all(Array.from({ length: senders }, async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      await report(id);
      await wait(paceMs);
    }
  }));
}

const idsFrom = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const mailsTo = (prefix: string): number => sink.mails.filter(({ to }) => to.startsWith(`${prefix}-`)).length;

/** What a dead worker held is given up when its lease runs out; here that time passes at once. */
async function letLeasesRunOut(): Promise<void> {
  await giveUpTransactions();
  const { modifiedCount } = await stored('invitations').updateMany({ phase: { $in: ['claimed', 'sending'] } }, { $set: { wakeAt: new Date() } });
  if (modifiedCount > 0) process.stdout.write(`  ${modifiedCount} leases of the dead run out\n`);
}

async function statuses(): Promise<Record<string, number>> {
  const all = await stored('invitations').find({ accountId: account }, { projection: { status: 1 } }).toArray();
  const counts: Record<string, number> = {};
  for (const { status } of all) counts[String(status)] = (counts[String(status)] ?? 0) + 1;
  return counts;
}

async function isQuiet(): Promise<boolean> {
  await wait(QUIET_ASKED_EVERY_MS);
  const undecided = await stored('interactions').countDocuments({ batchId: { $gt: '' } });
  return undecided === 0 && (await stored('invitations').countDocuments({ phase: { $in: ['due', 'claimed', 'sending'] }, status: { $in: ['scheduled', 'claimed', 'sending'] }, accountId: account })) === 0;
}

describe('the pipeline', () => {
  it('loses nothing and mails nobody twice while the worker, the web process and Redis are killed', async () => {
    const random = seededChance();
    sink.delayMs = 20;
    const reporting = reportAll(idsFrom('flow', INTERACTIONS), 20);
    // Each crash comes after some more mails, so that it meets claims and mails under way.
    for (let kill = 0; kill < KILLS; kill += 1) {
      const target = sink.mails.length + 10 + Math.floor(random() * (STRIDE - 10));
      await until(`mail ${target} before crash ${kill + 1}`, () => sink.mails.length >= target, 60_000);
      await wait(random() * 40);
      process.stdout.write(`  crash ${kill + 1} after ${sink.mails.length} mails\n`);
      await product.crashWorker(letLeasesRunOut);
      // Now and then the others go as well.
      if (kill % 5 === 2) await product.crashWeb();
      if (kill === 4) process.kill(product.services.pids.redis, 'SIGKILL');
    }
    await reporting;
    const redis = new Redis(product.services.redisUrl, { maxRetriesPerRequest: null });
    redis.on('error', () => {}); // not back yet
    await redis.flushall();
    await redis.quit();
    await until('everything is decided and settled', isQuiet, size(120_000, 600_000));
    sink.delayMs = 0;

    expect(acknowledged.size).toBe(INTERACTIONS);
    const decisions = await stored('interactions').find({ accountId: account }, { projection: { decisions: 1 } }).toArray();
    expect(decisions).toHaveLength(INTERACTIONS);
    expect(decisions.every((each) => (each['decisions'] as { outcome: string }[])[0]?.outcome === 'invited')).toBe(true);

    const { sent = 0, ambiguous = 0, ...others } = await statuses();
    process.stdout.write(`  sent ${sent}, ambiguous ${ambiguous}, mails ${sink.mails.length}\n`);
    expect(others).toEqual({});
    expect(sent + ambiguous).toBe(INTERACTIONS);
    const copies = new Map<string, number>();
    for (const { headers } of sink.mails) copies.set(headers['x-afterword-invitation'] ?? '', (copies.get(headers['x-afterword-invitation'] ?? '') ?? 0) + 1);
    expect([...copies.values()].filter((n) => n > 1)).toEqual([]);
    for (const { _id } of await stored('invitations').find({ accountId: account, status: 'sent' }, { projection: { _id: 1 } }).toArray()) expect(copies.get(_id), _id).toBe(1);
    // In doubt are only those that were under way in a crash: two windows of ten at most.
    expect(ambiguous).toBeLessThanOrEqual(KILLS * 20);

    const ledger = (await (await fetch(`${product.url}/api/v1/ledger`, { headers: { Authorization: `Bearer ${key}` } })).json()) as {
      interactions: { accepted: number }; decisions: { invited: number; skipped: Record<string, number> }; invitations: Record<string, number>;
    };
    expect(ledger.interactions.accepted).toBe(INTERACTIONS);
    expect(ledger.decisions).toEqual({ invited: INTERACTIONS, skipped: {} });
    expect(Object.values(ledger.invitations).reduce((sum, n) => sum + n, 0)).toBe(INTERACTIONS);
    const months = await stored('rollups').find({ accountId: account, segment: '' }).toArray();
    const counted = months.flatMap(({ days }) => Object.values(days as Record<string, { sent?: number }>)).reduce((sum, day) => sum + (day.sent ?? 0), 0);
    expect(counted).toBe(sent);
  }, size(420_000, 3_600_000));

  it('goes on within five seconds of the return of Redis with what was reported meanwhile', async () => {
    await product.services.stopOne('redis');
    const back = performance.now() + REDIS_AWAY_MS;
    await reportAll(idsFrom('outage', 30));
    expect(mailsTo('outage')).toBe(0);
    await wait(back - performance.now());
    await product.services.startOne('redis');
    const since = performance.now();
    await until('all that was reported meanwhile is mailed', () => mailsTo('outage') === 30, 30_000);
    const seconds = (performance.now() - since) / 1000;
    process.stdout.write(`  resumed ${seconds.toFixed(1)} s after the return of Redis\n`);
    expect(seconds).toBeLessThan(5);
  }, 60_000 + REDIS_AWAY_MS);

  it('takes one id as one, however often and to whichever web process it is delivered: one interaction, one invitation, one mail', async () => {
    const port = await freePort();
    const second = await product.another('web', { PORT: String(port) });
    const doors = [product.url, `http://127.0.0.1:${port}`] as const;
    await untilReady(doors[1]);
    const ids = idsFrom('repeated', REPEATED);
    // All deliveries of some ids at once, by turns to both.
    const deliveries = ids.flatMap((_, index) => (index % 20 === 0 ? Array.from({ length: DELIVERIES }, () => ids.slice(index, index + 20)).flat() : []));
    const firsts = new Map<string, number>();
    await inLanes([...deliveries.entries()], 40, async ([index, id]) => {
      const status = await report(id, doors[(index + Math.floor(index / 20)) % 2 === 0 ? 0 : 1]);
      if (status === 202) firsts.set(id, (firsts.get(id) ?? 0) + 1);
    });
    await until('all are mailed', () => mailsTo('repeated') >= REPEATED, size(60_000, 600_000));
    await until('everything is settled', isQuiet, 60_000);
    expect([...firsts].filter(([, count]) => count > 1)).toEqual([]);
    const kept = await stored('interactions').find({ accountId: account, externalId: /^repeated-/ }, { projection: { repeats: 1 } }).toArray();
    expect(kept).toHaveLength(REPEATED);
    expect(kept.every(({ repeats }) => Number(repeats) >= DELIVERIES - 1)).toBe(true);
    expect(await stored('invitations').countDocuments({ accountId: account, address: /^repeated-/ })).toBe(REPEATED);
    expect(mailsTo('repeated')).toBe(REPEATED);
    expect(await second.stop()).toBe(0);
  }, size(120_000, 1_800_000));

  it('goes on within a minute after Redis was wiped, with what was rung and what was not', async () => {
    await aSurvey(product.app, account, { touchpoint: 'later', delay: `${size(8, 60)}s` }, 'later');
    await wait(1100); // surveys are a second old at most
    const later = idsFrom('wiped', PENDING).map((id) => ({ id, touchpoint: 'later', occurredAt: new Date().toISOString(), customer: { email: `${id}@example.com` } }));
    for (const interactions of chunks(later, 500)) {
      const reply = await fetch(`${product.url}/api/v1/interactions/batch`, {
        method: 'POST', body: JSON.stringify({ interactions }), headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' },
      });
      expect(reply.ok, await reply.text()).toBe(true);
    }
    await until('all are planned', async () => (await stored('invitations').countDocuments({ surveyKey: 'later' })) === PENDING, 60_000);
    const redis = new Redis(product.services.redisUrl);
    for (let wipe = 0; wipe < WIPES; wipe += 1) {
      const before = mailsTo('wiped');
      await redis.flushall();
      const since = performance.now();
      await until(`mails go on after wipe ${wipe + 1}`, () => mailsTo('wiped') > before || before === PENDING, 70_000);
      const seconds = (performance.now() - since) / 1000;
      process.stdout.write(`  resumed ${seconds.toFixed(1)} s after wipe ${wipe + 1} at ${before} mails\n`);
      expect(seconds).toBeLessThan(60);
      await until('the next part is mailed', () => mailsTo('wiped') >= Math.floor((PENDING * (wipe + 1)) / WIPES), size(60_000, 300_000));
    }
    await redis.quit();
    await until('everything is settled', isQuiet, 60_000);
    expect(mailsTo('wiped')).toBe(PENDING);
  }, size(160_000, 1_200_000));

  it('goes on after a crash in the middle of sending, at the latest when the database gives up the transaction of the dead', async () => {
    sink.delayMs = 300;
    await reportAll(idsFrom('crash', 40));
    await until('some are under way', () => mailsTo('crash') >= 5);
    let [before, waiting] = [0, 0];
    await product.crashWorker(async () => {
      sink.delayMs = 0;
      before = mailsTo('crash');
      waiting = await stored('invitations').countDocuments({ status: 'scheduled' });
    });
    const since = performance.now();
    await reportAll(idsFrom('after', 10));
    await until('what was not claimed and what is new is mailed', () => mailsTo('after') === 10 && mailsTo('crash') >= before + waiting, 90_000);
    const seconds = (performance.now() - since) / 1000;
    process.stdout.write(`  resumed ${seconds.toFixed(1)} s after the crash\n`);
    expect(seconds).toBeLessThan(75);
  }, 120_000);
});
