import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MOST_GOALS } from '../../../src/domain/goal.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { openAgent, tokenOn, type Agent } from '../../support/browser-agent.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const GOALS = '/api/v1/goals';
const GOAL = { metric: 'nps', touchpoint: 'checkout', target: 40, from: '2026-05-01', dueOn: '2026-12-31' };

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  test.clock.set('2026-06-20T12:00:00Z');
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'write');
  await aSurvey(test.app, account);
});
afterAll(async () => test.close());

const goals = () => stored('goals').find({ accountId: account }, { sort: { createdAt: 1 } }).toArray();

async function answered(scores: number[], respondedAt = '2026-06-19T10:00:00Z'): Promise<void> {
  for (const [index, score] of scores.entries()) await api.post('/api/v1/responses', { survey: 'nps', customer: { externalId: `c-${respondedAt}-${index}` }, score, respondedAt });
}

describe('goals by API', () => {
  it('are set, read with their progress, changed and deleted', async () => {
    await answered(Array.from({ length: 30 }, () => 10));
    const { status, body } = await api.post(GOALS, GOAL);
    expect([status, body]).toMatchObject([201, { ...GOAL, scale: { min: 0, max: 10 }, progress: { status: 'reached', course: 40, current: { n: 30, value: 100, to: '2026-06-21' }, start: { n: 0, value: null, to: '2026-05-01' } } }]);
    expect((await api.get(GOALS)).body).toMatchObject({ data: [{ id: body.id, progress: { status: 'reached' } }], nextCursor: null });
    const change = { metric: 'csat', scale: { min: 1, max: 10 }, touchpoint: null, target: 82.5, from: '2026-06-01', dueOn: '2026-06-30' };
    expect((await api.put(`${GOALS}/${body.id}`, change)).body).toMatchObject({ ...change, id: body.id, progress: { status: 'too-few' } });
    expect((await api.delete(`${GOALS}/${body.id}`)).status).toBe(204);
    expect((await api.get(`${GOALS}/${body.id}`)).status).toBe(404);
    expect((await api.put(`${GOALS}/${body.id}`, change)).status).toBe(404);
    expect((await api.delete(`${GOALS}/${body.id}`)).status).toBe(404);
  });

  it('follow a new answer at once', async () => {
    await answered(Array.from({ length: 29 }, () => 10));
    const { body } = await api.post(GOALS, GOAL);
    expect(body.progress.status).toBe('too-few');
    await answered([10], '2026-06-20T10:00:00Z');
    expect((await api.get(`${GOALS}/${body.id}`)).body.progress.status).toBe('reached');
  });

  it.each([
    [{ metric: 'stars' }, '/metric'], [{ scale: { min: 0, max: 7 } }, '/scale'], [{ target: 101 }, '/target'], [{ target: '40' }, '/target'], [{ touchpoint: 'nowhere' }, '/touchpoint'],
    [{ dueOn: '2026-05-01' }, '/dueOn'], [{ dueOn: '2036-06-01' }, '/dueOn'], [{ from: '2026-02-30' }, '/from'], [{ owner: 'me' }, '/owner'], [{ metric: 'ces', target: 7.5 }, '/target'],
  ])('are refused with %j', async (change, pointer) => {
    expect(await api.post(GOALS, { ...GOAL, ...change })).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect(await goals()).toEqual([]);
  });

  it('are at most so many', async () => {
    await stored('goals').insertMany(Array.from({ length: MOST_GOALS }, (_, index) => ({ ...GOAL, scale: { min: 0, max: 10 }, _id: `${account}-${index}`, accountId: account, createdAt: new Date(), updatedAt: new Date() })));
    expect((await api.post(GOALS, GOAL)).status).toBe(422);
    expect((await api.get(`${GOALS}?limit=20`)).body.data).toHaveLength(20);
  });

  it('are read with a key that reads, and changed with one that writes', async () => {
    const reader = await apiClient(test, account, 'read');
    const { id } = (await api.post(GOALS, GOAL)).body;
    expect((await reader.get(`${GOALS}/${id}`)).status).toBe(200);
    expect([(await reader.post(GOALS, GOAL)).status, (await reader.put(`${GOALS}/${id}`, GOAL)).status, (await reader.delete(`${GOALS}/${id}`)).status]).toEqual([403, 403, 403]);
  });
});

