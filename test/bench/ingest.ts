/** Interactions in: stored durably and answered 202; then decided. */
import { overdueBatches } from '../../src/features/interactions/interactions.service.ts';
import { decideBatch } from '../../src/features/invitations/invitations.service.ts';
import { chunks } from '../../src/platform/chunks.ts';
import { mongoClient } from '../../src/platform/mongo.ts';
import type { Instance } from './instance.ts';
import { fire, type Shot } from './load.ts';
import { inTurns, seconds, summary, type Row } from './measure.ts';
import { besideOrdinary, startOrdinaryWeb } from './ordinary.ts';
import { collection, copyOf, floorCollection, forgetUndecided, unique, type Doc, type Stage } from './stage.ts';

const AMOUNT = 4000;
const ORDINARY_AMOUNT = 800;
const CONNECTIONS = 200;
const BATCH = 1000;
const SLOWEST_P99_MS = 250;
/** Decided in each round. */
const BATCHES = 15;

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

/** How fast stored interactions become invitations: the `invite` job's own work, two batches at a time as the worker does it. */
export async function benchDecisions(stage: Stage, rounds: number): Promise<Row[]> {
  const batches = await overdueBatches(new Date(Date.now() + 60_000), 1_000_000);
  const parts = chunks(batches, Math.max(1, Math.min(BATCHES, Math.floor(batches.length / rounds)))).slice(0, rounds);
  const sizes = await Promise.all(parts.map(async (part) => (await collection('interactions').find({ batchId: { $in: part } }, { projection: { _id: 1 } }).toArray()).length));
  const names = ['customers', 'invitations', 'interactions'] as const;
  const floors = { customers: await floorCollection('customers'), invitations: await floorCollection('invitations'), interactions: await floorCollection('interactions') };
  const rates = await inTurns(parts.length, {
    ours: async (round) => {
      const waiting = [...(parts[round] ?? [])];
      const lane = async (): Promise<void> => {
        for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) await decideBatch(stage.app, batch);
      };
      return (sizes[round] ?? 0) / await seconds(() => Promise.all([lane(), lane()]));
    },
    driver: async (round) => {
      const size = sizes[round] ?? 0;
      const perBatch = Math.max(1, Math.round(size / (parts[round]?.length ?? 1)));
      const templates = await Promise.all(names.map((name) => collection(name).findOne({ accountId: stage.account._id, ...(name === 'interactions' ? { decisions: { $type: 'array' } } : {}) })));
      const [customer, invitation, interactionDoc] = templates;
      if (!customer || !invitation || !interactionDoc) throw new Error('nothing was decided');
      const stored = chunks(Array.from({ length: size }, () => copyOf(interactionDoc, { decisions: null, batchId: 'floor' })), BATCH);
      for (const part of stored) await floors.interactions.insertMany(part);
      const groups = chunks(stored.flat(), perBatch).map((members) => ({
        members,
        customers: members.map(() => copyOf(customer, { externalId: unique() })),
        invitations: members.map(() => copyOf(invitation)),
      }));
      return size / await seconds(async () => {
        for (const group of groups) {
          await mongoClient().withSession((session) => session.withTransaction(async () => {
            await floors.customers.insertMany(group.customers, { session });
            await floors.invitations.insertMany(group.invitations, { session });
            await floors.interactions.bulkWrite(group.members.map(({ _id }) => ({ updateOne: { filter: { _id }, update: { $set: { decisions: interactionDoc['decisions'] }, $unset: { batchId: 1 } } } })), { session });
          }));
        }
      });
    },
  });
  await forgetUndecided();
  return [{
    group: 'ingest', path: 'interaction → decision (invite job)', unit: 'decisions/s', ours: rates.ours, floor: { name: 'driver, same writes, same batches', ...rates.driver },
    ratio: rates.ours.median / rates.driver.median, goal: '–', met: null, note: `batches of ${Math.round((sizes[0] ?? 0) / (parts[0]?.length ?? 1))} on average`,
  }];
}
