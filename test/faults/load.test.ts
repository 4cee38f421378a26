/** Answers while the web process is killed, orderly ends under load, and more than can be stored. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interactionId } from '../../src/features/interactions/interactions.service.ts';
import { sendDue } from '../../src/features/invitations/send-invitations.job.ts';
import type { Invitation } from '../../src/features/invitations/invitations.service.ts';
import { issueForm } from '../../src/features/responses/answer-form.ts';
import { verifyRollups } from '../../src/features/responses/rollup-check.service.ts';
import { chunks } from '../../src/platform/chunks.ts';
import { sayLastWordsOfFailures, startInstallation, type Installation } from '../support/installation.ts';
import { inLanes } from '../support/lanes.ts';
import { until } from '../support/processes.ts';
import { seededChance, size } from '../support/size.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { invitedMany, postForm, stored, surveyUrl } from '../support/spine.ts';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { anAccount, anApiKey, aSurvey } from '../support/test-app.ts';

const RESPONDENTS = size(500, 10_000);
const MOST_POSTS = 20;
const WEB_KILLS = size(5, 50);
const ENDS = size(3, 100);
const OVERLOAD_SECONDS = size(20, 300);
const MOST_MEMORY_MIB = 400;

let sink: SmtpSink;
let product: Installation;
/** Between the product and its database. */
let road: TcpProxy;
let account: string;
let key: string;

beforeAll(async () => {
  sink = await openSmtpSink();
  product = await startInstallation({ SMTP_URL: sink.url, MAIL_FROM: 'surveys@example.com', RATE_LIMIT: '0' }, async (mongodbUri) => {
    const { hostname, port } = new URL(mongodbUri);
    road = await tcpProxy({ host: hostname, port: Number(port) });
    return mongodbUri.replace(`${hostname}:${port}`, `127.0.0.1:${road.port}`);
  });
  account = (await anAccount(product.app))._id;
  key = await anApiKey(product.app, account);
  await aSurvey(product.app, account);
}, 120_000);
afterAll(async () => {
  await product?.close();
  await road?.close();
  await sink?.close();
}, 60_000);
sayLastWordsOfFailures(() => product);

/** What a client saw: `failed` was refused for certain, `unknown` may have been stored. */
type Seen = 'ok' | 'failed' | 'unknown';

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function postInteraction(id: string): Promise<Seen> {
  const body = JSON.stringify({ id, touchpoint: 'nobody-asks', occurredAt: new Date().toISOString(), customer: { externalId: id } });
  const reply = await fetch(`${product.url}/api/v1/interactions`, {
    method: 'POST', body, headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json', 'Connection': 'close' }, signal: AbortSignal.timeout(20_000),
  }).catch(() => null);
  if (reply === null) return 'unknown';
  const text = await reply.text();
  if (!reply.ok && reply.status !== 503) throw new Error(`${reply.status} ${text}`);
  if (!reply.ok) expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  return reply.ok ? 'ok' : 'failed';
}

/** Which of these ids are stored. */
async function storedOf(ids: readonly string[]): Promise<Set<unknown>> {
  const found = new Set<unknown>();
  for (const part of chunks(ids, 1000)) {
    const some = stored('interactions').find({ _id: { $in: part.map((id) => interactionId(account, 'api', id)) } }, { projection: { externalId: 1 } });
    for (const { externalId } of await some.toArray()) found.add(externalId);
  }
  return found;
}

describe('answers', () => {
  it('that were thanked are stored once, the last one counts, and every one is in the history, whatever is killed', async () => {
    const random = seededChance();
    const invited = await invitedMany(product.app, account, RESPONDENTS);
    await sendDue(product.app);
    const seen = new Map<string, { score: number; seen: Seen }[]>();
    const url = (invitation: Invitation): string => surveyUrl(product.app, invitation);
    const post = async (invitation: Invitation, score: number): Promise<void> => {
      const form = issueForm(product.app.config.secret, invitation._id, new Date(Date.now() - 10_000));
      const reply = await postForm(url(invitation), { score: String(score), form }).catch(() => null);
      const result: Seen = reply === null ? 'unknown' : reply.status === 303 ? 'ok' : 'failed';
      seen.set(invitation._id, [...(seen.get(invitation._id) ?? []), { score, seen: result }]);
    };
    const isThanked = ({ _id }: Invitation): boolean => (seen.get(_id) ?? []).some((one) => one.seen === 'ok');
    const deadline = performance.now() + size(200_000, 3_000_000);
    const each = Math.ceil(RESPONDENTS / (WEB_KILLS + 1));
    let done = 0;
    const answering = inLanes(invited, 6, async (invitation) => {
      // Up to twenty presses of one person at once, of whom one may have changed their mind.
      const times = 1 + Math.floor(random() ** 3 * MOST_POSTS);
      const scores = Array.from({ length: times }, () => Math.floor(random() * 11));
      // Who is thanked by nobody tries again, as the page does.
      do {
        await Promise.all(scores.map((score) => post(invitation, score)));
        if (isThanked(invitation)) break;
        await wait(100);
      } while (performance.now() < deadline);
      done += 1;
    });
    for (let kill = 1; kill <= WEB_KILLS; kill += 1) {
      await until(`${kill * each} people before kill ${kill}`, () => done >= Math.min(kill * each, RESPONDENTS - 1), 180_000);
      await product.crashWeb();
    }
    await answering;
    await until('the web process is back', async () => (await fetch(`${product.url}/readyz`).catch(() => null))?.ok === true, 60_000);

    const answers = new Map((await stored('responses').find({ accountId: account }).toArray()).map((answer) => [answer._id, answer]));
    let thanked = 0;
    for (const { _id } of invited) {
      const posts = seen.get(_id) ?? [];
      const kept = answers.get(_id);
      const history = kept ? [Number(kept['score']), ...(kept['revisions'] as { score: number }[]).map(({ score }) => score)] : [];
      for (const { score, seen: result } of posts) {
        if (result !== 'ok') continue;
        thanked += 1;
        expect(history, `the thanked ${score} of ${_id}`).toContain(score);
      }
      for (const score of history) expect(posts.some((one) => one.score === score && one.seen !== 'failed'), `nobody was told of ${score}`).toBe(true);
    }
    const unknown = [...seen.values()].flat().filter((one) => one.seen === 'unknown').length;
    process.stdout.write(`  ${[...seen.values()].flat().length} posts of ${RESPONDENTS} people, ${WEB_KILLS} kills: ${thanked} thanked, ${unknown} cut off, ${answers.size} answers\n`);
    expect(invited.every(isThanked)).toBe(true);
    expect(answers.size).toBe(RESPONDENTS);
    expect(await verifyRollups(product.app, account)).toEqual([]);

    // Whoever comes back after everything decides.
    await inLanes(invited, 6, async (invitation) => {
      await post(invitation, 7);
    });
    const last = await stored('responses').find({ accountId: account }, { projection: { score: 1 } }).toArray();
    expect(last).toHaveLength(RESPONDENTS);
    expect(last.every(({ score }) => score === 7)).toBe(true);
    expect(await verifyRollups(product.app, account)).toEqual([]);
  }, size(300_000, 3_600_000));
});

