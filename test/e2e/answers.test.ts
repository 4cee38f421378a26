/** Answers, cases and customers in a real browser: read, searched, tagged, answered, erased. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../src/features/accounts/accounts.service.ts';
import { openCasesOfEvents } from '../../src/features/cases/open-cases.job.ts';
import { recordResponse } from '../../src/features/responses/responses.service.ts';
import { putTagRule } from '../../src/features/tags/tag-rules.service.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { seedAnswers, someWeeks } from '../support/seed.ts';
import { signedInState } from '../support/signed-in.ts';
import { size } from '../support/size.ts';
import { stored } from '../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../support/test-app.ts';

const COMPLAINT = 'The parcel was two days late and nobody told me.';

let test: TestApp;
let account: Account;
let browser: Browser;
let signedIn: BrowserState;
const offences: string[] = [];

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, { storageState: signedIn, ...options });

beforeAll(async () => {
  test = await openTestApp();
  account = await anAccount(test.app, { name: 'Nordwind Coffee', timeZone: 'Europe/Berlin' });
  await seedAnswers(test.app, test.clock, account._id, someWeeks());
  await openCasesOfEvents(test.app);
  await holdOneBack();
  await putTagRule(test.app, account._id, 'packaging', ['box', 'paczka', 'جعبه']);
  browser = await openBrowser();
  signedIn = await signedInState(browser, test, account._id);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
});

async function holdOneBack(): Promise<void> {
  // The latest: it has not expired.
  const unanswered = await stored('invitations').findOne({ accountId: account._id, touchpoint: 'delivery', status: 'sent' }, { sort: { expiresAt: -1 } });
  const { kind } = await recordResponse(test.app, {
    invitationId: unanswered?._id ?? '', score: 0, comment: 'Filled in by a filter', at: test.app.now(), sender: { network: 'n', agent: 'a', human: false }, formAgeSeconds: 3, doubts: ['hidden-link', 'hidden-field'],
  });
  expect(kind).toBe('quarantined');
}

describe('somebody who answers customers', () => {
  it('finds a complaint, tags it, takes its case on and closes it', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/answers`);
    await page.getByLabel('Words in comments').fill('late TWO');
    await page.keyboard.press('Enter');
    await page.waitForURL('**text=late+TWO**');
    expect(await page.locator('.comments > li').count()).toBe(1);
    await page.getByRole('link', { name: /Open this answer/ }).click();
    await page.waitForURL('**/admin/responses/**');
    await page.getByLabel('Add a tag').fill('Late delivery');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL('**?done=tagged');
    expect(await page.getByRole('status').innerText()).toBe('The tag was added.');
    await page.getByRole('link', { name: 'To the case' }).click();
    await page.waitForURL('**/admin/cases/**');
    await page.getByLabel('Owner').selectOption({ index: 1 });
    await page.getByRole('textbox', { name: 'Root cause' }).first().fill('late delivery');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**?done=saved');
    await page.getByLabel('New note').fill('Called, will send a new parcel.');
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.waitForURL('**?done=noted');
    expect(await page.locator('main').innerText()).toContain('Called, will send a new parcel.');
    await page.getByLabel('What came of it').fill('New parcel sent');
    await page.getByRole('button', { name: 'Close the case' }).click();
    await page.waitForURL('**?done=closed');
    await page.getByRole('link', { name: 'All cases' }).click();
    await page.getByRole('link', { name: 'Closed' }).click();
    expect(await page.locator('main').innerText()).toContain(COMPLAINT);
    await page.context().close();
  });

  it('leaves an answer out with a reason, and lets it count again', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/answers?category=nps-promoter`);
    await page.getByRole('link', { name: /Open this answer/ }).first().click();
    await page.getByRole('link', { name: 'Leave out of every number…' }).click();
    await page.getByLabel('Why?').fill('a test of ours');
    await page.getByRole('button', { name: 'Leave it out' }).click();
    await page.waitForURL('**?done=excluded');
    expect(await page.locator('main').innerText()).toContain('Left out of every score: a test of ours');
    await page.getByRole('link', { name: 'Let it count again…' }).click();
    await page.getByLabel('Why?').fill('it was none');
    await page.getByRole('button', { name: 'Let it count' }).click();
    await page.waitForURL('**?done=restored');
    await page.context().close();
  });

  it('looks at what is held back', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/reports`);
    expect(await page.locator('main').innerText()).toContain('Answers held back: 1.');
    await page.getByRole('link', { name: 'Look at them' }).first().click();
    await page.waitForURL('**/admin/answers/held-back');
    expect(await page.locator('main').innerText()).toContain('A field was filled in that no person sees.');
    await page.getByRole('link', { name: /^Dismiss/ }).click();
    expect(await page.locator('h1').innerText()).toBe('Dismiss this answer?');
    await page.context().close();
  });

  it('makes a rule after seeing what it finds', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/answers`);
    await page.getByRole('link', { name: 'Tag rules' }).click();
    await page.getByLabel('Words', { exact: true }).fill('late\nkurier*');
    await page.getByRole('button', { name: 'Preview' }).click();
    expect(await page.getByRole('status').innerText()).toMatch(/latest comments \(\d+\), 2 would get the tag/);
    await page.getByLabel('Tag', { exact: true }).fill('Courier');
    await page.getByRole('button', { name: 'Save rule' }).click();
    await page.waitForURL('**/tag-rules/courier?done=saved');
    await page.getByRole('button', { name: 'Apply to all old answers' }).click();
    await page.waitForURL('**?done=applied');
    await page.context().close();
  });

  it('finds a customer and erases them for good', async () => {
    const { customerId } = (await stored('responses').findOne({ accountId: account._id, comment: COMPLAINT })) as unknown as { customerId: string };
    const { email } = (await stored('customers').findOne({ _id: customerId })) as unknown as { email: string };
    const page = await openPage();
    await page.goto(`${test.url}/admin/customers`);
    await page.getByLabel('Find a customer').fill(email);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('link', { name: 'Ada' }).click();
    expect(await page.locator('main').innerText()).toContain(COMPLAINT);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Everything held, as JSON' }).click()]);
    expect(download.suggestedFilename()).toBe(`customer-${customerId}.json`);
    await page.getByRole('link', { name: 'Erase this customer…' }).click();
    await page.getByLabel(/To confirm/).fill(email);
    await page.getByRole('button', { name: 'Erase for good' }).click();
    await page.waitForURL('**/admin/customers?done=erased');
    expect(await stored('responses').countDocuments({ accountId: account._id, comment: COMPLAINT })).toBe(0);
    await page.context().close();
  });
});

async function pathsToLookAt(): Promise<[string, string][]> {
  const found = (await stored('responses').findOne({ accountId: account._id, comment: 'Quick and kind.' })) as unknown as { _id: string; customerId: string };
  const held = (await stored('responses').findOne({ accountId: account._id, 'heldBack.isWaiting': true }))?._id ?? '';
  const open = (await stored('cases').findOne({ accountId: account._id, status: 'open' }))?._id ?? '';
  return [
    ['feed', '/admin/answers'], ['feed-search', '/admin/answers?text=kurier&score=99'], ['feed-none', '/admin/answers?text=nowhere'], ['answer', `/admin/responses/${found._id}`], ['exclude', `/admin/responses/${found._id}/exclude`],
    ['held', '/admin/answers/held-back'], ['held-answer', `/admin/responses/${held}`], ['accept', `/admin/responses/${held}/restore`], ['reports-held', '/admin/reports'],
    ['rules', '/admin/answers/tag-rules'], ['rule', '/admin/answers/tag-rules/packaging'], ['rule-delete', '/admin/answers/tag-rules/packaging/delete'],
    ['cases', '/admin/cases'], ['cases-overdue', '/admin/cases?list=overdue'], ['case', `/admin/cases/${open}`],
    ['customers', '/admin/customers'], ['customers-none', '/admin/customers?q=nobody'], ['customer', `/admin/customers/${found.customerId}`], ['suppress', `/admin/customers/${found.customerId}/suppress`], ['erase', `/admin/customers/${found.customerId}/erase`],
  ];
}

describe('usable by everybody', () => {
  it.each(([['en', 'light', 1280], ['ar', 'dark', 320], ['fa', 'light', 390], ['pl', 'dark', 1280]] as const).slice(0, size(2, 4)))('in %s, %s, %i wide: axe finds nothing and nothing is too wide', async (lang, colorScheme, width) => {
    const page = await openPage({ colorScheme, viewport: { width, height: 800 } });
    for (const [name, path] of await pathsToLookAt()) {
      await page.goto(`${test.url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
      await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
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
