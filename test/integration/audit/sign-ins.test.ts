import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepRefusal } from '../../../src/features/audit/audit.service.ts';
import { createSignInLink, createUser, setPassword, type User } from '../../../src/features/users/users.service.ts';
import { apiClient } from '../../support/api-client.ts';
import { codeAt, STEP_PAGE, turnOn } from '../../support/authenticator.ts';
import { openAgent, type Agent, type Answered } from '../../support/browser-agent.ts';
import { signedInAs } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const PASSWORD = 'correct horse battery';
const OTHER = 'quite another sentence';
const CODE = '/admin/sign-in/code';
const OWN = '/admin/password';

let test: TestApp;
let accountId: string;
let user: User;
let made = 0;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  await stored('attempts').deleteMany({});
  accountId = (await anAccount(test.app))._id;
  made += 1;
  user = await createUser(test.app, accountId, { email: `door${made}@example.com`, name: 'Ada', role: 'owner' });
  await setPassword(user, PASSWORD);
});

const signIn = (agent: Agent, password = PASSWORD, email = user.email): Promise<Answered> => agent.submit('/admin/sign-in', '/admin/sign-in', { email, password, next: '' });

interface Entry {
  actor: object;
  action: string;
  subject: string;
  from: string;
  after: Record<string, unknown> | null;
}

/** Oldest first. Some are kept right after the answer. */
const entries = (least: number): Promise<Entry[]> => eventually(`${least} entries`, async () => {
  const found = await stored('auditEntries').find({ accountId }).sort({ at: 1 }).toArray();
  return found.length >= least && (found as unknown as Entry[]);
});

