/** Sources in a real browser: made, watched, their mapping broken and mended, replayed, renewed, paused; and read by everybody. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleOf } from '../../src/features/sources/sender-examples.ts';
import { carryOutPull } from '../../src/features/sources/run-pull.service.ts';
import { createSource, type Source } from '../../src/features/sources/sources.service.ts';
import { STRIPE } from '../../src/platform/signature/schemes.ts';
import { signFor } from '../../src/platform/signature/sign.ts';
import { isTooWide, openBrowser, openWatched, picture, violationsOn, type BrowserState } from '../support/browser.ts';
import { signedInState } from '../support/signed-in.ts';
import { size } from '../support/size.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../support/test-app.ts';

const STRIPE_SECRET = 'whsec_of_the_dashboard_of_the_sender';
const OWN_SECRET = 'a-secret-of-our-own-till';

let test: TestApp;
let dropDir: string;
let account: string;
let browser: Browser;
let state: BrowserState;
/** With deliveries of every outcome. */
let watched: Source;
let waiting: Source;
/** Its page with fetching set up, and looked at. */
let fetched = '';
const offences: string[] = [];

const openPage = (options: BrowserContextOptions = {}): Promise<Page> => openWatched(browser, test.url, offences, { storageState: state, permissions: ['clipboard-read', 'clipboard-write'], ...options });

const text = (page: Page): Promise<string> => page.locator('main').innerText();
const addressOn = async (page: Page): Promise<string> => (await page.locator('#address-value').innerText()).trim();

async function post(url: string, payload: unknown, headers: (body: Buffer) => Record<string, string>): Promise<number> {
  const body = Buffer.from(JSON.stringify(payload));
  return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers(body) }, body })).status;
}

/** The newest line of the log, which is written beside the answer to an accepted delivery. */
async function newest(page: Page, outcome: string): Promise<string> {
  return eventually(`the log begins with "${outcome}"`, async () => {
    const line = await page.locator('.log > li').first().innerText({ timeout: 2000 }).catch(() => '');
    if (line.includes(outcome)) return line;
    await page.reload();
    return null;
  }, 20_000);
}

const byStripe = (url: string, secret = STRIPE_SECRET) => (body: Buffer) => signFor(STRIPE, secret, { url, body, at: test.app.now() });
const byTill = (secret: string) => (body: Buffer) => ({ 'x-signature': createHmac('sha256', secret).update(body).digest('hex') });
/** An invoice that was paid just now. */
function anInvoice(id: string): unknown {
  const now = Math.floor(test.app.now().getTime() / 1000);
  const { data, ...event } = exampleOf('stripe').payload as { data: { object: object } };
  return { ...event, created: now, data: { object: { ...data.object, id, status_transitions: { paid_at: now } } } };
}

beforeAll(async () => {
  dropDir = mkdtempSync(join(tmpdir(), 'afterword-drop-'));
  test = await openTestApp({ env: { DROP_DIR: dropDir } });
  account = (await anAccount(test.app, { name: 'Nordwind Coffee', timeZone: 'Europe/Berlin' }))._id;
  await aSurvey(test.app, account, { touchpoint: 'billing' }, 'after-invoice');
  await aSurvey(test.app, account, { touchpoint: 'checkout' }, 'after-purchase');
  browser = await openBrowser();
  state = await signedInState(browser, test, account);
  ({ source: watched } = await createSource(test.app, account, { name: 'Payments <live>', kind: 'stripe', secret: STRIPE_SECRET, scheme: null, legacySignatures: false, mapping: null }));
  ({ source: waiting } = await createSource(test.app, account, { name: 'عقود HubSpot', kind: 'hubspot', secret: null, scheme: null, legacySignatures: false, mapping: null }));
  const url = `${test.url}/webhooks/${watched._id}`;
  await post(url, anInvoice('in_1'), byStripe(url));
  await post(url, anInvoice('in_1'), byStripe(url));
  await post(url, { id: 'evt_2', type: 'customer.created' }, byStripe(url));
  await post(url, { id: 'evt_3', type: 'invoice.paid', data: { object: {} } }, byStripe(url));
  await post(url, anInvoice('in_2'), byStripe(url, 'whsec_of_somebody_else_entirely'));
  await post(url, anInvoice('in_2'), (body) => signFor(STRIPE, STRIPE_SECRET, { url, body, at: new Date(test.app.now().getTime() - 400_000) }));
}, 240_000);
afterAll(async () => {
  await browser.close();
  await test.close();
  rmSync(dropDir, { recursive: true, force: true });
});

