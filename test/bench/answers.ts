/** Answers in: the score, its month documents and its event stored, then thanked; how soon the report shows it. */
import { issueForm } from '../../src/features/responses/answer-form.ts';
import { SURVEY_TOKEN } from '../../src/features/invitations/messages.service.ts';
import { chunks } from '../../src/platform/chunks.ts';
import { mongoClient } from '../../src/platform/mongo.ts';
import { signToken } from '../../src/platform/token.ts';
import type { Instance } from './instance.ts';
import { fire, type Shot } from './load.ts';
import { inTurns, seconds, summary, type Row } from './measure.ts';
import { besideOrdinary, startOrdinaryWeb } from './ordinary.ts';
import { asBulk, collection, copyOf, floorCollection, unique, type Doc, type Stage } from './stage.ts';

const AMOUNT = 2000;
const ORDINARY_AMOUNT = 500;
const CONNECTIONS = 200;
/** As many as one group commit of the product takes at most. */
const BATCH = 200;

/** Invitations as they are after their mail went out; copied from one that the product made. */
export async function seedSent(stage: Stage, count: number): Promise<string[]> {
  const [template] = await collection('invitations').find({ accountId: stage.account._id }).limit(1).toArray();
  if (!template) throw new Error('there is no invitation to copy');
  const now = new Date();
  const expiresAt = new Date(now.getTime() + 30 * 86_400_000);
  const docs = Array.from({ length: count }, (_, index) => copyOf(template, {
    surveyId: stage.now._id, surveyKey: stage.now.key, touchpoint: stage.now.touchpoint,
    status: 'sent', phase: 'open', wakeAt: expiresAt, expiresAt, sentAt: now, sentOn: now.toISOString().slice(0, 10), customerId: `bench-${unique()}`,
    segments: { locale: ['en', 'ar', 'fa', 'pl'][index % 4], 'property:plan': 'pro' },
  }));
  for (const batch of chunks(docs, 1000)) await collection('invitations').insertMany(batch, { ordered: false });
  return docs.map(({ _id }) => _id);
}

export function surveyPath(stage: Stage, id: string): string {
  return `/s/${signToken(stage.app.config.secret, SURVEY_TOKEN, id)}`;
}

export function answerShot(stage: Stage, id: string, score: number): Shot {
  const form = issueForm(stage.app.config.secret, id, new Date(Date.now() - 10_000));
  return {
    method: 'POST',
    path: surveyPath(stage, id),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Mozilla/5.0 (bench)', accept: 'text/html' },
    body: new URLSearchParams({ score: String(score), comment: 'Quick and friendly, thank you.', form, evidence: 'p1k0t0d900' }).toString(),
  };
}

export async function benchAnswers(stage: Stage, web: Instance, rounds: number): Promise<Row[]> {
  const ids = await seedSent(stage, AMOUNT * rounds + 600);
  const shot = (): Shot => answerShot(stage, ids.pop() ?? '', ids.length % 11);
  await fire(web.url, shot, { amount: 600, connections: CONNECTIONS, wanted: 303 });
  const floor = await driverAnswers(stage);
  const ordinary = await startOrdinaryWeb(stage);
  // It looks nothing up that has to be there, so any token will do.
  const ordinaryShot = (): Shot => ({ ...answerShot(stage, unique(), 9), path: `/s/${unique()}` });
  const { ours, driver, awaited } = await inTurns(rounds, {
    ours: async () => (await fire(web.url, shot, { amount: AMOUNT, connections: CONNECTIONS, wanted: 303 })).rate,
    driver: () => floor(AMOUNT),
    awaited: async () => (await fire(ordinary.url, ordinaryShot, { amount: ORDINARY_AMOUNT, connections: CONNECTIONS, wanted: 303 })).rate,
  });
  await ordinary.stop();
  const ratio = ours.median / driver.median;
  return [
    { group: 'answers', path: 'answer POST (stored → thanked)', unit: 'answers/s', ours, floor: { name: `driver, same documents × ${BATCH} a transaction`, ...driver }, ratio, goal: '≥ 0.50', met: ratio >= 0.5, note: `${CONNECTIONS} connections` },
    besideOrdinary({ group: 'answers', what: 'Express, a read and two writes each', unit: 'answers/s' }, ours, awaited, { least: 5 }),
  ];
}

