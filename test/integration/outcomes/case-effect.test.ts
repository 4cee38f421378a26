import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeCase, reopenCase } from '../../../src/features/cases/case-steps.service.ts';
import { openCase } from '../../../src/features/cases/cases.service.ts';
import { rebuildOutcomes, refreshCustomers, refreshFromEvents, verifyOutcomes } from '../../../src/features/outcomes/outcomes.service.ts';
import { eraseCustomer } from '../../../src/features/privacy/privacy.service.ts';
import { OutcomesView } from '../../../src/features/reports/outcomes-document.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { anAnswer, customer, imported, left, put, started } from '../../support/facts.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
/** Case of each customer, by their name. */
let cases: Map<string, string>;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(async () => test.close());

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
/** Unhappy on 1 February 2025; of ten whose case is closed two leave on 1 April, of twelve others six. */
const CLOSED = names('closed', 10);
const OTHERS = names('other', 12);

beforeEach(async () => {
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'read');
  await aSurvey(test.app, account);
  test.clock.set('2025-02-02T10:00:00Z');
  const everybody = [...CLOSED, ...OTHERS, 'quick'];
  const ids = new Map(await Promise.all(everybody.map(async (name) => [name, await customer(account, name)] as const)));
  const answers = everybody.map((name) => anAnswer(account, { customerId: ids.get(name) ?? '', day: '2025-02-01', score: 2 }));
  await put('responses', answers);
  await imported(test.app, account, [
    ...everybody.map((name) => started(name, '2024-01-01')),
    ...[...CLOSED.slice(0, 2), ...OTHERS.slice(0, 6)].map((name) => left(name, '2025-04-01')),
    // Gone before anybody could have closed anything.
    left('quick', '2025-02-10'),
  ]);
  await refreshCustomers(test.app, account, [...ids.values()]);
  await refreshFromEvents(test.app);
  cases = new Map();
  for (const [index, name] of everybody.entries()) {
    const { opened } = await openCase(test.app, account, { responseId: answers[index]?._id ?? '', ownerId: null, dueAt: null, rootCause: null });
    cases.set(name, opened._id);
  }
});

async function closeOn(day: string, ...whose: string[]): Promise<void> {
  test.clock.set(`${day}T10:00:00Z`);
  for (const name of whose) await closeCase(test.app, account, cases.get(name) ?? '', { outcome: 'Called' });
}

async function effect({ minimum = 5, asOf }: { minimum?: number; asOf?: string } = {}) {
  test.clock.set('2025-12-31T10:00:00Z');
  await refreshFromEvents(test.app);
  const { body } = await api.get(`/api/v1/reports/outcomes?from=2025-01-01&to=2025-12-01&minimum=${minimum}${asOf === undefined ? '' : `&asOf=${asOf}`}`);
  expect(OutcomesView.safeParse(body).error).toBeUndefined();
  expect(body.definition.caseEffect).toContain('no experiment');
  return body.touchpoints[0].caseEffect;
}

describe('the effect of closed cases in the outcomes report', () => {
  it('is none while no case was closed', async () => {
    expect(await effect()).toBeNull();
  });

  it('compares who stayed to the landmark, with intervals and numbers of customers', async () => {
    await closeOn('2025-02-06', ...CLOSED);
    // A day too late to count, and one of whom it was closed after they had gone.
    await closeOn('2025-02-16', 'other11', 'quick');
    const found = await effect();
    expect(found['90']).toMatchObject({
      value: expect.closeTo(2 / 10 - 6 / 12, 12), low: expect.any(Number), high: expect.any(Number), pValue: expect.any(Number), of: [10, 12], n: 22, definition: 'case-effect/1',
      withClosedCase: { value: expect.closeTo(0.2, 12), n: 10, numerator: 2, low: expect.any(Number), high: expect.any(Number) },
      without: { value: expect.closeTo(0.5, 12), n: 12, numerator: 6 },
    });
    expect(found['30']).toMatchObject({ value: 0, of: [10, 12] });
    expect((await effect({ minimum: 11 }))['90']).toMatchObject({ value: null, reason: 'too-few', of: [10, 12], withClosedCase: { value: null, reason: 'too-few' }, without: { n: 12 } });
    expect(await verifyOutcomes(test.app, account)).toEqual({ checked: 23, differences: [] });
  });

  it('knows of a closing what was known by then, and forgets one that was taken back in time', async () => {
    await closeOn('2025-02-06', ...CLOSED);
    await closeOn('2025-02-10', 'other0');
    test.clock.set('2025-02-12T10:00:00Z');
    await reopenCase(test.app, account, cases.get('closed9') ?? '');
    test.clock.set('2025-03-01T10:00:00Z');
    await reopenCase(test.app, account, cases.get('closed8') ?? '');
    expect((await effect())['90']).toMatchObject({ of: [10, 12] });
    // Facts came before the cases did, and closings day by day.
    expect((await effect({ asOf: '2025-02-11T00:00:00Z' }))['90']).toMatchObject({ of: [11, 11] });
    expect((await effect({ asOf: '2025-02-07T00:00:00Z' }))['90']).toMatchObject({ of: [10, 12] });
    expect(await effect({ asOf: '2025-02-05T00:00:00Z' })).toBeNull();
    expect(await verifyOutcomes(test.app, account)).toEqual({ checked: 23, differences: [] });
  });

  it('follows case by case in the sheets of those it happened to only, and a rebuild gives the same', async () => {
    await closeOn('2025-02-06', 'closed0');
    const [touched, untouched] = ['closed0', 'closed1'].map((name) => `cus-${name}-${account}`);
    await stored('outcomeSheets').updateOne({ _id: untouched ?? '' }, { $set: { 'answers.0.score': 6 } });
    await refreshFromEvents(test.app);
    expect(await stored('outcomeSheets').findOne({ _id: touched ?? '' })).toMatchObject({ answers: [{ score: 2, caseClosed: [{ from: '2025-02-06', until: null }] }] });
    expect(await stored('outcomeSheets').findOne({ _id: untouched ?? '' })).toMatchObject({ answers: [{ score: 6 }] });
    expect((await verifyOutcomes(test.app, account)).differences).toEqual([{ customerId: untouched, part: 'answers' }]);
    await stored('outcomeSheets').updateOne({ _id: touched ?? '' }, { $unset: { 'answers.0.caseClosed': '' } });
    expect((await verifyOutcomes(test.app, account)).differences).toHaveLength(2);
    await rebuildOutcomes(test.app, account);
    expect(await verifyOutcomes(test.app, account)).toEqual({ checked: 23, differences: [] });
    expect((await effect({ minimum: 1 }))['90']).toMatchObject({ of: [1, 21] });
  });

  it('is the same after people are erased', async () => {
    await closeOn('2025-02-06', ...CLOSED);
    const before = await effect();
    for (const name of ['closed0', 'other11']) await eraseCustomer(test.app, account, name);
    expect(await effect()).toEqual(before);
    expect(await verifyOutcomes(test.app, account)).toEqual({ checked: 23, differences: [] });
  });
});
