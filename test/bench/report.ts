/** The score report over more and more answers, beside reading the month documents it is made from. */
import { dayOf, monthsBetween } from '../../src/domain/period.ts';
import { mergeChanges, rollupChanges, type RollupChange } from '../../src/domain/rollup.ts';
import { categorize } from '../../src/domain/score.ts';
import { createAccount } from '../../src/features/accounts/accounts.service.ts';
import { createApiKey } from '../../src/features/users/api-keys.service.ts';
import { chunks } from '../../src/platform/chunks.ts';
import type { Instance } from './instance.ts';
import { inTurns, seconds, summary, type Row } from './measure.ts';
import { besideOrdinary, ordinaryReport } from './ordinary.ts';
import { asBulk, collection, type Doc, type Stage } from './stage.ts';

const TOUCHPOINTS = 20;
const DAYS = 364;
const SIZES = { usual: [10_000, 100_000], full: [10_000, 1_000_000] };
/** Adding up more answers than this takes minutes. */
const MOST_ORDINARY = 100_000;
const BATCH = 1000;
/** Of so many answers the month documents are written together. */
const CHANGES_AT_ONCE = 400_000;
const READS = 15;

interface Seeded {
  accountId: string;
  key: string;
  from: string;
  to: string;
}

/** Answers spread over a year and twenty touchpoints, with the month documents that belong to them. */
export async function seedAnswers(stage: Stage, size: number): Promise<Seeded> {
  const account = await createAccount(stage.app, { name: `Bench ${size}` });
  const { key } = await createApiKey(stage.app, account._id, { name: 'bench', scope: 'read' });
  const { content } = stage.now;
  const today = Date.now();
  const locales = ['en', 'ar', 'fa', 'pl'];
  let docs: Doc[] = [];
  let changes: RollupChange[] = [];
  for (let index = 0; index < size; index += 1) {
    const respondedAt = new Date(today - (index % DAYS) * 86_400_000);
    const touchpoint = `touchpoint-${(index * 7) % TOUCHPOINTS}`;
    const score = (index * 31) % 11;
    const segments = { locale: locales[index % 4] ?? 'en' };
    const subject = { accountId: account._id, surveyId: `survey-${touchpoint}`, surveyKey: touchpoint, version: 1, metric: content.metric, scale: content.scale, thresholds: content.thresholds, touchpoint, segments };
    const respondedOn = dayOf(respondedAt, account.timeZone);
    changes.push(...rollupChanges({ kind: 'response-recorded', subject, score, respondedOn, sentOn: null }));
    docs.push({
      _id: `${account._id}-${index}`, ...subject, customerId: `customer-${index}`, channel: 'api', language: segments.locale, score, category: categorize(content.metric, content.thresholds, score),
      comment: null, respondedAt, respondedOn, sentOn: null, updatedAt: respondedAt, sender: null, revisions: [], excluded: null,
    });
    if (docs.length < BATCH && index < size - 1) continue;
    await collection('responses').insertMany(docs, { ordered: false });
    docs = [];
    if (changes.length < CHANGES_AT_ONCE && index < size - 1) continue;
    const updates = mergeChanges(changes).map(({ id, key: { accountId, ...fields }, increments }) => ({ filter: { _id: id, accountId }, update: { $inc: increments, $setOnInsert: fields } }));
    for (const batch of chunks(updates, 500)) await collection('rollups').bulkWrite(asBulk(batch));
    changes = [];
  }
  return { accountId: account._id, key, from: dayOf(new Date(today - (DAYS - 1) * 86_400_000), 'UTC'), to: dayOf(new Date(today + 86_400_000), 'UTC') };
}

export async function benchReport(stage: Stage, web: Instance, rounds: number, { isFull }: { isFull: boolean }): Promise<Row[]> {
  const rows: Row[] = [];
  const medians: number[] = [];
  const sizes = isFull ? SIZES.full : SIZES.usual;
  for (const size of sizes) {
    const seeded = await seedAnswers(stage, size);
    const months = monthsBetween(seeded.from, seeded.to);
    const read = (): Promise<unknown[]> => collection('rollups').find({ accountId: seeded.accountId, segment: '', month: { $in: months } }).toArray();
    const report = (): Promise<unknown> => scoreReport(web, seeded, size);
    await report();
    await read();
    const { ours, driver } = await inTurns(rounds, { ours: () => medianTime(report), driver: () => medianTime(read) });
    medians.push(ours.median);
    const ratio = ours.median / driver.median;
    rows.push({ group: 'report', path: `score report, ${size.toLocaleString('en')} answers`, unit: 'ms', ours, floor: { name: 'driver reads the same rollups', ...driver }, ratio, goal: '≤ 2.00', met: ratio <= 2, note: `12 months × ${TOUCHPOINTS} touchpoints` });
    if (size > MOST_ORDINARY) continue;
    const { ordinary } = await inTurns(rounds, { ordinary: async () => 1000 * await seconds(() => ordinaryReport(seeded.accountId)) });
    rows.push(besideOrdinary({ group: 'report', what: 'adding up the answers', unit: 'ms' }, ours, ordinary, { isRate: false }));
  }
  const growth = (medians[1] ?? Number.NaN) / (medians[0] ?? Number.NaN);
  rows.push({ group: 'report', path: `… ${isFull ? 'a hundred' : 'ten'} times the answers`, unit: '× the time', ours: summary([growth]), floor: null, ratio: growth, goal: '≤ 1.20', met: growth <= 1.2, note: '' });
  return rows;
}

async function scoreReport(web: Instance, { key, from, to }: Seeded, size: number): Promise<void> {
  const answer = await fetch(`${web.url}/api/v1/reports/scores?from=${from}&to=${to}&interval=month&groupBy=touchpoint`, { headers: { authorization: `Bearer ${key}` } });
  const report = (await answer.json()) as { groups?: { total: { n: number } }[] };
  const counted = (report.groups ?? []).reduce((sum, { total }) => sum + total.n, 0);
  if (counted !== size) throw new Error(`the report counts ${counted} of ${size} answers (${answer.status})`);
}

async function medianTime(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < READS; index += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return summary(times).median;
}
