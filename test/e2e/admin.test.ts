/** The admin pages in a real browser: signing in, reading reports in both directions and both themes, the caught mail. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../src/features/accounts/accounts.service.ts';
import { createSignInLink, createUser } from '../../src/features/users/users.service.ts';
import { createCatchingMailer } from '../../src/platform/mailer.ts';
import { isTooWide, openBrowser, openWatched, violationsOn, type BrowserState } from '../support/browser.ts';
import { seedAnswers, someWeeks } from '../support/seed.ts';
import { signedInState } from '../support/signed-in.ts';
import { size } from '../support/size.ts';
import { anAccount, openTestApp, type TestApp } from '../support/test-app.ts';

const PASSWORD = 'correct horse battery';
const EMAIL = 'ada@example.com';

const dataDir = mkdtempSync(join(tmpdir(), 'afterword-admin-'));
let test: TestApp;
let account: Account;
let browser: Browser;
/** Cookies of a signed-in browser. */
let signedIn: BrowserState;
/** What no page may ever do: ask another origin for something, break the policy, fail in a script. */
const offences: string[] = [];

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, options);

const text = (page: Page): Promise<string> => page.locator('main').innerText();

beforeAll(async () => {
  test = await openTestApp({ env: { DATA_DIR: dataDir }, mailer: createCatchingMailer(join(dataDir, 'mailbox')) });
  account = await anAccount(test.app, { name: 'Nordwind Coffee', timeZone: 'Europe/Berlin' });
  await seedAnswers(test.app, test.clock, account._id, someWeeks());
  browser = await openBrowser();
  signedIn = await signedInState(browser, test, account._id);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a first owner', () => {
  it('signs in by the link, chooses a password, and comes back with it', async () => {
    const user = await createUser(test.app, account._id, { email: EMAIL, name: 'Ada', role: 'owner' });
    const page = await openPage();
    await page.goto(`${test.url}/admin/reports`);
    expect(page.url()).toContain('/admin/sign-in?next=');
    await page.goto(await createSignInLink(test.app, user));
    await page.getByRole('button', { name: 'Sign in now' }).click();
    await page.waitForURL('**/admin/password');
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('New password, again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.waitForURL('**/admin/reports');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/admin/sign-in');
    await page.goto(`${test.url}/admin/reports/touchpoints/support`);
    await page.getByLabel('E-mail address').fill(EMAIL);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/reports/touchpoints/support');
    expect(await page.locator('h1').innerText()).toBe('Support');
    await page.context().close();
  });
});

describe('a reader', () => {
  it('reads the scores, chooses a period, looks at one touchpoint and comes back with the same filters', async () => {
    const page = await openPage({ storageState: signedIn });
    await page.goto(`${test.url}/admin`);
    await page.waitForURL('**/admin/reports');
    await page.getByRole('link', { name: 'Last 90 days' }).click();
    await page.waitForURL('**/admin/reports?period=last-90-days');
    const row = page.getByRole('row', { name: /Delivery/ });
    expect(await row.innerText()).toMatch(/95 % interval/);
    expect(await row.getByRole('img').count()).toBe(2);
    await page.getByRole('link', { name: 'Month', exact: true }).click();
    await page.waitForURL('**&interval=month');
    await page.getByRole('link', { name: 'Delivery' }).click();
    await page.waitForURL('**/touchpoints/delivery?**');
    expect(await text(page)).toContain('The parcel was two days late and nobody told me.');
    await page.getByRole('link', { name: /Open this answer/ }).first().click();
    await page.waitForURL('**/admin/responses/**');
    expect(await text(page)).toContain('How likely are you to recommend Nordwind Coffee');
    expect(await violationsOn(page)).toEqual([]);
    await page.goBack();
    await page.getByText('The numbers as a table').click();
    expect(await page.getByRole('row').count()).toBeGreaterThan(12);
    await page.getByRole('link', { name: 'All touchpoints' }).click();
    await page.waitForURL('**/admin/reports?period=last-90-days&interval=month');
    await page.getByText('Other dates').click();
    await page.getByLabel('From').fill('2020-01-01');
    await page.getByLabel('Through').fill('2020-01-31');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL('**from=2020-01-01&through=2020-01-31');
    expect(await text(page)).toContain('No answers in this period');
    expect(await text(page)).toContain('1 Jan 2020 to 31 Jan 2020');
    await page.context().close();
  });

  it('reads them in Arabic and Persian from right to left, with time running that way too', async () => {
    for (const [lang, name] of [['ar', 'العربية'], ['fa', 'فارسی']] as const) {
      const page = await openPage({ storageState: signedIn });
      await page.goto(`${test.url}/admin/reports/touchpoints/delivery?period=last-90-days`);
      const latest = async (): Promise<number> => Number((await page.locator('.area circle').last().getAttribute('cx'))?.replace('%', ''));
      expect(await latest()).toBeGreaterThan(50);
      await page.getByRole('link', { name }).click();
      await page.waitForURL(`**?period=last-90-days&lang=${lang}`);
      expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
      expect(await latest()).toBeLessThan(50);
      // The menu stays in the chosen language.
      await page.locator('.back a').click();
      await page.waitForURL('**/admin/reports?**');
      expect(await page.locator('html').getAttribute('lang')).toBe(lang);
      await page.context().close();
    }
  });
});

