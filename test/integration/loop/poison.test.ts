/** One in a hundred cannot be dealt with, at each stage for reasons of its own: each stops only itself, and everything else goes on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCasesOfEvents } from '../../../src/features/cases/open-cases.job.ts';
import { overdueBatches, receiveInteractions, toInteraction } from '../../../src/features/interactions/interactions.service.ts';
import { inviteBatch } from '../../../src/features/invitations/invite.job.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { refreshOutcomesOfEvents } from '../../../src/features/outcomes/refresh-outcomes.job.ts';
import { recordResponse } from '../../../src/features/responses/responses.service.ts';
import { verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import { tagAnswersOfEvents } from '../../../src/features/tags/tag-answers.job.ts';
import { putTagRule } from '../../../src/features/tags/tag-rules.service.ts';
import { importsClient } from '../../support/imports.ts';
import { persistently } from '../../support/persistently.ts';
import { size } from '../../support/size.ts';
import { anInteraction, stored } from '../../support/spine.ts';
import { anAccount, anApiKey, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const MANY = size(500, 10_000);
const POISON = MANY / 100;
const MINUTE_MS = 60_000;

let test: TestApp;
let account: string;
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account, { alertOnLow: true });
  await putTagRule(test.app, account, 'price', ['expensive']);
});
afterAll(async () => test.close());

type Change = Record<string, unknown>;

/** Breaks the first ones as if something had written what it should not: by turns in each of these ways. @returns their ids, and what mends them */
async function poison(collection: string, changes: readonly Change[]): Promise<{ ids: string[]; mend(): Promise<void> }> {
  const sound = await stored(collection).find({ accountId: account }, { sort: { _id: 1 }, limit: POISON }).toArray();
  for (const [index, { _id }] of sound.entries()) await stored(collection).updateOne({ _id }, { $set: changes[index % changes.length] ?? {} });
  return {
    ids: sound.map(({ _id }) => _id),
    async mend() {
      for (const { _id, ...values } of sound) await stored(collection).replaceOne({ _id }, values);
    },
  };
}

const count = (collection: string, filter: Record<string, unknown>): Promise<number> => stored(collection).countDocuments({ accountId: account, ...filter } as never);