describe('a source of a known sender', () => {
  it('is made without its secret, gets it once the sender shows it, and takes what it signs', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/sources`);
    await page.getByRole('link', { name: 'New source' }).click();
    await page.getByRole('link', { name: /^Stripe/ }).click();
    await page.getByLabel('Name').fill('Stripe, test mode');
    await page.getByRole('button', { name: 'Create source' }).click();
    await page.waitForURL('**?done=created');
    expect(await text(page)).toContain('One thing is missing: the secret');
    const url = await addressOn(page);
    await page.getByRole('button', { name: 'Copy' }).first().click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(url);
    expect(await page.locator('ol.steps').innerText()).toContain(url);
    expect(await post(url, anInvoice('in_9'), byStripe(url))).toBe(401);

    await page.getByRole('link', { name: 'Enter the secret' }).click();
    await page.getByLabel('Secret').fill(STRIPE_SECRET);
    await page.getByRole('button', { name: 'Use this secret' }).click();
    await page.waitForURL('**?done=entered');
    expect(await post(url, anInvoice('in_9'), byStripe(url))).toBe(202);
    await page.reload();
    const log = page.locator('.log > li');
    await newest(page, 'accepted');
    await log.first().locator('summary').click();
    expect(await log.first().innerText()).toContain('in_9-paid');
    expect(await log.first().innerText()).toContain('jennyrosen@example.com');
    await page.getByRole('link', { name: 'refused', exact: true }).click();
    await page.waitForURL('**?outcome=refused#deliveries');
    expect(await log.count()).toBe(1);
    expect(await text(page)).toContain('Compare the secret in the sending system');
    await page.context().close();
  });
});

describe('a source of any other system', () => {
  it('shows its secret once; its mapping is broken, looked at, mended, and what was ignored is replayed', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/sources/new`);
    await page.getByRole('link', { name: /^Another system/ }).click();
    await page.getByLabel('Name').fill('Till');
    await page.getByLabel('How its requests are signed').fill('{ "kind": "hmac" ');
    await page.getByRole('button', { name: 'Create source' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Nothing was stored');
    expect(await text(page)).toContain('line 1');
    await page.goBack();
    await page.reload();
    await page.getByLabel('Name').fill('Till');
    await page.getByRole('button', { name: 'Create source' }).click();
    await page.waitForURL('**/admin/sources');
    const secret = (await page.locator('#secret-value').innerText()).trim();
    const url = await addressOn(page);
    const till = `${test.url}/admin/sources/${url.split('/').at(-1)}`;
    await page.goto(till);
    expect(await page.content()).not.toContain(secret);

    expect(await post(url, { sale: { no: 12, at: test.app.now().toISOString(), mail: 'Ada@Example.com' } }, byTill(secret))).toBe(202);
    await page.reload();
    await newest(page, 'ignored');
    await page.locator('.log summary').first().click();
    await page.getByRole('link', { name: 'Try a mapping on it' }).click();
    await page.waitForURL('**/mapping?delivery=**');
    expect(await page.getByLabel('Payload to try it on').inputValue()).toContain('Ada@Example.com');
    const mapping = (path: string): string => JSON.stringify({ fields: { id: { text: 'sale-{sale.no}' }, occurredAt: { path }, touchpoint: { value: 'checkout' }, customer: { email: { path: 'sale.mail', convert: 'lower-case' } } } }, null, 2);
    await page.getByLabel('Mapping, as JSON').fill(mapping('sale.[').replace('"touchpoint": {', '"touchpoint" {'));
    await page.getByRole('button', { name: 'Preview' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Nothing was saved');
    expect(await page.locator('#mapping-problem').innerText()).toContain('line 9, character 18, ":" was expected');
    await page.getByLabel('Mapping, as JSON').fill(mapping('sale.['));
    await page.getByRole('button', { name: 'Preview' }).click();
    expect(await page.locator('#mapping-problem').innerText()).toContain('/fields/occurredAt/path');
    await page.getByLabel('Mapping, as JSON').fill(mapping('sale.when'));
    await page.getByRole('button', { name: 'Preview' }).click();
    expect(await page.locator('#preview').innerText()).toContain('$.sale.when: is needed, but nothing is there');
    await page.getByLabel('Mapping, as JSON').fill(mapping('sale.at'));
    await page.getByRole('button', { name: 'Preview' }).click();
    const preview = await page.locator('#preview').innerText();
    for (const told of ['sale-12', 'ada@example.com', 'after-purchase', 'would be asked']) expect(preview).toContain(told);
    await picture(page, 'source-mapping');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**?done=mapped');

    await page.locator('.log summary').first().click();
    await page.getByRole('button', { name: /^Replay/ }).first().click();
    await page.waitForURL('**?done=accepted');
    expect(await page.getByRole('status').first().innerText()).toContain('Replayed');
    await newest(page, 'accepted');
    expect(await post(url, { sale: { no: 12, at: test.app.now().toISOString(), mail: 'ada@example.com' } }, byTill(secret))).toBe(200);
    await page.context().close();
  });

  it('gets a new secret beside the old one, rests, goes on, and goes', async () => {
    const { source } = await createSource(test.app, account, {
      name: 'Old till', kind: 'generic', secret: OWN_SECRET, legacySignatures: false, mapping: null,
      scheme: { kind: 'hmac', algorithm: 'sha256', encoding: 'hex', key: 'text', headers: [{ signature: 'x-signature' }], format: { kind: 'plain' }, signed: ['body'] },
    });
    const url = `${test.url}/webhooks/${source._id}`;
    const page = await openPage();
    await page.goto(`${test.url}/admin/sources/${source._id}`);
    await page.getByRole('link', { name: 'New secret' }).click();
    expect(await text(page)).toContain('another 24 hours');
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    const secret = (await page.locator('#secret-value').innerText()).trim();
    expect(await post(url, {}, byTill(OWN_SECRET))).toBe(202);
    expect(await post(url, {}, byTill(secret))).toBe(202);

    await page.goto(`${test.url}/admin/sources/${source._id}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForURL('**?done=paused');
    await post(url, { id: 'x' }, byTill(secret));
    await page.reload();
    await newest(page, 'the source was paused');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.waitForURL('**?done=resumed');
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete this source' }).click();
    await page.waitForURL('**/admin/sources?done=deleted');
    expect(await text(page)).not.toContain('Old till');
    expect(await post(url, {}, byTill(secret))).toBe(404);
    await page.context().close();
  });
});

describe('a source that only writes files', () => {
  it('is made, told where its file is, and tells what was taken of it; then it rests', async () => {
    const page = await openPage();
    await page.goto(`${test.url}/admin/sources/new`);
    await page.getByRole('link', { name: /^A file, fetched on a schedule/ }).click();
    await page.getByLabel('Name').fill('Nightly export');
    await page.getByRole('button', { name: 'Create source' }).click();
    await page.waitForURL('**/pull?done=created');
    await page.getByLabel('In a folder of this server').check();
    await page.getByLabel('Folder', { exact: true }).fill('../theirs');
    await page.getByRole('button', { name: 'Start fetching' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Nothing was stored');
    await page.getByLabel('Folder', { exact: true }).fill('nightly');
    await page.getByLabel('Time between looks').selectOption({ label: '8 hours' });
    await page.getByRole('button', { name: 'Start fetching' }).click();
    await page.waitForURL('**/pull?done=saved');
    const folder = (await page.locator('#folder-value').innerText()).trim();
    writeFileSync(join(folder, 'orders.csv'), 'id,occurredAt,touchpoint,customer.email\no-1,2026-05-04T09:30:00Z,checkout,ada@example.com\no-2,soon,checkout,bo@example.com\n');
    writeFileSync(join(folder, 'notes.csv'), 'title\nhello\n');
    test.clock.advance(120_000);
    fetched = new URL(page.url()).pathname;
    expect(await carryOutPull(test.app, fetched.split('/').at(-2) ?? '')).toEqual({ status: 'ended' });
    await page.getByRole('link', { name: 'Show what came of it' }).click();
    const row = await page.locator('table tbody tr').first().innerText();
    for (const told of ['accepted: 1', 'with something wrong: 1', 'Of no use: notes.csv']) expect(row).toContain(told);
    await page.getByRole('link', { name: 'Each file with its wrong rows' }).click();
    expect(await page.locator('.log').innerText()).toContain('orders.csv');
    await page.goBack();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForURL('**/pull?done=paused');
    expect(await page.getByRole('button', { name: 'Look now', exact: true }).count()).toBe(0);
    await page.context().close();
  });
});

const inside = (): Record<string, string> => ({
  list: '/admin/sources', choose: '/admin/sources/new', generic: '/admin/sources/new?kind=generic', hubspot: '/admin/sources/new?kind=hubspot',
  watched: `/admin/sources/${watched._id}`, waiting: `/admin/sources/${waiting._id}`, refused: `/admin/sources/${watched._id}?outcome=refused`,
  rotate: `/admin/sources/${watched._id}/rotate`, delete: `/admin/sources/${watched._id}/delete`, mapping: `/admin/sources/${watched._id}/mapping`,
  fetching: `/admin/sources/${watched._id}/pull`, fetched,
});
const DOCS = { senders: '/api/docs/senders', shopify: '/api/docs/senders/shopify', bearer: '/api/docs/senders/bearer' };

async function openAt(page: Page, path: string, lang: string): Promise<void> {
  await page.goto(`${test.url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
  await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
  const preview = page.locator('button[value="preview"]');
  if (await preview.count() > 0) await Promise.all([page.waitForNavigation(), preview.click()]);
}

describe('the pages of sources', () => {
  it.each(([['en', 'light'], ['ar', 'dark'], ['fa', 'light'], ['pl', 'dark']] as const).slice(0, size(2, 4)))('are usable by everybody in %s, %s: axe finds nothing', async (lang, colorScheme) => {
    const page = await openPage({ colorScheme });
    const { list = '', watched: watchedPath = '', mapping = '' } = inside();
    for (const [name, path] of Object.entries(lang === 'en' || lang === 'ar' ? { ...inside(), ...DOCS } : { list, watched: watchedPath, mapping })) {
      await openAt(page, path, lang);
      expect(await violationsOn(page), path).toEqual([]);
      await picture(page, `source-${name}-${lang}`);
    }
    await page.context().close();
  });

  it.each([['en', 320], ['ar', 360], ['pl', 320], ['fa', 768], ['en', 1920]] as const)('fit a screen in %s, %i wide', async (lang, width) => {
    const page = await openPage({ viewport: { width, height: 740 } });
    for (const path of [...Object.values(inside()), ...Object.values(DOCS)]) {
      await openAt(page, path, lang);
      expect(await isTooWide(page), path).toBe(false);
    }
    await page.context().close();
  });

  it('asked no other origin, broke no policy and failed in no script', () => {
    expect(offences).toEqual([]);
  });
});
