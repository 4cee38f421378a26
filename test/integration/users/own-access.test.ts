import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createUser, findUser, setPassword, type User } from '../../../src/features/users/users.service.ts';
import { openAgent, type Agent } from '../../support/browser-agent.ts';
import { signedIn } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const PASSWORD = 'correct horse battery';
const OTHER = 'quite another sentence';
const PAGE = '/admin/password';

let test: TestApp;
let accountId: string;
let made = 0;
beforeAll(async () => {
  test = await openTestApp();
  accountId = (await anAccount(test.app))._id;
});
afterAll(() => test.close());
beforeEach(async () => void (await stored('attempts').deleteMany({})));

async function aUser(): Promise<User> {
  made += 1;
  const user = await createUser(test.app, accountId, { email: `own${made}@example.com`, name: 'Ada', role: 'agent' });
  await setPassword(user, PASSWORD);
  return user;
}

async function byPassword(user: User, password = PASSWORD): Promise<Agent> {
  const agent = openAgent(test.url, { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' });
  const { status } = await agent.submit('/admin/sign-in', '/admin/sign-in', { email: user.email, password, next: '' });
  expect(status).toBe(303);
  return agent;
}

describe('a forgotten password', () => {
  const ask = (agent: Agent, email: string) => agent.submit('/admin/forgotten', '/admin/forgotten', { email });

  it('is replaced by a link that works once, within 30 minutes, and ends every session', async () => {
    const user = await aUser();
    const before = await byPassword(user);
    const guest = openAgent(test.url);
    const mails = test.mailer.sent.length;
    expect((await ask(guest, user.email)).status).toBe(200);
    const mail = await eventually('the mail', async () => test.mailer.sent[mails]);
    expect(mail.to.address).toBe(user.email);
    const path = new URL(/https?:\/\/\S+\/admin\/sign-in\/\S+/.exec(mail.text)?.[0] ?? '').pathname;
    expect((await guest.submit(path, path, {})).location).toBe(PAGE);
    expect((await guest.submit(PAGE, PAGE, { password: OTHER, again: OTHER })).status).toBe(303);
    expect((await before.get('/admin/reports')).status).toBe(303);
    expect((await openAgent(test.url).get(path)).status).toBe(410);
    await byPassword(user, OTHER);
  });

  it('too old a link changes nothing', async () => {
    const user = await aUser();
    const mails = test.mailer.sent.length;
    await ask(openAgent(test.url), user.email);
    const mail = await eventually('the mail', async () => test.mailer.sent[mails]);
    const path = new URL(/https?:\/\/\S+\/admin\/sign-in\/\S+/.exec(mail.text)?.[0] ?? '').pathname;
    const guest = openAgent(test.url);
    test.clock.advance(31 * 60_000);
    const form = await guest.get('/admin/sign-in');
    expect((await guest.post(path, { _csrf: /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? '' })).status).toBe(410);
  });

  it('is answered alike whether anybody has the address or not', async () => {
    const user = await aUser();
    const answers = [];
    for (const email of [user.email, 'nobody-at-all@example.com']) {
      const { status, body } = await ask(openAgent(test.url), email);
      answers.push([status, body.replaceAll(email, 'EMAIL')]);
    }
    expect(answers[1]).toEqual(answers[0]);
  });

  it('is slowed down per address, known or not', async () => {
    for (const email of [(await aUser()).email, 'unknown-person@example.com']) {
      const agent = openAgent(test.url);
      const statuses = [];
      for (let i = 0; i < 9; i += 1) statuses.push((await ask(agent, email)).status);
      expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
      expect(statuses).toContain(429);
    }
  });

  it('does not take what is no address', async () => {
    const { status, body } = await ask(openAgent(test.url), 'no address');
    expect(status).toBe(422);
    expect(body).toContain('one e-mail address');
  });
});

describe('my access', () => {
  it('lists my sessions, and one that I end is over at once', async () => {
    const user = await aUser();
    const [here, there] = [await byPassword(user), await byPassword(user)];
    const { body } = await here.get(PAGE);
    expect(body).toContain('Firefox · Windows');
    expect(body).toContain('this browser');
    const actions = body.match(/\/admin\/password\/sessions\/[^"]+\/end/g) ?? [];
    expect(actions).toHaveLength(1);
    expect((await here.submit(PAGE, actions[0] ?? '', {})).location).toBe(`${PAGE}?done=ended`);
    expect((await there.get('/admin/reports')).status).toBe(303);
    expect((await here.get('/admin/reports')).status).toBe(200);
    expect((await here.submit(PAGE, actions[0] ?? '', {})).status).toBe(404);
  });

  it('ends all others, and keeps this one', async () => {
    const user = await aUser();
    const [here, there, third] = [await byPassword(user), await byPassword(user), await signedIn(test, user)];
    expect((await here.submit(PAGE, `${PAGE}/sign-out-elsewhere`, {})).location).toBe(`${PAGE}?done=everywhere`);
    for (const other of [there, third]) expect((await other.get('/admin/reports')).status).toBe(303);
    expect((await here.get(PAGE)).body.match(/this browser/g)).toHaveLength(1);
  });

  it('does not end what belongs to somebody else', async () => {
    const [mine, theirs] = [await byPassword(await aUser()), await aUser()];
    const their = await byPassword(theirs);
    await byPassword(theirs);
    const action = /\/admin\/password\/sessions\/[^"]+\/end/.exec((await their.get(PAGE)).body)?.[0] ?? '';
    expect((await mine.submit(PAGE, action, {})).status).toBe(404);
    expect((await their.get('/admin/reports')).status).toBe(200);
  });

  it('takes language, name and alerts', async () => {
    const user = await aUser();
    const agent = await byPassword(user);
    expect((await agent.submit(PAGE, `${PAGE}/preferences`, { name: 'Zoë', language: 'pl' })).status).toBe(303);
    const changed = await findUser(accountId, user._id);
    expect([changed?.name, changed?.language, changed?.wantsAlerts]).toEqual(['Zoë', 'pl', false]);
    expect((await agent.get(PAGE)).body).toContain('<html lang="pl"');
    const refused = await agent.submit(PAGE, `${PAGE}/preferences`, { name: 'x'.repeat(101), language: 'en' });
    expect(refused.status).toBe(422);
    expect((await agent.submit(PAGE, `${PAGE}/preferences`, { name: 'a', language: 'xx' })).status).toBe(422);
  });

  it('asks for the password of before, and says what is wrong with the new one', async () => {
    const agent = await byPassword(await aUser());
    expect((await agent.submit(PAGE, PAGE, { current: 'wrong', password: OTHER, again: OTHER })).body).toContain('not your current password');
    expect((await agent.submit(PAGE, PAGE, { current: PASSWORD, password: 'short', again: 'short' })).status).toBe(422);
    expect((await agent.submit(PAGE, PAGE, { current: PASSWORD, password: OTHER, again: OTHER })).location).toBe(`${PAGE}?done=password`);
  });
});