describe('one in a hundred that cannot be', () => {
  it('decided leaves the others decided', async () => {
    const inputs = Array.from({ length: MANY }, () => anInteraction(test.app));
    await receiveInteractions(test.app, account, 'api', inputs);
    // A number in the place of an address, nothing in the place of a customer, an instant that is none.
    const ids = inputs.slice(0, POISON).map((input) => toInteraction(account, 'api', input, test.app.now())._id);
    const changes: Change[] = [{ 'customer.email': 5 }, { customer: null }, { occurredAt: 'yesterday' }];
    for (const [index, _id] of ids.entries()) await stored('interactions').updateOne({ _id }, { $set: changes[index % changes.length] ?? {} });
    for (let isMoving = true; isMoving;) {
      const due = await overdueBatches(new Date(test.app.now().getTime() + 1000));
      const outcomes = await Promise.allSettled(due.map((batchId) => inviteBatch(test.app, { batchId })));
      isMoving = outcomes.some(({ status }) => status === 'fulfilled');
    }
    const undecided = await stored('interactions').find({ accountId: account, batchId: { $exists: true } }).toArray();
    expect(undecided.map(({ _id }) => _id).toSorted()).toEqual(ids.toSorted());
    expect(await count('invitations', { status: 'scheduled' })).toBe(MANY - POISON);
    await stored('interactions').deleteMany({ _id: { $in: ids } });
  }, size(60_000, 600_000));

  it('sent leaves the others sent', async () => {
    // A wording that is gone, one that cannot be filled in, an account that is gone.
    const version = await stored('surveyVersions').findOne({ accountId: account });
    await stored('surveyVersions').insertOne({ ...version, _id: `${String(version?.['surveyId'])}_98`, version: 98, content: { ...(version?.['content'] as object), texts: null } } as never);
    const { ids } = await poison('invitations', [{ version: 99 }, { version: 98 }, { accountId: 'acc_gone' }]);
    await sendDue(test.app);
    expect(await count('invitations', { status: 'sent' })).toBe(MANY - 2 * POISON);
    expect(test.mailer.sent).toHaveLength(MANY - 2 * POISON);
    const left = await stored('invitations').find({ _id: { $in: ids } }).toArray();
    expect(left.map(({ status, phase }) => `${String(status)} ${String(phase)}`)).toEqual(ids.map(() => 'scheduled due'));
    for (const { accountId, history } of left) if (accountId === account) expect((history as { reason: string }[]).at(-1)?.reason).toContain('could not be written');
    expect(await verifyRollups(test.app, account)).toEqual([]);
    await stored('invitations').deleteMany({ _id: { $in: ids } });
  }, size(60_000, 600_000));

  // By what can be known of each beforehand, and by what shows only when all are written.
  it('recorded leaves the others recorded, though they are written together', async () => {
    const { ids, mend } = await poison('invitations', [{ version: 99 }, { accountId: 'acc_gone' }, { sentOn: 5 }]);
    const all = await stored('invitations').find({ $or: [{ accountId: account }, { accountId: 'acc_gone' }] }, { projection: { _id: 1 } }).toArray();
    const record = (invitationId: string, score: number) => persistently(() => recordResponse(test.app, { invitationId, score, comment: 'too expensive', at: test.app.now(), sender: null, formAgeSeconds: null }));
    const answers = await Promise.allSettled(all.map(({ _id }, index) => record(_id, index % 11)));
    expect(answers.map(({ status }) => status)).toEqual(all.map(({ _id }) => (ids.includes(_id) ? 'rejected' : 'fulfilled')));
    expect(await count('responses', {})).toBe(MANY - 3 * POISON);
    await mend();
    expect(await verifyRollups(test.app, account)).toEqual([]);
    await Promise.all(ids.map((_id) => record(_id, 5)));
    expect(await count('responses', {})).toBe(MANY - 2 * POISON);
    expect(await verifyRollups(test.app, account)).toEqual([]);
  }, size(60_000, 600_000));

  it('worked off leaves the others worked off, and is tried again', async () => {
    const { ids, mend } = await poison('responses', [{ comment: 5, category: 'detractor', score: 0 }, { customerId: 5, category: 'detractor', score: 0 }]);
    const low = await count('responses', { category: 'detractor', _id: { $nin: ids } });
    await Promise.all([openCasesOfEvents(test.app), tagAnswersOfEvents(test.app), refreshOutcomesOfEvents(test.app)]);
    expect(await count('cases', { responseId: { $nin: ids } })).toBe(low);
    expect(await count('responses', { _id: { $nin: ids }, tags: 'price' })).toBe(MANY - 3 * POISON);
    const stuck = await stored('events').find({ accountId: account, awaiting: { $in: ['cases', 'tags', 'outcomes'] } }).toArray();
    const stuckIds = new Set(stuck.map(({ subject }) => (subject as Record<string, string>)['responseId'] ?? ''));
    expect(stuckIds.size).toBeGreaterThan(0);
    expect([...stuckIds].filter((id) => !ids.includes(id))).toEqual([]);
    await mend();
    await Promise.all([openCasesOfEvents(test.app), tagAnswersOfEvents(test.app)]);
    expect(await count('events', { awaiting: { $in: ['cases', 'tags'] } })).toBe(0);
    expect(await count('responses', { tags: 'price' })).toBe(MANY - 2 * POISON);
  }, size(60_000, 600_000));

  it('imported leaves the others imported', async () => {
    const imports = importsClient(test.url, await anApiKey(test.app, account));
    const workers = test.workers();
    const good = (row: number): string => `i${row},c${row},recurring,2026-01-01,2026-01-31,10.00,EUR`;
    const bad = [(row: number) => `i${row},c${row},recurring,new year,2026-01-31,10.00,EUR`, (row: number) => `i${row},,recurring,2026-01-01,2026-01-31,10.00,EUR`, (row: number) => `i${row},c${row},recurring,2026-01-01,2026-01-31,ten,EUR`, (row: number) => `i${row},"c`, (row: number) => `i${row},c${row},recurring,2026-01-01,2026-01-31,10.00,XXXX`];
    const rows = Array.from({ length: MANY }, (_, row) => (row % 100 === 50 ? bad[Math.floor(row / 100) % bad.length]?.(row) : good(row)));
    const id = await imports.begin('revenue', ['invoiceId,customerId,type,startsOn,endsOn,amount,currency', ...rows].join('\n'));
    expect(await imports.ended(id, MINUTE_MS)).toMatchObject({ status: 'finished', rowsRead: MANY, rejected: POISON, accepted: MANY - POISON });
    await workers.close();
  }, size(60_000, 600_000));
});
