/** Pages of the account's own people over many answers: how long the server takes for each, and how much it sends. */
import { request } from 'node:http';
import { NAVIGATION } from '../../src/domain/admin-nav.ts';
import { createGoal } from '../../src/features/goals/goals.service.ts';
import { putTouchpoint } from '../../src/features/touchpoints/touchpoints.service.ts';
import { createSignInLink, createUser } from '../../src/features/users/users.service.ts';
import { openAgent, tokenOn } from '../support/browser-agent.ts';
import type { Instance } from './instance.ts';
import { summary, type Row } from './measure.ts';
import { seedAnswers } from './report.ts';
import type { Stage } from './stage.ts';

const ANSWERS = { usual: 20_000, full: 1_000_000 };
/** Of each page in one round. */
const READS = 12;
const OVERVIEW = '/admin/reports?period=last-90-days';
const MOST_MS = 100;
const MOST_BYTES = 150_000;
const GOALS = 4;
const TOUCHPOINTS = 20;

/** Those of the menu, and some behind it. */
const PATHS = [
  OVERVIEW, '/admin/reports/touchpoints/touchpoint-7?period=last-90-days', '/admin/reports/touchpoints/touchpoint-7?period=last-90-days&days=previous', '/admin/reports/touchpoints/touchpoint-7/notes', '/admin/goals/new',
  '/admin/answers/tag-rules', ...NAVIGATION.flatMap(({ entries }) => entries.map(({ path }) => path)).filter((path) => path !== '/admin/reports'),
];

interface Taken {
  milliseconds: number;
  /** As it was sent: compressed. */
  bytes: number;
}

export async function benchPages(stage: Stage, web: Instance, rounds: number, { isFull }: { isFull: boolean }): Promise<Row[]> {
  const { accountId, from, to } = await seedAnswers(stage, isFull ? ANSWERS.full : ANSWERS.usual);
  for (let index = 0; index < TOUCHPOINTS; index += 1) await putTouchpoint(stage.app, accountId, `touchpoint-${index}`, { name: `Touchpoint ${index}` });
  for (let index = 0; index < GOALS; index += 1) {
    await createGoal(stage.app, accountId, { metric: 'nps', scale: { min: 0, max: 10 }, touchpoint: index === 0 ? null : `touchpoint-${index}`, target: 30, from, dueOn: to });
  }
  const cookie = await signedIn(stage, web, accountId);
  const rows: Row[] = [];
  for (const path of PATHS) {
    const first = await take(web.url, path, cookie);
    for (let index = 0; index < 3; index += 1) await take(web.url, path, cookie);
    const perRound: number[] = [];
    const all: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const times: number[] = [];
      for (let index = 0; index < READS; index += 1) times.push((await take(web.url, path, cookie)).milliseconds);
      perRound.push(at(times, 0.95));
      all.push(...times);
    }
    const ours = summary(perRound);
    const assets = path === OVERVIEW ? await assetBytes(web.url, path, cookie) : 0;
    const bytes = first.bytes + assets;
    const isOverview = path === OVERVIEW;
    rows.push({
      group: 'pages', path, unit: 'ms, p95', ours, floor: null, ratio: null,
      goal: isOverview ? `< ${MOST_MS} ms, < ${MOST_BYTES / 1000} kB` : '–', met: isOverview ? ours.median < MOST_MS && bytes < MOST_BYTES : null,
      note: `p50 ${at(all, 0.5).toFixed(0)} ms, ${(bytes / 1000).toFixed(1)} kB${assets > 0 ? ' with styles' : ''}, first ${first.milliseconds.toFixed(0)} ms`,
    });
  }
  return rows;
}

/** A value that the given share of the others does not exceed. */
function at(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(part * values.length) - 1] ?? Number.NaN;
}

async function signedIn(stage: Stage, web: Instance, accountId: string): Promise<string> {
  const user = await createUser(stage.app, accountId, { email: 'bench@example.com', name: 'Bench', role: 'owner' });
  const path = new URL(await createSignInLink(stage.app, user)).pathname;
  const agent = openAgent(web.url);
  const { body } = await agent.get(path);
  const { status } = await agent.post(path, { _csrf: tokenOn(body) }, { 'Sec-Fetch-Site': 'same-origin' });
  if (status !== 303) throw new Error(`signing in was answered with ${status}`);
  return [...agent.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** Of the styles a page asks for; a browser keeps them. */
async function assetBytes(url: string, page: string, cookie: string): Promise<number> {
  const html = await (await fetch(`${url}${page}`, { headers: { cookie } })).text();
  const paths = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].flatMap(([, path]) => path ?? []);
  let bytes = 0;
  for (const path of new Set(paths)) bytes += (await take(url, path, '')).bytes;
  return bytes;
}

/** @throws when the page is not there: what is fast then would be its absence */
async function take(url: string, path: string, cookie: string): Promise<Taken> {
  const began = performance.now();
  const { status, bytes } = await new Promise<{ status: number; bytes: number }>((resolve, reject) => {
    request(`${url}${path}`, { headers: { cookie, accept: 'text/html', 'accept-encoding': 'gzip' } }, (response) => {
      let received = 0;
      response.on('data', (chunk: Buffer) => (received += chunk.length));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes: received }));
    }).on('error', reject).end();
  });
  const milliseconds = performance.now() - began;
  if (status !== 200) throw new Error(`${path} was answered with ${status}`);
  return { milliseconds, bytes };
}
