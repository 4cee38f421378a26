import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../src/features/accounts/accounts.service.ts';
import { createSignInLink, createUser, setPassword, type User } from '../../../src/features/users/users.service.ts';
import { sha256 } from '../../../src/platform/token.ts';
import { openAgent, tokenOn, unescaped, type Agent } from '../../support/browser-agent.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

const PASSWORD = 'correct horse battery';
const HOUR_MS = 3_600_000;

let test: TestApp;
let account: Account;
let made = 0;

beforeAll(async () => {
  test = await openTestApp();
  account = await anAccount(test.app);
});
afterAll(() => test.close());
// Attempts of one test must not slow down the next.
beforeEach(async () => void (await stored('attempts').deleteMany({})));

async function aUser(password: string | null = PASSWORD): Promise<User> {
  made += 1;
  const user = await createUser(test.app, account._id, { email: `person${made}@example.com`, name: 'Ada', role: 'owner' });
  if (password !== null) await setPassword(user, password);
  return user;
}

const agentOf = (): Agent => openAgent(test.url);
const signIn = (agent: Agent, email: string, password = PASSWORD, next = '') => agent.submit('/admin/sign-in', '/admin/sign-in', { email, password, next });
const linkPath = async (user: User): Promise<string> => new URL(await createSignInLink(test.app, user)).pathname;
const sessionOf = (agent: Agent): string => agent.cookies.get('afterword') ?? '';

async function signedIn(user: User): Promise<Agent> {
  const agent = agentOf();
  expect((await signIn(agent, user.email)).status).toBe(303);
  return agent;
}

