import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/domain/roles.ts';
import { updateAccount } from '../../../src/features/accounts/accounts.service.ts';
import { createSignInLink, createUser, findUser, setPassword, type User } from '../../../src/features/users/users.service.ts';
import { unseal } from '../../../src/platform/token.ts';
import { codeAt, codesOn, offerOn, STEP_PAGE, turnOn } from '../../support/authenticator.ts';
import { openAgent, tokenOn, type Agent } from '../../support/browser-agent.ts';
import { signedInAs } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const PASSWORD = 'correct horse battery';
const CODE = '/admin/sign-in/code';

let test: TestApp;
let accountId: string;
let made = 0;
beforeAll(async () => {
  test = await openTestApp();
  accountId = (await anAccount(test.app))._id;
});
afterAll(() => test.close());
beforeEach(async () => void (await stored('attempts').deleteMany({})));

async function aUser(role: Role = 'agent', account = accountId): Promise<User> {
  made += 1;
  const user = await createUser(test.app, account, { email: `step${made}@example.com`, name: `Step ${made}`, role });
  await setPassword(user, PASSWORD);
  return user;
}

const signIn = (agent: Agent, email: string) => agent.submit('/admin/sign-in', '/admin/sign-in', { email, password: PASSWORD, next: '/admin/cases' });
const enterCode = (agent: Agent, code: string) => agent.submit(CODE, CODE, { code });
const now = (secret: string): string => codeAt(secret, test.clock.now());
const isIn = async (agent: Agent): Promise<boolean> => (await agent.get('/admin/reports')).status === 200;

interface Person {
  user: User;
  agent: Agent;
  secret: string;
  recovery: string[];
}

/** Somebody with a second step, signed in. */
async function withStep(role: Role = 'agent', account = accountId): Promise<Person> {
  const user = await aUser(role, account);
  const agent = openAgent(test.url);
  expect((await signIn(agent, user.email)).status).toBe(303);
  return { user, agent, ...(await turnOn(agent, test.clock, PASSWORD)) };
}

/** A browser whose password was right. */
async function halfIn(email: string): Promise<Agent> {
  const agent = openAgent(test.url);
  expect((await signIn(agent, email)).location).toBe(CODE);
  return agent;
}