describe('an orderly end', () => {
  it('answers every request that was begun and is over within 25 seconds', async () => {
    for (let time = 0; time < ENDS; time += 1) {
      const results: { id: string; seen: Seen }[] = [];
      let isOver = false;
      const senders = Promise.all(Array.from({ length: 8 }, async (_, lane) => {
        for (let index = 0; !isOver; index += 1) {
          const id = `end-${time}-${lane}-${index}`;
          const result = await postInteraction(id);
          results.push({ id, seen: result });
          if (result !== 'ok') await wait(20);
        }
      }));
      await wait(500);
      const { code, seconds } = await product.replaceWeb();
      await wait(300);
      isOver = true;
      await senders;
      expect(code).toBe(0);
      expect(seconds).toBeLessThan(25);
      const kept = await storedOf(results.map(({ id }) => id));
      // Who got no answer came while the door was closed: nothing of it was begun.
      for (const { id, seen: result } of results) expect(kept.has(id), `${id} was answered ${result}`).toBe(result === 'ok');
      expect(results.filter((one) => one.seen === 'ok').length).toBeGreaterThan(20);
    }
  }, size(120_000, 3_600_000));

  it('of the worker finishes the mails it began: none in doubt, none twice', async () => {
    for (let time = 0; time < ENDS; time += 1) {
      const before = sink.mails.length;
      sink.delayMs = 50;
      await stored('invitations').deleteMany({ accountId: account });
      await invitedMany(product.app, account, 60);
      await until('the first are under way', () => sink.mails.length > before + 5, 30_000);
      const { code, seconds } = await product.replaceWorker();
      sink.delayMs = 0;
      expect(code).toBe(0);
      expect(seconds).toBeLessThan(25);
      await until('all are sent', async () => (await stored('invitations').countDocuments({ accountId: account, status: 'sent' })) === 60, 60_000);
      expect(sink.mails.length - before).toBe(60);
    }
  }, size(180_000, 3_600_000));
});

/** Resident memory of a process, MiB. */
const memoryOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

describe('more than the database can take', () => {
  it('is refused with the time to come back; what was accepted is stored, and memory stays bounded', async () => {
    road.slow(1000);
    const noLongerInTime = setTimeout(() => road.slow(2500), OVERLOAD_SECONDS * 500);
    const results = new Map<string, Seen>();
    const end = performance.now() + OVERLOAD_SECONDS * 1000;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, memoryOf(product.webPid))), 250);
    await Promise.all(Array.from({ length: 400 }, async (_, lane) => {
      for (let index = 0; performance.now() < end; index += 1) {
        const id = `over-${lane}-${index}`;
        results.set(id, await postInteraction(id));
      }
    }));
    clearInterval(watch);
    clearTimeout(noLongerInTime);
    road.slow(0);
    const idsOf = (what: Seen): string[] => [...results].filter(([, seen]) => seen === what).map(([id]) => id);
    const accepted = idsOf('ok');
    process.stdout.write(`  ${results.size} sent, ${accepted.length} accepted, ${idsOf('failed').length} refused, most memory ${most.toFixed(0)} MiB\n`);
    expect(idsOf('unknown')).toEqual([]);
    expect(accepted.length).toBeGreaterThan(0);
    expect(idsOf('failed').length).toBeGreaterThan(0);
    expect(most).toBeLessThan(MOST_MEMORY_MIB);
    expect((await storedOf(accepted)).size).toBe(accepted.length);
    const since = performance.now();
    while ((await postInteraction(`after-${performance.now()}`)) !== 'ok') await wait(100);
    expect(performance.now() - since).toBeLessThan(10_000);
  }, size(120_000, 900_000));
});
