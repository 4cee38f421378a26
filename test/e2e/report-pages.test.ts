/** Outcomes and business in a real browser, with a company of planted truth: from the overview to the customers at risk and the files. */
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompany } from '../../src/demo/company.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { settleCompany } from '../support/company-account.ts';
import { signedInState } from '../support/signed-in.ts';
import { size } from '../support/size.ts';
import { anAccount, eventually, openTestApp, type TestApp } from '../support/test-app.ts';


let test: TestApp;
let browser: Browser;
let state: BrowserState;
/** Of an account into which nothing was imported. */
let emptyState: BrowserState;
const offences: string[] = [];

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, { storageState: state, ...options });

const text = (page: Page): Promise<string> => page.locator('main').innerText();

beforeAll(async () => {
  test = await openTestApp();
  // A year to come: the browser's own clock decides when it forgets the cookie it is signed in by.
  test.clock.set('2102-01-01T12:00:00Z');
  const { _id: account } = await anAccount(test.app, { name: 'Nordwind Coffee' });
  await settleCompany(test, account, createCompany({ seed: 5, customers: 400, from: '2101-01-01', to: '2102-01-01', monthlyChurn: 0.04, activityFrom: '2101-11-01' }));
  browser = await openBrowser();
  state = await signedInState(browser, test, account);
  emptyState = await signedInState(browser, test, (await anAccount(test.app, { name: 'New' }))._id);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
});

describe('a manager', () => {
  it('goes from the overview to the ranking, one touchpoint, its customers and their file, with the same choices all the way', async () => {
    const page = await openPage();
    await eventually('outcomes are worked out', async () => {
      await page.goto(`${test.url}/admin/reports`);
      return !(await text(page)).includes('being worked out');
    }, 30_000);
    expect(await text(page)).toContain('Business in this period');
    await page.getByRole('link', { name: 'More about outcomes' }).click();
    await page.waitForURL('**/admin/reports/outcomes');
    await picture(page, 'outcomes');
    expect(await text(page)).toContain('The score of “Support request solved” tells best who leaves');
    await page.getByRole('link', { name: '180 days', exact: true }).click();
    await page.waitForURL('**horizon=180');
    await page.getByRole('link', { name: 'Support request solved' }).click();
    await page.waitForURL('**/outcomes/support?**horizon=180');
    await picture(page, 'outcome-touchpoint');
    expect(await page.locator('.survival .area').getByRole('img').count() + await page.getByRole('img', { name: /Who is still there/ }).count()).toBeGreaterThan(0);
    await page.locator('section[aria-labelledby="survival"] summary').click();
    expect(await page.getByRole('columnheader', { name: /Dissatisfied \(\d+\)/ }).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'See these customers' }).click();
    await page.waitForURL('**/outcomes/support/customers?**');
    const total = Number(/Together €([\d,.]+) a month/.exec(await text(page))?.[1]?.replaceAll(',', ''));
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download as CSV' }).click()]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n').slice(1);
    expect(lines.reduce((sum, line) => sum + Math.round(100 * Number(line.split(',').at(-2))), 0)).toBe(Math.round(100 * total));
    await page.getByRole('link', { name: 'Back to Support request solved' }).click();
    await page.waitForURL('**/outcomes/support?**horizon=180');
    await page.context().close();
  });

  it('reads the business report, changes the base of churn and the dates, and takes the file along', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/reports/business?from=2101-04-01&through=2101-12-31`);
    await picture(page, 'business');
    expect(await text(page)).toMatch(/Of \d+ customers at the start, \d+ were gone at the end/);
    const rows = page.locator('.waterfall').first().locator('tbody tr');
    expect(await rows.count()).toBe(7);
    await page.getByRole('link', { name: 'at the end' }).click();
    await page.waitForURL('**churn=end');
    expect(await text(page)).toContain('customers were there at the end');
    await page.getByLabel('From').fill('2101-07-01');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL('**from=2101-07-01&through=2101-12-31');
    expect(page.url()).toContain('churn=end');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download as CSV' }).click()]);
    expect(download.suggestedFilename()).toBe('business-2101-07-01-2101-12-31.csv');
    expect(readFileSync(await download.path(), 'utf8').split('\n')[1]).toMatch(/^whole,2101-07-01,2102-01-01,,EUR,/);
    await page.context().close();
  });

  it('prints a report without menus and choices', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/reports/outcomes/support`);
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.top', '.controls', '.actions']) expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
    expect(await page.locator('.survival .area').isVisible()).toBe(true);
    await page.context().close();
  });

  it('reads curves from right to left where the language does', async () => {
    const page = await openPage();
    const endOf = async (): Promise<number> => Number(/H([\d.]+)$/.exec((await page.locator('.area path.curve').first().getAttribute('d')) ?? '')?.[1]);
    await page.goto(`${test.url}/admin/reports/outcomes/support`);
    expect(await endOf()).toBeGreaterThan(500);
    await page.goto(`${test.url}/admin/reports/outcomes/support?lang=fa`);
    expect(await endOf()).toBeLessThan(500);
    await page.context().close();
  });
});

const PATHS = ['', '/outcomes', '/outcomes?horizon=365', '/outcomes/support', '/outcomes/onboarding?period=last-90-days', '/outcomes/order/customers', '/business', '/business?churn=end&interval=quarter'];
const inLanguage = (path: string, lang: string): string => `${test.url}/admin/reports${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;

describe('usable by everybody: axe finds nothing', () => {
  it.each(([['en', 'light'], ['ar', 'dark'], ['fa', 'light'], ['pl', 'dark']] as const).slice(0, size(2, 4)))('in %s, %s', async (lang, colorScheme) => {
    for (const [storageState, paths] of [[state, PATHS], [emptyState, ['/outcomes', '/business']]] as const) {
      const page = await openPage({ colorScheme, storageState });
      for (const path of paths) {
        await page.goto(inLanguage(path, lang));
        await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
        expect(await violationsOn(page), path).toEqual([]);
      }
      await page.context().close();
    }
  });
});

describe('fits every screen', () => {
  it.each([['en', 320], ['pl', 390], ['ar', 360], ['fa', 768], ['pl', 1024], ['en', 1920]] as const)('in %s, %i wide', async (lang, width) => {
    const page = await openPage({ viewport: { width, height: 740 } });
    for (const path of PATHS) {
      await page.goto(inLanguage(path, lang));
      await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
      expect(await isTooWide(page), path).toBe(false);
    }
    await page.context().close();
  });
});

it('no page asked another origin, broke its policy or failed in a script', () => {
  expect(offences).toEqual([]);
});
