import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../../src/features/accounts/accounts.service.ts';
import { excludeResponse } from '../../../src/features/responses/judge-answer.service.ts';
import { createSignInLink, createUser } from '../../../src/features/users/users.service.ts';
import { openAgent, unescaped, type Agent } from '../../support/browser-agent.ts';
import { seedAnswers } from '../../support/seed.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

const NOW = '2026-05-20T12:00:00Z';

let test: TestApp;
let account: Account;
let agent: Agent;

async function signedIn(accountId: string, email: string): Promise<Agent> {
  const user = await createUser(test.app, accountId, { email, role: 'viewer' });
  const path = new URL(await createSignInLink(test.app, user)).pathname;
  const entered = openAgent(test.url);
  await entered.submit(path, path, {});
  return entered;
}

/** Text of a page as a reader sees it. */
const words = (html: string): string => html.replace(/<title>.*?<\/title>/g, '').replace(/<[^>]+>/g, ' ').replace(/[\u200e\u061c]/g, '').replace(/\s+/g, ' ');

beforeAll(async () => {
  test = await openTestApp();
  test.clock.set(NOW);
  account = await anAccount(test.app, { timeZone: 'America/New_York' });
  await seedAnswers(test.app, test.clock, account._id, [
    { key: 'delivery', name: 'Delivery & returns', survey: { metric: 'nps' }, weeks: [{ invited: 4, scores: [10, 10] }, { invited: 10, scores: [10, 10, 9, 7, 2] }], comments: ['First <b>one</b>', 'Second'] },
    { key: 'support', name: 'Support', survey: { metric: 'csat' }, weeks: [{ invited: 4, scores: [5, 4, 1] }] },
    { key: 'showroom', name: 'Showroom', survey: { metric: 'nps' }, weeks: [] },
  ]);
  agent = await signedIn(account._id, 'viewer@example.com');
});
afterAll(() => test.close());

describe('the overview', () => {
  it('shows what was answered, per touchpoint and metric', async () => {
    const { status, body } = await agent.get('/admin/reports');
    expect(status).toBe(200);
    const text = words(body);
    // 5 promoters, 1 passive, 1 detractor of 7; 7 of 14 invitations; 2 of 3 satisfied.
    expect(text).toMatch(/Delivery &amp; returns 57 95 % interval −?\d+ to \d+ Answers 7 Response rate 50\.0%/);
    expect(text).toMatch(/Support 66\.7% 95 % interval [\d.]+% to [\d.]+% Answers 3 Response rate 75\.0%/);
    expect(text).toContain('not enough answers');
    expect(text).toContain('No answers in this period Showroom');
  });

  it('starts its days in the zone of the account', async () => {
    test.clock.set('2026-05-20T03:30:00Z');
    expect(words((await agent.get('/admin/reports?period=this-month')).body)).toContain('1 May 2026 to 19 May 2026');
    test.clock.set(NOW);
  });

  it('shows the period of its link, and says when the link names none', async () => {
    expect(words((await agent.get('/admin/reports?from=2026-05-13&through=2026-05-31')).body)).toMatch(/Delivery &amp; returns 40 .*Answers 5/);
    const refused = await agent.get('/admin/reports?from=2026-05-31&through=2026-05-13');
    expect(refused.status).toBe(200);
    expect(words(refused.body)).toContain('Please choose two days');
  });

  it('teaches an account without answers', async () => {
    const other = await anAccount(test.app, { name: 'Other' });
    const { body } = await (await signedIn(other._id, 'owner@other.example')).get('/admin/reports');
    expect(words(body)).toContain('No answers in this period');
    expect(body).toContain('/dev/mailbox');
    expect(body).not.toContain('Delivery');
  });

  it.each([['ar', 'rtl', '٥٧'], ['fa', 'rtl', '۵۷'], ['pl', 'ltr', '57']])('speaks %s', async (lang, dir, value) => {
    const { body } = await agent.get(`/admin/reports?lang=${lang}`);
    expect(body).toContain(`<html lang="${lang}" dir="${dir}">`);
    expect(words(body)).toContain(` ${value} `);
    expect(unescaped(body)).toContain(`/admin/reports/touchpoints/delivery?period=last-30-days&lang=${lang}`);
  });

  it.each(['?period=%00', '?lang=%3Cscript%3E', '?from[$ne]=1', `?interval=${'x'.repeat(3000)}`, '?period=a&period=b', '?__proto__=1'])('is a page whatever its link says: %s', async (query) => {
    const { status, body } = await agent.get(`/admin/reports${query}`);
    expect(status).toBe(200);
    expect(body).not.toContain('<script');
  });
});

