import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../../src/features/accounts/accounts.service.ts';
import { listApiKeys } from '../../../src/features/users/api-keys.service.ts';
import type { Role } from '../../../src/domain/roles.ts';
import { openAgent, type Agent } from '../../support/browser-agent.ts';
import { signedIn, signedInAgent, signedInAs } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: Account;
beforeAll(async () => {
  test = await openTestApp();
  account = await anAccount(test.app);
});
afterAll(() => test.close());

const agentOf = (role: Role, accountId = account._id): Promise<Agent> => signedInAgent(test, accountId, role);

const asked = (key: string): Promise<Response> => fetch(`${test.url}/api/v1/touchpoints/none`, { headers: { Authorization: `Bearer ${key}` } });

describe('API keys', () => {
  it('are shown once, work at once, and stop within a second of being revoked', async () => {
    const agent = await agentOf('owner');
    expect((await agent.get('/admin/keys')).body).toContain('There is no key yet.');
    const { status, body } = await agent.submit('/admin/keys', '/admin/keys', { name: 'web <shop>', scope: 'read' });
    expect(status).toBe(201);
    const key = /<code class="secret"[^>]*>(afterword_[\w-]+)<\/code>/.exec(body)?.[1] ?? '';
    expect(body).toContain('web &lt;shop&gt;');
    expect((await asked(key)).status).toBe(404);
    const listed = await agent.get('/admin/keys');
    expect(listed.body).not.toContain(key);
    expect(JSON.stringify(await stored('apiKeys').find({}).toArray())).not.toContain(key);
    const action = /action="(\/admin\/keys\/[^"]+\/revoke)"/.exec(listed.body)?.[1] ?? '';
    expect((await agent.submit('/admin/keys', action, {})).status).toBe(303);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await asked(key)).status).toBe(401);
    expect((await agent.get('/admin/keys')).body).toContain('revoked');
    expect((await agent.submit('/admin/keys', action, {})).status).toBe(404);
  });

  it('are a hundred that work at most: another takes the place of one that is revoked or over', async () => {
    const { _id } = await anAccount(test.app);
    const agent = await agentOf('owner', _id);
    const one = (index: number, rest: object = {}) => ({ _id: `h${index}`, accountId: _id, keyId: `k${index}`, name: 'x', scope: 'read', createdAt: new Date(), revokedAt: null, expiresAt: null, ...rest });
    await stored('apiKeys').insertMany([...Array.from({ length: 99 }, (_, index) => one(index)), one(100, { revokedAt: new Date() }), one(101, { expiresAt: new Date(0) })]);
    const make = () => agent.submit('/admin/keys', '/admin/keys', { name: 'shop', scope: 'read' });
    expect((await make()).status).toBe(201);
    const refused = await make();
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('100 keys work already');
    await stored('apiKeys').updateOne({ _id: 'h7' }, { $set: { revokedAt: new Date() } });
    expect((await make()).status).toBe(201);
  });

  it('show their last day, their last use, and which nobody has used for 90 days', async () => {
    const { _id } = await anAccount(test.app, { timeZone: 'Asia/Tehran' });
    const agent = await agentOf('owner', _id);
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tehran' }).format(test.clock.now());
    for (const expires of ['2020-01-01', '2999-01-01', 'soon']) {
      const refused = await agent.submit('/admin/keys', '/admin/keys', { name: 'shop', scope: 'read', expires });
      expect(refused.status).toBe(422);
      expect(refused.body).toContain('a day from today on');
    }
    const { body } = await agent.submit('/admin/keys', '/admin/keys', { name: 'shop', scope: 'read', expires: today });
    const key = /<code class="secret"[^>]*>(afterword_[\w-]+)<\/code>/.exec(body)?.[1] ?? '';
    await agent.submit('/admin/keys', '/admin/keys', { name: 'forgotten', scope: 'read' });
    expect((await asked(key)).status).toBe(404);
    await eventually('the use', async () => (await listApiKeys(_id)).some(({ lastUsedAt }) => lastUsedAt));
    const rowOf = async (name: string): Promise<string> => new RegExp(`<bdi>${name}</bdi>.*`).exec((await agent.get('/admin/keys')).body)?.[0] ?? '';
    expect(await rowOf('shop')).not.toContain('not yet');
    expect(await rowOf('forgotten')).toMatch(/not yet.*without end/);
    expect(await rowOf('forgotten')).not.toContain('not used for 90 days');
    const later = await signedInAs(test, _id, 'owner');
    test.clock.advance(90 * 86_400_000);
    const then = await signedIn(test, later.user);
    const page = (await then.get('/admin/keys')).body;
    expect(page).toMatch(/<bdi>forgotten<\/bdi>.*not used for 90 days/);
    expect(page).toMatch(/class="over"><th scope="row"><bdi>shop<\/bdi>.*expired/);
    expect((await asked(key)).status).toBe(401);
    test.clock.advance(-90 * 86_400_000);
  });

  it.each([{ name: '', scope: 'read' }, { name: 'two\nlines', scope: 'read' }, { name: 'x'.repeat(101), scope: 'read' }, { name: 'a', scope: 'root' }, { scope: 'read' }, {}] as Record<string, string>[])(
    'are not made from %o', async (fields) => {
      const agent = await agentOf('admin');
      const before = (await listApiKeys(account._id)).length;
      expect((await agent.submit('/admin/keys', '/admin/keys', fields)).status).toBe(422);
      expect(await listApiKeys(account._id)).toHaveLength(before);
    });

  it.each(['analyst', 'agent', 'viewer'] as const)('are none of the business of the role %s', async (role) => {
    const agent = await agentOf(role);
    const page = await agent.get('/admin/keys');
    expect(page.status).toBe(403);
    expect(page.body).toContain('not for your role');
    const before = (await listApiKeys(account._id)).length;
    expect((await agent.submit('/admin/reports', '/admin/keys', { name: 'mine', scope: 'admin' })).status).toBe(403);
    expect(await listApiKeys(account._id)).toHaveLength(before);
    expect((await agent.get('/admin/reports')).body).not.toContain('/admin/keys');
  });

  it('of another account can be neither seen nor revoked', async () => {
    const owner = await agentOf('owner');
    await owner.submit('/admin/keys', '/admin/keys', { name: 'ours alone', scope: 'write' });
    const [key] = (await listApiKeys(account._id)).filter(({ name }) => name === 'ours alone');
    const stranger = await agentOf('owner', (await anAccount(test.app, { name: 'Other' }))._id);
    expect((await stranger.get('/admin/keys')).body).not.toContain('ours alone');
    expect((await stranger.submit('/admin/keys', `/admin/keys/${key?.keyId}/revoke`, {})).status).toBe(404);
    expect((await listApiKeys(account._id)).find(({ keyId }) => keyId === key?.keyId)?.revokedAt).toBeNull();
  });

  it('are out of reach of those who are not signed in', async () => {
    const agent = openAgent(test.url);
    expect((await agent.get('/admin/keys')).status).toBe(303);
    expect((await agent.submit('/admin/sign-in', '/admin/keys', { name: 'x', scope: 'admin' })).status).toBe(401);
  });
});
