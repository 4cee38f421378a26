import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/domain/roles.ts';
import { changeRole, LastOwner, removePerson } from '../../../src/features/users/people.service.ts';
import { createUser, findUser, listUsers, setPassword } from '../../../src/features/users/users.service.ts';
import { apiClient } from '../../support/api-client.ts';
import { openAgent } from '../../support/browser-agent.ts';
import { signedIn, signedInAs } from '../../support/signed-in.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

const PASSWORD = 'correct horse battery';
const DAY_MS = 86_400_000;

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());

const account = async (): Promise<string> => (await anAccount(test.app, { name: 'Nordwind Coffee' }))._id;
const linkIn = (text: string): string => new URL(/https?:\/\/\S+\/admin\/sign-in\/\S+/.exec(text)?.[0] ?? '').pathname;
const invite = (email: string, role: Role, language = 'en') => ({ email, name: 'Bo', role, language });

describe('an invitation', () => {
  it('brings a person in, in their own language, once', async () => {
    const accountId = await account();
    const { agent } = await signedInAs(test, accountId, 'owner');
    const sent = await agent.submit('/admin/people', '/admin/people', invite('bo@example.com', 'analyst', 'ar'));
    expect([sent.status, sent.location]).toEqual([303, '/admin/people?done=invited']);
    const mail = test.mailer.sent.at(-1);
    expect([mail?.to, mail?.from.name]).toEqual([{ name: 'Bo', address: 'bo@example.com' }, 'Nordwind Coffee']);
    expect(mail?.html).toContain('dir="rtl"');
    expect(mail?.text).toContain('Person');
    expect((await agent.get('/admin/people')).body).toContain('invited');

    const guest = openAgent(test.url);
    const path = linkIn(mail?.text ?? '');
    test.clock.advance(6 * DAY_MS);
    const accepted = await guest.submit(path, path, {});
    expect([accepted.status, accepted.location]).toEqual([303, '/admin/password']);
    expect((await openAgent(test.url).get(path)).status).toBe(410);
    const bo = (await listUsers(accountId)).find(({ email }) => email === 'bo@example.com');
    expect([bo?.role, bo?.language, bo?.lastSignInAt === undefined]).toEqual(['analyst', 'ar', false]);
    expect((await guest.get('/admin/people')).status).toBe(403);
  });

  it('ends after 7 days, and the one sent again replaces it', async () => {
    const accountId = await account();
    const { agent, user } = await signedInAs(test, accountId, 'admin');
    await agent.submit('/admin/people', '/admin/people', invite('late@example.com', 'viewer'));
    const first = linkIn(test.mailer.sent.at(-1)?.text ?? '');
    const late = (await listUsers(accountId)).find(({ _id }) => _id !== user._id);
    const page = `/admin/people/${late?._id}`;
    expect((await agent.submit(page, `${page}/invitation`, {})).location).toBe(`${page}?done=invited`);
    expect((await openAgent(test.url).get(first)).status).toBe(410);
    const second = linkIn(test.mailer.sent.at(-1)?.text ?? '');
    expect((await openAgent(test.url).get(second)).status).toBe(200);
    test.clock.advance(7 * DAY_MS + 1000);
    expect((await openAgent(test.url).get(second)).status).toBe(410);
    expect((await (await signedIn(test, user)).get(page)).body).toContain('has expired');
  });

  it('can be withdrawn: its link leads nowhere', async () => {
    const accountId = await account();
    const { agent } = await signedInAs(test, accountId, 'owner');
    await agent.submit('/admin/people', '/admin/people', invite('wrong@example.com', 'viewer'));
    const path = linkIn(test.mailer.sent.at(-1)?.text ?? '');
    const wrong = (await listUsers(accountId)).find(({ email }) => email === 'wrong@example.com');
    const page = `/admin/people/${wrong?._id}/remove`;
    expect((await agent.submit(page, page, {})).location).toBe('/admin/people?done=withdrawn');
    const guest = openAgent(test.url);
    expect((await guest.get(path)).status).toBe(410);
    expect(await listUsers(accountId)).toHaveLength(1);
  });

  it('that the mail server refuses says so and can be sent again', async () => {
    const { agent } = await signedInAs(test, await account(), 'owner');
    test.mailer.outcomes.push({ kind: 'refused', reply: '550 no such user' });
    const sent = await agent.submit('/admin/people', '/admin/people', invite('nobody@example.com', 'viewer'));
    expect(sent.location).toContain('done=unsent');
    expect((await agent.get(sent.location ?? '')).body).toContain('did not take the mail');
  });

  it.each([
    [{ email: 'no address', name: '', role: 'viewer', language: 'en' }, 'one e-mail address'],
    [{ email: 'a@example.com\r\nBcc: x@example.com', name: '', role: 'viewer', language: 'en' }, 'one e-mail address'],
    [{ email: 'a@example.com', name: 'x'.repeat(101), role: 'viewer', language: 'en' }, 'at most 100 characters'],
    [{ email: 'a@example.com', name: '', role: 'root', language: 'en' }, 'not sent'],
  ])('is not made from %o', async (fields, says) => {
    const accountId = await account();
    const { agent } = await signedInAs(test, accountId, 'owner');
    const mails = test.mailer.sent.length;
    const { status, body } = await agent.submit('/admin/people', '/admin/people', fields);
    expect(status).toBe(422);
    expect(body).toContain(says);
    expect(await listUsers(accountId)).toHaveLength(1);
    expect(test.mailer.sent).toHaveLength(mails);
  });

  it('of somebody who is there already says so', async () => {
    const { agent, user } = await signedInAs(test, await account(), 'owner');
    const { status, body } = await agent.submit('/admin/people', '/admin/people', invite(user.email.toUpperCase(), 'viewer'));
    expect(status).toBe(422);
    expect(body).toContain('already belongs to a person');
  });
});

