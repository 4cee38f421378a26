/** The workshop in a real browser: a survey made, worded, tried and resumed. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../src/features/accounts/accounts.service.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { seedAnswers, someWeeks } from '../support/seed.ts';
import { requireInvitation } from '../../src/features/invitations/invitations.service.ts';
import { size } from '../support/size.ts';
import { decided, invited } from '../support/spine.ts';
import { signedInState } from '../support/signed-in.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../support/test-app.ts';

let test: TestApp;
let account: Account;
let browser: Browser;
let signedIn: BrowserState;
const offences: string[] = [];

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, { storageState: signedIn, ...options });

const text = (page: Page): Promise<string> => page.locator('main').innerText();

beforeAll(async () => {
  test = await openTestApp();
  account = await anAccount(test.app, { name: 'Nordwind Coffee', timeZone: 'Europe/Berlin', languages: ['en', 'ar', 'pl'] });
  await seedAnswers(test.app, test.clock, account._id, someWeeks().map((touchpoint) => ({ ...touchpoint, weeks: touchpoint.weeks.slice(-2) })));
  await aSurvey(test.app, account._id, { touchpoint: 'pickup', delay: '2h' }, 'survey-pickup');
  await decided(test.app, account._id, { touchpoint: 'nowhere' });
  browser = await openBrowser();
  signedIn = await signedInState(browser, test, account._id);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
});

describe('somebody who runs surveys', () => {
  it('makes one, words it, sees what is missing, previews it, tests it and resumes it', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/surveys`);
    await page.getByRole('link', { name: 'New survey' }).click();
    await page.getByLabel('CSAT').check();
    await page.getByLabel('Key', { exact: true }).fill('after-repair');
    await page.getByLabel('Touchpoint', { exact: true }).selectOption('delivery');
    await page.getByRole('button', { name: 'Create survey' }).click();
    await page.waitForURL('**/admin/surveys/after-repair?done=created');
    expect(await text(page)).toMatch(/(\d+) of \1 at this touchpoint would match/);

    await page.getByLabel('Interaction type').fill('repair.done');
    await page.getByRole('button', { name: 'Count again' }).click();
    expect(await text(page)).toMatch(/ 0 of \d+ at this touchpoint/);
    await page.getByLabel('Path').first().fill('plan');
    await page.getByLabel('Question', { exact: true }).first().fill('How well did we repair it?');
    await page.getByRole('button', { name: 'Save' }).last().click();
    expect(await page.getByRole('alert').innerText()).toContain('Nothing was saved');
    const wrong = page.getByLabel('Path').first();
    expect(await wrong.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByText('Missing: readers of this language see the text of another one.').count()).toBe(2);
    await wrong.fill('properties.plan');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await page.waitForURL('**/after-repair?done=saved-version');

    await page.getByRole('link', { name: 'Versions' }).click();
    expect(await text(page)).toContain('How well did we repair it?');
    await page.goBack();
    await page.getByRole('link', { name: 'Preview and test' }).click();
    expect(await page.frameLocator('iframe').locator('body').innerText()).toContain('How well did we repair it?');
    await page.getByRole('link', { name: 'Page', exact: true }).click();
    expect(await page.frameLocator('iframe').getByRole('group').first().innerText()).toContain('How well did we repair it?');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.waitForURL('**done=test-sent');
    expect(test.mailer.sent.at(-1)?.to.address).toMatch(/^person.*@example\.com$/);

    await page.goto(`${test.url}/admin/surveys/after-repair`);
    await page.getByRole('button', { name: 'Resume' }).click();
    expect(await page.getByRole('status').first().innerText()).toContain('Resumed');
    await page.context().close();
  });

  it('may not change the metric of a survey with answers, and reads why', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/surveys/survey-delivery`);
    expect(await text(page)).toMatch(/Metric and scale are fixed, because there are answers on them \(\d+\)/);
    expect(await page.getByLabel('Metric', { exact: true }).count()).toBe(0);
    await page.context().close();
  });
});

describe('somebody who wonders why nobody was asked', () => {
  it('tries an interaction, and finds each one’s fate in the ledger, where one that waits is cancelled', async () => {
    const waiting = await invited(test.app, account._id, { id: 'order-77', touchpoint: 'pickup' });
    const page = await openPage();
    await page.goto(`${test.url}/admin/ledger`);
    await page.getByLabel('Touchpoint').selectOption('pickup');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL('**touchpoint=pickup');
    expect(await text(page)).toContain('order-77');
    await page.getByRole('link', { name: /^Cancel the invitation to survey-pickup/ }).click();
    expect(await violationsOn(page)).toEqual([]);
    await picture(page, 'ledger-cancel');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL('**/admin/ledger?done=cancelled');
    expect((await requireInvitation(account._id, waiting._id)).status).toBe('cancelled');
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('link', { name: 'order-77' }).click();
    expect(await page.getByRole('row', { name: /survey-pickup/ }).innerText()).toContain('would be asked');
    await page.getByLabel('Interaction as JSON').fill('{"id": 1');
    await page.getByRole('button', { name: 'See the decisions' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('This is no interaction.');
    await page.context().close();
  });
});

describe('somebody who imports', () => {
  it('uploads a file, mends what it is taken for, checks it, imports it, reads the errors and takes it back', async () => {
    const workers = test.workers();
    const page = await openPage();
    await page.goto(`${test.url}/admin/imports`);
    await page.getByLabel('What is in it?').selectOption('customers');
    await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'Kunden.csv', mimeType: 'text/csv', buffer: Buffer.from('Kunde;Seit;Post;Branche\nc-901;04.05.2024;ada@example.com;Kaffee\nc-902;morgen;bob@example.com;Tee\n') });
    await page.getByRole('button', { name: 'Look at the file' }).click();
    await page.waitForURL('**/admin/imports/files/*');
    expect(await page.getByRole('alert').innerText()).toContain('would be refused');
    expect(await violationsOn(page)).toEqual([]);
    await page.getByLabel('Customer id (needed)', { exact: true }).selectOption('Kunde');
    await page.getByLabel('Customer since (needed)', { exact: true }).selectOption('Seit');
    await page.getByLabel('E-mail address', { exact: true }).selectOption('Post');
    await page.getByLabel('Dates are written').fill('dd.MM.yyyy');
    await page.getByRole('button', { name: 'Look again' }).click();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.getByRole('row', { name: /morgen/ }).first().innerText()).toContain('wrong');
    expect(await violationsOn(page)).toEqual([]);
    await picture(page, 'import-file');
    await page.setViewportSize({ width: 390, height: 800 });
    await picture(page, 'import-file-390');
    expect(await isTooWide(page)).toBe(false);
    const file = page.url();
    await page.goto(`${file}?lang=ar`);
    await picture(page, 'import-file-ar-390');
    expect(await violationsOn(page)).toEqual([]);
    await page.goto(file);
    await page.setViewportSize({ width: 1280, height: 800 });

    await page.getByRole('button', { name: 'Check the whole file' }).click();
    await page.getByRole('link', { name: 'Back to the file, to import it' }).waitFor();
    await page.getByRole('heading', { name: '100% done' }).waitFor();
    expect(await text(page)).toContain('check only');
    await page.getByRole('link', { name: 'Back to the file, to import it' }).click();
    // What was chosen is still chosen.
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    // Renews itself until it is done.
    await page.getByRole('heading', { name: '100% done' }).waitFor();
    expect(await text(page)).toContain('Rejected rows: 1');
    await picture(page, 'import-run');
    expect(await violationsOn(page)).toEqual([]);
    const [errors] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /Download every error/ }).click()]);
    expect(errors.suggestedFilename()).toMatch(/^errors-.*\.csv$/);
    await page.getByRole('link', { name: 'Take this import back' }).click();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('taken back', { exact: true }).waitFor();
    await page.context().close();
    await workers.close();
  });
});

const SURVEYS = ['/admin/surveys', '/admin/new-survey', '/admin/surveys/survey-delivery', '/admin/surveys/survey-returns', '/admin/surveys/survey-delivery/history', '/admin/surveys/survey-delivery/preview?look=phone', '/admin/surveys/survey-delivery/preview?look=text'];
const LEDGER = ['/admin/try', '/admin/ledger?period=last-30-days', '/admin/ledger?touchpoint=showroom'];
const PAGES = [...SURVEYS, ...LEDGER, '/admin/imports'];
const inLanguage = (path: string, lang: string): string => `${test.url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;
const nameOf = (path: string): string => path.replace('/admin/', '').replaceAll(/[^\w]+/g, '-');

describe('every page of the workshop', () => {
  it.each(([['en', 'light'], ['ar', 'dark'], ['fa', 'light'], ['pl', 'dark']] as const).slice(0, size(2, 4)))('is usable by everybody and fits, in %s, %s', async (lang, colorScheme) => {
    const page = await openPage({ colorScheme });
    for (const path of PAGES) {
      await page.goto(inLanguage(path, lang));
      await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
      await picture(page, `${nameOf(path)}-${lang}-${colorScheme}`);
      expect(await violationsOn(page), path).toEqual([]);
      for (const width of [1920, 390, 320]) {
        await page.setViewportSize({ width, height: 740 });
        if (width === 390) await picture(page, `${nameOf(path)}-${lang}-${width}`);
        expect(await isTooWide(page), `${path} at ${width}`).toBe(false);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    }
    await page.context().close();
  });
});

it('no page asked another origin, broke its policy or failed in a script', () => {
  expect(offences).toEqual([]);
});
