/** Goals, notes, comparisons and files of the reports in a real browser. */
import { readFile } from 'node:fs/promises';
import { readXlsx } from 'hucre/xlsx';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../support/api-client.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { seedAnswers, someWeeks } from '../support/seed.ts';
import { signedInState } from '../support/signed-in.ts';
import { size } from '../support/size.ts';
import { stored } from '../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../support/test-app.ts';

const TOUCHPOINT = '/admin/reports/touchpoints/delivery';

let test: TestApp;
let accountId: string;
let browser: Browser;
let signedIn: BrowserState;
const offences: string[] = [];
const day = (offset: number): string => new Date(test.clock.now().getTime() + offset * 86_400_000).toISOString().slice(0, 10);

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, { storageState: signedIn, ...options });

beforeAll(async () => {
  test = await openTestApp();
  accountId = (await anAccount(test.app, { name: 'Nordwind Coffee', timeZone: 'UTC', segmentKeys: ['plan'] }))._id;
  await seedAnswers(test.app, test.clock, accountId, someWeeks());
  const api = await apiClient(test, accountId);
  for (let index = 0; index < 12; index += 1) {
    await api.post('/api/v1/responses', { survey: 'survey-delivery', customer: { externalId: `p-${index}` }, score: index % 2 === 0 ? 9 : 3, properties: { plan: index % 3 === 0 ? 'pro' : 'team' }, respondedAt: new Date(test.clock.now().getTime() - (index + 1) * 86_400_000).toISOString() });
  }
  browser = await openBrowser();
  signedIn = await signedInState(browser, test, accountId, 'analyst');
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
});

describe('an analyst', () => {
  it('sets a goal, finds it on the overview in words, changes it, and is told what is wrong', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/reports`);
    await page.getByRole('link', { name: 'Goals' }).click();
    await page.getByRole('link', { name: 'Set a goal' }).click();
    await page.getByLabel('Score').selectOption('nps 0-10');
    await page.getByLabel('Touchpoint').selectOption('delivery');
    await page.getByLabel('At least').fill('120');
    await page.getByLabel('First day').fill(day(-60));
    await page.getByLabel('Last day').fill(day(90));
    await page.getByRole('button', { name: 'Set the goal' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Please look at the fields below.');
    expect(await page.getByLabel('At least').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('At least').fill('90');
    await page.getByRole('button', { name: 'Set the goal' }).click();
    await page.waitForURL('**/admin/goals?done=created');
    expect(await page.getByRole('status').innerText()).toBe('The goal is set.');
    const goal = page.getByRole('listitem').filter({ hasText: 'at least 90 by' });
    expect(await goal.innerText()).toMatch(/behind|too close to tell|too few answers/);
    expect(await goal.getByRole('img').count()).toBe(1);
    await picture(page, 'goals');
    await page.getByRole('link', { name: 'Scores' }).click();
    await page.waitForURL('**/admin/reports');
    expect(await page.getByRole('region', { name: 'Goals' }).innerText()).toContain('at least 90 by');
    await page.getByRole('link', { name: 'All goals' }).click();
    await page.getByRole('link', { name: /Change the goal/ }).click();
    await page.getByLabel('At least').fill('-50');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/admin/goals?done=changed');
    expect(await page.locator('main').innerText()).toContain('at least −50');
    await page.context().close();
  });

  it('writes a note and finds it on the trend', async () => {
    const page = await openPage();
    await page.goto(`${test.url}${TOUCHPOINT}?period=last-90-days`);
    await page.getByRole('link', { name: 'Add or delete notes' }).click();
    await page.getByLabel('Day', { exact: true }).fill(day(-20));
    await page.getByLabel('What happened').fill('Another carrier');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.waitForURL('**/notes?done=added');
    await page.getByRole('link', { name: 'Back to the touchpoint' }).click();
    await page.goto(`${test.url}${TOUCHPOINT}?period=last-90-days`);
    expect(await page.locator('.happened').first().innerText()).toContain('Another carrier');
    expect(await page.locator('.happening title').first().textContent()).toContain('Mark 1');
    await picture(page, 'touchpoint');
    await page.context().close();
  });

  it('compares two groups, keeps the link, and takes the figures away as a workbook', async () => {
    const page = await openPage();
    await page.goto(`${test.url}${TOUCHPOINT}?period=last-90-days`);
    await page.getByLabel('These answers').selectOption('property:plan:pro');
    await page.getByLabel('with these').selectOption('property:plan:team');
    await page.getByLabel('of', { exact: true }).selectOption('same');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForURL('**days=same**');
    const section = page.getByRole('region', { name: 'Compare' });
    expect(await section.innerText()).toContain('Too few answers to tell');
    expect(await page.getByLabel('These answers').inputValue()).toBe('property:plan:pro');
    expect(page.url()).toContain('period=last-90-days');
    await page.getByLabel('of', { exact: true }).selectOption('previous');
    await page.getByLabel('These answers').selectOption('');
    await page.getByLabel('with these').selectOption('');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForURL('**days=previous**');
    expect(await section.innerText()).toMatch(/clearly (higher|lower)|No clear difference|Too few|there are no answers/);

    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as Excel file (XLSX)' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^scores-delivery-.*\.xlsx$/);
    const { sheets: [sheet] } = await readXlsx(await readFile(await download.path()));
    expect(sheet?.rows[0]).toContain('value');
    expect(sheet?.rows.length).toBeGreaterThan(3);
    await page.context().close();
  });
});

describe('the pages', () => {
  const paths = async (): Promise<string[]> => {
    const [goal, note] = await Promise.all(['goals', 'notes'].map(async (name) => stored(name).findOne({ accountId })));
    return ['/admin/reports', '/admin/goals', '/admin/goals/new', `/admin/goals/${goal?._id}`, `/admin/goals/${goal?._id}/delete`, `${TOUCHPOINT}?period=last-90-days&days=previous`, `${TOUCHPOINT}?days=same`, `${TOUCHPOINT}?days=other`, `${TOUCHPOINT}/notes`, `/admin/reports/notes/${note?._id}/delete?from=delivery`];
  };
  const inLanguage = (path: string, lang: string): string => `${test.url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;

  it.each(([['en', 'light', 1280], ['ar', 'dark', 390], ['fa', 'light', 320], ['pl', 'dark', 1920]] as const).slice(0, size(2, 4)))('in %s, %s, %i wide: axe finds nothing, nothing is wider than the screen', async (lang, colorScheme, width) => {
    const page = await openPage({ colorScheme, viewport: { width, height: 800 } });
    for (const path of await paths()) {
      await page.goto(inLanguage(path, lang));
      await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
      expect(await violationsOn(page), path).toEqual([]);
      expect(await isTooWide(page), path).toBe(false);
      await picture(page, `${lang}-${path.replaceAll(/[^a-z]+/gi, '-').slice(0, 60)}`);
    }
    await page.context().close();
  });

  it('are printed in light ink whatever the theme, without what only a screen can use', async () => {
    const page = await openPage({ colorScheme: 'dark' });
    await page.goto(`${test.url}${TOUCHPOINT}?period=last-90-days`);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
    await page.context().close();
  });

  it('asked no other origin, broke no policy and failed in no script', () => {
    expect(offences).toEqual([]);
  });
});