describe('roles', () => {
  it('count at once, where the person is signed in too', async () => {
    const accountId = await account();
    const owner = await signedInAs(test, accountId, 'owner');
    const other = await signedInAs(test, accountId, 'viewer');
    expect((await other.agent.get('/admin/keys')).status).toBe(403);
    const page = `/admin/people/${other.user._id}`;
    expect((await owner.agent.submit(page, `${page}/role`, { role: 'admin' })).status).toBe(303);
    expect((await other.agent.get('/admin/keys')).status).toBe(200);
  });

  it('are never given above one\'s own, to oneself or to others', async () => {
    const accountId = await account();
    const owner = await signedInAs(test, accountId, 'owner');
    const admin = await signedInAs(test, accountId, 'admin');
    for (const { _id } of [admin.user, owner.user]) {
      expect((await admin.agent.submit('/admin/people', `/admin/people/${_id}/role`, { role: 'owner' })).status).toBe(403);
    }
    expect((await admin.agent.submit('/admin/people', `/admin/people/${owner.user._id}/role`, { role: 'viewer' })).status).toBe(403);
    expect((await admin.agent.submit('/admin/people', `/admin/people/${owner.user._id}/remove`, {})).status).toBe(403);
    expect((await admin.agent.submit('/admin/people', '/admin/people', invite('new@example.com', 'owner'))).status).toBe(403);
    expect((await listUsers(accountId)).map(({ role }) => role)).toEqual(['owner', 'admin']);
    expect((await admin.agent.get(`/admin/people/${owner.user._id}`)).body).toContain('above your role');
  });

  it('leave an owner: the last one is neither changed nor removed', async () => {
    const accountId = await account();
    const { agent, user } = await signedInAs(test, accountId, 'owner');
    const page = `/admin/people/${user._id}`;
    for (const [action, fields] of [[`${page}/role`, { role: 'viewer' }], [`${page}/remove`, {}]] as const) {
      const { status, body } = await agent.submit(page, action, fields as Record<string, string>);
      expect(status).toBe(409);
      expect(body).toContain('only owner');
    }
    expect((await findUser(accountId, user._id))?.role).toBe('owner');
  });

  it('leave an owner even when two step down at the same instant', async () => {
    const accountId = await account();
    const people = await Promise.all(['one@example.com', 'two@example.com'].map((email) => createUser(test.app, accountId, { email, role: 'owner' })));
    const outcomes = await Promise.allSettled(people.map(({ _id }, index) => (index === 0
      ? changeRole(accountId, { userId: _id, role: 'owner' }, _id, 'viewer')
      : removePerson(accountId, { userId: _id, role: 'owner' }, _id))));
    expect((await listUsers(accountId)).filter(({ role }) => role === 'owner')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'rejected').map((one) => (one as PromiseRejectedResult).reason as unknown)).toEqual([expect.any(LastOwner)]);
  });
});

describe('a removed person', () => {
  it('is out at once, and an old session does not come back with a new invitation', async () => {
    const accountId = await account();
    const owner = await signedInAs(test, accountId, 'owner');
    const leaver = await signedInAs(test, accountId, 'analyst');
    const page = `/admin/people/${leaver.user._id}/remove`;
    expect((await owner.agent.submit(page, page, {})).location).toBe('/admin/people?done=removed');
    const sent = await leaver.agent.get('/admin/reports');
    expect(sent.status).toBe(303);
    expect((await leaver.agent.get(sent.location ?? '')).status).toBe(200);
    await createUser(test.app, accountId, { email: leaver.user.email, role: 'viewer' });
    expect((await leaver.agent.get('/admin/reports')).status).toBe(303);
  });
});

it('people of another account are not found', async () => {
  const theirs = await signedInAs(test, await account(), 'viewer');
  const { agent } = await signedInAs(test, await account(), 'owner');
  const page = `/admin/people/${theirs.user._id}`;
  for (const path of [page, `${page}/remove`]) expect((await agent.get(path)).status).toBe(404);
  for (const step of ['role', 'invitation', 'remove']) expect((await agent.submit('/admin/people', `${page}/${step}`, { role: 'viewer' })).status).toBe(404);
  expect((await theirs.agent.get('/admin/reports')).status).toBe(200);
});

it('GET /api/v1/people lists them for keys of scope admin, without secrets', async () => {
  const accountId = await account();
  const { user } = await signedInAs(test, accountId, 'owner');
  await setPassword(user, PASSWORD);
  const api = await apiClient(test, accountId, 'admin');
  const { body, text } = await api.get('/api/v1/people');
  expect(body.data).toEqual([expect.objectContaining({ id: user._id, email: user.email, role: 'owner' })]);
  expect(text).not.toMatch(/argon2|stamp/);
  expect((await (await apiClient(test, accountId, 'write')).get('/api/v1/people')).status).toBe(403);
});
