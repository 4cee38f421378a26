/** What strangers wrote is shown as text on every page and in every mail, in a real browser: no element of theirs, no request, no broken policy. */
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFollowUpsOfEvents } from '../../src/features/follow-ups/open-follow-ups.job.ts';
import { sendOpenFollowUps } from '../../src/features/follow-ups/send-follow-ups.job.ts';
import { sendDue } from '../../src/features/invitations/send-invitations.job.ts';
import { mountedPages } from '../../src/platform/http/pages.ts';
import { signWebhook } from '../../src/platform/signature/standard-webhooks.ts';
import { apiClient } from '../support/api-client.ts';
import { openBrowser, openWatched } from '../support/browser.ts';
import { furnish } from '../support/furnished-account.ts';
import { signedInState } from '../support/signed-in.ts';
import { answer, invited, surveyUrl, unsubscribeUrl } from '../support/spine.ts';
import { anAccount, eventually, openTestApp, type TestApp } from '../support/test-app.ts';

/** Breaks out of text, of either kind of quotes, and of every element whose content is not markup. */
const HOSTILE = `Eve"'></title></textarea></style></script><img src=x onerror=hit()><svg onload=hit()><a href="javascript:hit()">go</a>`;
/** Where only a short text fits. */
const SHORT = `Eve"'><img src=x onerror=hit()>`;

let test: TestApp;
let browser: Browser;
let page: Page;
let pages: string[];
/** Pages for everybody with a link. */
let links: string[];
const offences: string[] = [];
/** What became of the texts that were given by API. */
const taken: number[] = [];

beforeAll(async () => {
  test = await openTestApp({ env: { RATE_LIMIT: '0' } });
  const account = (await anAccount(test.app, { name: HOSTILE, segmentKeys: ['plan'] }))._id;
  const api = await apiClient(test, account);
  taken.push((await api.patch('/api/v1/account', { branding: { companyName: HOSTILE, postalAddress: HOSTILE }, sender: { name: HOSTILE } })).status);
  const ids = await furnish(test, account, HOSTILE);
  const text = { en: HOSTILE };
  const worded = { metric: 'nps', touchpoint: 'checkout', question: text, labels: { low: text, high: text }, followUpQuestion: { detractor: text }, thankYou: { detractor: text }, alertOnLow: true, thankCustomer: true };
  taken.push((await api.put('/api/v1/surveys/theirs', worded)).status);
  await api.post('/api/v1/keys', { name: HOSTILE, scope: 'read' });
  const source = (await api.post('/api/v1/sources', { name: SHORT })).body as { url: string; secret: string };
  for (const body of [JSON.stringify({ id: HOSTILE, type: SHORT, touchpoint: 'checkout', occurredAt: test.app.now().toISOString(), customer: { externalId: HOSTILE, name: HOSTILE }, properties: { [SHORT]: HOSTILE } }), JSON.stringify({ [HOSTILE]: HOSTILE }), HOSTILE]) {
    await fetch(source.url, { method: 'POST', headers: { 'content-type': 'application/json', ...signWebhook([source.secret], { id: `m${body.length}`, at: test.app.now(), body: Buffer.from(body) }) }, body });
  }
  const invitation = await invited(test.app, account, { id: 'hostile', type: SHORT, customer: { externalId: HOSTILE, email: 'eve@example.com', name: HOSTILE }, properties: { plan: HOSTILE } });
  await sendDue(test.app);
  links = [surveyUrl(test.app, invitation), unsubscribeUrl(test.app, invitation)];
  browser = await openBrowser();
  page = await openWatched(browser, test.url, offences, { storageState: await signedInState(browser, test, account), userAgent: `Mozilla/5.0 ${SHORT}` });
  page.on('dialog', (dialog) => void (offences.push(`${page.url()}: ${dialog.message()}`), dialog.dismiss()));
  const thanked = await answer(test.app, test.clock.advance, invitation, { score: '1', comment: HOSTILE });
  links.push(new URL(thanked.headers.get('location') ?? '', test.url).href);
  await openFollowUpsOfEvents(test.app);
  await sendOpenFollowUps(test.app);
  const idOf = (path: string): string => ids[/([\w-]+)\/:/.exec(path)?.[1] ?? '']?.[0] ?? 'none';
  pages = mountedPages().filter(({ method }) => method === 'get').map(({ path }) => `${test.url}/admin${path.replaceAll(/:\w+/g, encodeURIComponent(idOf(path)))}`);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await test.close();
});

/** What of theirs became an element, in any frame. */
async function injected(): Promise<string[]> {
  const found = await Promise.all(page.frames().map(async (frame: Frame) => frame.evaluate(`[...document.querySelectorAll('img[src="x"], svg[onload], a[href^="javascript:"], [onerror]')].map((one) => one.outerHTML.slice(0, 200))`) as Promise<string[]>));
  return found.flat();
}

/** Whether it stands on the page, as text or in an attribute. */
async function shows(): Promise<boolean> {
  return /Eve(?:"|&quot;)'(?:>|&gt;)/.test(await page.content());
}

describe('what strangers wrote', () => {
  it('is text on every page of the account', async () => {
    expect(taken).toEqual([200, 200]);
    expect(pages.length).toBeGreaterThan(50);
    let showing = 0;
    for (const url of [...pages, `${test.url}/admin/reports?lang=ar&where=${encodeURIComponent(`property:plan:${HOSTILE}`)}`, `${test.url}/admin/answers?q=${encodeURIComponent(HOSTILE)}`, `${test.url}/admin/sign-in?next=${encodeURIComponent(HOSTILE)}`, `${test.url}/admin/${encodeURIComponent(HOSTILE)}`]) {
      const response = await page.goto(url, { waitUntil: 'load' }).catch((error: Error) => {
        // A file, which is no page.
        if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error;
        return null;
      });
      if (response === null) continue;
      expect(await injected(), url).toEqual([]);
      if (await shows()) showing += 1;
    }
    process.stdout.write(`  ${showing} of ${pages.length} pages showed it\n`);
    expect(showing).toBeGreaterThan(25);
    expect(offences).toEqual([]);
  });

  it('is text on the pages of customers', async () => {
    for (const url of links) {
      await page.goto(url);
      expect(await injected(), url).toEqual([]);
      expect(await shows(), url).toBe(true);
    }
    expect(offences).toEqual([]);
  });

  it('is text in every mail, even read where nothing forbids scripts', async () => {
    const reader = await browser.newPage();
    let hits = 0;
    await reader.exposeFunction('hit', () => void (hits += 1));
    expect(test.mailer.sent.length).toBeGreaterThan(3);
    for (const { html, subject } of test.mailer.sent) {
      await reader.setContent(html);
      expect(await reader.evaluate(`document.querySelectorAll('img[src="x"], svg[onload], a[href^="javascript:"], [onerror], script').length`), subject).toBe(0);
    }
    expect(test.mailer.sent.filter(({ html }) => html.includes('&lt;img src&#x3D;x')).length).toBeGreaterThan(3);
    expect(hits).toBe(0);
    // The trap itself works.
    await reader.setContent(HOSTILE);
    await eventually('it hits where nothing stops it', async () => hits > 0);
  });
});