describe('the page of one touchpoint', () => {
  it('shows the trend as a table too, the distribution and the latest comments, inert', async () => {
    const { status, body } = await agent.get('/admin/reports/touchpoints/delivery');
    expect(status).toBe(200);
    expect(body).toContain('First &lt;b&gt;one&lt;/b&gt;');
    expect(words(body)).toMatch(/Promoter 71\.4% \(5\) .*Passive 14\.3% \(1\) .*Detractor 14\.3% \(1\)/);
    expect(body.indexOf('Second')).toBeLessThan(body.indexOf('First &lt;b&gt;'));
    expect(words(body)).not.toContain('Support 66');
  });

  it('leaves excluded answers and their comments out', async () => {
    const [found] = await stored('responses').find({ comment: 'Second' }).toArray();
    await excludeResponse(test.app, account._id, found?._id ?? '', { reason: 'test' });
    const page = await agent.get('/admin/reports/touchpoints/delivery');
    expect(page.body).not.toContain('Second');
    expect(words(page.body)).toContain('Answers 6');
    await excludeResponse(test.app, account._id, found?._id ?? '', null);
    expect((await agent.get('/admin/reports/touchpoints/delivery')).body).toContain('Second');
  });

  it('is a page without answers, and none for what does not exist or is another account’s', async () => {
    expect((await agent.get('/admin/reports/touchpoints/showroom')).status).toBe(200);
    expect((await agent.get('/admin/reports/touchpoints/nowhere')).status).toBe(404);
    const stranger = await signedIn((await anAccount(test.app, { name: 'Third' }))._id, 'x@third.example');
    expect((await stranger.get('/admin/reports/touchpoints/delivery')).status).toBe(404);
  });

  it('never stores anything for being looked at', async () => {
    const names = ['responses', 'rollups', 'events', 'invitations', 'touchpoints', 'accounts', 'users'];
    const count = async () => Promise.all(names.map(async (name) => JSON.stringify(await stored(name).find({}).toArray())));
    const before = await count();
    for (const path of ['/admin/reports', '/admin/reports/touchpoints/delivery', '/admin/keys', '/admin/password']) await agent.get(path);
    expect(await count()).toEqual(before);
  });
});

describe('one answer', () => {
  it('is where its comment and its alert lead, with customer, question and comment', async () => {
    const page = await agent.get('/admin/reports/touchpoints/delivery?lang=pl');
    const href = unescaped(/href="(\/admin\/responses\/[^"]+)"/.exec(page.body)?.[1] ?? '');
    expect(href).toMatch(/\?lang=pl$/);
    const { status, body } = await agent.get(href.replace('pl', 'en'));
    expect(status).toBe(200);
    expect(words(body)).toMatch(/Score (10|9|7|2) of 10 .*How likely are you to recommend Acme .*Ada · person\d+@example\.com .*Delivery &amp; returns/);
  });

  it('is inert and nobody else’s', async () => {
    const [found] = await stored('responses').find({ comment: 'First <b>one</b>' }).toArray();
    expect((await agent.get(`/admin/responses/${found?._id}`)).body).toContain('First &lt;b&gt;one&lt;/b&gt;');
    const stranger = await signedIn((await anAccount(test.app, { name: 'Fourth' }))._id, 'x@fourth.example');
    expect((await stranger.get(`/admin/responses/${found?._id}`)).status).toBe(404);
    for (const id of ['nothing', '%00', '$ne', 'x'.repeat(2000)]) expect((await agent.get(`/admin/responses/${id}`)).status).toBe(404);
  });
});

describe('an error', () => {
  it('is a page in the language of its reader, inside the menu', async () => {
    const { status, body, headers } = await agent.get('/admin/nothing-here?lang=fa');
    expect(status).toBe(404);
    expect(body).toContain('اینجا چیزی نیست');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
