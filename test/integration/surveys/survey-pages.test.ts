import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listSurveys, requireSurvey } from '../../../src/features/surveys/surveys.service.ts';
import { findTouchpoint } from '../../../src/features/touchpoints/touchpoints.service.ts';
import { type Agent, fieldsOn, tokenOn } from '../../support/browser-agent.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { decided, everythingStored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let accountId: string;
let analyst: Agent;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  accountId = (await anAccount(test.app, { languages: ['en', 'ar'] }))._id;
  analyst = await signedInAgent(test, accountId, 'analyst');
});

async function save(key: string, changes: Record<string, string>) {
  const { body } = await analyst.get(`/admin/surveys/${key}`);
  return analyst.post(`/admin/surveys/${key}`, { ...fieldsOn(body), ...changes, _csrf: tokenOn(body) });
}

describe('the pages of surveys', () => {
  it('make a paused one with its touchpoint, which is complete', async () => {
    const made = await analyst.submit('/admin/new-survey', '/admin/new-survey', { metric: 'csat', key: 'repair', newTouchpoint: 'workshop', newName: 'Werkstatt' });
    expect([made.status, made.location]).toEqual([303, '/admin/surveys/repair?done=created']);
    expect((await requireSurvey(accountId, 'repair')).policy.status).toBe('paused');
    expect((await findTouchpoint(accountId, 'workshop'))?.name).toBe('Werkstatt');
    const again = await analyst.submit('/admin/new-survey', '/admin/new-survey', { metric: 'nps', key: 'repair', touchpoint: 'workshop' });
    expect([again.status, again.body.includes('There is a survey with this key already.')]).toEqual([422, true]);
  });

  it.each([{ metric: 'nps', key: 'a b', touchpoint: 'x' }, { metric: 'x', key: 'a' }, { metric: 'nps', key: 'a' }, { metric: 'nps', key: 'a', touchpoint: 'unknown' }, {}] as Record<string, string>[])('make none from %o', async (fields) => {
    expect((await analyst.submit('/admin/new-survey', '/admin/new-survey', fields)).status).toBe(422);
    expect(await listSurveys(accountId)).toEqual([]);
  });

  it('do not overwrite what somebody else saved meanwhile, until it was said', async () => {
    await aSurvey(test.app, accountId, { metric: 'nps' });
    const opened = fieldsOn((await analyst.get('/admin/surveys/nps')).body);
    const other = await signedInAgent(test, accountId, 'analyst');
    const theirs = (await other.get('/admin/surveys/nps')).body;
    const sentBy = (who: typeof analyst, fields: Record<string, string>, page: string) => who.post('/admin/surveys/nps', { ...fields, _csrf: tokenOn(page) });
    expect((await sentBy(other, { ...fieldsOn(theirs), samplePercent: '40' }, theirs)).status).toBe(303);

    const page = (await analyst.get('/admin/surveys/nps')).body;
    const mine = { ...opened, samplePercent: '70' };
    const rows = await sentBy(analyst, { ...mine, do: 'rows' }, page);
    const refused = await sentBy(analyst, fieldsOn(rows.body), page);
    expect([refused.status, refused.body.includes('Somebody else saved this survey'), fieldsOn(refused.body)['samplePercent']]).toEqual([409, true, '70']);
    expect((await requireSurvey(accountId, 'nps')).policy.samplePercent).toBe(40);
    expect((await sentBy(analyst, fieldsOn(refused.body), refused.body)).status).toBe(303);
    expect((await requireSurvey(accountId, 'nps')).policy.samplePercent).toBe(70);
  });

  it('are saved although somebody paused it meanwhile, and stay paused', async () => {
    await aSurvey(test.app, accountId, { metric: 'nps' });
    const { body } = await analyst.get('/admin/surveys/nps');
    await analyst.submit('/admin/surveys/nps', '/admin/surveys/nps/status', { status: 'paused' });
    expect((await analyst.post('/admin/surveys/nps', { ...fieldsOn(body), samplePercent: '40', _csrf: tokenOn(body) })).status).toBe(303);
    expect((await requireSurvey(accountId, 'nps')).policy).toMatchObject({ status: 'paused', samplePercent: 40 });
  });

  it('sent back unchanged change nothing but the time', async () => {
    const survey = await aSurvey(test.app, accountId, {
      metric: 'ces', trigger: { type: 'ticket.solved', where: [{ path: 'properties.plan', op: 'in', value: ['pro', 7] }, { path: 'customer.locale', op: 'exists' }] }, delay: { days: 2, at: '09:30' },
      sendingWindow: { days: [1, 5], from: '08:00', to: '18:00' }, coolDown: [{ since: 'response', across: 'metric', days: 90 }], reminders: ['3d', '1w'], thankYou: { easy: { en: 'Fine & dandy', ar: 'شكرًا' } },
    });
    expect((await save('nps', {})).location).toBe('/admin/surveys/nps?done=saved');
    const { updatedAt: _before, ...before } = survey;
    const { updatedAt: _after, ...after } = await requireSurvey(accountId, 'nps');
    expect(after).toEqual(before);
  });

  it('make a version of changed words and say what changed; rules alone make none', async () => {
    await aSurvey(test.app, accountId);
    expect((await save('nps', { samplePercent: '40', 'reminders.2': '2', 'reminders.2.unit': 'd' })).location).toContain('done=saved');
    expect((await save('nps', { 'question.en': 'Would <you>?', 'question.ar': 'هل توصي؟' })).location).toContain('done=saved-version');
    const survey = await requireSurvey(accountId, 'nps');
    expect([survey.version, survey.policy.samplePercent, survey.policy.reminders, survey.content.question]).toEqual([2, 40, ['2d'], { en: 'Would <you>?', ar: 'هل توصي؟' }]);
    const { body } = await analyst.get('/admin/surveys/nps/history');
    expect(body).toContain('Would &lt;you&gt;?');
    expect(body).toContain('How likely are you to recommend');
  });

  it.each([
    ['samplePercent', '140'], ['trigger.where.0.path', 'plan'], ['delay', 'x'], ['expiresAfter', '900'], ['question.en', 'Hello {{nobody}}'], ['coolDown.0.days', '0'], ['thresholds.low', '9'], ['touchpoint', 'none'],
  ])('refuse %s = %s at its field and store nothing', async (field, value) => {
    const survey = await aSurvey(test.app, accountId);
    const refused = await save('nps', { [field]: value, 'coolDown.0.days': field === 'coolDown.0.days' ? value : '', 'expiresAfter.unit': 'd' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('role="alert"');
    expect(refused.body).toMatch(new RegExp(`(name="${field}"[^>]*aria-invalid="true"|id="thresholds-low-problem")`));
    expect(await requireSurvey(accountId, 'nps')).toEqual(survey);
  });

  it('count what would have matched, with what is known of the customer', async () => {
    await aSurvey(test.app, accountId);
    await decided(test.app, accountId, { properties: { plan: 'pro' }, customer: { externalId: 'one', properties: { size: 'large' } } });
    await decided(test.app, accountId, { properties: { plan: 'pro' }, customer: { externalId: 'one' } });
    await decided(test.app, accountId, { properties: { plan: 'free' } });
    const counted = await save('nps', { do: 'count', 'trigger.where.0.path': 'customer.properties.size', 'trigger.where.0.op': 'eq', 'trigger.where.0.value': 'large' });
    expect(counted.body).toContain('2 of 3 at this touchpoint would match');
    expect((await requireSurvey(accountId, 'nps')).policy.trigger.where).toEqual([]);
  });

  it('pause and resume', async () => {
    await aSurvey(test.app, accountId);
    await analyst.submit('/admin/surveys/nps', '/admin/surveys/nps/status', { status: 'paused' });
    expect((await requireSurvey(accountId, 'nps')).policy.status).toBe('paused');
    expect((await analyst.submit('/admin/surveys/nps', '/admin/surveys/nps/status', { status: 'active' })).location).toContain('resumed');
    expect((await requireSurvey(accountId, 'nps')).policy.status).toBe('active');
  });

  it('send a test to the reader alone, which nothing counts', async () => {
    await aSurvey(test.app, accountId);
    const before = await everythingStored();
    const sent = await analyst.submit('/admin/surveys/nps/preview', '/admin/surveys/nps/test', { language: 'ar', kind: 'reminder', email: 'someone@else.example' });
    expect(sent.location).toContain('done=test-sent');
    expect(test.mailer.sent.at(-1)?.to.address).toMatch(/^person\d+-\d+@example\.com$/);
    expect(test.mailer.sent.at(-1)?.html).toContain('dir="rtl"');
    expect(await everythingStored()).toEqual(before);
    test.mailer.outcomes.push({ kind: 'policy', reply: '550 5.7.1 <b>no</b>' });
    const refused = await analyst.submit('/admin/surveys/nps/preview', '/admin/surveys/nps/test', {});
    expect([refused.status, refused.body.includes('550 5.7.1 &lt;b&gt;no&lt;/b&gt;')]).toEqual([502, true]);
  });

  it('frame the preview in a sandbox that runs and loads nothing else', async () => {
    await aSurvey(test.app, accountId);
    const frame = await analyst.get('/admin/surveys/nps/preview/frame?look=images&language=ar');
    const policy = frame.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox allow-same-origin; default-src 'none'/);
    expect(policy).toContain("img-src 'none'");
    expect(policy).not.toContain('script-src');
    expect((await analyst.get('/admin/surveys/nps/preview')).headers.get('content-security-policy')).toContain("frame-src 'self'");
    expect((await analyst.get('/admin/surveys/nps')).headers.get('content-security-policy')).not.toContain('frame-src');
  });

  it.each(['agent', 'viewer'] as const)('are not for the role %s', async (role) => {
    await aSurvey(test.app, accountId);
    const agent = await signedInAgent(test, accountId, role);
    for (const path of ['/admin/surveys', '/admin/new-survey', '/admin/surveys/nps', '/admin/surveys/nps/preview', '/admin/surveys/nps/preview/frame', '/admin/surveys/nps/history']) expect((await agent.get(path)).status, path).toBe(403);
    for (const path of ['/admin/new-survey', '/admin/surveys/nps', '/admin/surveys/nps/status', '/admin/surveys/nps/test']) expect((await agent.submit('/admin/reports', path, { status: 'paused' })).status, path).toBe(403);
  });

  it('of another account do not exist, and a form of elsewhere is none', async () => {
    const other = (await anAccount(test.app))._id;
    await aSurvey(test.app, other, {}, 'theirs');
    for (const path of ['/admin/surveys/theirs', '/admin/surveys/theirs/preview', '/admin/surveys/theirs/preview/frame', '/admin/surveys/theirs/history']) expect((await analyst.get(path)).status, path).toBe(404);
    for (const path of ['/admin/surveys/theirs', '/admin/surveys/theirs/status', '/admin/surveys/theirs/test']) expect((await analyst.submit('/admin/new-survey', path, { status: 'paused' })).status, path).toBe(404);
    await aSurvey(test.app, accountId);
    expect((await analyst.post('/admin/surveys/nps/status', { status: 'paused' })).status).toBe(403);
    expect((await requireSurvey(accountId, 'nps')).policy.status).toBe('active');
  });
});
