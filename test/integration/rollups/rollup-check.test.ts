import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import type { Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { findScores } from '../../../src/features/reports/reports.queries.ts';
import { recordAnswer } from '../../../src/features/responses/record-answer.service.ts';
import { excludeResponse } from '../../../src/features/responses/judge-answer.service.ts';
import { recordResponse } from '../../../src/features/responses/responses.service.ts';
import { rebuildRollups, verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import type { SendOutcome } from '../../../src/platform/mailer.ts';
import { censusEnvironment } from '../../census/children.ts';
import { persistently } from '../../support/persistently.ts';
import type { RecorderTask } from '../../support/recorder.ts';
import { invitedMany, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(async () => test.close());

/** Mulberry32: the same histories in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const PERSON = { network: 'n', agent: 'a', human: true };
const PROGRAM = { network: 'p', agent: 'p', human: false };
const OUTCOMES: SendOutcome[] = [{ kind: 'accepted', reply: '250' }, { kind: 'accepted', reply: '250' }, { kind: 'refused', reply: '550' }, { kind: 'unknown', reply: 'lost' }, { kind: 'deferred', reply: '451' }];

const answering = ({ _id }: Pick<Invitation, '_id'>, score: number, at = test.clock.now()) =>
  recordResponse(test.app, { invitationId: _id, score, comment: null, at, sender: PERSON, formAgeSeconds: 5 });

const pressing = ({ _id }: Pick<Invitation, '_id'>, score: number) =>
  recordResponse(test.app, { invitationId: _id, score, comment: null, at: test.clock.now(), sender: PROGRAM, formAgeSeconds: 5, doubts: ['hidden-link'] });

/** Sends, refusals, answers of people and of programs, changes, exclusions and restorations in random order, some of them at once. */
async function liveThrough(seed: number): Promise<{ account: string; invitations: Invitation[] }> {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  await stored('invitations').deleteMany({});
  test.clock.set(new Date(Date.UTC(2026, Math.floor(random() * 12), 27, 20)));
  const account = (await anAccount(test.app, { timeZone: pick(['UTC', 'Asia/Tehran', 'America/New_York']), segmentKeys: ['plan'] }))._id;
  await aSurvey(test.app, account, { reminders: ['1d'] });
  await aSurvey(test.app, account, { metric: 'csat', touchpoint: 'support' }, 'csat');
  const invitations = await invitedMany(test.app, account, 6, () => ({ touchpoint: pick(['checkout', 'support']), properties: { plan: pick(['pro', 'free']) } }));
  for (let step = 0; step < 10; step += 1) {
    const answers = Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({ invitation: pick(invitations), score: 1 + Math.floor(random() * 5) }));
    const [responses, excluding] = [await stored('responses').find({ accountId: account }).toArray(), random() < 0.5];
    const response = responses.length > 0 ? pick(responses) : null;
    await pick([
      async () => {
        test.mailer.outcomes = Array.from({ length: 6 }, () => pick(OUTCOMES));
        await sendDue(test.app);
      },
      () => Promise.all(answers.map(({ invitation, score }) => answering(invitation, score))),
      () => Promise.all(answers.map(({ invitation, score }) => answering(invitation, score))),
      () => Promise.all([...answers.map(({ invitation, score }) => pressing(invitation, score)), ...answers.slice(2).map(({ invitation, score }) => answering(invitation, score))]),
      async () => void (response && (await excludeResponse(test.app, account, response._id, excluding ? { reason: 'test' } : null))),
      () => recordAnswer(test.app, account, {
        id: `given-${step}`, survey: 'nps', customer: { externalId: `c-${step}` }, score: step % 11, comment: null, respondedAt: test.clock.now(), interaction: null, properties: { plan: 'pro' }, channel: 'widget',
      }),
      async () => test.clock.advance(Math.floor(random() * 3 * 86_400_000)),
    ])();
  }
  return { account, invitations };
}

describe('month documents', () => {
  it('equal a recomputation after any history', async () => {
    let [answers, heldBack] = [0, 0];
    for (let seed = 1; seed <= 60; seed += 1) {
      const { account } = await liveThrough(seed);
      expect(await verifyRollups(test.app, account), `history ${seed}`).toEqual([]);
      // Counted once more without the code under test: from the answers, one by one.
      const all = await stored('responses').find({ accountId: account }).toArray();
      const counted = all.filter(({ excluded }) => excluded === null);
      const waiting = all.filter((response) => (response['heldBack'] as { isWaiting: boolean } | undefined)?.isWaiting === true);
      expect(waiting.every(({ excluded }) => excluded !== null)).toBe(true);
      const { groups } = await findScores(account, { from: '2025-12-01', to: '2027-03-01' }, test.clock.now());
      const byPlan = await findScores(account, { from: '2025-12-01', to: '2027-03-01', groupBy: 'property:plan' }, test.clock.now());
      for (const report of [groups, byPlan.groups]) {
        expect(report.reduce((sum, { total }) => sum + total.n, 0), `history ${seed}`).toBe(counted.length);
        expect(report.reduce((sum, { total }) => sum + (total.heldBack?.count ?? 0), 0), `history ${seed}`).toBe(waiting.length);
      }
      for (const { key, total } of groups) {
        const scores = counted.filter(({ metric }) => metric === key.metric).map(({ score }) => Number(score));
        const expected = Object.fromEntries([...new Set(scores)].map((score) => [score, scores.filter((other) => other === score).length]));
        expect(Object.fromEntries(Object.entries(total.distribution).filter(([, count]) => count !== 0)), `history ${seed}`).toEqual(expected);
      }
      answers += counted.length;
      heldBack += waiting.length;
    }
    expect(answers).toBeGreaterThan(150);
    expect(heldBack).toBeGreaterThan(10);
  }, 240_000);

  it('are added up from stripes where writers collided', async () => {
    const account = (await anAccount(test.app))._id;
    await aSurvey(test.app, account);
    test.clock.set('2026-05-20T12:00:00Z');
    const given = (step: number) => recordAnswer(test.app, account, {
      id: `given-${step}`, survey: 'nps', customer: { externalId: `c-${step}` }, score: 9, comment: null, respondedAt: test.clock.now(), interaction: null, properties: {}, channel: 'widget',
    });
    await Promise.all(Array.from({ length: 12 }, (_, step) => given(step)));
    expect(await stored('rollups').countDocuments({ accountId: account, segment: '' })).toBeGreaterThan(1);
    expect(await verifyRollups(test.app, account)).toEqual([]);
    expect((await findScores(account, { from: '2026-05-20', to: '2026-05-21' }, test.clock.now())).groups[0]?.total).toMatchObject({ n: 12 });
  });

  it('equal a recomputation when two processes record the same invitations at once', async () => {
    const account = (await anAccount(test.app))._id;
    await stored('invitations').deleteMany({});
    test.mailer.outcomes = [];
    test.clock.set('2026-05-20T12:00:00Z');
    await aSurvey(test.app, account);
    const invitations = await invitedMany(test.app, account, 40);
    await sendDue(test.app);
    const { mongodbUri, redisUrl, redisPrefix } = test.app.config;
    const at = test.clock.now();
    const task: RecorderTask = {
      env: { MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, REDIS_PREFIX: redisPrefix, SECRET: test.app.config.secret, DATA_DIR: test.app.config.dataDir },
      dbName: mongoose.connection.name, at: at.toISOString(),
      answers: [0, 1, 2].flatMap((score) => invitations.map(({ _id }) => ({ invitationId: _id, score }))),
    };
    const other = promisify(execFile)(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('../../support/recorder.ts', import.meta.url)), JSON.stringify(task)], { env: { ...process.env, ...censusEnvironment() } });
    const kinds: string[] = [];
    let isRunning = true;
    const finished = other.finally(() => {
      isRunning = false;
    });
    for (let round = 0; isRunning; round += 1) {
      const outcomes = await Promise.all(invitations.map((invitation) => persistently(() => answering(invitation, 7 + (round % 4), at))));
      kinds.push(...outcomes.map(({ kind }) => kind));
      // Nobody changes every answer without a pause: the other process would wait for a gap that never comes.
      await setTimeout(20);
    }
    const others = JSON.parse((await finished).stdout) as string[];
    // One that took too long was sent again, and then found itself recorded: never more than once each.
    expect([...kinds, ...others].filter((kind) => kind === 'recorded').length).toBeLessThanOrEqual(40);
    expect(others.filter((kind) => kind === 'recorded' || kind === 'revised').length).toBeGreaterThan(0);
    expect(await verifyRollups(test.app, account)).toEqual([]);
    expect((await findScores(account, { from: '2026-05-20', to: '2026-05-21' }, at)).groups[0]?.total).toMatchObject({ n: 40, responseRatePercent: 100 });
  }, 60_000);
});