describe('signing in by password', () => {
  it('leads to the page that was asked for', async () => {
    const { email } = await aUser();
    const agent = agentOf();
    const sent = await agent.get('/admin/keys?lang=ar');
    expect([sent.status, sent.location]).toEqual([303, '/admin/sign-in?next=%2Fadmin%2Fkeys%3Flang%3Dar&lang=ar']);
    const form = await agent.get(sent.location ?? '');
    const next = unescaped(/name="next" value="([^"]+)"/.exec(form.body)?.[1] ?? '');
    const done = await agent.post('/admin/sign-in', { _csrf: tokenOn(form.body), email, password: PASSWORD, next });
    expect([done.status, done.location]).toEqual([303, '/admin/keys?lang=ar']);
    expect((await agent.get('/admin/keys?lang=ar')).status).toBe(200);
  });

  it('takes any spelling of the address', async () => {
    const { email } = await aUser();
    expect((await signIn(agentOf(), ` ${email.toUpperCase()}`)).status).toBe(303);
  });

  it('goes nowhere else', async () => {
    const { email } = await aUser();
    for (const next of ['//evil.example', 'https://evil.example/admin', '/\\evil.example', '/admin/..//evil.example']) {
      expect((await signIn(agentOf(), email, PASSWORD, next)).location).toBe('/admin/reports');
    }
  });

  it('answers wrong passwords, people without one and unknown people with the same words', async () => {
    const known = await aUser();
    const without = await aUser(null);
    const answers = [];
    for (const email of [known.email, without.email, 'nobody@example.com']) {
      const { status, body } = await signIn(agentOf(), email, 'wrong password here');
      answers.push([status, body.replaceAll(email, 'EMAIL').replace(/value="[0-9a-f]{64,}"/g, 'TOKEN')]);
    }
    expect(answers[0]?.[0]).toBe(401);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('hashes as long for people who do not exist', async () => {
    const { email } = await aUser();
    const times: Record<string, number[]> = { known: [], unknown: [] };
    for (let round = 0; round < 9; round += 1) {
      for (const [kind, address] of [['known', email], ['unknown', `nobody${round}@example.com`]] as const) {
        await stored('attempts').deleteMany({});
        const agent = agentOf();
        const token = tokenOn((await agent.get('/admin/sign-in')).body);
        const start = performance.now();
        expect((await agent.post('/admin/sign-in', { _csrf: token, email: address, password: 'wrong password here' })).status).toBe(401);
        times[kind]?.push(performance.now() - start);
      }
    }
    const median = (values: number[] = []): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    // Without the hashing an answer takes a fraction of the time.
    expect(median(times['unknown'])).toBeGreaterThan(0.5 * median(times['known']));
    expect(median(times['unknown'])).toBeLessThan(2 * median(times['known']));
  });

  it('takes no query for a form: a GET signs nobody in', async () => {
    const { email } = await aUser();
    const agent = agentOf();
    const { body } = await agent.get(`/admin/sign-in?email=${email}&password=${encodeURIComponent(PASSWORD)}`);
    expect(body).not.toContain(PASSWORD);
    expect((await agent.get('/admin/reports')).status).toBe(303);
  });

  it.each([{}, { email: '', password: '' }, { email: 'x'.repeat(400), password: 'y'.repeat(2000) }, { email: '{"$ne":null}', password: '{"$ne":null}' }, { 'email[$ne]': 'x', 'password[$ne]': 'x' }])(
    'answers %o like any wrong password', async (fields) => {
      expect((await agentOf().submit('/admin/sign-in', '/admin/sign-in', fields as Record<string, string>)).status).toBe(401);
    });
});

describe('a session', () => {
  it('gets a new id on signing in, so one that was planted is worth nothing', async () => {
    const { email } = await aUser();
    const agent = agentOf();
    await agent.get('/admin/sign-in');
    const planted = sessionOf(agent);
    await signIn(agent, email);
    expect(sessionOf(agent)).not.toBe(planted);
    const thief = agentOf();
    thief.cookies.set('afterword', planted);
    expect((await thief.get('/admin/reports')).status).toBe(303);
  });

  it('is nowhere in the database: only a hash of its id', async () => {
    const agent = await signedIn(await aUser());
    const id = decodeURIComponent(sessionOf(agent)).slice(2).split('.')[0] ?? '';
    const sessions = await stored('sessions').find({}).toArray();
    expect(sessions.some(({ _id }) => _id === sha256(id))).toBe(true);
    expect(JSON.stringify(sessions)).not.toContain(id);
  });

  it('is kept before the browser is told to go on: it may be back sooner than a slow database has it', async () => {
    const { email } = await aUser();
    const agent = agentOf();
    const _csrf = tokenOn((await agent.get('/admin/sign-in')).body);
    const told = await fetch(`${test.url}/admin/sign-in`, {
      method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', Cookie: `afterword=${sessionOf(agent)}` },
      body: new URLSearchParams({ _csrf, email, password: PASSWORD, next: '' }).toString(),
    });
    // The head of the answer is here; its last byte may wait for the store.
    const cookie = /^afterword=([^;]+)/.exec(told.headers.getSetCookie()[0] ?? '')?.[1] ?? '';
    const back = await fetch(`${test.url}/admin/reports`, { redirect: 'manual', headers: { Cookie: `afterword=${cookie}` } });
    expect([told.status, back.status]).toEqual([303, 200]);
    await told.text();
  });

  it('is kept from scripts and from other sites', async () => {
    const [cookie] = (await agentOf().get('/admin/sign-in')).headers.getSetCookie();
    expect(cookie).toMatch(/^afterword=.*; Path=\/; .*HttpOnly; SameSite=Lax$/);
  });

  it('ends after twelve hours without a request', async () => {
    const agent = await signedIn(await aUser());
    test.clock.advance(11 * HOUR_MS);
    expect((await agent.get('/admin/reports')).status).toBe(200);
    test.clock.advance(11 * HOUR_MS);
    expect((await agent.get('/admin/reports')).status).toBe(200);
    test.clock.advance(13 * HOUR_MS);
    expect((await agent.get('/admin/reports')).status).toBe(303);
  });

  it('ends after seven days however busy it was', async () => {
    const agent = await signedIn(await aUser());
    for (let hours = 0; hours < 7 * 24; hours += 8) {
      expect((await agent.get('/admin/reports')).status).toBe(200);
      test.clock.advance(8 * HOUR_MS);
    }
    test.clock.advance(HOUR_MS);
    expect((await agent.get('/admin/reports')).status).toBe(303);
  });

  it('is gone after signing out, also for those who kept its cookie', async () => {
    const agent = await signedIn(await aUser());
    const kept = sessionOf(agent);
    const { status, location } = await agent.submit('/admin/reports', '/admin/sign-out', {});
    expect([status, location]).toEqual([303, '/admin/sign-in']);
    expect(agent.cookies.has('afterword')).toBe(false);
    agent.cookies.set('afterword', kept);
    expect((await agent.get('/admin/reports')).status).toBe(303);
  });

  it('ends everywhere else when the password changes', async () => {
    const user = await aUser();
    const [here, elsewhere] = [await signedIn(user), await signedIn(user)];
    const before = sessionOf(here);
    const changed = await here.submit('/admin/password', '/admin/password', { current: PASSWORD, password: 'a new long sentence', again: 'a new long sentence' });
    expect([changed.status, changed.location]).toEqual([303, '/admin/password?done=password']);
    expect(sessionOf(here)).not.toBe(before);
    expect((await here.get('/admin/reports')).status).toBe(200);
    expect((await elsewhere.get('/admin/reports')).status).toBe(303);
    expect((await signIn(agentOf(), user.email)).status).toBe(401);
    expect((await signIn(agentOf(), user.email, 'a new long sentence')).status).toBe(303);
  });

  it('ends with the person', async () => {
    const user = await aUser();
    const agent = await signedIn(user);
    await stored('users').deleteOne({ _id: user._id });
    expect((await agent.get('/admin/reports')).status).toBe(303);
  });
});

describe('a one-time link', () => {
  it('signs nobody in by being opened, and once by its button', async () => {
    const user = await aUser(null);
    const path = await linkPath(user);
    const scanner = agentOf();
    for (let visit = 0; visit < 3; visit += 1) expect((await scanner.get(path)).status).toBe(200);
    expect((await scanner.get('/admin/reports')).status).toBe(303);
    const agent = agentOf();
    const used = await agent.submit(path, path, {});
    expect([used.status, used.location]).toEqual([303, '/admin/password']);
    expect((await agent.get('/admin/reports')).status).toBe(200);
    const late = agentOf();
    expect((await late.get(path)).status).toBe(410);
    expect((await late.post(path, { _csrf: tokenOn((await late.get('/admin/sign-in')).body) })).status).toBe(410);
    expect((await late.get('/admin/reports')).status).toBe(303);
  });

  it('lets one of many in who press the button at once', async () => {
    const path = await linkPath(await aUser(null));
    const agents = Array.from({ length: 12 }, agentOf);
    const tokens = await Promise.all(agents.map(async (agent) => tokenOn((await agent.get(path)).body)));
    const answers = await Promise.all(agents.map((agent, index) => agent.post(path, { _csrf: tokens[index] ?? '' })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, ...Array.from({ length: 11 }, () => 410)]);
    const inside = await Promise.all(agents.map(async (agent) => (await agent.get('/admin/reports')).status));
    expect(inside.filter((status) => status === 200)).toHaveLength(1);
  });

  it('is over after an hour, and unknown ones never were', async () => {
    const path = await linkPath(await aUser(null));
    test.clock.advance(HOUR_MS + 1000);
    expect((await agentOf().get(path)).status).toBe(410);
    for (const token of ['x', 'a'.repeat(5000), '%00', '..%2f..']) expect((await agentOf().get(`/admin/sign-in/${token}`)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('a password', () => {
  it('is chosen after a link without an old one, twelve characters at least, written twice', async () => {
    const user = await aUser(null);
    const path = await linkPath(user);
    const agent = agentOf();
    await agent.submit(path, path, {});
    for (const [password, again, says] of [['short', 'short', 'at least 12'], ['long enough words', 'other words here', 'differ'], ['x'.repeat(201), 'x'.repeat(201), 'at most 200'], ['SonyEricsson', 'SonyEricsson', 'Many people have this password'], ['Afterword2026!', 'Afterword2026!', 'words that others know']] as const) {
      const refused = await agent.submit('/admin/password', '/admin/password', { password, again });
      expect(refused.status).toBe(422);
      expect(refused.body).toContain(says);
    }
    expect((await agent.submit('/admin/password', '/admin/password', { password: 'گذرواژهٔ بلند من', again: 'گذرواژهٔ بلند من' })).status).toBe(303);
    expect((await signIn(agentOf(), user.email, 'گذرواژهٔ بلند من')).status).toBe(303);
  });

  it('is changed only by those who know the old one', async () => {
    const agent = await signedIn(await aUser());
    const refused = await agent.submit('/admin/password', '/admin/password', { current: 'not my password', password: 'a new long sentence', again: 'a new long sentence' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('not your current password');
  });
});

describe('forms', () => {
  it('count only with the token of their session', async () => {
    const { email } = await aUser();
    const agent = agentOf();
    await agent.get('/admin/sign-in');
    const others = tokenOn((await agentOf().get('/admin/sign-in')).body);
    for (const _csrf of ['', others, '0'.repeat(256)]) {
      const { status, body } = await agent.post('/admin/sign-in', { _csrf, email, password: PASSWORD });
      expect(status).toBe(403);
      expect(body).toContain('open for too long');
      expect(body).toContain(email);
    }
    const signed = await signedIn(await aUser());
    expect((await signed.post('/admin/sign-out', { _csrf: others })).status).toBe(403);
    expect((await signed.get('/admin/reports')).status).toBe(200);
  });

  it.each([
    { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { Origin: 'https://evil.example' }, { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
  ] as Record<string, string>[])('from another site do not count, even with a token: %o', async (headers) => {
    const agent = await signedIn(await aUser());
    const token = tokenOn((await agent.get('/admin/reports')).body);
    expect((await agent.post('/admin/sign-out', { _csrf: token }, headers)).status).toBe(403);
    expect((await agent.get('/admin/reports')).status).toBe(200);
  });

  it.each([{ 'Sec-Fetch-Site': 'none' }, {}] as Record<string, string>[])('count from a browser that says %o', async (headers) => {
    const agent = await signedIn(await aUser());
    expect((await agent.post('/admin/sign-out', { _csrf: tokenOn((await agent.get('/admin/reports')).body) }, headers)).status).toBe(303);
  });
});

describe('guessing', () => {
  it.each([true, false])('gets slower with every failure up to half a minute, whether the person exists: %s', async (exists) => {
    const email = exists ? (await aUser()).email : 'nobody-at-all@example.com';
    const agent = agentOf();
    const waits: number[] = [];
    for (let failures = 0; failures < 10;) {
      const { status, headers, body } = await signIn(agent, email, 'not the password');
      if (status === 401) failures += 1;
      else {
        expect(status).toBe(429);
        expect(body).toContain('tried too often');
        waits.push(Number(headers.get('retry-after')));
        test.clock.advance(1000 * Number(headers.get('retry-after')));
      }
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it('locks nobody out: refused attempts cost nothing more, and the right password counts after the wait', async () => {
    const { email } = await aUser();
    for (let failures = 0; failures < 12; failures += 1) {
      await signIn(agentOf(), email, 'not the password');
      test.clock.advance(31_000);
    }
    await signIn(agentOf(), email, 'not the password');
    for (let refused = 0; refused < 5; refused += 1) expect((await signIn(agentOf(), email)).status).toBe(429);
    test.clock.advance(30_000);
    expect((await signIn(agentOf(), email)).status).toBe(303);
    for (let free = 0; free < 2; free += 1) expect((await signIn(agentOf(), email, 'not the password')).status).toBe(401);
  });

  it('cannot outrun the count by asking many times at once', async () => {
    const { email } = await aUser();
    const agents = await Promise.all(Array.from({ length: 25 }, async () => {
      const agent = agentOf();
      return { agent, _csrf: tokenOn((await agent.get('/admin/sign-in')).body) };
    }));
    const answers = await Promise.all(agents.map(({ agent, _csrf }) => agent.post('/admin/sign-in', { _csrf, email, password: 'not the password' })));
    const tried = answers.filter(({ status }) => status === 401).length;
    expect(tried).toBeGreaterThanOrEqual(1);
    expect(tried).toBeLessThanOrEqual(4);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(25 - tried);
  });

  it('gets slower over many addresses from one network too', async () => {
    const agent = agentOf();
    const statuses: number[] = [];
    for (let index = 0; index < 34; index += 1) statuses.push((await signIn(agent, `person-${index}@elsewhere.example`, 'not the password')).status);
    expect(statuses.slice(0, 30).every((status) => status === 401)).toBe(true);
    expect(statuses.slice(30)).toContain(429);
  });

  it('of the old password in an open session gets slower as well', async () => {
    const agent = await signedIn(await aUser());
    const statuses: string[] = [];
    // Each wait is twice the one before, so a slow machine meets one of the later ones.
    for (let attempt = 0; attempt < 12 && statuses.at(-1) !== 'wait'; attempt += 1) {
      const { body } = await agent.submit('/admin/password', '/admin/password', { current: 'not the password', password: 'a new long sentence', again: 'a new long sentence' });
      statuses.push(body.includes('tried too often') ? 'wait' : 'wrong');
    }
    expect(statuses.slice(0, 3)).toEqual(['wrong', 'wrong', 'wrong']);
    expect(statuses.at(-1)).toBe('wait');
  });

  it('leaves no address in the database', async () => {
    await signIn(agentOf(), 'secret-person@example.com', 'not the password');
    expect(JSON.stringify(await stored('attempts').find({}).toArray())).not.toContain('secret-person');
  });
});