describe('caught mail', () => {
  it('is readable, and its links lead to the survey page', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/dev/mailbox`);
    await page.locator('.mails a').first().click();
    await page.waitForURL('**/dev/mailbox/*');
    await page.frameLocator('iframe').getByRole('link', { name: /^5/ }).first().click();
    await page.waitForURL('**/s/*?score=5');
    expect(await page.locator('input:checked').getAttribute('value')).toBe('5');
    await page.context().close();
  });
});

const REPORTS = ['/admin/reports?period=last-90-days', '/admin/reports/touchpoints/delivery?period=last-90-days'];
const INSIDE = [...REPORTS, '/admin/reports?from=x&through=y', '/admin/reports?from=2020-01-01&through=2020-01-31', '/admin/reports/touchpoints/showroom', '/admin/keys',
  '/admin/password', '/admin/nothing-here'];
const OUTSIDE = ['/admin/sign-in', '/admin/sign-in/unknown-link'];
const inLanguage = (path: string, lang: string): string => `${test.url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;

describe('usable by everybody: axe finds nothing', () => {
  it.each(([['en', 'light', INSIDE], ['ar', 'dark', INSIDE], ['fa', 'light', REPORTS], ['pl', 'dark', REPORTS], ['en', 'dark', INSIDE], ['ar', 'light', INSIDE]] as const).slice(0, size(2, 6)))(
    'in %s, %s', async (lang, colorScheme, paths) => {
      const stranger = await openPage({ colorScheme });
      const page = await openPage({ colorScheme, storageState: signedIn });
      for (const [who, path] of [...OUTSIDE.map((path) => [stranger, path] as const), ...paths.map((path) => [page, path] as const)]) {
        await who.goto(inLanguage(path, lang));
        await who.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
        expect(await violationsOn(who), path).toEqual([]);
      }
      await Promise.all([stranger.context().close(), page.context().close()]);
    });

  it.each(['light', 'dark'] as const)('on the pages of caught mail, %s', async (colorScheme) => {
    const page = await openPage({ colorScheme });
    await page.goto(`${test.url}/dev/mailbox`);
    expect(await violationsOn(page)).toEqual([]);
    await page.locator('.mails a').first().click();
    await page.waitForURL('**/dev/mailbox/*');
    await page.getByText('Headers', { exact: true }).click();
    expect(await violationsOn(page)).toEqual([]);
    await page.context().close();
  });
});

describe('fits every screen', () => {
  it.each([['en', 320], ['ar', 360], ['pl', 320], ['fa', 768], ['en', 1920]] as const)('in %s, %i wide', async (lang, width) => {
    const page = await openPage({ storageState: signedIn, viewport: { width, height: 740 } });
    for (const path of [...INSIDE, '/dev/mailbox']) {
      await page.goto(inLanguage(path, lang));
      expect(await isTooWide(page), path).toBe(false);
    }
    await page.context().close();
  });
});

it('no page asked another origin, broke its policy or failed in a script', () => {
  expect(offences).toEqual([]);
});
