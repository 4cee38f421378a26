/** Signing in with a second step or a provider, and API keys, in a real browser. */
import { OAuth2Server, type MutableToken } from 'oauth2-mock-server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/features/accounts/accounts.service.ts';
import { createUser, setPassword } from '../../src/features/users/users.service.ts';
import { codeAt, STEP_PAGE } from '../support/authenticator.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { size } from '../support/size.ts';
import { stored } from '../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../support/test-app.ts';

const PASSWORD = 'correct horse battery';

let test: TestApp;
let provider: OAuth2Server;
let account: Account;
let browser: Browser;
let secret = '';
let recovery: string[] = [];
let signedIn: BrowserState;
const offences: string[] = [];

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, options);

async function person(email: string, name: string): Promise<void> {
  await setPassword(await createUser(test.app, account._id, { email, name, role: 'owner' }), PASSWORD);
}

async function writePassword(page: Page, email: string, lang = 'en'): Promise<void> {
  await page.goto(`${test.url}/admin/sign-in?lang=${lang}`);
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('main button').click();
}

/** Codes count once: the clock goes on to the next. */
function nextCode(): string {
  test.clock.advance(30_000);
  return codeAt(secret, test.clock.now());
}

beforeAll(async () => {
  provider = new OAuth2Server();
  await provider.issuer.keys.generate('RS256');
  await provider.start(0, 'localhost');
  provider.service.on('beforeTokenSigning', (token: MutableToken) => void Object.assign(token.payload, { email: 'cy@example.com', email_verified: true }));
  test = await openTestApp({ env: { OIDC_ISSUER: String(provider.issuer.url), OIDC_CLIENT_ID: 'afterword', OIDC_CLIENT_SECRET: 'a secret of ours' } });
  account = await anAccount(test.app, { name: 'Nordwind Coffee', timeZone: 'Europe/Berlin' });
  browser = await openBrowser();
  await person('ada@example.com', 'Ada Lindqvist');
  await person('cy@example.com', 'Cy Okafor');
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
  await provider.stop();
});
beforeEach(async () => void (await stored('attempts').deleteMany({})));

describe('an owner', () => {
  it('sets up a second step, and comes in with a code and with a recovery code', async () => {
    const page = await openPage();
    await writePassword(page, 'ada@example.com');
    await page.waitForURL('**/admin/reports*');
    await page.goto(`${test.url}/admin/password`);
    await page.getByRole('link', { name: 'Set up a second step' }).click();
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
    secret = (await page.locator('#key').innerText()).replaceAll(' ', '');
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('not the code of this moment').waitFor();
    expect((await page.locator('#key').innerText()).replaceAll(' ', '')).toBe(secret);
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('Code', { exact: true }).fill(codeAt(secret, test.clock.now()));
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    await picture(page, 'recovery-codes-en-light-1280');
    expect(await violationsOn(page)).toEqual([]);
    recovery = await page.locator('#codes li').allInnerTexts();
    expect(recovery).toHaveLength(10);
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await page.getByText('The second step is on.').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/admin/sign-in');

    await writePassword(page, 'ada@example.com');
    await page.waitForURL('**/admin/sign-in/code*');
    await page.getByLabel('Code', { exact: true }).fill(nextCode());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/admin/reports*');
    signedIn = await page.context().storageState();

    const other = await openPage();
    await writePassword(other, 'ada@example.com');
    await other.getByLabel('Code', { exact: true }).fill(recovery[0] ?? '');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.waitForURL('**/admin/reports*');
    await Promise.all([page.context().close(), other.context().close()]);
  });
});

describe('anybody', () => {
  it('makes an API key with a last day, and sees that it ends and is used', async () => {
    const page = await openPage({ storageState: signedIn });
    await page.goto(`${test.url}/admin/keys`);
    await page.getByLabel('What is it for?').fill('Web shop');
    await page.getByLabel('Last day').fill('2033-05-04');
    await page.getByRole('button', { name: 'Create key' }).click();
    const key = await page.locator('code.secret').innerText();
    await page.getByLabel('What is it for?').fill('Till');
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.locator('code.secret').waitFor();
    expect((await fetch(`${test.url}/api/v1/touchpoints`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    await page.goto(`${test.url}/admin/keys`);
    const row = page.getByRole('row', { name: /Web shop/ });
    await expect.poll(async () => { await page.reload(); return row.innerText(); }).not.toContain('not yet');
    expect(await row.innerText()).toContain('4 May 2033');
    await page.context().close();
  });

  it('comes in with the company account', async () => {
    // The provider is another origin, and has to be.
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${test.url}/admin/sign-in?next=/admin/people`);
    await page.getByRole('link', { name: 'Sign in with your company account' }).click();
    await page.waitForURL('**/admin/people*');
    await page.getByRole('row', { name: /Cy Okafor.*you/ }).waitFor();
    await page.context().close();
  });
});

const LOOKS = ([['en', 'light', 1280], ['ar', 'dark', 320], ['pl', 'dark', 390], ['fa', 'light', 1280]] as const).slice(0, size(2, 4));

describe('usable by everybody', () => {
  it.each(LOOKS)('in %s, %s, %i wide: axe finds nothing and nothing is too wide', async (lang, colorScheme, width) => {
    const look = async (page: Page, name: string): Promise<void> => {
      await picture(page, `${name}-${lang}-${colorScheme}-${width}`);
      expect(await violationsOn(page), name).toEqual([]);
      expect(await isTooWide(page), name).toBe(false);
    };
    const options = { colorScheme, viewport: { width, height: 800 } };
    const page = await openPage({ ...options, storageState: signedIn });
    for (const [name, path] of [['access', '/admin/password'], ['second-step', STEP_PAGE], ['people', '/admin/people'], ['keys', '/admin/keys'], ['audit', '/admin/audit']] as const) {
      await page.goto(`${test.url}${path}?lang=${lang}`);
      await look(page, name);
    }
    const guest = await openPage(options);
    await guest.goto(`${test.url}/admin/sign-in?lang=${lang}`);
    await look(guest, 'sign-in');
    await writePassword(guest, 'ada@example.com', lang);
    await look(guest, 'code');
    await guest.locator('#code').fill('000000');
    await guest.locator('main button').click();
    await look(guest, 'code-wrong');
    await writePassword(guest, 'cy@example.com', lang);
    await guest.goto(`${test.url}${STEP_PAGE}?lang=${lang}`);
    await look(guest, 'set-up');
    await Promise.all([page.context().close(), guest.context().close()]);
  });
});

it('no page asked another origin, broke its policy or failed in a script', () => {
  expect(offences).toEqual([]);
});
