import { OAuth2Server, type MutableToken } from 'oauth2-mock-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { updateAccount } from '../../../src/features/accounts/accounts.service.ts';
import { createUser, setPassword, type User } from '../../../src/features/users/users.service.ts';
import { turnOn } from '../../support/authenticator.ts';
import { openAgent, unescaped, type Agent, type Answered } from '../../support/browser-agent.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

const PASSWORD = 'correct horse battery';
const START = '/admin/sign-in/sso';
const CALLBACK = '/admin/sign-in/sso/callback';

let provider: OAuth2Server;
let test: TestApp;
let accountId: string;
let made = 0;
beforeAll(async () => {
  provider = new OAuth2Server();
  await provider.issuer.keys.generate('RS256');
  await provider.start(0, 'localhost');
  test = await openTestApp({ env: { OIDC_ISSUER: String(provider.issuer.url), OIDC_CLIENT_ID: 'afterword', OIDC_CLIENT_SECRET: 'a secret of ours' } });
  accountId = (await anAccount(test.app))._id;
});
afterAll(async () => {
  await test.close();
  await provider.stop();
});
afterEach(() => void provider.service.removeAllListeners());

async function anInvited(account = accountId): Promise<User> {
  made += 1;
  return createUser(test.app, account, { email: `sso${made}@example.com`, name: 'Ada', role: 'owner' });
}

/** What the provider says about whoever signs in there next. */
const claim = (claims: Record<string, unknown>): void => void provider.service.on('beforeTokenSigning', (token: MutableToken) => void Object.assign(token.payload, claims));
const verified = (email: string): void => claim({ email, email_verified: true });

/** Sends the browser to the provider. @returns the address it comes back to */
async function away(agent: Agent, next = ''): Promise<{ asked: URL; callback: string }> {
  const sent = await agent.get(`${START}?next=${encodeURIComponent(next)}`);
  expect(sent.status).toBe(303);
  const asked = new URL(sent.location ?? '');
  const back = await fetch(asked, { redirect: 'manual' });
  const callback = new URL(back.headers.get('location') ?? '');
  expect([callback.origin, callback.pathname]).toEqual([test.url, CALLBACK]);
  return { asked, callback: `${callback.pathname}${callback.search}` };
}

const comeIn = async (agent: Agent, next = ''): Promise<Answered> => agent.get((await away(agent, next)).callback);
const isIn = async (agent: Agent): Promise<boolean> => (await agent.get('/admin/reports')).status === 200;

describe('signing in with a provider', () => {
  it('leads from a button to the page that was asked for, by code flow with PKCE, state and nonce', async () => {
    const user = await anInvited();
    const agent = openAgent(test.url);
    const page = await agent.get('/admin/sign-in?next=/admin/cases');
    expect(unescaped(page.body)).toContain(`href="${START}?next=%2Fadmin%2Fcases"`);
    verified(` ${user.email.toUpperCase()}`.trim());
    const before = agent.cookies.get('afterword');
    const { asked, callback } = await away(agent, '/admin/cases');
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code', client_id: 'afterword', scope: 'openid email', code_challenge_method: 'S256', redirect_uri: `${test.url}${CALLBACK}`,
      state: expect.stringMatching(/^[\w-]{20,}$/), nonce: expect.stringMatching(/^[\w-]{20,}$/), code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect((await agent.get(callback)).location).toBe('/admin/cases');
    expect(agent.cookies.get('afterword')).not.toBe(before);
    expect(await isIn(agent)).toBe(true);
    expect(await stored('auditEntries').find({ accountId, 'actor.id': user._id }).toArray()).toMatchObject([{ action: 'access.signed-in', after: { by: 'sso' }, from: '127.0.0.0/24' }]);
    expect((await agent.get('/admin/password')).body).toContain('this browser');
  });

  it('goes nowhere else', async () => {
    const user = await anInvited();
    verified(user.email);
    for (const next of ['//evil.example', 'https://evil.example/admin']) expect((await comeIn(openAgent(test.url), next)).location).toBe('/admin/reports');
  });

  it('is its own second step, also where the account asks everybody for one', async () => {
    const account = (await anAccount(test.app))._id;
    const [withStep, without] = [await anInvited(account), await anInvited(account)];
    await setPassword(withStep, PASSWORD);
    const first = openAgent(test.url);
    await first.submit('/admin/sign-in', '/admin/sign-in', { email: withStep.email, password: PASSWORD, next: '' });
    await turnOn(first, test.clock, PASSWORD);
    await updateAccount(account, { requiresSecondStep: true });
    for (const { email } of [withStep, without]) {
      provider.service.removeAllListeners();
      verified(email);
      const agent = openAgent(test.url);
      expect((await comeIn(agent)).location).toBe('/admin/reports');
      expect(await isIn(agent)).toBe(true);
    }
  });

  it('ends with the person', async () => {
    const user = await anInvited();
    verified(user.email);
    const agent = openAgent(test.url);
    await comeIn(agent);
    await stored('users').deleteOne({ _id: user._id });
    expect(await isIn(agent)).toBe(false);
    expect((await comeIn(agent)).status).toBe(403);
  });

  it('opens to nobody who is not invited by the very address that is verified', async () => {
    const user = await anInvited();
    const people = await stored('users').countDocuments({});
    for (const claims of [{ email: 'stranger@example.com', email_verified: true }, { email: user.email, email_verified: false }, { email: user.email }, { email: user.email, email_verified: 'true' }, { email: [user.email], email_verified: true }]) {
      provider.service.removeAllListeners();
      claim(claims);
      const agent = openAgent(test.url);
      const { status, body } = await comeIn(agent);
      expect([status, body.includes('Nobody is invited here with the verified address')], JSON.stringify(claims)).toEqual([403, true]);
      expect(await isIn(agent)).toBe(false);
    }
    expect(await stored('users').countDocuments({})).toBe(people);
  });
});