describe('the pages of goals', () => {
  const NEW = '/admin/goals/new';
  const LIST = '/admin/goals';
  const form = { question: 'nps 0-10', touchpoint: 'checkout', target: '40', from: '2026-05-01', dueOn: '2026-12-31' };
  let analyst: Agent;
  beforeEach(async () => {
    analyst = await signedInAgent(test, account, 'analyst');
  });

  it('teach, set, show, change and delete', async () => {
    expect((await analyst.get(LIST)).body).toContain('No goal yet');
    expect((await analyst.get('/admin/reports')).body).not.toContain('id="goals"');
    await answered(Array.from({ length: 30 }, () => 10));
    expect((await analyst.submit(NEW, LIST, form)).location).toBe(`${LIST}?done=created`);
    const [goal] = await goals();
    const shown = (await analyst.get(`${LIST}?done=created`)).body;
    for (const text of ['The goal is set.', 'at least 40 by 31 Dec 2026', 'reached', 'is at or above the target', `/admin/goals/${goal?._id}`]) expect(shown).toContain(text);
    const overview = (await analyst.get('/admin/reports')).body;
    for (const text of ['id="goals"', 'at least 40 by 31 Dec 2026']) expect(overview).toContain(text);

    const at = `${LIST}/${goal?._id}`;
    expect((await analyst.get(at)).body).toContain('value="40"');
    expect((await analyst.submit(at, at, { ...form, touchpoint: '', target: '95,5' })).location).toBe(`${LIST}?done=changed`);
    expect(await goals()).toMatchObject([{ touchpoint: null, target: 95.5 }]);
    expect((await analyst.get(`${at}/delete`)).body).toContain('All touchpoints together: at least 95.5');
    expect((await analyst.submit(`${at}/delete`, `${at}/delete`, {})).location).toBe(`${LIST}?done=deleted`);
    expect(await goals()).toEqual([]);
  });

  it.each([
    [{ target: '' }, 'target'], [{ target: '101' }, 'target'], [{ target: 'much' }, 'target'], [{ dueOn: '2026-04-01' }, 'dueOn'], [{ from: 'soon' }, 'from'], [{ touchpoint: 'nowhere' }, 'touchpoint'],
  ] as [Record<string, string>, string][])('refuse %j at its field and keep what was typed', async (change, field) => {
    const { status, body } = await analyst.submit(NEW, LIST, { ...form, ...change });
    expect([status, body.includes(`id="${field}-problem"`), body.includes('role="alert"')]).toEqual([422, true, true]);
    expect(body).toContain('value="2026-12-31"'.replace('2026-12-31', change['dueOn'] ?? '2026-12-31'));
    expect(await goals()).toEqual([]);
  });

  it('are seen by everybody and changed by analysts, admins and owners, with a token', async () => {
    await analyst.submit(NEW, LIST, form);
    const viewer = await signedInAgent(test, account, 'viewer');
    const { status, body } = await viewer.get(LIST);
    expect([status, body.includes('at least 40'), body.includes(NEW)]).toEqual([200, true, false]);
    expect((await viewer.get(NEW)).status).toBe(403);
    expect((await viewer.submit('/admin/reports', LIST, form)).status).toBe(403);
    expect((await analyst.post(LIST, form)).status).toBe(403);
    const stranger = openAgent(test.url);
    expect((await stranger.post(LIST, { ...form, _csrf: tokenOn((await stranger.get('/admin/sign-in')).body) })).status).toBe(401);
    expect(await goals()).toHaveLength(1);
  });
});
