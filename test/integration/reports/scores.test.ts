import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { updateAccount } from '../../../src/features/accounts/accounts.service.ts';
import { findScores } from '../../../src/features/reports/reports.queries.ts';
import { recordAnswer, type GivenAnswer } from '../../../src/features/responses/record-answer.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { commandsOf } from '../../support/commands.ts';
import { invited, answer as answerMail } from '../../support/spine.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp({ monitorCommands: true });
});
beforeEach(async () => {
  test.clock.set('2026-05-20T12:00:00Z');
  account = (await anAccount(test.app, { timeZone: 'Europe/Warsaw', segmentKeys: ['plan', 'a:b'] }))._id;
  api = await apiClient(test, account, 'read');
});
afterAll(async () => test.close());

let made = 0;
async function given(values: Partial<GivenAnswer> = {}): Promise<void> {
  made += 1;
  await recordAnswer(test.app, account, {
    id: `a-${made}`, survey: 'nps', customer: { externalId: `c-${made}` }, score: 9, comment: null, respondedAt: test.clock.now(), interaction: null, properties: {}, channel: 'api', ...values,
  });
}
const at = (instant: string): { respondedAt: Date } => ({ respondedAt: new Date(instant) });
const scores = async (query = '') => (await api.get(`/api/v1/reports/scores${query}`)).body;

describe('the score report', () => {
  it('says so where there is nothing', async () => {
    const body = await scores();
    expect(body.groups).toEqual([]);
    expect(body.definition).toMatchObject({ minimumSample: 30, metrics: [] });
  });

  it('covers the last 30 days with today, in the account’s time zone', async () => {
    await aSurvey(test.app, account);
    // 21 April to 20 May in Warsaw (UTC+2): one instant before, two at the edges, one after.
    await given({ score: 0, ...at('2026-04-20T21:59:59Z') });
    await given({ score: 10, ...at('2026-04-20T22:00:00Z') });
    await given({ score: 9, ...at('2026-05-20T21:59:59Z') });
    const { groups } = await scores();
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ key: { metric: 'nps', scale: { min: 0, max: 10 } }, touchpoints: ['checkout'], buckets: [] });
    expect(groups[0].total).toMatchObject({ from: '2026-04-21', to: '2026-05-21', n: 2, value: 100, distribution: { 9: 1, 10: 1 }, responseRatePercent: null, comparison: null });
    expect(groups[0].total.categories).toEqual({ promoter: { n: 2, percent: 100 }, passive: { n: 0, percent: 0 }, detractor: { n: 0, percent: 0 } });
  });

  it('counts to a hand-made NPS, CSAT and CES and never mixes them', async () => {
    await aSurvey(test.app, account);
    await aSurvey(test.app, account, { metric: 'csat', touchpoint: 'support' }, 'csat');
    await aSurvey(test.app, account, { metric: 'ces', touchpoint: 'support' }, 'ces');
    for (const score of [10, 9, 9, 8, 3]) await given({ score });
    for (const score of [5, 4, 3, 1]) await given({ survey: 'csat', score });
    for (const score of [7, 5, 2]) await given({ survey: 'ces', score });
    const { groups } = await scores();
    expect(groups.map(({ key, total }: { key: { metric: string }; total: { value: number; n: number } }) => [key.metric, total.n, total.value])).toEqual([['nps', 5, 40], ['csat', 4, 50], ['ces', 3, 14 / 3]]);
    const [bySupport] = (await scores('?touchpoint=support&metric=csat')).groups;
    expect(bySupport.total).toMatchObject({ n: 4, value: 50 });
    expect((await scores('?survey=ces')).groups.map(({ key }: { key: { metric: string } }) => key.metric)).toEqual(['ces']);
  });

  it('groups by touchpoint, survey, version, locale and a declared property', async () => {
    await aSurvey(test.app, account);
    await given({ score: 10, customer: { externalId: 'ada', locale: 'pl', properties: { plan: 'pro' } } });
    await aSurvey(test.app, account, { question: { en: 'Another question?', pl: 'Inne pytanie?' } });
    await given({ score: 0, customer: { externalId: 'bob', locale: 'en' }, properties: { plan: 'free', 'a:b': 'x:y' } });
    const keys = async (groupBy: string) => (await scores(`?groupBy=${groupBy}`)).groups.map(({ key, total }: { key: Record<string, unknown>; total: { value: number } }) => {
      const { metric: _metric, scale: _scale, ...names } = key;
      return [names, total.value];
    });
    expect(await keys('touchpoint')).toEqual([[{ touchpoint: 'checkout' }, 0]]);
    expect(await keys('survey')).toEqual([[{ survey: 'nps' }, 0]]);
    expect(await keys('version')).toEqual([[{ survey: 'nps', version: 1 }, 100], [{ survey: 'nps', version: 2 }, -100]]);
    expect(await keys('locale')).toEqual([[{ locale: 'en' }, -100], [{ locale: 'pl' }, 100]]);
    expect(await keys('property:plan')).toEqual([[{ 'property:plan': 'free' }, -100], [{ 'property:plan': 'pro' }, 100]]);
    expect((await scores('?where=property:plan:pro')).groups[0].total).toMatchObject({ n: 1, value: 100 });
    expect((await scores('?where=property:a:b:x:y&groupBy=touchpoint')).groups[0].total).toMatchObject({ n: 1, value: -100 });
    expect((await scores('?where=locale:pl')).groups[0].total).toMatchObject({ n: 1, value: 100 });
    expect((await scores('?where=locale:fa')).groups).toEqual([]);
  });

  it('compares with the period before by the account’s minimum sample', async () => {
    await updateAccount(account, { minimumSample: 3 });
    await aSurvey(test.app, account);
    for (const score of [0, 0, 0, 0]) await given({ score, ...at('2026-04-10T10:00:00Z') });
    for (const score of [10, 10, 10, 10]) await given({ score, ...at('2026-05-10T10:00:00Z') });
    const { definition, groups } = await scores('?from=2026-05-01&to=2026-06-01&compare=previous&interval=week');
    expect(definition.minimumSample).toBe(3);
    expect(groups[0].total.comparison).toMatchObject({ difference: 200, verdict: 'up', pValue: null });
    expect(groups[0].buckets.map(({ from, n }: { from: string; n: number }) => [from, n])).toEqual([['2026-05-01', 0], ['2026-05-04', 4], ['2026-05-11', 0], ['2026-05-18', 0], ['2026-05-25', 0]]);
    expect(groups[0].buckets[1].comparison.verdict).toBe('too-few');
  });

  it('shows the response rate of what was mailed, and an answer at once', async () => {
    await aSurvey(test.app, account);
    const first = await invited(test.app, account);
    await invited(test.app, account);
    await sendDue(test.app);
    await given({ score: 1 });
    expect((await scores()).groups[0].total).toMatchObject({ n: 1, responseRatePercent: 0 });
    await answerMail(test.app, test.clock.advance, first, { score: '10' });
    expect((await scores()).groups[0].total).toMatchObject({ n: 2, value: 0, responseRatePercent: 50 });
  });
});

