/** People of an account, signed in by a one-time link. */
import type { Browser, BrowserContext } from 'playwright-core';
import type { Role } from '../../src/domain/roles.ts';
import { createSignInLink, createUser } from '../../src/features/users/users.service.ts';
import { openAgent, type Agent } from './browser-agent.ts';
import type { TestApp } from './test-app.ts';

let made = 0;

async function linkFor(test: TestApp, accountId: string, role: Role): Promise<string> {
  made += 1;
  return createSignInLink(test.app, await createUser(test.app, accountId, { email: `person${made}-${Date.now()}@example.com`, role }));
}

/** A browser without scripts. */
export async function signedInAgent(test: TestApp, accountId: string, role: Role): Promise<Agent> {
  const path = new URL(await linkFor(test, accountId, role)).pathname;
  const agent = openAgent(test.url);
  const { status } = await agent.submit(path, path, {});
  if (status !== 303) throw new Error(`signing in was answered with ${status}`);
  return agent;
}

/** Cookies for contexts of a real browser. */
export async function signedInState(browser: Browser, test: TestApp, accountId: string, role: Role = 'owner'): Promise<Awaited<ReturnType<BrowserContext['storageState']>>> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(await linkFor(test, accountId, role));
  await page.getByRole('button', { name: 'Sign in now' }).click();
  await page.waitForURL('**/admin/password');
  const state = await context.storageState();
  await context.close();
  return state;
}
