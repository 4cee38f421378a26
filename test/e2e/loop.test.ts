/** The whole loop as its people meet it: webhook, mail, click, answer, alert, report, silence. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSource } from '../../src/features/sources/sources.service.ts';
import { createUser } from '../../src/features/users/users.service.ts';
import { createSmtpMailer } from '../../src/platform/mailer.ts';
import { newWebhookSecret, signWebhook } from '../../src/platform/signature/standard-webhooks.ts';
import type { Workers } from '../../src/worker.ts';
import { apiClient, type ApiClient } from '../support/api-client.ts';
import { openBrowser, picture, watchOffences } from '../support/browser.ts';
import { openSmtpSink, type CaughtMail, type SmtpSink } from '../support/smtp-sink.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../support/test-app.ts';

const DAY = 86_400_000;

let test: TestApp;
let workers: Workers;
let sink: SmtpSink;
let browser: Browser;
beforeAll(async () => {
  sink = await openSmtpSink();
  test = await openTestApp({ mailer: createSmtpMailer({ url: sink.url, connections: 2, rate: 0, dkim: null }) });
  workers = test.workers();
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await test?.close();
  await sink?.close();
});

const mailsTo = (address: string): CaughtMail[] => sink.mails.filter(({ to }) => to === address);

/** The mail as a mail program shows it: in a window of its own, which its links then use. */
async function openMail(context: BrowserContext, mail: CaughtMail, offences: string[]): Promise<Page> {
  const page = await context.newPage();
  watchOffences(page, test.url, offences);
  await page.setContent(mail.html);
  return page;
}

async function follow(page: Page, link: string): Promise<void> {
  const anchor = page.locator(link).first();
  await anchor.evaluate((element) => element.removeAttribute('target'));
  await anchor.click();
}

async function todaysScores(api: ApiClient): Promise<Record<string, unknown> | undefined> {
  const day = (offset: number): string => new Date(test.clock.now().getTime() + offset * DAY).toISOString().slice(0, 10);
  const { body } = await api.get(`/api/v1/reports/scores?from=${day(-1)}&to=${day(1)}&touchpoint=checkout`);
  return (body as { groups: { total: Record<string, unknown> }[] }).groups[0]?.total;
}

describe('the loop in a real browser', () => {
  it.each([
    { language: 'en', dir: 'ltr', name: 'Ada', comment: 'The parcel came late' },
    { language: 'ar', dir: 'rtl', name: 'نور', comment: 'وصل الطرد متأخرا' },
  ])('runs from a signed webhook to silence ($language)', async ({ language, dir, name, comment }) => {
    const account = (await anAccount(test.app, { name: 'Nordwind' }))._id;
    const boss = `boss-${language}@nordwind.example`;
    const customer = `customer-${language}@example.com`;
    const other = `other-${language}@example.com`;
    await createUser(test.app, account, { email: boss, name: 'Boss', role: 'owner' });
    await aSurvey(test.app, account, { reminders: ['3d'] });
    const api = await apiClient(test, account);
    const secret = newWebhookSecret();
    const { source } = await createSource(test.app, account, { name: 'Shop', kind: 'standard-webhooks', secret, scheme: null, legacySignatures: false, mapping: null });

    const report = async (id: string, email: string): Promise<number> => {
      const body = Buffer.from(JSON.stringify({ id, touchpoint: 'checkout', occurredAt: test.app.now().toISOString(), customer: { externalId: email, email, name, locale: language } }));
      const headers = { 'Content-Type': 'application/json', ...signWebhook([secret], { id: `msg_${id}`, at: test.app.now(), body }) };
      return (await fetch(`${test.url}/webhooks/${source._id}`, { method: 'POST', headers, body })).status;
    };
    expect(await report('order-1', customer)).toBe(202);
    expect(await report('order-1', customer)).toBe(200);
    expect(await report('order-2', other)).toBe(202);
    const mail = await eventually('the mail is caught', async () => mailsTo(customer)[0]);
    await eventually('the other mail is caught', async () => mailsTo(other)[0]);
    expect(mail.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');

    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: language });
    const offences: string[] = [];
    const page = await openMail(context, mail, offences);
    expect(await page.locator('html').getAttribute('dir')).toBe(dir);
    await picture(page, `mail-${language}`);
    await follow(page, 'a[href*="score=3"]');
    await page.waitForURL(/\/s\/[^/]+\?score=3$/);
    expect(await page.locator('html').getAttribute('dir')).toBe(dir);
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await page.locator('input[name=score]:checked').getAttribute('value')).toBe('3');
    expect(await todaysScores(api)).toMatchObject({ n: 0 });
    await page.locator('textarea').fill(comment);
    await picture(page, `survey-${language}`);
    test.clock.advance(3000);
    await page.locator('form button[type=submit]').click();
    await page.waitForURL(/\/s\/thanks\//);
    expect(await page.locator('html').getAttribute('dir')).toBe(dir);
    await picture(page, `thanks-${language}`);

    expect(await todaysScores(api)).toMatchObject({ n: 1, value: -100, distribution: { 3: 1 }, responseRatePercent: 50 });
    const alert = await eventually('the alert is mailed', async () => mailsTo(boss)[0]);
    expect(alert.text).toContain(comment);
    expect(alert.text).toContain(customer);

    // Whoever has not answered is reminded, so the sender did run.
    test.clock.advance(3 * DAY + 60_000);
    await workers.sweep();
    await eventually('the other one is reminded', async () => mailsTo(other)[1], 20_000);
    expect(mailsTo(customer)).toHaveLength(1);

    const leaving = await openMail(context, mailsTo(other)[1] ?? mail, offences);
    await follow(leaving, 'a[href*="/u/"]');
    await leaving.waitForURL(/\/u\//);
    expect(await leaving.locator('html').getAttribute('dir')).toBe(dir);
    await picture(leaving, `unsubscribe-${language}`);
    await leaving.locator('form button').click();
    await leaving.locator('form').waitFor({ state: 'detached' });
    await picture(leaving, `unsubscribed-${language}`);
    expect(await report('order-3', other.toUpperCase())).toBe(202);
    const { decisions } = await eventually('it is decided', async () => {
      const { body } = await api.get(`/api/v1/interactions/order-3?source=${source._id}`);
      const read = body as { decisions: { reason: string }[] | null };
      return read.decisions && read.decisions.length > 0 ? read : null;
    });
    expect(decisions).toMatchObject([{ outcome: 'skipped', reason: 'suppressed' }]);
    expect(mailsTo(other)).toHaveLength(2);
    expect(offences).toEqual([]);
    await context.close();
  });
});
