import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { answer, everythingStored, invited, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  test.clock.set('2026-05-20T12:00:00Z');
  account = (await anAccount(test.app, { segmentKeys: ['plan'] }))._id;
  api = await apiClient(test, account, 'write');
  await aSurvey(test.app, account);
});
afterAll(async () => test.close());

const PATH = '/api/v1/responses';
const given = (values: Record<string, unknown> = {}) => api.post(PATH, { survey: 'nps', customer: { externalId: 'ada' }, score: 9, ...values });
const totalOf = async () => (await api.get('/api/v1/reports/scores?from=2020-01-01&to=2027-01-01')).body.groups[0]?.total;

describe('an answer given elsewhere', () => {
  it('is recorded with an invitation of its own and counted, in no response rate', async () => {
    const { status, body } = await given({ comment: ' Quick ', properties: { plan: 'pro' }, channel: 'widget' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ score: 9, category: 'promoter', comment: 'Quick', channel: 'widget', segments: { locale: 'en', 'property:plan': 'pro' }, revisions: [], evidence: [], excluded: null });
    expect((await api.get(`/api/v1/invitations/${body.id}`)).body).toMatchObject({ status: 'responded', channel: 'widget', sentAt: null, respondedAt: body.respondedAt });
    expect(await totalOf()).toMatchObject({ n: 1, value: 100, responseRatePercent: null });
    expect(await stored('events').find({ accountId: account }).toArray()).toMatchObject([{ type: 'response.recorded', subject: { responseId: body.id } }]);
    expect(await verifyRollups(test.app, account)).toEqual([]);
  });

  it('counts on its own local day in the past', async () => {
    await given({ respondedAt: '2024-02-29T23:30:00-05:00', score: 3 });
    const { body } = await api.get('/api/v1/reports/scores?from=2024-03-01&to=2024-03-02');
    expect(body.groups[0].total).toMatchObject({ n: 1, value: -100 });
  });

  it('is one answer under its id, however often and whatever else is sent, also at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => given({ id: 'a-1' })));
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    const before = await everythingStored();
    expect(await given({ id: 'a-1', score: 0, comment: 'changed', customer: { externalId: 'bob', email: 'bob@example.com' } })).toMatchObject({ status: 200, body: { score: 9, comment: null } });
    expect(await everythingStored()).toEqual(before);
    expect(await totalOf()).toMatchObject({ n: 1 });
  });

  it('about an interaction is one, and withdraws the mail about it', async () => {
    await invited(test.app, account, { id: 'order-1', customer: { externalId: 'ada', email: 'ada@example.com' }, properties: { plan: 'free' } });
    test.mailer.sent = [];
    const { body } = await given({ interaction: 'order-1' });
    expect(body.segments['property:plan']).toBe('free');
    expect((await given({ interaction: 'order-1' })).status).toBe(200);
    await sendDue(test.app);
    expect(test.mailer.sent).toEqual([]);
    const { data } = (await api.get('/api/v1/invitations')).body;
    expect(data.map(({ channel, status }: { channel: string; status: string }) => [channel, status]).toSorted()).toEqual([['api', 'responded'], ['email', 'cancelled']]);
  });

  it.each([
    [{ survey: 'nope' }, '/survey'], [{ score: 11 }, '/score'], [{ score: 9.5 }, '/score'], [{ score: '9' }, '/score'], [{ customer: {} }, '/customer'],
    [{ channel: 'email' }, '/channel'], [{ respondedAt: '2026-05-20' }, '/respondedAt'], [{ respondedAt: '2026-05-20T12:06:00Z' }, '/respondedAt'], [{ comment: 'a\u0000b' }, '/comment'], [{ rating: 9 }, '/rating'],
  ])('is refused with %j', async (values, pointer) => {
    const { status, body } = await given(values);
    expect(status).toBe(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
    expect(await stored('responses').countDocuments({ accountId: account })).toBe(0);
  });

  it('keeps to the scale of its survey', async () => {
    await aSurvey(test.app, account, { metric: 'csat' }, 'csat');
    expect(await given({ survey: 'csat', score: 0 })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/score', detail: expect.stringContaining('from 1 to 5') }] } });
  });
});

describe('the list', () => {
  it('filters like a report and pages newest first', async () => {
    await aSurvey(test.app, account, { metric: 'csat', touchpoint: 'support' }, 'csat');
    const ids: string[] = [];
    for (let hour = 0; hour < 12; hour += 1) {
      const at = new Date(Date.parse('2026-05-01T00:00:00Z') + hour * 36 * 3_600_000).toISOString();
      ids.unshift((await given({ id: `r-${hour}`, score: hour % 3 === 0 ? 2 : 10, comment: hour % 4 === 0 ? 'hm' : null, respondedAt: at })).body.id);
    }
    const csat = (await given({ survey: 'csat', score: 5 })).body.id;
    const idsOf = async (query: string): Promise<string[]> => (await api.get(`${PATH}?${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await idsOf('limit=200')).toEqual([csat, ...ids]);
    expect(await idsOf('category=detractor')).toEqual(ids.filter((_, index) => (11 - index) % 3 === 0));
    expect(await idsOf('hasComment=true')).toEqual(ids.filter((_, index) => (11 - index) % 4 === 0));
    expect(await idsOf('hasComment=false&metric=nps')).toEqual(ids.filter((_, index) => (11 - index) % 4 !== 0));
    expect(await idsOf('touchpoint=support')).toEqual([csat]);
    expect(await idsOf('survey=nps&from=2026-05-01&to=2026-05-03')).toEqual(ids.slice(-2));
    const pro = (await given({ customer: { externalId: 'bob' }, properties: { plan: 'pro' }, respondedAt: '2026-04-01T00:00:00Z' })).body.id;
    expect(await idsOf('where=property:plan:pro')).toEqual([pro]);
    expect(await idsOf('where=locale:en&to=2026-05-01')).toEqual([pro]);
    const pages: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: { body: { data: { id: string }[]; nextCursor: string | null } } = await api.get(`${PATH}?limit=5${cursor === null ? '' : `&cursor=${cursor}`}`);
      pages.push(...body.data.map(({ id }) => id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(pages).toEqual([csat, ...ids, pro]);
  });

  it.each([['category=fan', '/query/category'], ['hasComment=yes', '/query/hasComment'], ['score=9', '/query/score'], ['where=property:tier:x', '/query/where']])('refuses %s by name', async (query, pointer) => {
    expect(await api.get(`${PATH}?${query}`)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});

describe('one response', () => {
  it('shows what it was before and every write about it', async () => {
    const invitation = await invited(test.app, account);
    await sendDue(test.app);
    await answer(test.app, test.clock.advance, invitation, { score: '3', comment: 'slow' });
    await answer(test.app, test.clock.advance, invitation, { score: '8', comment: 'mended' });
    const { body } = await api.get(`${PATH}/${invitation._id}`);
    expect(body).toMatchObject({ score: 8, comment: 'mended', channel: 'email', revisions: [{ score: 3, comment: 'slow' }] });
    expect(body.evidence.map(({ score, verdict }: { score: number; verdict: string }) => [score, verdict])).toEqual([[3, 'recorded'], [8, 'revised']]);
    expect(JSON.stringify(body)).not.toMatch(/network|agent/);
    expect((await api.get(`${PATH}/unknown`)).status).toBe(404);
  });

  it('is left out of every number with a reason, and taken in again', async () => {
    const { id } = (await given({ score: 2 })).body;
    await given({ customer: { externalId: 'bob' }, score: 10 });
    expect((await api.patch(`${PATH}/${id}`, { excluded: { reason: 'our own staff' } })).body).toMatchObject({ score: 2, excluded: { reason: 'our own staff' } });
    expect((await api.patch(`${PATH}/${id}`, { excluded: { reason: 'again' } })).body.excluded.reason).toBe('our own staff');
    expect(await totalOf()).toMatchObject({ n: 1, value: 100 });
    expect(await verifyRollups(test.app, account)).toEqual([]);
    expect((await api.patch(`${PATH}/${id}`, { excluded: null })).body.excluded).toBeNull();
    expect(await totalOf()).toMatchObject({ n: 2, value: 0 });
    expect((await api.get(`${PATH}/${id}`)).body.judgements).toMatchObject([{ kind: 'excluded', reason: 'our own staff', by: null }, { kind: 'restored', reason: null, by: null }]);
    expect((await api.patch(`${PATH}/unknown`, { excluded: null })).status).toBe(404);
    expect((await api.patch(`${PATH}/${id}`, { excluded: true })).status).toBe(422);
    expect((await api.patch(`${PATH}/${id}`, { score: 10 })).status).toBe(422);
  });
});
