/** What an interaction, its decision and an answer cost with many stored, beside what they cost with few: the same before and after. */
import { answerShot, seedSent } from './answers.ts';
import { decisionRate } from './decisions.ts';
import { interactionShot } from './ingest.ts';
import type { Instance } from './instance.ts';
import { fire, type Shot } from './load.ts';
import { inTurns, type Row, type Summary } from './measure.ts';
import { collection, copyOf, forgetUndecided, unique, type Doc, type Stage } from './stage.ts';

const SIZES = { usual: 50_000, full: 1_000_000 };
const AMOUNT = 2000;
const CONNECTIONS = 200;
const BATCH = 1000;
/** An item may cost a fifth more. */
const LEAST_RATIO = 1 / 1.2;

export async function benchGrowth(stage: Stage, web: Instance, rounds: number, { isFull }: { isFull: boolean }): Promise<Row[]> {
  const size = isFull ? SIZES.full : SIZES.usual;
  const measure = async (): Promise<{ interactions: Summary; decisions: Summary; answers: Summary }> => {
    const ids = await seedSent(stage, AMOUNT * (rounds + 1));
    const answer = (): Shot => answerShot(stage, ids.pop() ?? '', ids.length % 11);
    const rate = (shot: () => Shot, wanted: number) => async (): Promise<number> => (await fire(web.url, shot, { amount: AMOUNT, connections: CONNECTIONS, wanted })).rate;
    const [interactions, answers] = [rate(() => interactionShot(stage), 202), rate(answer, 303)];
    await interactions();
    await answers();
    const rates = await inTurns(rounds, { interactions, answers });
    await forgetUndecided();
    const decisions = (): Promise<number> => decisionRate(stage, { amount: AMOUNT, perBatch: 20 });
    return { ...rates, ...await inTurns(rounds, { decisions }) };
  };
  const few = await measure();
  const own = { accountId: stage.account._id };
  await seedCopies('interactions', own, size, () => ({ externalId: unique() }));
  await seedCopies('customers', own, size, () => ({ externalId: unique(), emailKey: `${unique()}@example.com` }));
  await seedCopies('invitations', { ...own, status: 'responded' }, size, () => ({ customerId: `grown-${unique()}` }));
  await seedCopies('responses', own, size, () => ({ customerId: `grown-${unique()}` }));
  const many = await measure();
  return [
    row('interaction ingest', { unit: 'requests/s', size }, few.interactions, many.interactions),
    row('interaction → decision', { unit: 'decisions/s', size }, few.decisions, many.decisions),
    row('answer POST', { unit: 'answers/s', size }, few.answers, many.answers),
  ];
}

function row(path: string, { unit, size }: { unit: string; size: number }, few: Summary, many: Summary): Row {
  const ratio = many.median / few.median;
  return { group: 'growth', path: `${path}, ${size.toLocaleString('en')} stored`, unit, ours: many, floor: { name: 'the same with some thousands stored', ...few }, ratio, goal: '≥ 0.83', met: ratio >= LEAST_RATIO, note: 'a fifth more time each at most' };
}

/** Copies of one that the product made itself. */
async function seedCopies(name: string, filter: Record<string, unknown>, size: number, changes: () => Record<string, unknown>): Promise<void> {
  const template: Doc | null = await collection(name).findOne(filter);
  if (!template) throw new Error(`the product stored none of the ${name} to copy`);
  for (let stored = 0; stored < size; stored += BATCH) {
    await collection(name).insertMany(Array.from({ length: BATCH }, () => copyOf(template, changes())), { ordered: false });
  }
}
