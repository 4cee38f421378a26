import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rebuildOutcomes, refreshCustomers, refreshFromEvents, verifyOutcomes } from '../../../src/features/outcomes/outcomes.service.ts';
import { OutcomesView } from '../../../src/features/reports/outcomes-document.ts';
import { anAnswer, anAsk, customer, eur, fact, getReport, imported, left, pays, put, started, worth } from '../../support/facts.ts';
import { plainChurn, plainOutcomes, randomPeople, settle } from '../../support/outcome-world.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, anApiKey, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

interface Amount { amount: string; currency: string; customers?: number }
interface Figure { value: number | null; reason?: string; n?: number }
interface Group { group: string; customers: number; churn: Record<string, Figure>; curve: { day: number; survival: number }[]; mrr: { currency: string; total: Amount; totalNow: Amount }[]; clv: { currency: string; n: number; mean: Amount }[]; clvMean: Amount[] }
interface Touchpoint {
  touchpoint: string; metric: string; scale: { min: number; max: number }; customers: number; groups: Group[]; lift: Record<string, Figure>; auc: Record<string, Figure>; adjustedPValue: number | null;
  weighted: { weight: string; currency: string; value: number | null; effectiveN: number }[]; mrrAtRisk: Amount[]; expectedExcessLoss: { currency: string; value: Amount | null }[]; change: Record<string, Figure>;
  representativeness: { invited: number; answered: number; strata: { clvDecile: number | null }[] } | { value: null; reason: string }; caseEffect: null;
}
interface Report { until: string; definition: { version: string }; touchpoints: Touchpoint[] }

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  test.clock.set('2026-04-01T10:00:00Z');
});
afterAll(() => test.close());

async function aCompany(values: Parameters<typeof anAccount>[1] = {}) {
  const { _id: accountId } = await anAccount(test.app, values);
  const key = await anApiKey(test.app, accountId, 'read');
  const report = async (query: Record<string, string>): Promise<Report> => {
    const found = await getReport<Report>(test.url, key, 'outcomes', { minimum: '1', ...query });
    // As the API document says.
    expect(OutcomesView.safeParse(found).error).toBeUndefined();
    return found;
  };
  return { accountId, key, report };
}

const groupOf = (touchpoint: Touchpoint | undefined, name: string): Group | undefined => touchpoint?.groups.find(({ group }) => group === name);
const minor = (amount: Amount | undefined): number => Number((amount?.amount ?? '0').replace('.', ''));
const year = { from: '2025-01-01', to: '2026-01-01' };

