/** People of an account, signed in by a one-time link. */
import type { Browser } from 'playwright-core';
import type { Role } from '../../src/domain/roles.ts';
import { createSignInLink, createUser, type User } from '../../src/features/users/users.service.ts';
import type { BrowserState } from './browser.ts';
import { openAgent, type Agent } from './browser-agent.ts';
import type { TestApp } from './test-app.ts';

let made = 0;

async function aPerson(test: TestApp, accountId: string, role: Role): Promise<User> {
  made += 1;
  return createUser(test.app, accountId, { email: `person${made}-${Date.now()}@example.com`, name: `Person ${made}`, role });
}

/** A browser without scripts in which this person is signed in. */
export async function signedIn(test: Pick<TestApp, 'app' | 'url'>, user: User): Promise<Agent> {
  const path = new URL(await createSignInLink(test.app, user)).pathname;
  const agent = openAgent(test.url);
  const { status } = await agent.submit(path, path, {});
  if (status !== 303) throw new Error(`signing in was answered with ${status}`);
  return agent;
}

/** A new person of this role with such a browser. */
export async function signedInAs(test: TestApp, accountId: string, role: Role): Promise<{ user: User; agent: Agent }> {
  const user = await aPerson(test, accountId, role);
  return { user, agent: await signedIn(test, user) };
}

export async function signedInAgent(test: TestApp, accountId: string, role: Role): Promise<Agent> {
  return (await signedInAs(test, accountId, role)).agent;
}

/** Cookies for contexts of a real browser. */
export async function signedInState(browser: Browser, test: TestApp, accountId: string, role: Role = 'owner'): Promise<BrowserState> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(await createSignInLink(test.app, await aPerson(test, accountId, role)));
  await page.getByRole('button', { name: 'Sign in now' }).click();
  await page.waitForURL('**/admin/password');
  const state = await context.storageState();
  await context.close();
  return state;
}
