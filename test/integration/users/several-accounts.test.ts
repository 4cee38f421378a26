/** One person in several accounts: signing in, going from one to another, making one. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listAccounts, requireAccount } from '../../../src/features/accounts/accounts.service.ts';
import { authenticate, createUser, findUser, hasPassword, setPassword, type User } from '../../../src/features/users/users.service.ts';
import { openAgent, type Agent } from '../../support/browser-agent.ts';
import { signedIn, signedInAs } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const PAGE = '/admin/accounts';

let test: TestApp;
let here: string;
let there: string;
let user: User;
let agent: Agent;
let made = 0;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  made += 1;
  here = (await anAccount(test.app, { name: `Here ${made}` }))._id;
  there = (await anAccount(test.app, { name: `There <${made}>` }))._id;
  user = await createUser(test.app, here, { email: `ada${made}@example.com`, name: 'Ada', role: 'owner' });
  agent = await signedIn(test, user);
});
afterAll(() => test.close());

const inOther = (role: 'owner' | 'viewer' = 'viewer'): Promise<User> => createUser(test.app, there, { email: user.email.toUpperCase(), name: 'Ada', role });
/** As they are now. */
async function asStored({ accountId, _id }: User): Promise<User> {
  const found = await findUser(accountId, _id);
  if (!found) throw new Error('there is no such person');
  return found;
}
/** What pages show of memberships may be a second old. */
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1100));

describe('signing in', () => {
  it('takes the password of each account, whichever was made first', async () => {
    const other = await inOther();
    await setPassword(user, 'the first long password');
    await setPassword(other, 'the second long password');
    expect((await authenticate(user.email, 'the first long password'))?.accountId).toBe(here);
    expect((await authenticate(user.email, 'the second long password'))?.accountId).toBe(there);
    expect(await authenticate(user.email, 'a third long password')).toBeNull();
    expect(await hasPassword(await asStored(other), 'the first long password')).toBe(false);
    const browser = openAgent(test.url);
    expect((await browser.submit('/admin/sign-in', '/admin/sign-in', { email: user.email, password: 'the second long password' })).status).toBe(303);
    expect((await browser.get('/admin/reports')).body).toContain(`There &lt;${made}&gt;`);
  });

  it('leads to the account last signed in to where the password is the same', async () => {
    const other = await inOther();
    await setPassword(user, 'one long password for both');
    await setPassword(other, 'one long password for both');
    await stored('users').updateOne({ _id: user._id } as never, { $set: { lastSignInAt: new Date('2026-01-01') } });
    await stored('users').updateOne({ _id: other._id } as never, { $set: { lastSignInAt: new Date('2026-02-01') } });
    expect((await authenticate(user.email, 'one long password for both'))?.accountId).toBe(there);
    await stored('users').updateOne({ _id: user._id } as never, { $set: { lastSignInAt: new Date('2026-03-01') } });
    expect((await authenticate(user.email, 'one long password for both'))?.accountId).toBe(here);
  });

  it('lets nobody in without a password', async () => {
    await inOther();
    expect(await authenticate(user.email, '')).toBeNull();
    expect(await authenticate('nobody@example.com', 'the first long password')).toBeNull();
  });
});

describe('going to another account', () => {
  it('is offered on every page to who is in several, and to nobody else', async () => {
    expect((await agent.get('/admin/reports')).body).not.toContain('class="switcher"');
    await inOther();
    await soon();
    const { body } = await agent.get('/admin/reports');
    expect(body).toContain('class="switcher"');
    expect(body).toContain(`There &lt;${made}&gt;`);
  });

  it('ends the session here, and counts with the role there', async () => {
    await inOther('viewer');
    await soon();
    const before = new Map(agent.cookies);
    expect((await agent.submit(PAGE, `${PAGE}/${there}/switch`, {})).location).toBe('/admin/reports');
    expect((await agent.get('/admin/reports')).body).toContain(`<bdi>There &lt;${made}&gt;</bdi>`);
    expect((await agent.get('/admin/people')).status).toBe(403);
    expect(await stored('auditEntries').findOne({ accountId: there, action: 'access.signed-in' })).toMatchObject({ after: { by: 'another account' } });
    await eventually('the account left behind says so', () => stored('auditEntries').findOne({ accountId: here, action: 'access.signed-out' }));
    const left = openAgent(test.url);
    for (const [name, value] of before) left.cookies.set(name, value);
    expect((await left.get('/admin/reports')).status).toBe(303);
  });

  it('is refused to accounts one is not in, without the token, and where it is being deleted', async () => {
    expect((await agent.submit(PAGE, `${PAGE}/${there}/switch`, {})).status).toBe(404);
    await inOther();
    expect((await agent.post(`${PAGE}/${there}/switch`, {})).status).toBe(403);
    await stored('accounts').updateOne({ _id: there } as never, { $set: { deletingSince: new Date() } });
    expect((await agent.submit(PAGE, `${PAGE}/${there}/switch`, {})).status).toBe(404);
  });

  it('asks for the second step that is set up there', async () => {
    const other = await inOther();
    await stored('users').updateOne({ _id: other._id } as never, { $set: { secondStep: { sealedSecret: 'x', recovery: [], since: new Date(), lastStep: 0 } } });
    await soon();
    expect((await agent.submit(PAGE, `${PAGE}/${there}/switch`, {})).location).toBe('/admin/sign-in/code');
    expect((await agent.get('/admin/reports')).status).toBe(303);
  });
});

describe('making another account', () => {
  it('makes its maker the owner, with the password they have, and nothing of this account', async () => {
    await setPassword(user, 'a password for everything');
    agent = await signedIn(test, await asStored(user));
    expect((await agent.submit(PAGE, PAGE, { name: `New <${made}>`, timeZone: 'Asia/Tehran' })).location).toBe(`${PAGE}?done=created`);
    const { body } = await agent.get(`${PAGE}?done=created`);
    expect(body).toContain('The account was made.');
    expect(body).toContain(`Here ${made}`);
    const created = (await listAccounts()).find(({ name }) => name === `New <${made}>`);
    expect(created).toMatchObject({ timeZone: 'Asia/Tehran', branding: { companyName: `New <${made}>` } });
    expect((await agent.get('/admin/people')).status).toBe(200);
    const people = await stored('users').find({ accountId: created?._id }).toArray();
    expect(people.map(({ email, role }) => ({ email, role }))).toEqual([{ email: user.email, role: 'owner' }]);
    expect((await authenticate(user.email, 'a password for everything'))?.accountId).toBe(created?._id);
    await eventually('it stands in the audit log of the account it was made from', () => stored('auditEntries').findOne({ accountId: here, action: 'account.created' }));
  });

  it.each([{ name: '', timeZone: 'UTC' }, { name: 'x'.repeat(201), timeZone: 'UTC' }, { name: 'New', timeZone: 'Mars' }, {}] as Record<string, string>[])('is refused for %o', async (fields) => {
    const before = (await listAccounts()).length;
    expect((await agent.submit(PAGE, PAGE, fields)).status).toBe(422);
    expect(await listAccounts()).toHaveLength(before);
  });

  it('is for owners', async () => {
    const { agent: admin } = await signedInAs(test, here, 'admin');
    expect((await admin.get(PAGE)).body).not.toContain('Make another account');
    expect((await admin.submit(PAGE, PAGE, { name: 'Mine', timeZone: 'UTC' })).status).toBe(403);
    expect((await requireAccount(here)).name).toBe(`Here ${made}`);
  });
});