describe('GET /api/v1/reports/outcomes', () => {
  it.each([1, 2, 3])('equals a recomputation straight from the rows (world %i)', async (seed) => {
    const { accountId, report } = await aCompany({ segmentKeys: ['plan'] });
    const people = randomPeople(seed * 1000 + 17, 80);
    await settle(test.app, accountId, people);
    await refreshCustomers(test.app, accountId, people.map(({ id }) => id));
    for (const question of [
      { from: '2025-01-01', to: '2026-01-01', until: '2026-03-01' }, { from: '2025-03-01', to: '2025-06-01', until: '2025-08-20' }, { from: '2025-05-01', to: '2026-03-01', until: '2025-10-10' },
      { from: '2025-02-01', to: '2025-12-01', until: '2026-03-01', plan: 'pro' },
    ]) {
      const { plan, ...range } = question as typeof question & { plan?: string };
      const { touchpoints } = await report({ ...range, currency: 'EUR', ...(plan === undefined ? {} : { where: `property:plan:${plan}` }) });
      for (const name of ['checkout', 'delivery']) {
        const ours = touchpoints.find(({ touchpoint }) => touchpoint === name);
        const plain = plainOutcomes(people, name, { ...question, currency: 'EUR' });
        const expected = Object.entries(plain.groups).filter(([, { customers }]) => customers > 0);
        expect(expected.length).toBeGreaterThan(4);
        expect((ours?.groups ?? []).filter(({ customers }) => customers > 0).map(({ group, customers }) => [group, customers]).toSorted()).toEqual(expected.map(([group, { customers }]) => [group, customers]).toSorted());
        for (const [group, { followed, mrr, mrrNow, clv }] of expected) {
          const found = groupOf(ours, group);
          for (const horizon of [30, 90, 180, 365]) {
            const churn = plainChurn(followed, horizon);
            if (churn === null) expect(found?.churn[horizon]?.value, `${name} ${group} ${horizon}`).toBeNull();
            else expect(found?.churn[horizon]?.value, `${name} ${group} ${horizon}`).toBeCloseTo(churn, 10);
          }
          expect([minor(found?.mrr[0]?.total), minor(found?.mrr[0]?.totalNow)]).toEqual([mrr, mrrNow]);
          expect(found?.clv[0]?.n ?? 0).toBe(clv.length);
          if (clv.length > 0) expect(minor(found?.clvMean[0])).toBe(Math.round(clv.reduce((sum, value) => sum + value, 0) / clv.length));
        }
        expect(minor(ours?.mrrAtRisk[0])).toBe(plain.mrrAtRisk);
        expect(ours?.representativeness).toMatchObject({ invited: plain.invited });
      }
    }
    expect(await verifyOutcomes(test.app, accountId)).toMatchObject({ differences: [] });
  });

  it('has one sheet a customer also when two workers make them at the same moment', async () => {
    const { accountId } = await aCompany();
    const people = randomPeople(5, 40);
    await settle(test.app, accountId, people);
    const ids = people.map(({ id }) => id);
    await stored('outcomeSheets').deleteMany({ accountId });
    await Promise.all([refreshCustomers(test.app, accountId, ids), refreshCustomers(test.app, accountId, ids.toReversed())]);
    expect(await stored('outcomeSheets').countDocuments({ accountId })).toBe(40);
    expect(await verifyOutcomes(test.app, accountId)).toMatchObject({ checked: 40, differences: [] });
  });

  it('gives every part of the contract, in the shape of the document', async () => {
    const { accountId, report } = await aCompany();
    const survey = await aSurvey(test.app, accountId);
    const people = Array.from({ length: 40 }, (_, index) => `c${index}`);
    const ids = await Promise.all(people.map((owner) => customer(accountId, owner)));
    await imported(test.app, accountId, people.flatMap((owner, index) => [
      started(owner, '2024-06-01'), pays(owner, '2025-01-01', '2026-12-31', eur(2400 * (index + 1))), worth(owner, '2025-01-01', eur(100_00 * (index + 1))),
      ...(index % 2 === 0 && index < 24 ? [left(owner, '2025-03-15')] : []),
    ]));
    await put('responses', ids.slice(0, 36).map((customerId, index) => anAnswer(accountId, { customerId, day: '2025-02-01', score: index % 2 === 0 ? 2 : 10 })));
    await put('invitations', ids.slice(36).map((customerId) => anAsk(accountId, { customerId, surveyId: survey._id, sentOn: '2025-02-01', endedOn: '2025-03-01' })));
    await refreshCustomers(test.app, accountId, ids);
    const { touchpoints: [checkout], until, definition } = await report({ ...year, minimum: '10' });
    expect(until).toBe('2026-04-01');
    expect(definition.version).toBe('outcomes-1');
    expect(checkout).toMatchObject({ touchpoint: 'checkout', metric: 'nps', scale: { min: 0, max: 10 }, customers: 36, caseEffect: null });
    expect(checkout?.groups.map(({ group }) => group)).toEqual(['promoter', 'passive', 'detractor', 'score:10', 'score:2', 'silent', 'bounced', 'unsubscribed']);
    expect(groupOf(checkout, 'detractor')?.churn['90']).toMatchObject({ value: expect.closeTo(12 / 18, 12), n: 18 });
    expect(groupOf(checkout, 'promoter')?.churn['90']?.value).toBe(0);
    expect(groupOf(checkout, 'passive')?.churn['90']).toEqual({ value: null, reason: 'too-few' });
    expect(groupOf(checkout, 'silent')).toMatchObject({ customers: 4, churn: { 90: { value: null, reason: 'too-few' } } });
    // 12 of 18 left in the lowest category, 12 of 36 altogether.
    expect(checkout?.lift['90']?.value).toBeCloseTo(2, 12);
    expect(checkout?.auc['90']?.value).toBeCloseTo((12 * 18 + 0.5 * 12 * 6) / (12 * 24), 12);
    expect(checkout?.adjustedPValue).toBeLessThan(0.001);
    // Still there and unhappy: numbers 24, 26 … 34, paying (index + 1) euro a month.
    const atRisk = [25, 27, 29, 31, 33, 35].reduce((sum, each) => sum + each, 0);
    expect(checkout?.mrrAtRisk).toEqual([{ amount: `${atRisk}.00`, currency: 'EUR', customers: 6 }]);
    expect(minor(checkout?.expectedExcessLoss[0]?.value ?? undefined)).toBe(Math.round(atRisk * 100 * (12 / 18 - 12 / 36)));
    expect(checkout?.weighted.map(({ weight, currency }) => [weight, currency])).toEqual([['mrr', 'EUR'], ['clv', 'EUR']]);
    expect(checkout?.change['90']).toMatchObject({ value: null, reason: 'too-few' });
    expect(checkout?.representativeness).toMatchObject({ invited: 40, answered: 36 });
  });

  it('never counts churn on or before the day of the answer', async () => {
    const { accountId, report } = await aCompany();
    const ids = await Promise.all(['before', 'same', 'after', 'returned'].map((owner) => customer(accountId, owner)));
    const [before = '', same = '', after = '', returned = ''] = ids;
    await imported(test.app, accountId, [
      ...['before', 'same', 'after', 'returned'].map((owner) => started(owner, '2025-01-01')),
      left('before', '2025-02-10'), left('same', '2025-02-15'), left('after', '2025-02-16'), left('returned', '2025-02-10'), left('returned', '2025-02-12', 'returned'),
    ]);
    await put('responses', [before, same, after, returned].map((customerId) => anAnswer(accountId, { customerId, day: '2025-02-15', score: 3 })));
    await refreshCustomers(test.app, accountId, ids);
    const detractors = groupOf((await report(year)).touchpoints[0], 'detractor');
    // Gone before, or at the close of that very day: not active when they answered.
    expect(detractors?.customers).toBe(2);
    expect(detractors?.churn['30']?.value).toBeCloseTo(0.5, 12);
  });

  it('follows the first answer, not the latest, and takes the latest for snapshots', async () => {
    const { accountId, report } = await aCompany();
    const id = await customer(accountId, 'a');
    await imported(test.app, accountId, [started('a', '2025-01-01'), pays('a', '2025-01-01', '2026-12-31', eur(2400)), left('a', '2025-09-01')]);
    await put('responses', [anAnswer(accountId, { customerId: id, day: '2025-02-01', score: 10 }), anAnswer(accountId, { customerId: id, day: '2025-08-01', score: 2 })]);
    await refreshCustomers(test.app, accountId, [id]);
    const [checkout] = (await report({ ...year, until: '2025-10-01' })).touchpoints;
    expect(groupOf(checkout, 'promoter')).toMatchObject({ customers: 1, curve: [{ day: 0 }, { day: 212, survival: 0 }] });
    expect(groupOf(checkout, 'detractor')?.customers).toBe(0);
    expect((await report({ ...year, until: '2025-08-15' })).touchpoints[0]?.mrrAtRisk).toEqual([{ amount: '1.00', currency: 'EUR', customers: 1 }]);
    expect(checkout?.mrrAtRisk).toEqual([{ amount: '0.00', currency: 'EUR', customers: 0 }]);
  });

  it('lists the customers behind the money at risk, page by page', async () => {
    const { accountId, key } = await aCompany();
    const ids = await Promise.all(['a', 'b', 'c', 'happy'].map((owner) => customer(accountId, owner)));
    await imported(test.app, accountId, ['a', 'b', 'c', 'happy'].flatMap((owner, index) => [started(owner, '2025-01-01'), pays(owner, '2026-01-01', '2026-12-31', eur(12_000 * (index + 1)))]));
    await put('responses', ids.map((customerId, index) => anAnswer(accountId, { customerId, day: '2025-06-01', score: index === 3 ? 9 : index })));
    await refreshCustomers(test.app, accountId, ids);
    type Page = { data: { externalId: string; mrr: Amount; score: number; answeredOn: string }[]; nextCursor: string | null };
    const query = { ...year, touchpoint: 'checkout', metric: 'nps', limit: '2' };
    const first = await getReport<Page>(test.url, key, 'outcomes/customers', query);
    expect(first.data.map(({ externalId, mrr, score }) => [externalId, mrr.amount, score])).toEqual([['c', '30.00', 2], ['b', '20.00', 1]]);
    const second = await getReport<Page>(test.url, key, 'outcomes/customers', { ...query, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ data: [{ externalId: 'a', answeredOn: '2025-06-01' }], nextCursor: null });
    expect((await getReport<Page>(test.url, key, 'outcomes/customers', { ...year, touchpoint: 'elsewhere' })).data).toEqual([]);
  });

  it('brings other currencies into the one asked for at the last observed day, and leaves them out without a rate', async () => {
    const { accountId, report } = await aCompany();
    const id = await customer(accountId, 'a');
    await imported(test.app, accountId, [started('a', '2025-01-01'), pays('a', '2025-01-01', '2026-12-31', { amountMinor: 24_000, currency: 'USD' })]);
    await put('responses', [anAnswer(accountId, { customerId: id, day: '2025-02-01', score: 1 })]);
    await refreshCustomers(test.app, accountId, [id]);
    const atRisk = async (query: Record<string, string>): Promise<Amount[]> => (await report({ ...year, ...query })).touchpoints[0]?.mrrAtRisk ?? [];
    expect(await atRisk({})).toEqual([{ amount: '10.00', currency: 'USD', customers: 1 }]);
    expect(await atRisk({ currency: 'EUR' })).toEqual([]);
    await imported(test.app, accountId, [fact('exchange-rates', null, 'r', { day: '2026-01-01', from: 'EUR', to: 'USD', rate: '1.25' })]);
    expect(await atRisk({ currency: 'EUR' })).toEqual([{ amount: '8.00', currency: 'EUR', customers: 1 }]);
  });

  it('refuses what it does not understand', async () => {
    const { report } = await aCompany();
    for (const query of [{ horizon: '90' }, { minimum: '0' }, { metric: 'happiness' }, { where: 'property:plan:pro' }, { from: '2026-01-01', to: '2025-01-01' }, { currency: 'eur' }] as Record<string, string>[]) {
      await expect(report(query)).rejects.toThrow(/^422/);
    }
  });
});