describe('an answer of a provider', () => {
  const refused = async (agent: Agent, callback: string): Promise<void> => {
    const { status, body } = await agent.get(callback);
    expect([status, body.includes('did not work')]).toEqual([401, true]);
    expect(await isIn(agent)).toBe(false);
  };

  it('counts once, in the browser that asked, within ten minutes', async () => {
    verified((await anInvited()).email);
    const [agent, thief, late] = [openAgent(test.url), openAgent(test.url), openAgent(test.url)];
    const { callback } = await away(agent);
    await refused(thief, callback);
    await away(thief);
    await refused(thief, callback);
    const slow = await away(late);
    test.clock.advance(11 * 60_000);
    await refused(late, slow.callback);
    test.clock.advance(-11 * 60_000);
    expect((await agent.get(callback)).status).toBe(303);
    const again = openAgent(test.url);
    again.cookies.set('afterword', agent.cookies.get('afterword') ?? '');
    expect((await again.get(callback)).status).toBe(401);
  });

  it.each([['state', 'other'], ['code', 'other'], ['error', 'access_denied']])('with another %s does not count', async (name, value) => {
    verified((await anInvited()).email);
    const agent = openAgent(test.url);
    const callback = new URL((await away(agent)).callback, test.url);
    callback.searchParams.set(name, value);
    if (name === 'error') callback.searchParams.delete('code');
    await refused(agent, `${callback.pathname}${callback.search}`);
  });

  it.each([['nonce', 'another'], ['aud', 'another client'], ['iss', 'https://evil.example'], ['exp', 1_000_000_000]])('whose identity has %s of %s does not count', async (name, value) => {
    const { email } = await anInvited();
    claim({ email, email_verified: true, [name]: value });
    const agent = openAgent(test.url);
    await refused(agent, (await away(agent)).callback);
  });

  it('is asked for in vain while the provider is away', async () => {
    const other = await openTestApp({ env: { OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'afterword', OIDC_CLIENT_SECRET: 'x' } });
    const { status, body } = await openAgent(other.url).get(START);
    expect([status, body.includes('did not work')]).toEqual([401, true]);
    await other.close();
  });
});

it.each([
  [{ OIDC_ISSUER: 'https://id.example.com' }, 'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together'],
  [{ OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'y' }, 'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together'],
  [{ OIDC_ISSUER: 'id.example.com', OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'y' }, 'must be a URL'],
  [{ OIDC_ISSUER: 'http://id.example.com', OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'y', NODE_ENV: 'production' }, 'must start with https:// in production'],
])('an environment of %o is refused', (given, says) => {
  expect(() => readConfig({ MONGODB_URI: 'mongodb://127.0.0.1', REDIS_URL: 'redis://127.0.0.1', ...given })).toThrow(says);
});

it('without a provider there is neither button nor way', async () => {
  const plain = await openTestApp();
  const agent = openAgent(plain.url);
  expect((await agent.get('/admin/sign-in')).body).not.toContain('/sso');
  for (const path of [START, CALLBACK]) expect((await agent.get(path)).status).toBeGreaterThanOrEqual(300);
  expect((await agent.get(START)).status).toBe(410);
  await plain.close();
});
