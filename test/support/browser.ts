/** A real Chromium, for tests of what people and mail scanners do. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page, type Request } from 'playwright-core';
import { afterEach } from 'vitest';

/** Cookies for further contexts. */
export type BrowserState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** @throws naming the remedy when there is none: browser tests are never skipped */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`There is no Chromium at ${executablePath}: install it (Debian: apt-get install chromium fonts-noto-core), or set CHROMIUM_PATH`);
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
}

/** Keeps a picture of the page where AFTERWORD_TEST_SHOTS names a folder, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['AFTERWORD_TEST_SHOTS'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Notes everything a page does that none of ours may: asking another origin, breaking the policy, failing in a script. */
export function watchOffences(page: Page, origin: string, offences: string[]): void {
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== origin) offences.push(`asked ${url.href}`);
  });
  page.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) offences.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => offences.push(`${page.url()}: ${error.message}`));
}

/** A page in a window of its own, of which every offence is noted. */
export async function openWatched(browser: Browser, origin: string, offences: string[], options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  watchOffences(page, origin, offences);
  tellWhenFailed(page);
  return page;
}

/** Asked and not answered yet, by page, with the time at which they were asked. */
const waiting = new Map<Page, Map<Request, number>>();

function tellWhenFailed(page: Page): void {
  const asked = new Map<Request, number>();
  waiting.set(page, asked);
  page.on('request', (request) => asked.set(request, performance.now()));
  for (const over of ['requestfinished', 'requestfailed'] as const) page.on(over as 'requestfinished', (request) => asked.delete(request));
}

/** What pages showed and waited for when a test failed: a time-out alone says neither. */
afterEach(async ({ task }) => {
  for (const page of waiting.keys()) if (page.isClosed()) waiting.delete(page);
  if (task.result?.state !== 'fail') return;
  for (const [page, asked] of waiting) {
    const waits = [...asked].map(([request, at]) => `${request.method()} ${request.url()} for ${((performance.now() - at) / 1000).toFixed(1)} s`);
    const shown = await page.innerText('body', { timeout: 2000 }).catch((error: unknown) => String(error));
    process.stdout.write(`\n${page.url()} waits for ${waits.join(', ') || 'nothing'} and shows:\n${shown.slice(0, 2000)}\n`);
  }
});

/** What axe finds, but for mails in frames, which are checked where mails are: so it needs no page of its own to gather what frames say. */
export async function violationsOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').setLegacyMode().options({ resultTypes: ['violations'] }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`));
}

/** Whether one has to scroll sideways. */
export async function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > innerWidth');
}
