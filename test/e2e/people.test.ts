/** People, one's own access and what stands around them, in a real browser. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../src/features/accounts/accounts.service.ts';
import { createSignInLink, createUser } from '../../src/features/users/users.service.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { size } from '../support/size.ts';
import { anAccount, openTestApp, type TestApp } from '../support/test-app.ts';

const PASSWORD = 'correct horse battery';

let test: TestApp;
let account: Account;
let browser: Browser;
let owner: BrowserState;
const offences: string[] = [];

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, options);

beforeAll(async () => {
  test = await openTestApp();
  account = await anAccount(test.app, { name: 'Nordwind Coffee', timeZone: 'Europe/Berlin' });
  browser = await openBrowser();
  const user = await createUser(test.app, account._id, { email: 'ada@example.com', name: 'Ada Lindqvist', role: 'owner' });
  const page = await openPage();
  await page.goto(await createSignInLink(test.app, user));
  await page.getByRole('button', { name: 'Sign in now' }).click();
  await page.waitForURL('**/admin/password');
  await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('New password, again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.waitForURL('**/admin/reports');
  owner = await page.context().storageState();
  await page.context().close();
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
});

describe('an owner', () => {
  it('invites somebody, who comes in and becomes an analyst, and takes the role back again', async () => {
    const page = await openPage({ storageState: owner });
    await page.goto(`${test.url}/admin/people`);
    await page.getByLabel('E-mail address').fill('bo@example.com');
    await page.getByLabel('Name').fill('Bo Larsen');
    await page.getByRole('radio', { name: /Analyst/ }).check();
    await page.getByRole('button', { name: 'Send invitation' }).click();
    await page.waitForURL('**/admin/people?done=invited');
    expect(await page.getByRole('row', { name: /Bo Larsen/ }).innerText()).toContain('invited');

    const guest = await openPage();
    await guest.goto(/https?:\/\/\S+\/admin\/sign-in\/\S+/.exec(test.mailer.sent.at(-1)?.text ?? '')?.[0] ?? '');
    await guest.getByRole('button', { name: 'Sign in now' }).click();
    await guest.waitForURL('**/admin/password');
    await guest.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await guest.getByLabel('New password, again').fill(PASSWORD);
    await guest.getByRole('button', { name: 'Save password' }).click();
    await guest.waitForURL('**/admin/reports');

    await page.getByRole('link', { name: 'Bo Larsen' }).click();
    await page.getByRole('radio', { name: /Viewer/ }).check();
    await page.getByRole('button', { name: 'Save role' }).click();
    await page.waitForURL('**?done=role');
    await page.getByRole('link', { name: 'Remove Bo Larsen' }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.waitForURL('**/admin/people?done=removed');
    await guest.reload();
    expect(guest.url()).toContain('/admin/sign-in');
    await Promise.all([page.context().close(), guest.context().close()]);
  });
});

async function pathsToLookAt(): Promise<[string, string][]> {
  const pending = await createUser(test.app, account._id, { email: `cy${test.mailer.sent.length}-${Math.round(performance.now())}@example.com`, name: 'Cy Okafor', role: 'agent' });
  return [['people', '/admin/people'], ['person', `/admin/people/${pending._id}`], ['remove', `/admin/people/${pending._id}/remove`], ['access', '/admin/password'], ['audit', '/admin/audit']];
}

describe('usable by everybody', () => {
  it.each(([['en', 'light', 1280], ['ar', 'dark', 390], ['pl', 'dark', 320], ['fa', 'light', 1280]] as const).slice(0, size(2, 4)))('in %s, %s, %i wide: axe finds nothing and nothing is too wide', async (lang, colorScheme, width) => {
    const page = await openPage({ storageState: owner, colorScheme, viewport: { width, height: 800 } });
    for (const [name, path] of [...await pathsToLookAt(), ['forgotten', '/admin/forgotten'] as const]) {
      await page.goto(`${test.url}${path}?lang=${lang}`);
      await picture(page, `${name}-${lang}-${colorScheme}-${width}`);
      expect(await violationsOn(page), path).toEqual([]);
      expect(await isTooWide(page), path).toBe(false);
    }
    await page.context().close();
  });
});

it('no page asked another origin, broke its policy or failed in a script', () => {
  expect(offences).toEqual([]);
});
