/** The settings of an account in a real browser. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pauseSender, type Account } from '../../src/features/accounts/accounts.service.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { openDnsStub, type DnsStub } from '../support/dns-stub.ts';
import { createUser, listUsers } from '../../src/features/users/users.service.ts';
import { size } from '../support/size.ts';
import { signedInState } from '../support/signed-in.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../support/test-app.ts';

let test: TestApp;
let dns: DnsStub;
let account: Account;
let other: Account;
let browser: Browser;
let owner: BrowserState;
const offences: string[] = [];

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, { storageState: owner, ...options });

beforeAll(async () => {
  dns = await openDnsStub();
  dns.records.set('nordwind.test', ['v=spf1 include:_spf.mail.test ~all']).set('_dmarc.nordwind.test', ['v=DMARC1; p=none; rua=mailto:dmarc@nordwind.test']);
  test = await openTestApp({ env: { DNS_SERVERS: dns.address } });
  account = await anAccount(test.app, { name: 'Nordwind Coffee', timeZone: 'Europe/Berlin' });
  await aSurvey(test.app, account._id);
  other = await anAccount(test.app, { name: 'Nordwind Tea Rooms' });
  browser = await openBrowser();
  owner = await signedInState(browser, test, account._id);
  // The same person in another account.
  const [self] = await listUsers(account._id);
  await createUser(test.app, other._id, { email: self?.email ?? '', name: 'Ada', role: 'owner' });
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
  await dns.close();
});

describe('an owner', () => {
  it('looks at a colour before saving it, changes the sender, and lets it be checked', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/account`);
    await page.getByLabel('Colour').fill('#ffe066');
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.getByText('nothing is saved yet').waitFor();
    expect(await page.frameLocator('iframe').locator('body').innerText()).toContain('Nordwind Coffee');
    expect(await page.getByText('Buttons get black text').isVisible()).toBe(true);
    await page.locator('form').filter({ has: page.getByLabel('Colour') }).getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/admin/account?done=branding#branding');

    await page.getByLabel('Address of the sender').fill('care@nordwind.test');
    await page.locator('form').filter({ has: page.getByLabel('Address of the sender') }).getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**?done=sender#sender');
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.waitForURL('**?done=checked#check');
    expect(await page.locator('.finding').allInnerTexts()).toEqual([expect.stringContaining('in order'), expect.stringContaining('could be better'), expect.stringContaining('only watches')]);
    await page.context().close();
  });

  it('changes the time zone after having been asked, and is told while it is under way', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/account`);
    await page.getByLabel('Another time zone').selectOption('Asia/Tehran');
    await page.getByRole('button', { name: 'Look at the change' }).click();
    await page.getByRole('heading', { name: 'Change the time zone to Asia/Tehran?' }).waitFor();
    await picture(page, 'time-zone');
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Change the time zone' }).click();
    await page.waitForURL('**?done=zone#dates');
    await page.getByText('is being changed from Europe/Berlin to Asia/Tehran').waitFor();
    await page.context().close();
  });
});

describe('an owner of several accounts', () => {
  it('goes to another one from any page, and deletes it after writing its name', async () => {
    const page = await openPage({ storageState: await signedInState(browser, test, account._id) });
    const [, second] = await listUsers(account._id);
    await createUser(test.app, other._id, { email: second?.email ?? '', name: 'Bo', role: 'owner' });
    await page.waitForTimeout(1100);
    await page.goto(`${test.url}/admin/reports`);
    await page.locator('.switcher summary').click();
    await picture(page, 'switcher');
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open Nordwind Tea Rooms' }).click();
    await page.waitForURL('**/admin/reports');
    expect(await page.locator('.brand').innerText()).toBe('Nordwind Tea Rooms');
    await page.goto(`${test.url}/admin/account`);
    await page.getByRole('link', { name: 'Delete this account …' }).click();
    await page.getByLabel('To confirm, write the name of the account').fill('nordwind tea rooms');
    await page.getByRole('button', { name: 'Delete the account' }).click();
    await page.getByText('Nothing was deleted').waitFor();
    await page.getByLabel('To confirm, write the name of the account').fill('Nordwind Tea Rooms');
    await page.getByRole('button', { name: 'Delete the account' }).click();
    await page.getByRole('heading', { name: 'The account is deleted' }).waitFor();
    await picture(page, 'deleted');
    expect(await violationsOn(page)).toEqual([]);
    await page.goto(`${test.url}/admin/reports`);
    expect(page.url()).toContain('/admin/sign-in');
    await page.context().close();
  });
});

describe('usable by everybody', () => {
  it.each(([['en', 'light', 1280], ['ar', 'dark', 320], ['fa', 'light', 390], ['pl', 'dark', 1280]] as const).slice(0, size(2, 4)))('in %s, %s, %i wide: axe finds nothing and nothing is too wide', async (lang, colorScheme, width) => {
    await pauseSender(test.app, account._id, '550 5.7.1 Message rejected due to local policy');
    const page = await openPage({ colorScheme, viewport: { width, height: 800 } });
    for (const [name, path] of [['account', `/admin/account?lang=${lang}&done=general`], ['zone', `/admin/account/time-zone?to=Asia%2FTehran&lang=${lang}`], ['accounts', `/admin/accounts?lang=${lang}`], ['delete', `/admin/account/delete?lang=${lang}`]] as const) {
      await page.goto(`${test.url}${path}`);
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
