/** Interactions in: stored durably and answered 202. */
import { chunks } from '../../src/platform/chunks.ts';
import type { Instance } from './instance.ts';
import { fire, type Shot } from './load.ts';
import { inTurns, seconds, summary, type Row } from './measure.ts';
import { besideOrdinary, startOrdinaryWeb } from './ordinary.ts';
import { collection, copyOf, floorCollection, unique, type Doc, type Stage } from './stage.ts';

const AMOUNT = 4000;
const ORDINARY_AMOUNT = 800;
const CONNECTIONS = 200;
const BATCH = 1000;
const SLOWEST_P99_MS = 250;

/** One that a survey asks about a week later. */
export function interaction(): Record<string, unknown> {
  const id = unique();
  return {
    id, type: 'later', occurredAt: new Date().toISOString(),
    customer: { externalId: `c-${id}`, email: `c-${id}@example.com`, name: 'Ada Lovelace', locale: 'en', properties: { plan: 'pro' } },
    properties: { order: id, amount: 49.9, plan: 'pro' },
  };
}

export function interactionShot({ key }: Stage): Shot {
  return { method: 'POST', path: '/api/v1/interactions', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(interaction()) };
}

export async function benchIngest(stage: Stage, web: Instance, rounds: number): Promise<Row[]> {
  const shot = (): Shot => interactionShot(stage);
  await fire(web.url, shot, { amount: 1000, connections: CONNECTIONS, wanted: 202 });
  const [template] = await collection('interactions').find({ accountId: stage.account._id, batchId: { $type: 'string' } }).limit(1).toArray();
  if (!template) throw new Error('the product stored no interaction');
  const floor = await floorCollection('interactions');
  const ordinary = await startOrdinaryWeb(stage);
  const { ours, driver, awaited } = await inTurns(rounds, {
    ours: async () => (await fire(web.url, shot, { amount: AMOUNT, connections: CONNECTIONS, wanted: 202 })).rate,
    driver: async () => AMOUNT / await insertAll(floor, Array.from({ length: AMOUNT }, () => copyOf(template))),
    awaited: async () => (await fire(ordinary.url, shot, { amount: ORDINARY_AMOUNT, connections: CONNECTIONS, wanted: 202 })).rate,
  });
  await ordinary.stop();
  const pace = Math.max(1, Math.floor(ours.median / 2));
  const paced = await fire(web.url, shot, { amount: pace * 3, connections: CONNECTIONS, wanted: 202, perSecond: pace });
  const ratio = ours.median / driver.median;
  return [
    { group: 'ingest', path: 'interaction ingest (POST → 202)', unit: 'requests/s', ours, floor: { name: `driver insertMany × ${BATCH}`, ...driver }, ratio, goal: '≥ 0.50', met: ratio >= 0.5, note: `${CONNECTIONS} connections` },
    besideOrdinary({ group: 'ingest', what: 'Express + insertOne', unit: 'requests/s' }, ours, awaited, { least: 5 }),
    { group: 'ingest', path: '… p99 at half that rate', unit: 'ms', ours: summary([paced.p99]), floor: null, ratio: null, goal: `< ${SLOWEST_P99_MS}`, met: paced.p99 < SLOWEST_P99_MS, note: `${pace}/s, p50 ${paced.p50} ms` },
  ];
}

async function insertAll(into: Awaited<ReturnType<typeof floorCollection>>, docs: Doc[]): Promise<number> {
  const batches = chunks(docs, BATCH);
  return seconds(async () => {
    for (const batch of batches) await into.insertMany(batch, { ordered: false });
  });
}
