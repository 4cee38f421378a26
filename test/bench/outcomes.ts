/** The outcomes report beside streaming the sheets it reads, and refreshing sheets beside reading the facts they follow from. */
import { ownedFacts, type StoredFact } from '../../src/domain/facts.ts';
import { categorize } from '../../src/domain/score.ts';
import { sheetFacts, type SheetAnswer, type SheetAsk } from '../../src/domain/outcomes/outcome-sheet.ts';
import { addDays } from '../../src/domain/period.ts';
import { createAccount } from '../../src/features/accounts/accounts.service.ts';
import { findOutcomes } from '../../src/features/outcomes/outcomes.queries.ts';
import { refreshOutcomes } from '../../src/features/outcomes/outcomes.service.ts';
import { chunks, inTurns, seconds, summary, type Row } from './measure.ts';
import { collection, type Doc, type Stage } from './stage.ts';

interface OutcomesSize {
  customers: number;
  answersEach: number;
  /** Customers of an import of churn rows. */
  touched: number;
}

/** As many as are promised, or as few as keep a run short. */
const FULL_SIZE: OutcomesSize = { customers: 100_000, answersEach: 5, touched: 10_000 };
const QUICK_SIZE: OutcomesSize = { customers: 10_000, answersEach: 5, touched: 1000 };

const TOUCHPOINTS = 20;
const FIRST = '2024-06-01';
const BATCH = 500;
const YEAR = { from: '2025-01-01', to: '2026-01-01', until: '2026-04-01' };
const FIELDS = { answers: 1, asks: 1, intervals: 1, left: 1, mrr: 1, clv: 1 };

/** A linear congruence: the same company each time. */
function randomness(seed: number): (most: number) => number {
  let state = seed;
  return (most) => (state = (state * 48_271) % 2_147_483_647) % most;
}

function factsOf(owner: string, random: (most: number) => number): StoredFact[] {
  const since = addDays(FIRST, random(200));
  const recorded = { owner, recordedAt: new Date(0), importId: 'seed', supersededAt: null, supersededBy: null };
  const invoices = Array.from({ length: 20 }, (_, month): StoredFact => {
    const startsOn = addDays(since, month * 30);
    const values = { invoiceId: `${owner}-${month}`, subscriptionId: null, type: 'recurring' as const, startsOn, endsOn: addDays(startsOn, 29), amount: { amountMinor: 1000 + (month > 8 ? 500 : 0) + 100 * random(2), currency: 'EUR' } };
    return { ...recorded, kind: 'revenue', key: values.invoiceId, values };
  });
  return [
    { ...recorded, kind: 'customers', key: owner, values: { startedOn: since, email: null, name: null, locale: null, timeZone: null, properties: { plan: 'pro' } } },
    ...invoices,
    { ...recorded, kind: 'lifetime-values', key: 'v', values: { asOf: addDays(since, 30), value: { amountMinor: 100 * random(9000), currency: 'EUR' }, method: null } },
    ...(random(5) === 0 ? [{ ...recorded, kind: 'churn' as const, key: 'c', values: { date: addDays(since, 200 + random(400)), type: 'full' as const, reason: null, amount: null } }] : []),
  ];
}

function rowsOf(answersEach: number, random: (most: number) => number): { answers: SheetAnswer[]; asks: SheetAsk[] } {
  const place = () => ({ touchpoint: `touchpoint-${random(TOUCHPOINTS)}`, metric: 'nps' as const, scale: '0-10', segments: {} });
  const answers = Array.from({ length: answersEach }, (): SheetAnswer => {
    const [answeredOn, score] = [addDays('2025-01-01', random(440)), random(11)];
    return { ...place(), answeredOn, score, category: categorize('nps', { low: 6, high: 9 }, score), askedOn: addDays(answeredOn, -2) };
  });
  const sentOn = addDays('2025-01-01', random(300));
  return { answers: answers.toSorted((one, other) => (one.answeredOn < other.answeredOn ? -1 : 1)), asks: [{ ...place(), sentOn, endedOn: addDays(sentOn, 30), end: 'silent' }] };
}