describe('the audit log', () => {
  it('says who signed in, how, and from which network, before they are told so', async () => {
    await signIn(openAgent(test.url));
    expect(await stored('auditEntries').find({ accountId }).toArray()).toHaveLength(1);
    const link = new URL(await createSignInLink(test.app, user)).pathname;
    await openAgent(test.url).submit(link, link, {});
    const [byPassword, byLink] = await entries(2);
    expect(byPassword).toMatchObject({ actor: { kind: 'person', id: user._id, name: 'Ada' }, area: 'access', action: 'access.signed-in', subject: 'Ada', after: { by: 'password' } });
    expect(byPassword?.from).toBe('127.0.0.0/24');
    expect(byLink).toMatchObject({ action: 'access.signed-in', after: { by: 'link' } });
  });

  it('says when a code or a recovery code was needed, and nothing of a sign-in that got half way', async () => {
    const agent = openAgent(test.url);
    await signIn(agent);
    const { secret, recovery } = await turnOn(agent, test.clock, PASSWORD);
    for (const code of [codeAt(secret, test.clock.now()), recovery[0] ?? '']) {
      const other = openAgent(test.url);
      await signIn(other);
      await other.submit(CODE, CODE, { code });
    }
    await signIn(openAgent(test.url));
    expect((await entries(4)).map(({ action, after }) => [action, after])).toEqual([
      ['access.signed-in', { by: 'password' }], ['access.second-step-on', null],
      ['access.signed-in', { by: 'password', secondStep: 'app' }], ['access.signed-in', { by: 'password', secondStep: 'recovery' }],
    ]);
  });

  it('counts refusals by person, step and hour, so that no flood fills it', async () => {
    const agent = openAgent(test.url);
    for (let refused = 0; refused < 5;) {
      if ((await signIn(agent, 'not the password')).status === 401) refused += 1;
      else test.clock.advance(10_000);
    }
    const [entry] = await eventually('the count', async () => {
      const found = await entries(1);
      return found.reduce((sum, { after }) => sum + Number(after?.['attempts']), 0) === 5 && found;
    });
    expect(entry).toMatchObject({ actor: { id: user._id, name: 'Ada' }, action: 'access.refused', subject: 'Ada', from: '127.0.0.0/24', after: { step: 'password' } });
    expect((await entries(1)).length).toBeLessThanOrEqual(2);
    await stored('attempts').deleteMany({});
    test.clock.advance(3_600_000);
    const before = (await entries(1)).length;
    await signIn(agent, 'not the password');
    expect(await entries(before + 1)).toHaveLength(before + 1);
  });

  it('counts refusals that come at once, and a hundred of them are one entry', async () => {
    const visit = { accountId, person: { id: user._id, name: 'Ada' }, from: '203.0.113.9' };
    test.clock.set('2027-03-01T10:30:00Z');
    for (let attempt = 0; attempt < 100; attempt += 1) keepRefusal(test.app, visit, 'code');
    const [entry] = await eventually('the count', async () => {
      const found = await entries(1);
      return found[0]?.after?.['attempts'] === 100 && found;
    });
    expect(entry).toMatchObject({ from: '203.0.113.0/24', after: { step: 'code', attempts: 100 } });
    expect(await entries(1)).toHaveLength(1);
  });

  it('keeps wrong codes, and nothing of people who do not exist', async () => {
    const agent = openAgent(test.url);
    await signIn(agent);
    await turnOn(agent, test.clock, PASSWORD);
    const other = openAgent(test.url);
    await signIn(other);
    expect((await other.submit(CODE, CODE, { code: '000000' })).status).toBe(401);
    const all = await stored('auditEntries').countDocuments({});
    await signIn(openAgent(test.url), PASSWORD, 'nobody-at-all@example.com');
    expect((await entries(3)).at(-1)).toMatchObject({ action: 'access.refused', after: { step: 'code', attempts: 1 } });
    expect(await stored('auditEntries').countDocuments({})).toBeLessThanOrEqual(all + 1);
    expect(JSON.stringify(await stored('auditEntries').find({}).toArray())).not.toContain('nobody-at-all');
  });

  it('keeps what people do with their own access', async () => {
    const [agent, elsewhere] = [openAgent(test.url), openAgent(test.url)];
    for (const browser of [agent, elsewhere]) await signIn(browser);
    await agent.submit(OWN, /\/admin\/password\/sessions\/[^"]+\/end/.exec((await agent.get(OWN)).body)?.[0] ?? '', {});
    await agent.submit(OWN, `${OWN}/sign-out-elsewhere`, {});
    await agent.submit(OWN, OWN, { current: PASSWORD, password: OTHER, again: OTHER });
    const { secret } = await turnOn(agent, test.clock, OTHER);
    await agent.submit(STEP_PAGE, `${STEP_PAGE}/off`, { current: OTHER, code: codeAt(secret, test.clock.now()) });
    await agent.submit(OWN, '/admin/sign-out', {});
    const kept = await entries(8);
    expect(kept.map(({ action }) => action).toSorted()).toEqual([
      'access.password', 'access.second-step-off', 'access.second-step-on', 'access.session-ended', 'access.sessions-ended', 'access.signed-in', 'access.signed-in', 'access.signed-out',
    ]);
    expect(kept.every(({ subject, from }) => subject === 'Ada' && from === '127.0.0.0/24')).toBe(true);
    expect(JSON.stringify(kept)).not.toContain('sentence');
  });

  it('is filtered by what was done, on the page, in the file and by API', async () => {
    const { agent } = await signedInAs(test, accountId, 'admin');
    await signIn(openAgent(test.url), 'not the password');
    await entries(2);
    const page = (await agent.get('/admin/audit?action=access.refused')).body;
    expect(page).toContain('<option value="access.refused" selected>Sign-in refused</option>');
    expect(page.match(/<td>Signed in/g)).toBeNull();
    expect((await agent.get('/admin/audit.csv?action=access.refused')).body.trim().split('\n')).toHaveLength(2);
    const api = await apiClient(test, accountId);
    expect((await api.get('/api/v1/audit?action=access.refused')).body.data).toHaveLength(1);
    expect((await api.get('/api/v1/audit?action=access.nothing')).body.data).toEqual([]);
  });
});
