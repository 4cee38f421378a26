/** A restored copy as its owner meets it: every page says that no mail goes out, and one of them ends that. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findHold, holdMail } from '../../src/platform/mail-hold.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { signedInState } from '../support/signed-in.ts';
import { anAccount, openTestApp, type TestApp } from '../support/test-app.ts';

let test: TestApp;
let browser: Browser;
let state: BrowserState;
const offences: string[] = [];

beforeAll(async () => {
  test = await openTestApp();
  const account = (await anAccount(test.app))._id;
  browser = await openBrowser();
  state = await signedInState(browser, test, account, 'owner');
  await holdMail({ since: test.clock.now(), takenAt: test.clock.now() });
});
afterAll(async () => {
  await browser?.close();
  await test.close();
});

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, { storageState: state, ...options });

it.each([
  ['en', 'light', 1280], ['ar', 'dark', 390], ['fa', 'light', 320], ['pl', 'dark', 1280],
] as const)('can be read in %s (%s, %i wide) without barriers', async (lang, colorScheme, width) => {
  const page = await openPage({ colorScheme, viewport: { width, height: 800 } });
  await page.goto(`${test.url}/admin/restore?lang=${lang}`);
  await picture(page, `restore-${lang}-${width}`);
  expect(await violationsOn(page)).toEqual([]);
  expect(await isTooWide(page)).toBe(false);
});

it('is found from any page, and mails again once it is confirmed', async () => {
  const page = await openPage();
  await page.goto(`${test.url}/admin/reports`);
  await page.getByRole('link', { name: 'Look and confirm' }).click();
  await page.getByRole('button', { name: 'Let this copy mail' }).click();
  await page.getByText('This copy mails again').waitFor();
  expect(await page.locator('.held').count()).toBe(0);
  expect(await findHold()).toBeNull();
  expect(offences).toEqual([]);
});
