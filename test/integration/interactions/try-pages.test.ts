import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedInAgent } from '../../support/signed-in.ts';
import type { Agent } from '../../support/browser-agent.ts';
import { anInteraction, decided, everythingStored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let accountId: string;
let analyst: Agent;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  accountId = (await anAccount(test.app))._id;
  analyst = await signedInAgent(test, accountId, 'analyst');
});

const tried = (json: string) => analyst.submit('/admin/try', '/admin/try', { json });

describe('trying an interaction', () => {
  it('tells what every survey would decide, also those it is not about, and stores nothing', async () => {
    await aSurvey(test.app, accountId, {}, 'asks');
    await aSurvey(test.app, accountId, { status: 'paused' }, 'rests');
    await aSurvey(test.app, accountId, { trigger: { type: null, where: [{ path: 'properties.plan', op: 'eq', value: 'pro' }] } }, 'picky');
    await aSurvey(test.app, accountId, { touchpoint: 'returns' }, 'elsewhere');
    const before = await everythingStored();
    const { status, body } = await tried(JSON.stringify(anInteraction(test.app)));
    expect(status).toBe(200);
    const rows = [...body.matchAll(/<tr><th scope="row"><a href="\/admin\/surveys\/([\w-]+)">.*?<td><span class="state [^"]*">([^<]*)<\/span><\/td><td>([^<]*)/gs)].map(([, survey, text, why]) => [survey, text, why]);
    expect(rows[0]).toEqual(['asks', 'would be asked', expect.stringContaining('mail on')]);
    expect(rows.slice(1).map(([survey, text, why]) => [survey, text, why]).toSorted()).toEqual([
      ['elsewhere', 'not about this', 'it asks at returns'],
      ['picky', 'would not be asked', 'a condition of the survey does not hold'],
      ['rests', 'would not be asked', 'the survey is paused'],
    ]);
    expect(await everythingStored()).toEqual(before);
  });

  it('takes one that was reported, as if it happened again', async () => {
    await aSurvey(test.app, accountId);
    const known = await decided(test.app, accountId, { id: 'order <7>' });
    const listed = await analyst.get('/admin/try');
    expect(listed.body).toContain('order &lt;7&gt;');
    const picked = await analyst.get(`/admin/try?interaction=${known._id}`);
    expect(picked.body).toContain('would be asked');
    expect(picked.body).not.toContain('asked about already');
  });

  it.each(['', '{', '[]', '{"id":"1"}', '{"id":"1","occurredAt":"yesterday","customer":{}}', '{"__proto__":{}}', '{"id":"1","occurredAt":"2026-05-04T00:00:00Z","customer":{},"more":1}'])('refuses %s with what is wrong, and keeps it in the field', async (json) => {
    const { status, body } = await tried(json);
    expect(status).toBe(422);
    expect(body).toContain('This is no interaction.');
    expect(body).toMatch(/aria-invalid="true"/);
  });

  it('is for those who make surveys, in their own account', async () => {
    const other = (await anAccount(test.app))._id;
    const theirs = await decided(test.app, other, { id: 'secret-order' });
    expect((await analyst.get(`/admin/try?interaction=${theirs._id}`)).body).not.toContain('secret-order');
    const viewer = await signedInAgent(test, accountId, 'viewer');
    expect((await viewer.get('/admin/try')).status).toBe(403);
    expect((await viewer.submit('/admin/reports', '/admin/try', { json: '{}' })).status).toBe(403);
    expect((await analyst.post('/admin/try', { json: '{}' })).status).toBe(403);
  });
});
