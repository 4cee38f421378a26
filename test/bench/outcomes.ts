/** The outcomes report beside streaming the sheets it reads, and how its sheets are kept up to date. */
import { createAccount } from '../../src/features/accounts/accounts.service.ts';
import { createApiKey } from '../../src/features/users/api-keys.service.ts';
import { chunks } from '../../src/platform/chunks.ts';
import { aPerson, randomness, sheetOf, TOUCHPOINTS, type Person } from './company.ts';
import { memoryOf, startProduct, type Instance } from './instance.ts';
import { inTurns, seconds, summary, type Row } from './measure.ts';
import { benchRefresh, seedSources } from './refresh.ts';
import { collection, type Stage } from './stage.ts';

interface OutcomesSize {
  customers: number;
  answersEach: number;
  /** Customers of an import. */
  touched: number;
}

/** As many as are promised, or as few as keep a run short. */
const FULL_SIZE: OutcomesSize = { customers: 100_000, answersEach: 5, touched: 10_000 };
const QUICK_SIZE: OutcomesSize = { customers: 10_000, answersEach: 5, touched: 2000 };

const PERIOD = 'from=2025-01-01&to=2026-01-01&until=2026-04-01&minimum=30';
const FIELDS = { answers: 1, asks: 1, intervals: 1, left: 1, mrr: 1, clv: 1 };
const MOST_MIB = 400;
const CACHED_MS = 100;

export async function benchOutcomes(stage: Stage, rounds: number, { isFull }: { isFull: boolean }): Promise<Row[]> {
  const size = isFull ? FULL_SIZE : QUICK_SIZE;
  const { _id: accountId } = await createAccount(stage.app, { name: 'Outcomes', timeZone: 'UTC' });
  const people = await seed(accountId, size);
  await seedSources(stage, accountId, people);
  return [...await benchReport(stage, rounds, accountId, size), ...await benchRefresh(stage, rounds, { accountId, people, answersEach: size.answersEach })];
}

/** Sheets of everybody. @returns those whom an import touches */
async function seed(accountId: string, { customers, answersEach, touched }: OutcomesSize): Promise<Person[]> {
  const random = randomness(11);
  const people: Person[] = [];
  for (const numbers of chunks(Array.from({ length: customers }, (_, index) => index), 1000)) {
    const chunk = numbers.map((number) => aPerson(`${accountId}-${number}`, answersEach, random));
    await collection('outcomeSheets').insertMany(chunk.map((person) => sheetOf(accountId, person)));
    people.push(...chunk.slice(0, touched - people.length));
  }
  return people;
}

/** From a web process of its own, whose memory tells what a report takes. */
async function benchReport(stage: Stage, rounds: number, accountId: string, { customers, answersEach }: OutcomesSize): Promise<Row[]> {
  const { key } = await createApiKey(stage.app, accountId, { name: 'bench', scope: 'read' });
  const web = await startProduct('web', stage.env);
  try {
    const idle = memoryOf(web.pid).now;
    const report = await inTurns(rounds, {
      ours: (round) => changed(accountId, round + 1).then(() => seconds(() => answered(web, key, customers))),
      floor: () => seconds(() => drained(accountId)),
    });
    const { peak } = memoryOf(web.pid);
    const { again } = await inTurns(rounds * 3, { again: () => seconds(() => answered(web, key, customers)).then((each) => each * 1000) });
    const note = `${customers.toLocaleString('en')} customers × ${answersEach} answers, ${TOUCHPOINTS} touchpoints`;
    const ratio = report.ours.median / report.floor.median;
    return [
      { group: 'outcomes', path: 'outcomes report, first time', unit: 's', ours: report.ours, floor: { name: 'driver streaming the same sheets', ...report.floor }, ratio, goal: '≤ 1.50', met: ratio <= 1.5, note },
      { group: 'outcomes', path: 'outcomes report, again', unit: 'ms', ours: again, floor: null, ratio: null, goal: `< ${CACHED_MS}`, met: again.median < CACHED_MS, note },
      { group: 'outcomes', path: 'memory, web process, most under the reports', unit: 'MiB', ours: summary([peak]), floor: null, ratio: null, goal: `< ${MOST_MIB}`, met: peak < MOST_MIB, note: `${Math.round(idle)} before` },
    ];
  } finally {
    await web.stop();
  }
}

async function answered(web: Instance, key: string, customers: number): Promise<void> {
  const response = await fetch(`${web.url}/api/v1/reports/outcomes?${PERIOD}`, { headers: { authorization: `Bearer ${key}` } });
  const { touchpoints = [] } = (await response.json()) as { touchpoints?: { customers: number }[] };
  const followed = touchpoints.reduce((sum, each) => sum + each.customers, 0);
  if (touchpoints.length !== TOUCHPOINTS || followed < customers) throw new Error(`the report follows ${followed} at ${touchpoints.length} touchpoints (${response.status})`);
}

async function changed(accountId: string, revision: number): Promise<void> {
  await collection('outcomesRevisions').updateOne({ _id: accountId }, { $set: { accountId, revision } }, { upsert: true });
}

async function drained(accountId: string): Promise<number> {
  let count = 0;
  for await (const _sheet of collection('outcomeSheets').find({ accountId }, { projection: FIELDS, batchSize: 1000 })) count += 1;
  return count;
}
