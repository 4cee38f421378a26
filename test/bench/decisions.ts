/** Stored interactions become invitations: the `invite` job's own work. */
import { inviteBatch } from '../../src/features/invitations/invite.job.ts';
import { chunks } from '../../src/platform/chunks.ts';
import { mongoClient } from '../../src/platform/mongo.ts';
import { inLanes } from '../support/lanes.ts';
import { inTurns, seconds, type Row } from './measure.ts';
import { collection, copyOf, floorCollection, forgetUndecided, unique, type Doc, type Stage } from './stage.ts';

/** Jobs that a worker holds at a time. */
const JOBS = 32;
const TOGETHER = 200;
/** As many interactions arrive together under load, and when now and then one arrives. */
const CASES = [{ perBatch: 18, amount: 1152 }, { perBatch: 1, amount: 512 }];

export async function benchDecisions(stage: Stage, rounds: number): Promise<Row[]> {
  await forgetUndecided();
  const rows: Row[] = [];
  for (const { perBatch, amount } of CASES) {
    const { ours, driver } = await inTurns(rounds, {
      ours: () => decisionRate(stage, { amount, perBatch }),
      driver: async () => amount / await writeTheSame(stage, amount),
    });
    rows.push({
      group: 'ingest', path: `interaction → decision (invite job), batches of ${perBatch}`, unit: 'decisions/s', ours, floor: { name: `driver, same writes × ${TOGETHER} a transaction`, ...driver },
      ratio: ours.median / driver.median, goal: '–', met: null, note: `${JOBS} jobs at a time`,
    });
  }
  return rows;
}

/** @returns decisions per second about interactions of new customers */
export async function decisionRate(stage: Stage, { amount, perBatch }: { amount: number; perBatch: number }): Promise<number> {
  const batchIds = await store(await undecided(stage, amount), perBatch);
  return amount / await seconds(() => inLanes(batchIds, JOBS, async (batchId) => void (await inviteBatch(stage.app, { batchId }))));
}

/** The documents that one decision leaves behind. */
async function decidedTemplate({ account }: Stage) {
  const [customer, invitation, interaction] = await Promise.all([
    collection('customers').findOne({ accountId: account._id }), collection('invitations').findOne({ accountId: account._id }), collection('interactions').findOne({ accountId: account._id, decisions: { $type: 'array' } }),
  ]);
  if (!customer || !invitation || !interaction) throw new Error('nothing was decided');
  return { customer, invitation, interaction };
}

/** Of as many new customers. */
async function undecided(stage: Stage, amount: number): Promise<Doc[]> {
  const { interaction: { customerId: _customerId, ...template } } = await decidedTemplate(stage);
  return Array.from({ length: amount }, () => {
    const id = unique();
    return copyOf(template as Doc, { decisions: null, externalId: id, receivedAt: new Date(), occurredAt: new Date(), customer: { ...(template['customer'] as object), externalId: id, email: `${id}@example.com` } });
  });
}

/** @returns the ids of their batches */
async function store(docs: Doc[], perBatch: number): Promise<string[]> {
  const batches = chunks(docs, perBatch).map((members) => ({ batchId: `${String(Date.now()).padStart(15, '0')}-${unique()}`, members }));
  await collection('interactions').insertMany(batches.flatMap(({ batchId, members }) => members.map((doc) => ({ ...doc, batchId }))));
  return batches.map(({ batchId }) => batchId);
}

/** @returns seconds */
async function writeTheSame(stage: Stage, amount: number): Promise<number> {
  const [customers, invitations, interactions] = [await floorCollection('customers'), await floorCollection('invitations'), await floorCollection('interactions')];
  const { customer, invitation, interaction: { decisions } } = await decidedTemplate(stage);
  const docs = (await undecided(stage, amount)).map((doc) => ({ ...doc, batchId: 'floor' }));
  await interactions.insertMany(docs);
  const groups = chunks(docs, TOGETHER).map((members) => ({ members, customers: members.map(() => copyOf(customer, { externalId: unique() })), invitations: members.map(() => copyOf(invitation)) }));
  return seconds(async () => {
    for (const group of groups) {
      await mongoClient().withSession((session) => session.withTransaction(async () => {
        await customers.insertMany(group.customers, { session });
        await invitations.insertMany(group.invitations, { session });
        await interactions.bulkWrite(group.members.map(({ _id }) => ({ updateOne: { filter: { _id }, update: { $set: { decisions }, $unset: { batchId: 1 } } } })), { session });
      }));
    }
  });
}