/** Writes what an answer writes, knowing beforehand what to write. */
async function driverAnswers(stage: Stage): Promise<(amount: number) => Promise<number>> {
  const of = { accountId: stage.account._id };
  const templates = await Promise.all(['responses', 'invitations', 'events', 'evidence'].map((name) => collection(name).findOne(name === 'invitations' ? { ...of, status: 'responded' } : of)));
  const [response, invitation, event, proof] = templates;
  const months = await collection('rollups').find(of).toArray();
  if (!response || !invitation || !event || !proof || months.length === 0) throw new Error('the product stored no answer to copy');
  const into = {
    responses: await floorCollection('responses'), invitations: await floorCollection('invitations'), rollups: await floorCollection('rollups'),
    events: await floorCollection('events'), evidence: await floorCollection('evidence'),
  };
  return async (amount) => {
    const asked = Array.from({ length: amount }, () => copyOf(invitation, { status: 'sent', phase: 'open' }));
    for (const batch of chunks(asked, 1000)) await into.invitations.insertMany(batch, { ordered: false });
    const groups = chunks(asked, BATCH).map((members) => ({
      members,
      responses: members.map(({ _id }) => ({ ...response, _id })),
      events: members.map((): Doc => copyOf(event)),
      evidence: members.map((): Doc => copyOf(proof)),
    }));
    const { status, phase, wakeAt, lease, respondedAt, history } = invitation;
    return amount / await seconds(async () => {
      for (const group of groups) {
        await mongoClient().withSession((session) => session.withTransaction(async () => {
          await into.responses.insertMany(group.responses, { session });
          await into.invitations.bulkWrite(group.members.map(({ _id }) => ({ updateOne: { filter: { _id }, update: { $set: { status, phase, wakeAt, lease, respondedAt, history } } } })), { session });
          await into.rollups.bulkWrite(asBulk(months.map(({ _id }) => ({ filter: { _id }, update: { $inc: { 'days.01.scores.9': 1 } } }))), { session });
          await into.events.insertMany(group.events, { session });
          await into.evidence.insertMany(group.evidence, { session });
        }, { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } }));
      }
    });
  };
}

const SAMPLES = 25;
const BACKGROUND_PER_SECOND = 100;
const LATEST_MS = 2000;

/** From the moment an answer is sent until a report of another request counts it, while others answer too. */
export async function benchVisibility(stage: Stage, web: Instance): Promise<Row[]> {
  const ids = await seedSent(stage, 600 + SAMPLES);
  const samples = ids.splice(0, SAMPLES);
  const day = new Date();
  const from = day.toISOString().slice(0, 10);
  const to = new Date(day.getTime() + 2 * 86_400_000).toISOString().slice(0, 10);
  const background = fire(web.url, () => answerShot(stage, ids.pop() ?? '', 8), { amount: 500, connections: 20, wanted: 303, perSecond: BACKGROUND_PER_SECOND });
  const times: number[] = [];
  // Scores of zero are given by these samples alone, so the report shows which of them it knows.
  const zeros = async (): Promise<number> => {
    const answer = await fetch(`${web.url}/api/v1/reports/scores?survey=${stage.now.key}&from=${from}&to=${to}`, { headers: { authorization: `Bearer ${stage.key}` } });
    const report = (await answer.json()) as { groups: { total: { distribution: Record<string, number> } }[] };
    return report.groups[0]?.total.distribution['0'] ?? 0;
  };
  const before = await zeros();
  for (const [index, id] of samples.entries()) {
    const { path, headers = {}, body = '' } = answerShot(stage, id, 0);
    const began = performance.now();
    await fetch(`${web.url}${path}`, { method: 'POST', headers, body, redirect: 'manual' });
    while ((await zeros()) < before + index + 1) if (performance.now() - began > 10_000) throw new Error('an answer did not reach the report');
    times.push(performance.now() - began);
  }
  await background;
  const p95 = times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
  return [{ group: 'answers', path: 'answer → in the report, p95', unit: 'ms', ours: { ...summary(times), median: p95 }, floor: null, ratio: null, goal: `≤ ${LATEST_MS}`, met: p95 <= LATEST_MS, note: `under ${BACKGROUND_PER_SECOND} answers/s; median ${Math.round(summary(times).median)} ms` }];
}
