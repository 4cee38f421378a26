import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MOST_TAG_RULES, MOST_TAGS } from '../../../src/domain/tag.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { eraseCustomer } from '../../../src/features/privacy/privacy.service.ts';
import { verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import { tagAnswersOfEvents } from '../../../src/features/tags/tag-answers.job.ts';
import { sweepTags } from '../../../src/features/tags/sweep-tags.job.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { answer, invited, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  test.clock.set('2026-05-20T12:00:00Z');
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'write');
  await aSurvey(test.app, account);
});
afterAll(async () => test.close());

const RULES = '/api/v1/tag-rules';
let made = 0;
async function given(comment: string | null, values: object = {}): Promise<string> {
  made += 1;
  return (await api.post('/api/v1/responses', { survey: 'nps', customer: { externalId: `c-${made}` }, score: 4, comment, ...values })).body.id;
}
const tagsOf = async (id: string): Promise<string[]> => (await api.get(`/api/v1/responses/${id}`)).body.tags;
const setTags = (id: string, tags: unknown) => api.put(`/api/v1/responses/${id}/tags`, { tags });
const taggedEvents = () => stored('events').find({ accountId: account, type: 'response.tagged' }).toArray();

describe('tags by hand', () => {
  it('are set in one spelling, found by it, and change no number', async () => {
    const [one, other] = [await given('late'), await given(null)];
    const before = (await api.get('/api/v1/reports/scores')).body;
    expect((await setTags(one, ['  Late   Delivery', 'late delivery', 'Zwrot'])).body.tags).toEqual(['late delivery', 'zwrot']);
    await setTags(other, ['zwrot']);
    expect((await api.get('/api/v1/responses?tag=ZWROT')).body.data.map(({ id }: { id: string }) => id).toSorted()).toEqual([one, other].toSorted());
    expect((await api.get('/api/v1/responses?tag=late%20delivery')).body.data).toMatchObject([{ id: one, tags: ['late delivery', 'zwrot'] }]);
    expect((await api.get('/api/v1/reports/scores')).body).toEqual(before);
    expect(await verifyRollups(test.app, account)).toEqual([]);
    expect(await taggedEvents()).toMatchObject([{ subject: { responseId: one } }, { subject: { responseId: other } }]);
    await setTags(other, ['zwrot']);
    expect(await taggedEvents()).toHaveLength(2);
    expect((await setTags(one, [])).body.tags).toEqual([]);
  });

  it.each([[['a,b'], '/tags/0'], [['=1+1'], '/tags/0'], ['x', '/tags'], [Array.from({ length: MOST_TAGS + 1 }, (_, index) => `t${index}`), '/tags']])('are refused as %j', async (tags, pointer) => {
    const id = await given('late');
    expect(await setTags(id, tags)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect(await tagsOf(id)).toEqual([]);
  });

  it('survive a change of the answer', async () => {
    const invitation = await invited(test.app, account);
    await sendDue(test.app);
    await answer(test.app, test.clock.advance, invitation, { score: '3', comment: 'slow' });
    await setTags(invitation._id, ['speed']);
    await answer(test.app, test.clock.advance, invitation, { score: '8', comment: 'mended' });
    expect((await api.get(`/api/v1/responses/${invitation._id}`)).body).toMatchObject({ score: 8, tags: ['speed'] });
  });

  it('are asked for an answer that is there', async () => {
    expect((await setTags('nothing', ['a'])).status).toBe(404);
    const id = await given('late', { customer: { externalId: 'gone' } });
    await setTags(id, ['gone lady']);
    await eraseCustomer(test.app, account, 'gone');
    expect(await tagsOf(id)).toEqual([]);
    expect(JSON.stringify(await stored('responses').find({ accountId: account }).toArray())).not.toContain('gone lady');
    expect((await setTags(id, ['a'])).status).toBe(409);
  });
});

describe('tag rules', () => {
  const put = (tag: string, words: unknown) => api.put(`${RULES}/${encodeURIComponent(tag)}`, { words });

  it('tag new comments, once, whoever recorded them', async () => {
    await put('late', ['late', 'delay*', 'متأخر']);
    await put('packaging', ['box']);
    const [both, arabic, none, silent] = [await given('Box wet and DELAYED'), await given('الطرد متأخّر'), await given('chocolate'), await given(null)];
    const invitation = await invited(test.app, account);
    await sendDue(test.app);
    await answer(test.app, test.clock.advance, invitation, { score: '9', comment: 'not late at all' });
    await tagAnswersOfEvents(test.app);
    expect(await Promise.all([both, arabic, none, silent, invitation._id].map(tagsOf))).toEqual([['late', 'packaging'], ['late'], [], [], ['late']]);
    const events = await taggedEvents();
    await stored('events').updateMany({ accountId: account, type: 'response.recorded' }, { $set: { awaiting: ['tags'] } });
    await tagAnswersOfEvents(test.app);
    expect(await taggedEvents()).toEqual(events);
    expect(events).toHaveLength(3);
  });

  it('never give back what a person took away, until they give it themselves', async () => {
    await put('late', ['late']);
    const id = await given('late again');
    await tagAnswersOfEvents(test.app);
    await setTags(id, []);
    await api.post(`${RULES}/late/apply`);
    await tagAnswersOfEvents(test.app);
    expect(await tagsOf(id)).toEqual([]);
    await setTags(id, ['late']);
    expect(await tagsOf(id)).toEqual(['late']);
  });

  it('go through old comments when asked to, and say how far they are', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_, index) => given(index % 3 === 0 ? null : index % 3 === 1 ? 'late' : 'fine', { respondedAt: `2026-0${(index % 4) + 1}-01T00:00:00Z` })));
    await tagAnswersOfEvents(test.app);
    expect((await put('late', ['late'])).body).toMatchObject({ run: null });
    await tagAnswersOfEvents(test.app);
    expect((await api.get('/api/v1/responses?tag=late')).body.data).toEqual([]);
    const preview = await api.post(`${RULES}/preview`, { words: ['late'] });
    expect(preview.body).toMatchObject({ comments: 8, matching: 4, since: null });
    expect(preview.body.examples).toHaveLength(4);
    expect(await api.post(`${RULES}/late/apply`)).toMatchObject({ status: 202, body: { run: { comments: 0, finishedAt: null } } });
    await Promise.all([tagAnswersOfEvents(test.app), tagAnswersOfEvents(test.app)]);
    expect((await api.get(`${RULES}/late`)).body.run).toMatchObject({ comments: 8, tagged: 4, finishedAt: expect.any(String) });
    expect((await api.get('/api/v1/responses?tag=late')).body.data).toHaveLength(4);
    expect(await taggedEvents()).toHaveLength(4);
    expect(ids).toHaveLength(12);
  });

  it('that stopped on their way are found by the sweep, as are comments whose ring was lost', async () => {
    await put('late', ['late']);
    const old = await given('late');
    await stored('events').updateMany({ accountId: account }, { $unset: { awaiting: 1 } });
    await stored('tagRules').updateOne({ accountId: account }, { $set: { isRunning: true, run: { startedAt: test.clock.now(), steps: 0, next: null, comments: 0, tagged: 0, finishedAt: null } } });
    const workers = test.workers();
    await sweepTags(test.app);
    await eventually('the old comment is tagged', async () => (await tagsOf(old)).includes('late'));
    await workers.close();
  });

  it('are listed, changed and deleted; tags they gave stay', async () => {
    await put('Zwrot Towaru', ['zwrot*', 'zwrot*']);
    await put('late', ['late']);
    expect((await api.get(RULES)).body.data).toMatchObject([{ tag: 'late', words: ['late'] }, { tag: 'zwrot towaru', words: ['zwrot*'] }]);
    const id = await given('late');
    await tagAnswersOfEvents(test.app);
    await put('late', ['slow']);
    expect((await api.get(RULES)).body.data).toHaveLength(2);
    expect((await api.delete(`${RULES}/late`)).status).toBe(204);
    expect((await api.delete(`${RULES}/late`)).status).toBe(404);
    expect((await api.post(`${RULES}/late/apply`)).status).toBe(404);
    expect(await tagsOf(id)).toEqual(['late']);
  });

  it.each([[[], '/words'], [['*'], '/words/0'], [['x'.repeat(81)], '/words/0'], ['late', '/words'], [['two\nlines'], '/words/0']])('are refused with the words %j', async (words, pointer) => {
    expect(await put('late', words)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('are bounded', async () => {
    const now = new Date();
    await stored('tagRules').insertMany(Array.from({ length: MOST_TAG_RULES }, (_, index) => ({ _id: `${account}-${index}`, accountId: account, tag: `t${index}`, words: ['x'], createdAt: now, updatedAt: now, run: null, isRunning: false })));
    expect((await put('one more', ['x'])).status).toBe(422);
  });
});