/** Sheets of everybody, and the facts of those whom the import touches. @returns their owners */
async function seed(accountId: string, { customers, answersEach, touched }: OutcomesSize): Promise<string[]> {
  const random = randomness(11);
  const owners = Array.from({ length: customers }, (_, index) => `${accountId}-${index}`);
  for (const chunk of chunks(owners, 1000)) {
    const sheets: Doc[] = [];
    const facts: Doc[] = [];
    for (const owner of chunk) {
      const theirs = factsOf(owner, random);
      sheets.push({ _id: `cus-${owner}`, accountId, owner, ...rowsOf(answersEach, random), ...sheetFacts(ownedFacts(theirs)), factsRevision: 1 } as Doc);
      if (facts.length + owners.indexOf(chunk[0] ?? '') < touched) facts.push({ _id: `facts-${owner}`, accountId, owner, facts: theirs, imports: ['seed'], revision: 1 } as Doc);
    }
    await collection('outcomeSheets').insertMany(sheets);
    if (facts.length > 0) await collection('factSheets').insertMany(facts);
  }
  return owners.slice(0, touched);
}

export async function benchOutcomes(stage: Stage, rounds: number, { isFull }: { isFull: boolean }): Promise<Row[]> {
  const size = isFull ? FULL_SIZE : QUICK_SIZE;
  const { _id: accountId } = await createAccount(stage.app, { name: 'Outcomes', timeZone: 'UTC' });
  const owners = await seed(accountId, size);
  const note = `${size.customers.toLocaleString('en')} customers × ${size.answersEach} answers, ${TOUCHPOINTS} touchpoints`;
  const request = { ...YEAR, asOf: null, touchpoint: null, metric: null, currency: null, where: null, minimum: 30 };
  let revision = 0;
  const report = await inTurns(rounds, {
    ours: () => changed(accountId, (revision += 1)).then(() => seconds(() => findOutcomes(accountId, request))),
    floor: () => seconds(() => drained(accountId)),
  });
  const remembered = await inTurns(rounds * 3, { ours: () => seconds(() => findOutcomes(accountId, request)) });
  const refresh = await inTurns(rounds, {
    ours: () => seconds(() => refreshOutcomes(stage.app, accountId, owners)),
    floor: () => seconds(() => factsRead(accountId, owners)),
  });
  const inMilliseconds = summary([remembered.ours.min, remembered.ours.median, remembered.ours.max].map((value) => value * 1000));
  return [
    compared('outcomes report, first time', report, 'driver streaming the same sheets', note),
    { group: 'outcomes', path: 'outcomes report, again', unit: 'ms', ours: inMilliseconds, floor: null, ratio: null, goal: '< 100 ms', met: inMilliseconds.median < 100, note },
    compared(`refresh after ${size.touched.toLocaleString('en')} churn rows`, refresh, 'driver reading the touched customers\' facts', `${BATCH} customers a read`),
  ];
}

function compared(path: string, { ours, floor }: { ours: Row['ours']; floor: Row['ours'] }, name: string, note: string): Row {
  const ratio = ours.median / floor.median;
  return { group: 'outcomes', path, unit: 's', ours, floor: { name, ...floor }, ratio, goal: '≤ 1.50', met: ratio <= 1.5, note };
}

async function changed(accountId: string, revision: number): Promise<void> {
  await collection('outcomesRevisions').updateOne({ _id: accountId }, { $set: { accountId, revision } }, { upsert: true });
}

async function drained(accountId: string): Promise<number> {
  let count = 0;
  for await (const _sheet of collection('outcomeSheets').find({ accountId }, { projection: FIELDS, batchSize: 1000 })) count += 1;
  return count;
}

async function factsRead(accountId: string, owners: string[]): Promise<void> {
  for (const chunk of chunks(owners, BATCH)) await collection('factSheets').find({ accountId, owner: { $in: chunk } }).toArray();
}