describe('sheets', () => {
  it('change for the touched customers only, and for nothing twice', async () => {
    const { accountId } = await aCompany();
    const ids = await Promise.all(['a', 'b'].map((owner) => customer(accountId, owner)));
    await imported(test.app, accountId, [started('a', '2025-01-01'), started('b', '2025-01-01')]);
    await put('responses', ids.map((customerId) => anAnswer(accountId, { customerId, day: '2025-06-01', score: 5 })));
    await refreshCustomers(test.app, accountId, ids);
    await refreshFromEvents(test.app);
    const [a = '', b = ''] = ids;
    // A mark that any write of the whole sheet, or of its facts, would remove.
    await stored('outcomeSheets').updateOne({ _id: b }, { $set: { left: ['1999-01-01'] } });
    await imported(test.app, accountId, [left('a', '2025-07-01')]);
    await refreshFromEvents(test.app);
    expect(await stored('outcomeSheets').findOne({ _id: a })).toMatchObject({ left: ['2025-07-01'], owner: 'a' });
    expect(await stored('outcomeSheets').findOne({ _id: b })).toMatchObject({ left: ['1999-01-01'] });
    expect(await stored('events').countDocuments({ accountId, awaiting: 'outcomes' })).toBe(0);
  });

  it('stay as they are after facts that say nothing about them', async () => {
    const { accountId } = await aCompany();
    const id = await customer(accountId, 'a');
    await imported(test.app, accountId, [started('a', '2025-01-01')]);
    await put('responses', [anAnswer(accountId, { customerId: id, day: '2025-06-01', score: 5 })]);
    await refreshCustomers(test.app, accountId, [id]);
    await refreshFromEvents(test.app);
    const [sheet, revision] = [await stored('outcomeSheets').findOne({ _id: id }), await stored('outcomesRevisions').findOne({ _id: accountId })];
    await imported(test.app, accountId, [fact('activity', 'a', '2025-06-02', { day: '2025-06-02' })]);
    await refreshFromEvents(test.app);
    expect(await stored('outcomeSheets').findOne({ _id: id })).toEqual({ ...sheet, factsRevision: 2 });
    expect(await stored('outcomesRevisions').findOne({ _id: accountId })).toEqual(revision);
  });

  it('hold facts that changed while they were being made', async () => {
    const { accountId } = await aCompany();
    const owners = Array.from({ length: 12 }, (_, index) => `c${index}`);
    const ids = await Promise.all(owners.map((owner) => customer(accountId, owner)));
    await imported(test.app, accountId, owners.map((owner) => started(owner, '2025-01-01')));
    await put('responses', ids.map((customerId) => anAnswer(accountId, { customerId, day: '2025-06-01', score: 5 })));
    await Promise.all(owners.map(async (owner, index) => {
      const made = refreshCustomers(test.app, accountId, [ids[index] ?? '']);
      await imported(test.app, accountId, [left(owner, '2025-07-01')]);
      await refreshFromEvents(test.app);
      await made;
    }));
    expect(await verifyOutcomes(test.app, accountId)).toEqual({ checked: 12, differences: [] });
  });

  it('are looked into once more when the worker that made them was lost before it could', async () => {
    const { accountId } = await aCompany();
    const id = await customer(accountId, 'a');
    await put('responses', [anAnswer(accountId, { customerId: id, day: '2025-06-01', score: 5 })]);
    await refreshCustomers(test.app, accountId, [id]);
    await imported(test.app, accountId, [started('a', '2025-01-01')]);
    // Another worker had seen this before there was a sheet.
    await stored('events').updateMany({ accountId }, { $set: { awaiting: [] } });
    expect(await verifyOutcomes(test.app, accountId)).toMatchObject({ differences: [{ customerId: id, part: 'intervals' }] });
    await refreshCustomers(test.app, accountId, [id]);
    expect(await verifyOutcomes(test.app, accountId)).toEqual({ checked: 1, differences: [] });
  });

  it('are found wrong by verification, and put right by a rebuild', async () => {
    const { accountId } = await aCompany();
    const owners = ['a', 'b', 'c', 'd'];
    const ids = await Promise.all(owners.map((owner) => customer(accountId, owner)));
    await imported(test.app, accountId, owners.flatMap((owner) => [started(owner, '2025-01-01'), pays(owner, '2025-01-01', '2025-12-31', eur(1200))]));
    await put('responses', ids.map((customerId) => anAnswer(accountId, { customerId, day: '2025-06-01', score: 5 })));
    await refreshCustomers(test.app, accountId, ids);
    expect(await verifyOutcomes(test.app, accountId)).toEqual({ checked: 4, differences: [] });
    const [a = '', b = '', c = '', d = ''] = ids;
    await stored('outcomeSheets').updateOne({ _id: a }, { $set: { 'answers.0.score': 6 } });
    await stored('outcomeSheets').updateOne({ _id: b }, { $set: { mrr: [] } });
    await stored('outcomeSheets').deleteOne({ _id: c });
    await stored('customers').deleteOne({ _id: d });
    const { differences } = await verifyOutcomes(test.app, accountId);
    expect(differences.toSorted((one, other) => (one.customerId < other.customerId ? -1 : 1))).toEqual([
      { customerId: a, part: 'answers' }, { customerId: b, part: 'mrr' }, { customerId: c, part: 'missing' }, { customerId: d, part: 'extra' },
    ]);
    await rebuildOutcomes(test.app, accountId);
    expect(await verifyOutcomes(test.app, accountId)).toEqual({ checked: 3, differences: [] });
  });

  it('bring late truth into the report of now, and keep it out of the one as of then', async () => {
    const { accountId, report } = await aCompany();
    const id = await customer(accountId, 'a');
    test.clock.set('2026-02-01T10:00:00Z');
    await imported(test.app, accountId, [started('a', '2025-01-01')]);
    await put('responses', [anAnswer(accountId, { customerId: id, day: '2025-06-01', score: 5 })]);
    await refreshCustomers(test.app, accountId, [id]);
    const churn = async (query: Record<string, string>): Promise<number | null | undefined> => groupOf((await report({ ...year, ...query })).touchpoints[0], 'detractor')?.churn['90']?.value;
    expect(await churn({})).toBe(0);
    test.clock.set('2026-03-01T10:00:00Z');
    await imported(test.app, accountId, [left('a', '2025-06-20')]);
    const late = await customer(accountId, 'late');
    await put('responses', [anAnswer(accountId, { customerId: late, day: '2025-06-01', score: 4, recordedAt: test.clock.now() })]);
    await imported(test.app, accountId, [started('late', '2025-01-01')]);
    await refreshFromEvents(test.app);
    await refreshCustomers(test.app, accountId, [late]);
    expect(await churn({})).toBe(0.5);
    expect(await churn({ asOf: '2026-02-10' })).toBe(0);
    expect(await churn({ asOf: '2026-03-01' })).toBe(0.5);
    expect(await churn({ asOf: '2026-02-10T00:00:00+02:00', until: '2025-06-15' })).toBeNull();
    test.clock.set('2026-04-01T10:00:00Z');
  });
});
