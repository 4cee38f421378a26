import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LONGEST_TAG, MOST_TAGS } from '../../../src/domain/tag.ts';
import { recordAnswer, type GivenAnswer } from '../../../src/features/responses/record-answer.service.ts';
import { verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import { eraseCustomer } from '../../../src/features/privacy/privacy.service.ts';
import { putTagRule } from '../../../src/features/tags/tag-rules.service.ts';
import { unescaped, type Agent } from '../../support/browser-agent.ts';
import { signedInAgent, signedInAs } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let owner: Agent;
let ownerName: string;
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app, { segmentKeys: ['plan'] }))._id;
  await aSurvey(test.app, account);
  await aSurvey(test.app, account, { metric: 'csat', touchpoint: 'support' }, 'csat');
  const { user, agent } = await signedInAs(test, account, 'owner');
  [owner, ownerName] = [agent, user.name];
});
afterAll(async () => test.close());

let made = 0;
async function given(values: Partial<GivenAnswer> = {}): Promise<string> {
  made += 1;
  const { response } = await recordAnswer(test.app, account, {
    id: `a-${made}`, survey: 'nps', customer: { externalId: `c-${made}`, name: `Person <${made}>` }, score: 9, comment: null, respondedAt: test.app.now(), interaction: null, properties: {}, channel: 'api', ...values,
  });
  return response._id;
}
const idsOn = (body: string): string[] => [...body.matchAll(/href="\/admin\/responses\/([^"?]+)"/g)].map(([, id]) => decodeURIComponent(unescaped(id ?? '')));
const daysAgo = (days: number): Date => new Date(test.app.now().getTime() - days * 86_400_000);

describe('the feed', () => {
  it('teaches what to do while there is nothing, and says when only the period is empty', async () => {
    const empty = await signedInAgent(test, (await anAccount(test.app))._id, 'viewer');
    expect((await empty.get('/admin/answers')).body).toContain('No answers yet');
    const old = await given({ respondedAt: daysAgo(200) });
    const page = (await owner.get('/admin/answers')).body;
    expect(page).toContain('No answer matches');
    expect(idsOn((await owner.get('/admin/answers?period=always')).body)).toEqual([old]);
  });

  it('filters by everything, counts by category, and pages', async () => {
    const late = await given({ score: 2, comment: 'Two days <b>LATE</b>', properties: { plan: 'pro' } });
    const polish = await given({ score: 10, comment: 'Kurier był miły', customer: { externalId: 'pl', locale: 'pl' } });
    const csat = await given({ survey: 'csat', score: 5 });
    const found = async (query: string): Promise<string[]> => idsOn((await owner.get(`/admin/answers?${query}`)).body);
    expect(await found('')).toEqual([csat, polish, late]);
    expect(await found('text=late+TWO')).toEqual([late]);
    expect(await found('text=byl')).toEqual([polish]);
    expect(await found('text=.*')).toEqual([]);
    expect(await found('category=nps-detractor')).toEqual([late]);
    expect(await found('category=csat')).toEqual([csat]);
    expect(await found('score=5')).toEqual([csat]);
    expect(await found('comment=without')).toEqual([csat]);
    expect(await found('touchpoint=support')).toEqual([csat]);
    expect(await found('survey=nps&language=pl')).toEqual([polish]);
    expect(await found('segment=property:plan&value=pro')).toEqual([late]);
    const page = (await owner.get('/admin/answers')).body;
    expect(page).toContain('Two days &lt;b&gt;LATE&lt;/b&gt;');
    expect(page).toMatch(/Promoter<\/span> <strong>1<[\s\S]*Passive<\/span> <strong>0<[\s\S]*Detractor<\/span> <strong>1<[\s\S]*Satisfied<\/span> <strong>1</);
    expect((await owner.get('/admin/answers?comment=with')).body).toMatch(/Promoter<\/span> <strong>1<[\s\S]*Detractor<\/span> <strong>1</);
    for (let index = 0; index < 30; index += 1) await given({ survey: 'csat', score: 1, respondedAt: daysAgo(40) });
    const first = (await owner.get('/admin/answers?score=1')).body;
    const next = unescaped(/href="([^"]+)">Older answers/.exec(first)?.[1] ?? '');
    const second = await owner.get(next);
    expect([idsOn(first).length, idsOn(second.body).length]).toEqual([25, 5]);
    expect(new Set([...idsOn(first), ...idsOn(second.body)]).size).toBe(30);
    expect(second.body).toContain('Back to the newest');
    expect((await owner.get('/admin/answers?cursor=forged')).status).toBe(422);
  });

  it('leaves out what cannot be read, and says so', async () => {
    const { status, body } = await owner.get('/admin/answers?score=99&category=fan');
    expect([status, body.includes('role="alert"'), body.includes('Category and Score')]).toEqual([200, true, true]);
  });

  it('is a file with the same filters and nothing that a spreadsheet would run', async () => {
    const id = await given({ score: 3, comment: '=HYPERLINK("http://evil")' });
    const { headers, body } = await owner.get('/admin/answers/export.csv?score=3');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename=answers-.*\.csv$/);
    expect(body.trim().split('\n')).toHaveLength(2);
    expect(body).toContain(id);
    expect(body).toContain(`"'=HYPERLINK(""http://evil"")"`);
  });

  it('names customers to those who may see them', async () => {
    const id = await given({ comment: 'mine', customer: { externalId: 'named', name: 'Grace Hopper' } });
    expect((await owner.get('/admin/answers?text=mine')).body).toContain('Grace Hopper');
    const viewer = await signedInAgent(test, account, 'viewer');
    const page = (await viewer.get('/admin/answers?text=mine')).body;
    expect(idsOn(page)).toEqual([id]);
    expect(page).not.toContain('Grace Hopper');
    expect(page).not.toContain('tag-rules');
  });
});

