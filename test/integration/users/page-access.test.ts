/** Every page for signed-in people with every role, and with every id of another account: generated from what is mounted, so that a new page is in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policiesOf, POLICIES, ROLES, type Policy, type Role } from '../../../src/domain/roles.ts';
import { mountedPages, type MountedPage } from '../../../src/platform/http/pages.ts';
import { openAgent, tokenOn, type Agent, type Answered } from '../../support/browser-agent.ts';
import { CANARY, furnish } from '../../support/furnished-account.ts';
import { signedInAs } from '../../support/signed-in.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let owner: string;
let ids: Record<string, string[]>;
let intruder: Agent;
let accountId: string;
beforeAll(async () => {
  test = await openTestApp();
  owner = (await anAccount(test.app, { name: CANARY }))._id;
  ids = await furnish(test, owner);
  accountId = (await anAccount(test.app))._id;
  intruder = (await signedInAs(test, accountId, 'owner')).agent;
});
afterAll(() => test.close());

const withId = ({ path }: MountedPage, id: string): string => `/admin${path.replaceAll(/:\w+/g, encodeURIComponent(id))}`;
/** The part of the path that says what the id is of. */
const kindOf = ({ path }: MountedPage): string => /([\w-]+)\/:/.exec(path)?.[1] ?? '';
const titleOf = ({ method, path }: MountedPage): string => `${method.toUpperCase()} ${path}`;
/** What ends the session of the one who tries is tried last. */
const pages = (): MountedPage[] => mountedPages().toSorted((a, b) => Number(a.path === '/sign-out') - Number(b.path === '/sign-out'));

async function tokenOf(agent: Agent): Promise<string> {
  return tokenOn((await agent.get('/admin/reports')).body);
}

async function answerOf(agent: Agent, page: MountedPage, id: string): Promise<Answered> {
  const path = withId(page, id);
  return page.method === 'get' ? agent.get(path) : agent.post(path, { _csrf: await tokenOf(agent) });
}

describe('every page', () => {
  it('names a policy of the table', () => {
    expect(mountedPages().length).toBeGreaterThan(10);
    for (const page of mountedPages()) expect(Object.keys(POLICIES), titleOf(page)).toContain(page.policy);
  });

  it.each(ROLES)('opens to the role %s exactly as the table says', async (role: Role) => {
    const { agent } = await signedInAs(test, accountId, role);
    const held = policiesOf(role);
    for (const page of pages()) {
      const { status } = await answerOf(agent, page, 'none');
      const what = `${titleOf(page)} as ${role}: ${status}`;
      if (held.has(page.policy as Policy)) {
        expect([401, 403], what).not.toContain(status);
        expect(status, what).toBeLessThan(500);
      } else expect(status, what).toBe(403);
    }
  });

  it('is closed to those who are not signed in', async () => {
    const stranger = openAgent(test.url);
    const token = tokenOn((await stranger.get('/admin/sign-in')).body);
    for (const page of pages()) {
      const path = withId(page, 'none');
      const { status, location } = page.method === 'get' ? await stranger.get(path) : await stranger.post(path, { _csrf: token });
      if (page.method === 'post') expect(status, titleOf(page)).toBe(401);
      else expect([status, location?.startsWith('/admin/sign-in?')], titleOf(page)).toEqual([303, true]);
    }
  });

  it('finds nothing of another account', async () => {
    for (const page of pages().filter(({ path }) => path.includes(':'))) {
      const kind = kindOf(page);
      expect(ids[kind], `say in furnished-account.ts which ids ${titleOf(page)} takes`).toBeDefined();
      for (const id of ids[kind] ?? []) {
        const { status, body } = await answerOf(intruder, page, id);
        const what = `${titleOf(page)} with ${id}: ${status}`;
        expect(status, what).toBe(404);
        expect(body, what).not.toContain(CANARY);
      }
    }
  });

  it('shows nothing of another account', async () => {
    for (const page of pages().filter(({ method, path }) => method === 'get' && !path.includes(':'))) {
      expect((await intruder.get(`/admin${page.path}`)).body, titleOf(page)).not.toContain(CANARY);
    }
  });
});
