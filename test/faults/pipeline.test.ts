import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { giveUpTransactions, startInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { seededChance, size } from '../support/size.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { stored } from '../support/spine.ts';
import { anAccount, anApiKey, aSurvey } from '../support/test-app.ts';

const INTERACTIONS = size(1000, 20_000);
const KILLS = size(10, 80);
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

afterEach(({ task }) => {
  if (task.result?.state === 'fail') process.stdout.write(product.lastWords());
});

const acknowledged = new Set<string>();

/** Sends until it is acknowledged, as a careful sender does. */
async function report(id: string): Promise<void> {
  const body = JSON.stringify({ id, touchpoint: 'checkout', occurredAt: new Date().toISOString(), customer: { externalId: id, email: `${id}@example.com` } });
  for (;;) {
    const reply = await fetch(`${product.url}/api/v1/interactions`, {
      method: 'POST', body, headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' }, signal: AbortSignal.timeout(10_000),
    }).catch(() => null);
    if (reply && reply.status >= 400 && reply.status < 500 && reply.status !== 429) throw new Error(`${id}: ${reply.status} ${await reply.text()}`);
    if (reply?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  acknowledged.add(id);
}

/** Several senders at once; `paceMs` between two reports of one sender. */
async function reportAll(ids: string[], paceMs = 0, senders = 8): Promise<void> {
  const left = [...ids];
  await Promise.all(Array.from({ length: senders }, async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      await report(id);
      await new Promise((resolve) => setTimeout(resolve, paceMs));
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
  const undecided = await stored('interactions').countDocuments({ batchId: { $exists: true } });
  const { scheduled = 0, claimed = 0, sending = 0 } = await statuses();
  return undecided + scheduled + claimed + sending === 0;
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
      await new Promise((resolve) => setTimeout(resolve, random() * 40));
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
    await reportAll(idsFrom('outage', 30));
    expect(mailsTo('outage')).toBe(0);
    await product.services.startOne('redis');
    const since = performance.now();
    await until('all that was reported meanwhile is mailed', () => mailsTo('outage') === 30, 30_000);
    const seconds = (performance.now() - since) / 1000;
    process.stdout.write(`  resumed ${seconds.toFixed(1)} s after the return of Redis\n`);
    expect(seconds).toBeLessThan(5);
  }, 60_000);

  it('goes on within a minute after Redis was wiped, with what was rung and what was not', async () => {
    await aSurvey(product.app, account, { touchpoint: 'later', delay: '8s' }, 'later');
    await new Promise((resolve) => setTimeout(resolve, 1100)); // surveys are a second old at most
    const later = idsFrom('wiped', 30).map((id) => ({ id, touchpoint: 'later', occurredAt: new Date().toISOString(), customer: { email: `${id}@example.com` } }));
    const reply = await fetch(`${product.url}/api/v1/interactions/batch`, {
      method: 'POST', body: JSON.stringify({ interactions: later }), headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' },
    });
    expect(reply.ok, await reply.text()).toBe(true);
    await until('all are planned', async () => (await stored('invitations').countDocuments({ surveyKey: 'later' })) === 30);
    const redis = new Redis(product.services.redisUrl);
    await redis.flushall();
    await redis.quit();
    const since = performance.now();
    await until('all are mailed', () => mailsTo('wiped') === 30, 70_000);
    const seconds = (performance.now() - since) / 1000;
    process.stdout.write(`  resumed ${seconds.toFixed(1)} s after the wipe\n`);
    expect(seconds).toBeLessThan(60);
    await until('everything is settled', isQuiet);
    expect(mailsTo('wiped')).toBe(30);
  }, 100_000);

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