describe('one answer', () => {
  it('is tagged and untagged by those who may', async () => {
    const id = await given({ comment: 'late' });
    const at = `/admin/responses/${id}`;
    await putTagRule(test.app, account, 'known tag', ['nothing']);
    expect((await owner.get(at)).body).toContain('<option value="known tag">');
    expect((await owner.submit(at, `${at}/tags`, { tag: '  Late  Delivery ' })).location).toBe(`${at}?done=tagged`);
    const page = (await owner.get(`${at}?done=tagged`)).body;
    expect(page).toContain('The tag was added.');
    expect(page).toContain('late delivery');
    expect(idsOn((await owner.get('/admin/answers?tag=Late+delivery')).body)).toEqual([id]);
    const wrong = await owner.submit(at, `${at}/tags`, { tag: '=x"<' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('value="&#x3D;x&quot;&lt;"');
    expect(wrong.body).toContain('aria-invalid="true"');
    expect((await owner.submit(at, `${at}/tags/remove`, { tag: 'late delivery' })).location).toBe(`${at}?done=untagged`);
    expect((await stored('responses').findOne({ _id: id }))?.['tags']).toEqual([]);
    for (let index = 0; index < MOST_TAGS; index += 1) await owner.submit(at, `${at}/tags`, { tag: `t${index}` });
    expect((await owner.submit(at, `${at}/tags`, { tag: 'one more' })).body).toContain(`at most ${MOST_TAGS} tags`);
    expect((await owner.submit(at, `${at}/tags`, { tag: 'x'.repeat(LONGEST_TAG + 1) })).status).toBe(422);
    const viewer = await signedInAgent(test, account, 'viewer');
    expect((await viewer.get(at)).body).not.toContain(`${at}/tags`);
    expect((await viewer.submit('/admin/reports', `${at}/tags`, { tag: 'mine' })).status).toBe(403);
  });

  it('is left out and taken in again with a reason, by whom and when', async () => {
    const id = await given({ score: 0 });
    const at = `/admin/responses/${id}`;
    expect((await owner.get(`${at}/exclude`)).body).toContain('Leave this answer out?');
    const blank = await owner.submit(`${at}/exclude`, `${at}/exclude`, { reason: '  ' });
    expect([blank.status, blank.body.includes('role="alert"')]).toEqual([422, true]);
    expect((await owner.submit(`${at}/exclude`, `${at}/exclude`, { reason: 'our own <staff>' })).location).toBe(`${at}?done=excluded`);
    const page = (await owner.get(at)).body;
    expect(page).toContain('our own &lt;staff&gt;');
    expect(page).toContain(`Left out by ${ownerName}`);
    expect((await owner.get('/admin/answers?score=0')).body).toContain('left out');
    expect(await verifyRollups(test.app, account)).toEqual([]);
    expect((await owner.submit(`${at}/restore`, `${at}/restore`, { reason: 'a mistake' })).location).toBe(`${at}?done=restored`);
    expect((await owner.get(at)).body).toContain(`Taken in again by ${ownerName}`);
    expect(await verifyRollups(test.app, account)).toEqual([]);
    const agent = await signedInAgent(test, account, 'agent');
    expect((await agent.get(`${at}/exclude`)).status).toBe(403);
    expect((await agent.submit(at, `${at}/exclude`, { reason: 'mine' })).status).toBe(403);
  });

  it('opens a case of its own, once, and leads to other answers of its customer', async () => {
    const customer = { externalId: 'regular', name: 'Regular' };
    const [before, id] = [await given({ customer, comment: 'before', respondedAt: daysAgo(300) }), await given({ customer })];
    const at = `/admin/responses/${id}`;
    expect((await owner.get(at)).body).toContain('before');
    expect(idsOn((await owner.get(at)).body)).toContain(before);
    const opened = await owner.submit(at, `${at}/case`, {});
    expect(opened.location).toMatch(/^\/admin\/cases\/[^?]+\?done=opened$/);
    expect((await owner.submit(at, `${at}/case`, {})).location).toBe(opened.location);
    expect((await owner.get(at)).body).toContain('To the case');
    expect((await stored('cases').findOne({ responseId: id }))?.['turns']).toMatchObject([{ author: { name: ownerName } }]);
  });

  it('of somebody who was erased shows nobody and takes nothing', async () => {
    const id = await given({ customer: { externalId: 'gone', name: 'Gone Girl' }, comment: 'secret' });
    await eraseCustomer(test.app, account, 'gone');
    const { body } = await owner.get(`/admin/responses/${id}`);
    expect(body).toContain('erased');
    expect(body).not.toMatch(/Gone Girl|secret|Add a tag|Open a case/);
    expect((await owner.submit('/admin/responses/' + id + '/exclude', `/admin/responses/${id}/tags`, { tag: 'x' })).status).toBe(409);
  });

  it('needs the form of this site', async () => {
    const id = await given();
    expect((await owner.post(`/admin/responses/${id}/tags`, { tag: 'forged' })).status).toBe(403);
    expect((await stored('responses').findOne({ _id: id }))?.['tags']).toBeUndefined();
  });
});
