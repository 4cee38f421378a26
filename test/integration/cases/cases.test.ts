import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCasesOfEvents } from '../../../src/features/cases/open-cases.job.ts';
import { sweepCases } from '../../../src/features/cases/sweep-cases.job.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import type { Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { eraseCustomer } from '../../../src/features/privacy/privacy.service.ts';
import { recordAnswer } from '../../../src/features/responses/record-answer.service.ts';
import { excludeResponse } from '../../../src/features/responses/judge-answer.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { answer, everythingStored, invited, stored, wipeQueues } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const HOUR = 3_600_000;

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  for (const name of ['cases', 'events', 'followUps']) await stored(name).deleteMany({});
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'read');
});
afterAll(async () => test.close());

async function answered(score: string): Promise<Invitation> {
  const invitation = await invited(test.app, account, { customer: { externalId: 'ada', email: 'ada@example.com', name: 'Ada' } });
  await sendDue(test.app);
  expect((await answer(test.app, test.clock.advance, invitation, { score, comment: 'late again' })).status).toBe(303);
  return invitation;
}

const given = (score: number, values: object = {}) => recordAnswer(test.app, account, {
  id: null, survey: 'nps', customer: { externalId: 'bob' }, score, comment: null, respondedAt: test.app.now(), interaction: null, properties: {}, channel: 'api', ...values,
});

const openedOnes = async () => {
  await openCasesOfEvents(test.app);
  return (await api.get('/api/v1/cases')).body.data as { id: string; responseId: string; dueAt: string; openedAt: string }[];
};
const eventsOf = async (type: string) => stored('events').find({ accountId: account, type }).toArray();

describe('a low answer', () => {
  it.each([['nps', '0', 1], ['nps', '6', 1], ['nps', '7', 0], ['csat', '2', 1], ['csat', '3', 0], ['ces', '3', 1], ['ces', '4', 0]])('%s %s opens %i', async (metric, score, count) => {
    await aSurvey(test.app, account, { metric });
    await answered(score);
    expect(await stored('events').countDocuments({ accountId: account, awaiting: 'cases' })).toBe(count);
    expect(await openedOnes()).toHaveLength(count);
  });

  it('opens a case that nobody owns yet, due as the survey says, with its event', async () => {
    await aSurvey(test.app, account, { caseDueAfter: '4h' });
    const { _id, customerId } = await answered('2');
    const [found] = await openedOnes();
    expect(found).toMatchObject({
      status: 'open', origin: 'rule', responseId: _id, customerId, survey: 'nps', touchpoint: 'checkout', ownerId: null, owner: null, rootCause: null, outcome: null, closedAt: null, isOverdue: false,
      answer: { score: 2, category: 'detractor', comment: 'late again' },
    });
    expect(Date.parse(found?.dueAt ?? '') - Date.parse(found?.openedAt ?? '')).toBe(4 * HOUR);
    expect(await eventsOf('case.opened')).toMatchObject([{ subject: { caseId: found?.id, responseId: _id, customerId } }]);
  });

  it.each([[{ alertOnLow: false }, 0], [{ alertOnLow: false, openCases: true }, 1], [{ openCases: false }, 0], [{}, 1]])('opens one where the survey says so, by default where it alerts: %j', async (settings, count) => {
    await aSurvey(test.app, account, settings);
    await answered('1');
    expect(await openedOnes()).toHaveLength(count);
  });

  it('opens one also where the survey is older than cases', async () => {
    const { _id } = await aSurvey(test.app, account);
    await stored('surveys').updateOne({ _id }, { $unset: { openCases: '', caseDueAfter: '' } });
    expect((await api.get('/api/v1/surveys/nps')).body).toMatchObject({ openCases: true, caseDueAfter: '48h' });
    await answered('1');
    expect(await openedOnes()).toHaveLength(1);
  });

  it('opens one whatever runs twice, together or again, with one event', async () => {
    await aSurvey(test.app, account);
    await answered('1');
    await given(3);
    await Promise.all([openCasesOfEvents(test.app), openCasesOfEvents(test.app), openCasesOfEvents(test.app)]);
    expect(await stored('cases').countDocuments({ accountId: account })).toBe(2);
    expect(await eventsOf('case.opened')).toHaveLength(2);
    const once = await everythingStored();
    await stored('events').updateMany({ type: 'response.recorded' }, { $push: { awaiting: 'cases' } } as object);
    await openCasesOfEvents(test.app);
    await sweepCases(test.app);
    expect(await everythingStored()).toEqual(once);
  });

  it('opens one when it becomes low by a revision, and none again after that', async () => {
    await aSurvey(test.app, account);
    const invitation = await answered('9');
    expect(await openedOnes()).toEqual([]);
    await answer(test.app, test.clock.advance, invitation, { score: '3' });
    expect(await openedOnes()).toHaveLength(1);
    await answer(test.app, test.clock.advance, invitation, { score: '1' });
    expect(await openedOnes()).toHaveLength(1);
    expect(await eventsOf('case.opened')).toHaveLength(1);
  });

  it('opens none when it was given in the past, left out, or its customer erased before, and one when it is taken in again', async () => {
    await aSurvey(test.app, account);
    await given(1, { channel: 'import' });
    const { response } = await given(2);
    await excludeResponse(test.app, account, response._id, { reason: 'a test' });
    await given(3, { customer: { externalId: 'carl' } });
    await eraseCustomer(test.app, account, 'carl');
    expect(await openedOnes()).toEqual([]);
    await excludeResponse(test.app, account, response._id, null);
    expect(await openedOnes()).toMatchObject([{ responseId: response._id }]);
  });

  it('opens one by the sweep after the queue was wiped', async () => {
    await aSurvey(test.app, account);
    await answered('1');
    await wipeQueues(test.app);
    const workers = test.workers();
    test.clock.advance(6000);
    await sweepCases(test.app);
    await eventually('the case is open', async () => (await stored('cases').countDocuments({ accountId: account })) === 1);
    await workers.close();
  });
});

describe('a due time that passed', () => {
  it('is told once, and again after more time was given', async () => {
    await aSurvey(test.app, account);
    await answered('1');
    const [found] = await openedOnes();
    const write = await apiClient(test, account, 'write');
    await sweepCases(test.app);
    expect(await eventsOf('case.overdue')).toEqual([]);
    test.clock.advance(49 * HOUR);
    await Promise.all([sweepCases(test.app), sweepCases(test.app)]);
    await sweepCases(test.app);
    expect(await eventsOf('case.overdue')).toMatchObject([{ subject: { caseId: found?.id } }]);
    expect((await api.get('/api/v1/cases?overdue=true')).body.data).toMatchObject([{ isOverdue: true }]);
    expect((await write.patch(`/api/v1/cases/${found?.id}`, { dueAt: new Date(test.app.now().getTime() + HOUR).toISOString() })).body.isOverdue).toBe(false);
    expect((await api.get('/api/v1/cases?overdue=true')).body.data).toEqual([]);
    test.clock.advance(2 * HOUR);
    await sweepCases(test.app);
    expect(await eventsOf('case.overdue')).toHaveLength(2);
  });

  it('is not told of a closed case', async () => {
    await aSurvey(test.app, account);
    await answered('1');
    const [found] = await openedOnes();
    await (await apiClient(test, account, 'write')).post(`/api/v1/cases/${found?.id}/close`, { outcome: 'Called' });
    test.clock.advance(49 * HOUR);
    await sweepCases(test.app);
    expect(await eventsOf('case.overdue')).toEqual([]);
  });
});