/** An increment of paths that are known only now. */
const adding = (counts: Record<string, number>): { $inc: never } => ({ $inc: counts as never });

describe('verify and rebuild', () => {
  it('name each wrong count, mend it, and lose nothing that is recorded meanwhile', async () => {
    const { account, invitations } = await liveThrough(1000);
    const before = await stored('rollups').find({ accountId: account }, { sort: { _id: 1 } }).toArray();
    const [first, second] = before;
    if (!first || !second) throw new Error('the history left no month documents');
    const day = Object.keys(first['days'] as object)[0] ?? '';
    await stored('rollups').updateOne({ _id: first._id }, adding({ [`days.${day}.scores.4`]: 3, [`days.${day}.sent`]: -1 }));
    await stored('rollups').deleteOne({ _id: second._id });
    const drift = await verifyRollups(test.app, account);
    expect(drift).toContainEqual(expect.objectContaining({ id: first._id, path: `days.${day}.scores.4` }));
    expect(drift.some(({ id, stored: count }) => id === second._id && count === 0)).toBe(true);

    const answers = invitations.map((invitation, index) => answering(invitation, 1 + (index % 5)));
    const mended = await Promise.all([rebuildRollups(test.app, account), rebuildRollups(test.app, account)]);
    await Promise.all(answers);
    // Of two at once, one mends and the other finds it mended.
    expect(mended.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([0, drift.length]);
    expect(await verifyRollups(test.app, account)).toEqual([]);
    expect(await rebuildRollups(test.app, account)).toEqual([]);
  });

  it('keep to their account', async () => {
    const [one, other] = [await liveThrough(2000), await liveThrough(2001)];
    await stored('rollups').updateMany({ accountId: one.account }, adding({ 'days.27.sent': 1 }));
    expect(await verifyRollups(test.app, other.account)).toEqual([]);
    await rebuildRollups(test.app, one.account);
    expect(await verifyRollups(test.app, one.account)).toEqual([]);
  });
});
