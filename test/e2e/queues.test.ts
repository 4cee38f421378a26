/** The page of queues in a real browser: what failed, tried again and removed, with nothing asked of anybody else. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { failedPull } from '../support/failed-jobs.ts';
import { signedInState } from '../support/signed-in.ts';
import { anAccount, openTestApp, type TestApp } from '../support/test-app.ts';

const REASON = '<img src="https://elsewhere.example/x.png"> the address does not answer: connect ECONNREFUSED 203.0.113.7:443';

let test: TestApp;
let browser: Browser;
let signedIn: BrowserState;
const offences: string[] = [];

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, { storageState: signedIn, ...options });

beforeAll(async () => {
  test = await openTestApp();
  const { _id } = await anAccount(test.app, { name: 'Nordwind Coffee' });
  await failedPull(test.app, REASON);
  await failedPull(test.app, 'the folder is gone');
  browser = await openBrowser();
  signedIn = await signedInState(browser, test, _id, 'owner');
}, 120_000);
afterAll(async () => {
  await browser.close();
  await test.close();
});

describe('an owner', () => {
  it.each([['en', 'light', 1280], ['ar', 'dark', 390], ['fa', 'light', 320], ['pl', 'dark', 1280]] as const)('reads the queues in %s, %s, %i wide', async (lang, colorScheme, width) => {
    const page = await openPage({ colorScheme, viewport: { width, height: 900 } });
    await page.goto(`${test.url}/admin/queues?lang=${lang}`);
    expect(await page.getByRole('table').count()).toBe(1);
    expect(await page.getByText('the folder is gone').isVisible()).toBe(true);
    expect(await violationsOn(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await picture(page, `queues-${lang}-${width}`);
    await page.context().close();
  }, 60_000);

  it('tries one job again, removes the other after being asked, and no request leaves the page’s own origin', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/reports`);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Queues' }).click();
    expect(await page.getByText('elsewhere.example').innerText()).toContain('<img src=');
    await page.getByRole('listitem').filter({ hasText: 'the folder is gone' }).getByRole('button', { name: /^Try run-pull of .* again$/ }).click();
    await page.waitForURL('**/admin/queues?done=retried');
    expect(await page.getByRole('status').innerText()).toBe('The job is waiting for another attempt.');
    expect(await page.getByText('the folder is gone').count()).toBe(0);
    await page.getByRole('link', { name: /^Remove run-pull/ }).click();
    await picture(page, 'queues-remove');
    await page.getByRole('button', { name: 'Remove the job' }).click();
    await page.waitForURL('**/admin/queues?done=removed');
    expect(await page.getByText('No job was given up in the last seven days.').isVisible()).toBe(true);
    expect(await test.app.queues.depths()).toMatchObject({ chores: { waiting: 1, failed: 0 } });
  }, 60_000);

  it('asked nobody else for anything, and broke no rule of the policy', () => {
    expect(offences).toEqual([]);
  });
});