describe('parameters', () => {
  it.each([
    ['metric=stars', '/query/metric'], ['interval=decade', '/query/interval'], ['groupBy=country', '/query/groupBy'], ['groupBy=property:', '/query/groupBy'], ['compare=next', '/query/compare'],
    ['from=2026-05-40', '/query/from'], ['from=2026-05-01T00:00:00Z', '/query/from'], ['from=2026-05-02&to=2026-05-02', '/query/to'], ['from=2026-06-02', '/query/from'], ['from=1980-01-01&to=2026-01-01', '/query/from'],
    ['form=2026-05-01', '/query/form'], ['survey=', '/query/survey'], ['touchpoint[$ne]=x', '/query/touchpoint[$ne]'], ['metric=nps&metric=ces', '/query/metric'],
    ['where=property:tier:gold', '/query/where'], ['where=plan:pro', '/query/where'], ['where=locale:', '/query/where'], ['groupBy=property:tier', '/query/groupBy'],
    ['where=locale:en&groupBy=property:plan', '/query/where'], ['where=locale:en&where=locale:pl', '/query/where'],
  ])('%s is refused by name', async (query, pointer) => {
    const { status, body } = await api.get(`/api/v1/reports/scores?${query}`);
    expect(status).toBe(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it('names the declared segments to who asks for another', async () => {
    const { body } = await api.get('/api/v1/reports/scores?where=property:tier:gold');
    expect(body.errors[0].detail).toContain('locale, property:plan, property:a:b');
  });
});

describe('cost', () => {
  it('is one read of month documents, whatever the number of answers', async () => {
    await aSurvey(test.app, account);
    const query = { compare: 'previous', interval: 'month', groupBy: 'touchpoint', from: '2025-06-01', to: '2026-06-01' } as const;
    await given();
    const few = await commandsOf(() => findScores(account, query, test.clock.now()));
    for (let index = 0; index < 60; index += 1) await given({ score: index % 11, ...at(new Date(Date.parse('2026-05-20T12:00:00Z') - index * 6 * 86_400_000).toISOString()) });
    const many = await commandsOf(() => findScores(account, query, test.clock.now()));
    expect(few.length).toBeLessThanOrEqual(2);
    expect(many.length).toBeLessThanOrEqual(2);
  });
});
