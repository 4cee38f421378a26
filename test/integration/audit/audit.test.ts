import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepCommand } from '../../../src/features/audit/audit.service.ts';
import { createApiKey } from '../../../src/features/users/api-keys.service.ts';
import { createUser } from '../../../src/features/users/users.service.ts';
import { notingChanges, type NotedChange } from '../../../src/platform/noted-changes.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { furnish } from '../../support/furnished-account.ts';
import { signedInAs } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());

const account = async (): Promise<string> => (await anAccount(test.app))._id;

interface Entry {
  actor: { kind: string; name: string };
  area: string;
  action: string;
  subject: string;
  from: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** What was changed, without who signed in. */
async function entriesOf(api: ApiClient): Promise<Entry[]> {
  const all = (await api.get('/api/v1/audit')).body as { data: Entry[] };
  return all.data.filter(({ area }) => area !== 'access');
}

describe('the audit log', () => {
  it('says who changed whose role on a page, from what to what, and from where', async () => {
    const accountId = await account();
    const { agent, user } = await signedInAs(test, accountId, 'owner');
    const bo = await createUser(test.app, accountId, { email: 'bo@example.com', name: 'Bo', role: 'viewer' });
    await agent.submit(`/admin/people/${bo._id}`, `/admin/people/${bo._id}/role`, { role: 'agent' });
    const [entry] = await entriesOf(await apiClient(test, accountId));
    expect(entry).toMatchObject({
      actor: { kind: 'person', name: user.name }, area: 'people', action: 'people.role', subject: 'Bo', before: { role: 'viewer' }, after: { role: 'agent' },
    });
    expect(entry?.from).toMatch(/^(127\.0\.0\.0\/24|::\/48)$/);
    const page = (await agent.get('/admin/audit')).body;
    expect(page).toContain('Role changed');
    expect((await agent.get('/admin/audit.csv')).body).toContain('people.role');
  });

  it('says what a key changed by API, with the route where no service says it better', async () => {
    const accountId = await account();
    const api = await apiClient(test, accountId);
    await api.put('/api/v1/touchpoints/checkout', { name: 'Checkout' });
    await api.patch('/api/v1/account', { branding: { color: '#0b7a5a' }, sender: { replyTo: 'help@example.com' } });
    await api.post('/api/v1/sources', { name: 'Shop', kind: 'generic' });
    const entries = await entriesOf(api);
    expect(entries.find(({ area }) => area === 'touchpoints')).toMatchObject({ actor: { kind: 'key', name: 'test' }, action: 'PUT /api/v1/touchpoints/:key', subject: 'checkout' });
    const changed = entries.find(({ action }) => action === 'account.changed');
    expect(changed?.after).toMatchObject({ branding: { color: '#0b7a5a' } });
    expect(changed?.before).toMatchObject({ branding: { color: '#0f5ea8' } });
  });

  it('names steps in cases, tag rules and imports, and keeps nothing of what was written in a case', async () => {
    const accountId = await account();
    await furnish(test, accountId, 'Canary words');
    const entries = await entriesOf(await apiClient(test, accountId));
    expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(['tags.rule-saved', 'cases.noted', 'cases.closed', 'imports.started']));
    for (const entry of entries.filter(({ area }) => area === 'cases')) expect(JSON.stringify(entry)).not.toContain('Canary');
  });

  it('leaves out what did not succeed, was only looked at, or was reported', async () => {
    const accountId = await account();
    const api = await apiClient(test, accountId);
    await api.get('/api/v1/touchpoints');
    await api.patch('/api/v1/account', { minimumSample: -1 });
    await api.post('/api/v1/interactions', { id: '1', type: 'x', occurredAt: test.clock.now().toISOString(), customer: { externalId: 'c' } });
    const { agent } = await signedInAs(test, accountId, 'viewer');
    await agent.submit('/admin/password', '/admin/keys', { name: 'mine', scope: 'admin' });
    await api.put('/api/v1/touchpoints/last', { name: 'Last' });
    expect((await entriesOf(api)).map(({ subject }) => subject)).toEqual(['last']);
  });

  it('holds no secret and no address of a customer', async () => {
    const accountId = await account();
    const api = await apiClient(test, accountId);
    const { agent } = await signedInAs(test, accountId, 'owner');
    const made = await agent.submit('/admin/keys', '/admin/keys', { name: 'shop', scope: 'read' });
    const key = /afterword_[\w-]{20,}/.exec(made.body)?.[0] ?? 'none';
    await api.put('/api/v1/customers/cy@example.com', { name: 'Cy' });
    const entries = await entriesOf(api);
    expect(entries.map(({ area }) => area).toSorted()).toEqual(['customers', 'keys']);
    const kept = JSON.stringify(await stored('auditEntries').find({ accountId }).toArray());
    expect(kept).not.toContain(key);
    expect(kept).not.toContain('cy@example.com');
  });

  it('is filtered by part, person and day, on the page as in the file', async () => {
    const accountId = await account();
    const api = await apiClient(test, accountId);
    const { agent } = await signedInAs(test, accountId, 'admin');
    await api.put('/api/v1/touchpoints/checkout', { name: 'Checkout' });
    await agent.submit('/admin/keys', '/admin/keys', { name: 'shop', scope: 'read' });
    await entriesOf(api);
    expect((await agent.get('/admin/audit?area=keys')).body).not.toContain('checkout');
    expect((await agent.get('/admin/audit.csv?area=touchpoints')).body.trim().split('\n')).toHaveLength(2);
    expect((await agent.get('/admin/audit?from=2020-01-01&through=2020-01-31')).body).toContain('No entry fits');
    // None of the entries has it, and it stays chosen.
    expect((await agent.get('/admin/audit?actor=somebody-of-old')).body).toMatch(/<option value="somebody-of-old" selected/);
    expect((await api.get('/api/v1/audit?area=keys')).body.data).toHaveLength(1);
    const first = (await api.get('/api/v1/audit?limit=1')).body;
    const second = (await api.get(`/api/v1/audit?limit=1&cursor=${encodeURIComponent(first.nextCursor)}`)).body;
    expect([first.data[0].area, second.data[0].area]).toEqual(['keys', 'touchpoints']);
  });

  it('names the command of an operator', async () => {
    const accountId = await account();
    const changes: NotedChange[] = [];
    await notingChanges(changes, () => createApiKey(test.app, accountId, { name: 'by hand', scope: 'read' }));
    await keepCommand(test.app, accountId, 'key create', changes);
    const [entry] = await entriesOf(await apiClient(test, accountId));
    expect(entry).toMatchObject({ actor: { kind: 'command', name: 'key create' }, action: 'keys.created', subject: 'by hand', from: null });
  });
});
