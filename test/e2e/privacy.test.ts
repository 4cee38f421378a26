/** How long personal data is kept, and the copy for the person themselves, in a real browser. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireCustomer } from '../../src/features/customers/customers.queries.ts';
import { sendDue } from '../../src/features/invitations/send-invitations.job.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { signedInState } from '../support/signed-in.ts';
import { answer, invited } from '../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../support/test-app.ts';

let test: TestApp;
let browser: Browser;
let owner: BrowserState;
let copy: string;
const offences: string[] = [];

beforeAll(async () => {
  test = await openTestApp();
  const account = (await anAccount(test.app, { name: 'Nordwind Coffee' }))._id;
  await aSurvey(test.app, account, {}, 'delivery');
  const invitation = await invited(test.app, account, { customer: { externalId: 'c-1', email: 'mona@example.com', name: 'منى', locale: 'ar' }, properties: { orderTotal: 'EUR 12' } });
  await sendDue(test.app);
  await answer(test.app, test.clock.advance, invitation, { score: '2', comment: 'تأخر الطلب يومين.\nثم وصل.' });
  copy = `${test.url}/admin/customers/${(await requireCustomer(account, 'c-1'))._id}/export.html`;
  test.clock.advance(40 * 86_400_000);
  browser = await openBrowser();
  owner = await signedInState(browser, test, account);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
});

describe('an owner', () => {
  it('looks at what a rule would remove, and only then keeps to it', async () => {
    const page = await openWatched(browser, test.url, offences, { storageState: owner });
    await page.goto(`${test.url}/admin/retention`);
    await picture(page, 'retention-en');
    await page.getByLabel('Keep for how many days (Comments)').fill('30');
    await page.getByRole('button', { name: 'See what would be removed' }).click();
    expect(await page.getByRole('row').nth(1).innerText()).toBe('Comments\tfor ever\t30 days\t1');
    await picture(page, 'retention-ask-en');
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep to these rules' }).click();
    await page.getByRole('status').getByText('Saved.').waitFor();
    expect(await page.getByLabel('Keep for how many days (Comments)').inputValue()).toBe('30');
    await page.context().close();
  });

  it.each([['en', 'light', 1280], ['ar', 'dark', 390]] as const)('finds the page whole in %s, %s, %i wide', async (language, colorScheme, width) => {
    const page = await openWatched(browser, test.url, offences, { storageState: owner, colorScheme, viewport: { width, height: 900 } });
    await page.goto(`${test.url}/admin/retention?lang=${language}`);
    await page.locator('input[name=comments]').fill('x');
    await page.locator('form[action*=look] button[type=submit]').click();
    await page.getByRole('alert').waitFor();
    await picture(page, `retention-${language}-${colorScheme}-${width}`);
    expect(await violationsOn(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.context().close();
  });

  it.each([1280, 320])('gets a copy for the person, %i wide, in their language, with its own style', async (width) => {
    const page = await openWatched(browser, test.url, offences, { storageState: owner, viewport: { width, height: 900 } });
    await page.goto(copy);
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    await page.getByText('تأخر الطلب يومين.').first().waitFor();
    expect(await page.evaluate("getComputedStyle(document.querySelector('main')).maxInlineSize")).not.toBe('none');
    await picture(page, `held-ar-${width}`);
    expect(await isTooWide(page)).toBe(false);
    await page.context().close();
  });

  it('breaks no rule of the pages on the way', () => expect(offences).toEqual([]));
});