describe('setting the second step up', () => {
  it('asks for the password and a first code, shows ten codes once, and ends the other sessions', async () => {
    const user = await aUser();
    const [agent, elsewhere] = [openAgent(test.url), openAgent(test.url)];
    for (const browser of [agent, elsewhere]) await signIn(browser, user.email);
    const page = await agent.get(STEP_PAGE);
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(page.body).toMatch(/<svg class="qr"[^>]*><path d="M0 0h7v1h-7z/);
    const { secret, ...form } = offerOn(page);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const wrongPassword = await agent.post(STEP_PAGE, { ...form, current: 'not the password', code: now(secret) });
    expect([wrongPassword.status, offerOn(wrongPassword).secret]).toEqual([422, secret]);
    const wrongCode = await agent.post(STEP_PAGE, { ...form, current: PASSWORD, code: '000000' });
    expect(wrongCode.body).toContain('not the code of this moment');
    expect((await findUser(accountId, user._id))?.secondStep).toBeUndefined();
    const done = await agent.post(STEP_PAGE, { ...form, current: PASSWORD, code: now(secret) });
    expect([done.status, codesOn(done).length, new Set(codesOn(done)).size]).toEqual([201, 10, 10]);
    expect(await isIn(agent)).toBe(true);
    expect(await isIn(elsewhere)).toBe(false);
    expect((await agent.get('/admin/password')).body).toContain('Recovery codes left: 10.');
  });

  it('takes no offer that is another person’s, forged or older than half an hour', async () => {
    const [mine, theirs] = [openAgent(test.url), openAgent(test.url)];
    await signIn(mine, (await aUser()).email);
    await signIn(theirs, (await aUser()).email);
    const other = offerOn(await theirs.get(STEP_PAGE));
    const own = offerOn(await mine.get(STEP_PAGE));
    for (const offer of [other.offer, `${own.offer}x`, 'x', '']) {
      const refused = await mine.post(STEP_PAGE, { _csrf: own._csrf, offer, current: PASSWORD, code: now(other.secret) });
      expect(refused.status).toBe(422);
      expect(refused.body).toContain('open for too long');
    }
    test.clock.advance(31 * 60_000);
    const late = await mine.post(STEP_PAGE, { _csrf: own._csrf, offer: own.offer, current: PASSWORD, code: now(own.secret) });
    expect([late.status, offerOn(late).secret === own.secret]).toEqual([422, false]);
  });

  it('counts only as a form of this session', async () => {
    const agent = openAgent(test.url);
    await signIn(agent, (await aUser()).email);
    const { secret, offer } = offerOn(await agent.get(STEP_PAGE));
    expect((await agent.post(STEP_PAGE, { _csrf: 'x', offer, current: PASSWORD, code: now(secret) })).status).toBe(403);
    expect((await agent.post(STEP_PAGE, { _csrf: tokenOn((await agent.get(STEP_PAGE)).body), offer, current: PASSWORD, code: now(secret) }, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  });

  it('keeps neither the secret nor a code readable', async () => {
    const { user, secret, recovery } = await withStep();
    const kept = JSON.stringify([await stored('users').find({}).toArray(), await stored('auditEntries').find({}).toArray(), await stored('sessions').find({}).toArray()]);
    for (const one of [secret, ...recovery, ...recovery.map((code) => code.replace('-', ''))]) expect(kept).not.toContain(one);
    const { secondStep } = (await findUser(accountId, user._id)) ?? {};
    expect(unseal(test.app.config.secret, secondStep?.sealed ?? '')).toBe(secret);
  });
});

describe('signing in with a second step', () => {
  it('opens nothing before the code, and the page asked for after it', async () => {
    const { user, secret } = await withStep();
    const agent = await halfIn(user.email);
    expect(await isIn(agent)).toBe(false);
    expect((await agent.submit(CODE, '/admin/keys', { name: 'x', scope: 'read' })).status).toBe(401);
    expect((await agent.submit(CODE, STEP_PAGE, { code: now(secret) })).status).toBe(401);
    const before = agent.cookies.get('afterword');
    expect((await enterCode(agent, now(secret))).location).toBe('/admin/cases');
    expect(agent.cookies.get('afterword')).not.toBe(before);
    expect(await isIn(agent)).toBe(true);
    expect((await agent.get(CODE)).location).toBe('/admin/sign-in');
  });

  it('takes a code once: neither again, nor an older one, nor twice at the same time', async () => {
    const { user, secret } = await withStep();
    const earlier = now(secret);
    test.clock.advance(30_000);
    const code = now(secret);
    const agents = [await halfIn(user.email), await halfIn(user.email), await halfIn(user.email)];
    const tokens = await Promise.all(agents.map(async (agent) => tokenOn((await agent.get(CODE)).body)));
    const answers = await Promise.all(agents.map((agent, index) => agent.post(CODE, { _csrf: tokens[index] ?? '', code })));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    await stored('attempts').deleteMany({});
    for (const old of [code, earlier]) expect((await enterCode(await halfIn(user.email), old)).status).toBe(401);
    test.clock.advance(30_000);
    expect((await enterCode(await halfIn(user.email), now(secret))).status).toBe(303);
  });

  it('does not take the code it was set up with', async () => {
    const user = await aUser();
    const agent = openAgent(test.url);
    await signIn(agent, user.email);
    const { secret, ...form } = offerOn(await agent.get(STEP_PAGE));
    const code = now(secret);
    expect((await agent.post(STEP_PAGE, { ...form, current: PASSWORD, code })).status).toBe(201);
    expect((await enterCode(await halfIn(user.email), code)).status).toBe(401);
  });

  it('takes each recovery code once, also of two at the same time', async () => {
    const { user, recovery: [first = '', second = '', ...rest] } = await withStep();
    expect((await enterCode(await halfIn(user.email), first.toUpperCase().replace('-', ' '))).status).toBe(303);
    expect((await enterCode(await halfIn(user.email), first)).status).toBe(401);
    const agents = [await halfIn(user.email), await halfIn(user.email)];
    const tokens = await Promise.all(agents.map(async (agent) => tokenOn((await agent.get(CODE)).body)));
    const answers = await Promise.all(agents.map((agent, index) => agent.post(CODE, { _csrf: tokens[index] ?? '', code: second })));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    const last = rest.pop() ?? '';
    for (const code of rest) {
      await stored('attempts').deleteMany({});
      expect((await enterCode(await halfIn(user.email), code)).location).toBe('/admin/cases');
    }
    expect((await enterCode(await halfIn(user.email), last)).location).toBe(STEP_PAGE);
  });

  it('says nothing of it to who has the wrong password', async () => {
    const [plain, { user }] = [await aUser(), await withStep()];
    const answers = [];
    for (const email of [plain.email, user.email, 'nobody@example.com']) {
      const { status, body, location } = await openAgent(test.url).submit('/admin/sign-in', '/admin/sign-in', { email, password: 'not the password', next: '' });
      answers.push([status, location, body.replaceAll(email, 'EMAIL').replaceAll(/value="[0-9a-f]{64,}"/g, 'TOKEN')]);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('gets slower with every wrong code up to five minutes, locks nobody out, and starting again helps nobody', async () => {
    const { user, secret } = await withStep();
    const waits: number[] = [];
    for (let failures = 0; failures < 13;) {
      await stored('attempts').deleteMany({ failures: { $gt: 20 } });
      const agent = await halfIn(user.email);
      const { status, headers } = await enterCode(agent, '000000');
      if (status === 401) failures += 1;
      else {
        expect(status).toBe(429);
        waits.push(Number(headers.get('retry-after')));
        test.clock.advance(1000 * Number(headers.get('retry-after')));
      }
    }
    // The first waits may be over before a slow machine comes back; every other is longer than the one before.
    expect(waits.length).toBeGreaterThanOrEqual(6);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBeGreaterThan(256);
    expect(waits.at(-1)).toBeLessThanOrEqual(300);
    expect((await enterCode(await halfIn(user.email), now(secret))).status).toBe(429);
    test.clock.advance(300_000);
    expect((await enterCode(await halfIn(user.email), now(secret))).status).toBe(303);
    expect((await enterCode(await halfIn(user.email), '000000')).status).toBe(401);
  });

  it('is over ten minutes after the password, and when the password changes meanwhile', async () => {
    const { user, secret } = await withStep();
    const late = await halfIn(user.email);
    test.clock.advance(10 * 60_000 + 1000);
    expect((await late.get(CODE)).location).toBe('/admin/sign-in');
    const agent = await halfIn(user.email);
    const _csrf = tokenOn((await agent.get(CODE)).body);
    await setPassword(user, 'another long sentence');
    expect((await agent.post(CODE, { _csrf, code: now(secret) })).location).toBe('/admin/sign-in');
    expect(await isIn(agent)).toBe(false);
  });

  it('asks for the code behind a one-time link too, and behind a new password by mail', async () => {
    const { user, secret } = await withStep();
    const path = new URL(await createSignInLink(test.app, user)).pathname;
    const byLink = openAgent(test.url);
    expect((await byLink.submit(path, path, {})).location).toBe(CODE);
    expect(await isIn(byLink)).toBe(false);

    const mails = test.mailer.sent.length;
    const forgetful = openAgent(test.url);
    await forgetful.submit('/admin/forgotten', '/admin/forgotten', { email: user.email });
    const mail = await eventually('the mail', async () => test.mailer.sent[mails]);
    const reset = new URL(/https?:\/\/\S+\/admin\/sign-in\/\S+/.exec(mail.text)?.[0] ?? '').pathname;
    expect((await forgetful.submit(reset, reset, {})).location).toBe(CODE);
    expect((await forgetful.submit(CODE, '/admin/password', { password: 'a new long sentence', again: 'a new long sentence' })).status).toBe(401);
    expect((await enterCode(forgetful, now(secret))).location).toBe('/admin/password');
    expect((await forgetful.submit('/admin/password', '/admin/password', { password: 'a new long sentence', again: 'a new long sentence' })).status).toBe(303);
    expect((await findUser(accountId, user._id))?.secondStep).toBeTruthy();
  });

  it.each([['nothing', {}], ['an empty one', { code: '' }], ['a long text', { code: 'x'.repeat(5000) }], ['an operator', { code: '{"$ne":null}' }], ['another field', { 'code[$ne]': 'x' }]] as [string, Record<string, string>][])('answers %s like any wrong code', async (_what, fields) => {
    const { user } = await withStep();
    const agent = await halfIn(user.email);
    expect((await agent.submit(CODE, CODE, fields)).status).toBe(401);
  });
});

describe('the second step', () => {
  it('is turned off with password and code, and ends the other sessions', async () => {
    const { user, agent, secret } = await withStep();
    const elsewhere = await halfIn(user.email);
    await enterCode(elsewhere, now(secret));
    test.clock.advance(30_000);
    for (const [fields, says] of [[{ current: 'not the password', code: now(secret) }, 'not your current password'], [{ current: PASSWORD, code: '000000' }, 'This code is wrong'], [{}, 'not your current password']] as const) {
      const refused = await agent.submit(STEP_PAGE, `${STEP_PAGE}/off`, fields);
      expect(refused.status).toBe(422);
      expect(refused.body).toContain(says);
    }
    expect((await agent.submit(STEP_PAGE, `${STEP_PAGE}/off`, { current: PASSWORD, code: now(secret) })).location).toBe('/admin/password?done=second-step-off');
    expect([await isIn(agent), await isIn(elsewhere)]).toEqual([true, false]);
    expect((await signIn(openAgent(test.url), user.email)).location).toBe('/admin/cases');
  });

  it('gets new recovery codes, and the old ones are worth nothing', async () => {
    const { user, agent, secret, recovery } = await withStep();
    const renewed = await agent.submit(STEP_PAGE, `${STEP_PAGE}/recovery-codes`, { current: PASSWORD, code: now(secret) });
    expect(renewed.status).toBe(201);
    const [fresh = ''] = codesOn(renewed);
    expect(codesOn(renewed)).toHaveLength(10);
    expect((await enterCode(await halfIn(user.email), recovery[0] ?? '')).status).toBe(401);
    expect((await enterCode(await halfIn(user.email), fresh)).status).toBe(303);
  });

  it('guessed in an open session gets slower as well', async () => {
    const { agent } = await withStep();
    const says: string[] = [];
    // Each wait is twice the one before, so a slow machine meets one of the later ones.
    for (let attempt = 0; attempt < 12 && says.at(-1) !== 'wait'; attempt += 1) {
      const { body } = await agent.submit(STEP_PAGE, `${STEP_PAGE}/off`, { current: PASSWORD, code: '000000' });
      says.push(body.includes('tried too often') ? 'wait' : 'wrong');
    }
    expect(says.slice(0, 3)).toEqual(['wrong', 'wrong', 'wrong']);
    expect(says.at(-1)).toBe('wait');
  });
});

describe('people', () => {
  it('who lost their phone are helped by an admin, which is noted and ends their sessions', async () => {
    const account = (await anAccount(test.app))._id;
    const lost = await withStep('analyst', account);
    const { agent: admin, user: helper } = await signedInAs(test, account, 'admin');
    const person = `/admin/people/${lost.user._id}`;
    expect((await admin.get(person)).body).toContain('Reset the second step');
    expect((await admin.submit(`${person}/second-step`, `${person}/second-step`, {})).location).toBe(`${person}?done=second-step-reset`);
    expect(await isIn(lost.agent)).toBe(false);
    expect((await signIn(openAgent(test.url), lost.user.email)).location).toBe('/admin/cases');
    expect((await admin.submit(`${person}/second-step`, `${person}/second-step`, {})).status).toBe(404);
    const [entry] = await eventually('the entry', async () => {
      const found = await stored('auditEntries').find({ accountId: account, action: 'people.second-step-reset' }).toArray();
      return found.length > 0 && found;
    });
    expect(entry).toMatchObject({ actor: { name: helper.name }, subject: lost.user.name });
  });

  it('reset neither their own nor that of those above them', async () => {
    const account = (await anAccount(test.app))._id;
    const [admin, owner] = [await withStep('admin', account), await withStep('owner', account)];
    for (const { user } of [admin, owner]) {
      expect((await admin.agent.submit('/admin/people', `/admin/people/${user._id}/second-step`, {})).status).toBe(403);
      expect((await findUser(account, user._id))?.secondStep).toBeTruthy();
    }
    expect((await admin.agent.get(`/admin/people/${admin.user._id}`)).body).not.toContain('Reset the second step');
  });

  it('of an account that asks for it set it up before they do anything else', async () => {
    const account = (await anAccount(test.app))._id;
    const { agent: owner } = await signedInAs(test, account, 'owner');
    const { agent: viewer } = await signedInAs(test, account, 'viewer');
    expect((await viewer.submit('/admin/password', '/admin/people/second-step', { required: 'yes' })).status).toBe(403);
    expect((await owner.submit('/admin/people', '/admin/people/second-step', { required: 'yes' })).location).toBe('/admin/people?done=second-step-for-all');
    for (const path of ['/admin/reports', '/admin/answers?lang=pl']) expect((await viewer.get(path)).location).toMatch(/^\/admin\/password\/second-step/);
    const refused = await owner.submit('/admin/password', '/admin/keys', { name: 'x', scope: 'admin' });
    expect(refused.location).toBe(STEP_PAGE);
    expect(await stored('apiKeys').find({ accountId: account }).toArray()).toEqual([]);
    expect((await viewer.get(STEP_PAGE)).body).toContain('asks everybody for a second step');
    await turnOn(viewer, test.clock);
    expect(await isIn(viewer)).toBe(true);
    await updateAccount(account, { requiresSecondStep: false });
    expect(await isIn(owner)).toBe(true);
  });
});
