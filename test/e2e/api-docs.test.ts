/** The API's documentation in a real browser that may speak to nobody else. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, watchOffences } from '../support/browser.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let test: TestApp;
let browser: Browser;
beforeAll(async () => {
  test = await openTestApp();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await test.close();
});

it('shows every operation, with no request to another origin and nothing refused by the content policy', async () => {
  const document = (await (await fetch(`${test.url}/api/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
  const operations = Object.values(document.paths).reduce((sum, methods) => sum + Object.keys(methods).filter((method) => /^(get|put|post|patch|delete)$/.test(method)).length, 0);
  const page = await (await browser.newContext()).newPage();
  const offences: string[] = [];
  watchOffences(page, test.url, offences);
  await page.goto(`${test.url}/api/docs`);
  await page.locator('.opblock').first().waitFor({ timeout: 60_000 });
  expect(await page.locator('.opblock').count()).toBe(operations);
  await page.locator('.opblock-summary-control').first().click();
  await page.locator('.opblock-body').first().waitFor();
  expect(offences).toEqual([]);
});
