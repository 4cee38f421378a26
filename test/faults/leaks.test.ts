/** Nothing is kept of what is done: after thousands of requests memory, open files and Redis are what they were. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { issueForm } from '../../src/features/responses/answer-form.ts';
import { createUser } from '../../src/features/users/users.service.ts';
import type { Agent } from '../support/browser-agent.ts';
import { sayLastWordsOfFailures, startInstallation, type Installation } from '../support/installation.ts';
import { inLanes } from '../support/lanes.ts';
import { until } from '../support/processes.ts';
import { tellingHeap } from '../support/product.ts';
import { signedIn } from '../support/signed-in.ts';
import { size } from '../support/size.ts';
import { postForm, stored, surveyUrl } from '../support/spine.ts';
import { anAccount, anApiKey, aSurvey } from '../support/test-app.ts';

/** Requests of one round: interactions, survey pages, answers, reports and admin pages. */
const ROUND = { people: 250, reports: 200, adminPages: 50 } as const;
const REQUESTS_A_ROUND = 3 * ROUND.people + ROUND.reports + ROUND.adminPages;
/** Until caches are full and code is compiled. */
const WARM_UP_ROUNDS = size(2, 6);
const ROUNDS = size(2_000, 20_000) / REQUESTS_A_ROUND;
/** More rounds until so much time has gone. */
const LEAST_MS = size(0, 20 * 60_000);
/** Caches and compiled code still grow a little after the shorter warm-up. */
const MOST_GROWTH = size(0.05, 0.03);
/** Both pools of connections to the database may still grow to the hundred they are bound to. */
const MOST_NEW_FILES = 100;
const LANES = 10;

let product: Installation;
let redis: Redis;
let account: string;
let key: string;
let agent: Agent;
const folder = mkdtempSync(join(tmpdir(), 'afterword-heap-'));

beforeAll(async () => {
  product = await startInstallation({ RATE_LIMIT: '0', ...tellingHeap(folder) });
  redis = new Redis(product.services.redisUrl);
  account = (await anAccount(product.app))._id;
  key = await anApiKey(product.app, account);
  await aSurvey(product.app, account);
  agent = await signedIn(product, await createUser(product.app, account, { email: 'ada@example.com', name: 'Ada', role: 'owner' }));
}, 120_000);

afterAll(async () => {
  await redis?.quit();
  await product?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

sayLastWordsOfFailures(() => product);

let rounds = 0;

async function round(): Promise<void> {
  rounds += 1;
  const bearer = { Authorization: `Bearer ${key}` };
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const answered = async (reply: Response, status: number): Promise<void> => {
    const body = await reply.text();
    if (reply.status !== status) throw new Error(`${reply.url} answered ${reply.status}: ${body.slice(0, 300)}`);
  };
  await inLanes(numbers(ROUND.people), LANES, async (index) => {
    const id = `r${rounds}-${index}`;
    const body = JSON.stringify({ id, touchpoint: 'checkout', occurredAt: new Date().toISOString(), customer: { externalId: id, email: `${id}@example.com` } });
    await answered(await fetch(`${product.url}/api/v1/interactions`, { method: 'POST', body, headers: { ...bearer, 'Content-Type': 'application/json' } }), 202);
  });
  await inLanes(numbers(ROUND.reports), LANES, async () => answered(await fetch(`${product.url}/api/v1/reports/scores?metric=nps`, { headers: bearer }), 200));
  await inLanes(numbers(ROUND.adminPages), 4, async () => void expect((await agent.get('/admin/reports')).status).toBe(200));
  const sent = () => stored('invitations').find({ accountId: account, status: 'sent' }, { projection: { _id: 1 } }).toArray();
  await until('all are asked', async () => (await stored('invitations').countDocuments({ accountId: account, status: 'sent' })) === ROUND.people, 60_000);
  await inLanes([...(await sent()).entries()], LANES, async ([index, invitation]) => {
    const url = surveyUrl(product.app, invitation);
    await answered(await fetch(url), 200);
    const form = issueForm(product.app.config.secret, invitation._id, new Date(Date.now() - 10_000));
    await answered(await postForm(url, { score: String(index % 11), comment: 'as ever', form }), 303);
  });
}

async function heapOf(pid: number): Promise<number> {
  const path = join(folder, String(pid));
  rmSync(path, { force: true });
  process.kill(pid, 'SIGWINCH');
  await until(`process ${pid} tells its heap`, () => readdirSync(folder).includes(String(pid)));
  return Number(readFileSync(path, 'utf8'));
}

/** Once nothing is under way any more. */
async function measure() {
  await until('everything is worked off', async () => (await stored('events').countDocuments({ awaiting: { $exists: true, $ne: [] } })) === 0, 60_000);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { web, worker } = product.pids();
  const filesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
  return { web: await heapOf(web), worker: await heapOf(worker), webFiles: filesOf(web), workerFiles: filesOf(worker), keys: await redis.dbsize() };
}

it('memory, open files and keys in Redis are after thousands of requests what they were before', async () => {
  for (let time = 0; time < WARM_UP_ROUNDS; time += 1) await round();
  const before = await measure();
  const since = performance.now();
  const elapsedMs = (): number => performance.now() - since;
  const warm = rounds;
  while (rounds < warm + ROUNDS || elapsedMs() < LEAST_MS) await round();
  const seconds = elapsedMs() / 1000;
  const after = await measure();
  const growth = (one: number, other: number): string => `${(one / 2 ** 20).toFixed(1)} → ${(other / 2 ** 20).toFixed(1)} MiB (${((other / one - 1) * 100).toFixed(1)} %)`;
  process.stdout.write(`  ${(rounds - warm) * REQUESTS_A_ROUND} requests in ${seconds.toFixed(0)} s: web ${growth(before.web, after.web)}, worker ${growth(before.worker, after.worker)}, files ${before.webFiles} → ${after.webFiles} and ${before.workerFiles} → ${after.workerFiles}, keys ${before.keys} → ${after.keys}\n`);
  expect(after.web / before.web - 1).toBeLessThan(MOST_GROWTH);
  expect(after.worker / before.worker - 1).toBeLessThan(MOST_GROWTH);
  expect(after.webFiles - before.webFiles).toBeLessThan(MOST_NEW_FILES);
  expect(after.workerFiles - before.workerFiles).toBeLessThan(MOST_NEW_FILES);
  expect(after.keys - before.keys).toBeLessThan(10);
}, size(300_000, 3_600_000));
