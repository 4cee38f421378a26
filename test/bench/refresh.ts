/** Refreshing outcome sheets after an import, beside reading the same with the driver and replacing the same sheets. */
import { addDays } from '../../src/domain/period.ts';
import { refreshCustomers, refreshOutcomes } from '../../src/features/outcomes/outcomes.service.ts';
import { BATCH } from '../../src/features/outcomes/sheet-sources.queries.ts';
import { chunks } from '../../src/platform/chunks.ts';
import { churnOn, customerOf, factSheetOf, invitationsOf, responsesOf, sheetOf, type Person } from './company.ts';
import { inTurns, seconds, type Row, type Summary } from './measure.ts';
import { collection, floorCollection, type Doc, type Stage } from './stage.ts';

/** Everything an import of these people's facts and past answers would have stored; their sheets are there already. */
export async function seedSources(stage: Stage, accountId: string, people: Person[]): Promise<void> {
  for (const chunk of chunks(people, 500)) {
    await collection('factSheets').insertMany(chunk.map((person) => factSheetOf(accountId, person)));
    await collection('customers').insertMany(chunk.map((person) => customerOf(accountId, person)));
    await collection('responses').insertMany(chunk.flatMap((person) => responsesOf(accountId, person)));
    await collection('invitations').insertMany(chunk.flatMap((person) => invitationsOf(accountId, person, stage.now)));
  }
}

export async function benchRefresh(stage: Stage, rounds: number, { accountId, people, answersEach }: { accountId: string; people: Person[]; answersEach: number }): Promise<Row[]> {
  const owners = people.map(({ owner }) => owner);
  const ids = people.map(({ customerId }) => customerId);
  const floor = await floorCollection('outcomeSheets');
  const sheets = people.map((person) => sheetOf(accountId, person));
  for (const chunk of chunks(sheets, 1000)) await floor.insertMany(chunk);
  const replace = async (round: number): Promise<void> => {
    const left = [dayOf(round)];
    await inChunks(sheets, (chunk) => floor.bulkWrite(chunk.map((sheet) => ({ replaceOne: { filter: { _id: sheet._id, accountId }, replacement: { ...sheet, left }, upsert: true } })), { ordered: false }));
  };
  const factsRead = (): Promise<void> => inChunks(owners, (chunk) => collection('factSheets').find({ accountId, owner: { $in: chunk } }).toArray());
  const rowsRead = (name: string): Promise<void> => inChunks(ids, (chunk) => collection(name).find({ accountId, customerId: { $in: chunk } }).toArray());

  const churn = await inTurns(rounds, {
    ours: (round) => left(accountId, owners, round).then(() => seconds(() => refreshOutcomes(stage.app, accountId, owners))),
    read: () => seconds(factsRead),
    written: (round) => seconds(() => replace(round)),
  });
  // Whoever was never asked before has no sheet before the import.
  const answers = await inTurns(rounds, {
    ours: () => collection('outcomeSheets').deleteMany({ _id: { $in: ids }, accountId }).then(() => seconds(() => refreshCustomers(stage.app, accountId, ids))),
    read: () => seconds(() => factsRead().then(() => rowsRead('responses')).then(() => rowsRead('invitations'))),
    written: (round) => floor.deleteMany({ accountId }).then(() => seconds(() => replace(round))),
  });
  const many = people.length.toLocaleString('en');
  return [
    compared(`refresh after ${many} churn rows`, churn, 'driver reading the facts and replacing the sheets'),
    compared(`refresh after the past answers of ${many} customers`, answers, `driver reading facts, ${answersEach} answers and an ask each, and replacing the sheets`),
  ];
}

/** A day of its own each round, so that there is something to write. */
const dayOf = (round: number): string => addDays('2026-01-01', round);

async function left(accountId: string, owners: string[], round: number): Promise<void> {
  const { owner: _nobody, ...fact } = churnOn('', dayOf(round));
  await inChunks(owners, (chunk) => collection('factSheets').updateMany({ accountId, owner: { $in: chunk } }, { $push: { facts: fact }, $inc: { revision: 1 } } as never));
}

async function inChunks<Item extends string | Doc>(items: Item[], work: (chunk: Item[]) => Promise<unknown>): Promise<void> {
  for (const chunk of chunks(items, BATCH)) await work(chunk);
}

function compared(path: string, { ours, read, written }: Record<'ours' | 'read' | 'written', Summary>, name: string): Row {
  const floor = { median: read.median + written.median, min: read.min + written.min, max: read.max + written.max };
  const ratio = ours.median / floor.median;
  return {
    group: 'outcomes', path, unit: 's', ours, floor: { name, ...floor }, ratio, goal: '≤ 1.50', met: ratio <= 1.5, note: `${BATCH} customers at a time; ${(ours.median / read.median).toFixed(1)} × the reading alone`,
  };
}
