/** Every form of the pages, sent from where it must not come from, and with more in it than it asks for: generated from what is mounted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountedPages } from '../../../src/platform/http/pages.ts';
import { openAgent, tokenOn, type Agent } from '../../support/browser-agent.ts';
import { CANARY, furnish } from '../../support/furnished-account.ts';
import { signedInAgent, signedInAs } from '../../support/signed-in.ts';
import { everyDocument, stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let ids: Record<string, string[]>;
let owner: Agent;
let token: string;
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app, { name: CANARY }))._id;
  ids = await furnish(test, account);
  owner = await signedInAgent(test, account, 'owner');
  token = tokenOn((await owner.get('/admin/reports')).body);
});
afterAll(() => test.close());

const forms = () => mountedPages().filter(({ method }) => method === 'post');
/** The address of a form about something that is there, so that it would have an effect. */
const addressOf = ({ path }: { path: string }): string => `/admin${path.replaceAll(/:\w+/g, encodeURIComponent(ids[/([\w-]+)\/:/.exec(path)?.[1] ?? '']?.[0] ?? 'none'))}`;

/** Everything stored, but for what being seen changes. */
async function world(): Promise<unknown> {
  const { sessions: _seen, attempts: _counted, ...rest } = await everyDocument();
  return rest;
}

/** What they are for is another session than this one. */
const ABOUT_SESSIONS = ['/sign-out', '/password/sign-out-elsewhere', '/accounts/:id/switch'];
const SAME_SITE = { 'Sec-Fetch-Site': 'same-origin' };

describe('a form', () => {
  it.each<[string, (agent: Agent, path: string) => Promise<{ status: number }>]>([
    ['without a token', (agent, path) => agent.post(path, {}, SAME_SITE)],
    ['with a made-up token', (agent, path) => agent.post(path, { _csrf: '0'.repeat(256) }, SAME_SITE)],
    ['from another site', (agent, path) => agent.post(path, { _csrf: token }, { 'Sec-Fetch-Site': 'cross-site' })],
    ['from a neighbour', (agent, path) => agent.post(path, { _csrf: token }, { 'Sec-Fetch-Site': 'same-site' })],
    ['with another origin', (agent, path) => agent.post(path, { _csrf: token }, { Origin: 'https://evil.example' })],
    ['as plain text, which a page of another site may send', (agent, path) => agent.post(path, { _csrf: token }, { 'Content-Type': 'text/plain' })],
    ['as JSON', (agent, path) => agent.post(path, { _csrf: token }, { 'Content-Type': 'application/json' })],
  ])('%s does nothing', async (_what, send) => {
    const before = await world();
    expect(forms().length).toBeGreaterThan(50);
    for (const form of forms()) expect((await send(owner, addressOf(form))).status, form.path).toBe(403);
    expect(await world()).toEqual(before);
  });

  it('with the token of another session does nothing', async () => {
    const other = tokenOn((await (await signedInAgent(test, account, 'owner')).get('/admin/reports')).body);
    const before = await world();
    for (const form of forms()) expect((await owner.post(addressOf(form), { _csrf: other })).status, form.path).toBe(403);
    expect(await world()).toEqual(before);
  });

  it('sent as a link does nothing', async () => {
    const before = await world();
    for (const form of forms()) {
      expect([200, 303, 404, 422], form.path).toContain((await owner.get(`${addressOf(form)}?_csrf=${encodeURIComponent(token)}&confirm=yes`)).status);
    }
    expect(await world()).toEqual(before);
  });

  it('with operators for texts signs nobody in', async () => {
    const stranger = openAgent(test.url);
    const fields = { 'email[$ne]': 'x', 'email[$regex]': '.*', 'password[$ne]': 'x', 'password[$gt]': '', '__proto__[admin]': '1', 'constructor[prototype][admin]': '1' };
    expect((await stranger.submit('/admin/sign-in', '/admin/sign-in', fields)).status).not.toBe(303);
    expect((await stranger.get('/admin/reports')).status).toBe(303);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('cannot make its sender somebody else, or the thing another account’s, by fields it does not ask for', async () => {
    const { _id: foreign } = await anAccount(test.app, { name: 'Other' });
    const { user, agent } = await signedInAs(test, account, 'analyst');
    const own = tokenOn((await agent.get('/admin/reports')).body);
    const more = { _id: 'taken', accountId: foreign, userId: 'x', role: 'owner', stamp: 'x', passwordHash: 'x', emailKey: 'x', email: 'other@example.com', scope: 'admin', requiresSecondStep: '', createdAt: '2000-01-01', lastSignInAt: '2000-01-01', $set: '{"role":"owner"}' };
    const who = async (): Promise<unknown> => stored('users').findOne({ _id: user._id }, { projection: { role: 1, accountId: 1, email: 1, emailKey: 1, stamp: 1, passwordHash: 1, createdAt: 1 } });
    const before = await who();
    for (const form of forms().filter(({ path }) => !ABOUT_SESSIONS.includes(path))) {
      const { status } = await agent.post(addressOf(form).replace(ids['people']?.[0] ?? '', user._id), { ...more, _csrf: own });
      expect(status, form.path).toBeLessThan(500);
      expect(await who(), form.path).toEqual(before);
    }
    // Every form was of a session that is still there.
    expect(tokenOn((await agent.get('/admin/reports')).body)).toBe(own);
    const documents = Object.values(await everyDocument()).flat();
    expect(documents.filter(({ accountId, _id }) => accountId === foreign || _id === 'taken').filter(({ _id }) => _id !== foreign)).toEqual([]);
  });
});
