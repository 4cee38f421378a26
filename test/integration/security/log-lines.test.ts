/** What the processes log while everything goes wrong that can: no secret, nobody's address, one event a line. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { createSignInLink, createUser, setPassword } from '../../../src/features/users/users.service.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import { apiClient } from '../../support/api-client.ts';
import { openAgent } from '../../support/browser-agent.ts';
import { invited, postForm, stored, surveyUrl, unsubscribeUrl } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const PASSWORD = 'a password nobody sees';
const POISON = 'x\r\n{"level":60,"event":"forged.event"}\u001b[2J\u009b31m\u2028';

let test: TestApp;
let written = '';
/** By what it is. */
const secrets: Record<string, string> = { secret: 'test-secret-', metricsToken: 'metrics-token-canary', smtpPassword: 'smtp-password-canary', address: 'canary.person@', password: PASSWORD };

beforeAll(async () => {
  const log = createLogger('debug', { write: (line) => void (written += line) });
  test = await openTestApp({ log, env: { METRICS_TOKEN: 'metrics-token-canary', SMTP_URL: 'smtp://user:smtp-password-canary@127.0.0.1:1', MAIL_FROM: 'hello@acme.example' } });
  const account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
  const api = await apiClient(test, account);
  secrets['key'] = api.key;
  secrets['sourceSecret'] = (await api.post('/api/v1/sources', { name: 'Shop' })).body.secret as string;

  const refused = await invited(test.app, account, { customer: { email: 'canary.person@example.com', name: POISON.slice(0, 1) } });
  test.mailer.outcomes = [{ kind: 'refused', reply: `550 5.1.1 <canary.person@example.com>: unknown ${POISON}` }];
  await sendDue(test.app);
  const sent = await invited(test.app, account, { customer: { email: 'canary.person2@example.com' } });
  await sendDue(test.app);
  for (const url of [surveyUrl(test.app, sent), unsubscribeUrl(test.app, sent)]) secrets[url] = new URL(url).pathname.split('/').at(-1) ?? '';

  const user = await createUser(test.app, account, { email: 'canary.person3@example.com', name: POISON.slice(0, 1), role: 'owner' });
  await setPassword(user, PASSWORD);
  secrets['link'] = new URL(await createSignInLink(test.app, user)).pathname.split('/').at(-1) ?? '';
  const agent = openAgent(test.url, { 'User-Agent': 'Mozilla/5.0 (forged.event)' });
  await agent.submit('/admin/sign-in', '/admin/sign-in', { email: user.email, password: PASSWORD });
  secrets['session'] = decodeURIComponent(agent.cookies.get('afterword') ?? '').split('.')[0]?.slice(2) ?? '';

  // What breaks in the middle of a request or a job: stored documents of another shape.
  await stored('invitations').updateMany({}, { $set: { history: null } });
  await api.get(`/api/v1/invitations/${sent._id}`).catch(() => {});
  await agent.get('/admin/ledger');
  await postForm(surveyUrl(test.app, sent), { score: '9', comment: 'canary.person@example.com', form: 'x' });
  await fetch(surveyUrl(test.app, refused));
  await stored('surveyVersions').updateMany({}, { $set: { texts: null } });
  const broken = await invited(test.app, account, { customer: { email: 'canary.person4@example.com' } }).catch(() => null);
  await sendDue(test.app);
  await stored('customers').updateMany({}, { $set: { properties: null, decisions: 'many' } });
  await fetch(`${test.url}/api/v1/customers/${encodeURIComponent(broken?.customerId ?? 'canary.person@example.com')}?${api.key}`, { method: 'DELETE', headers: { authorization: `Bearer ${api.key}` } });
  for (const path of ['/admin/%0d%0aforged.event', `/s/${encodeURIComponent(POISON)}`, `/api/v1/${encodeURIComponent(POISON)}?key=${api.key}`]) await fetch(`${test.url}${path}`);
}, 60_000);
afterAll(() => test.close());

it('there is something to look at', () => {
  const events = written.trimEnd().split('\n').map((line) => (JSON.parse(line) as { event: string }).event);
  expect(events).toEqual(expect.arrayContaining(['invitation.refused', 'invitation.sent', 'request.failed']));
});

it('every event is one line that nothing from outside ends or begins', () => {
  for (const line of written.trimEnd().split('\n')) {
    expect(JSON.parse(line)).toMatchObject({ event: expect.not.stringContaining('forged') as unknown });
    expect(line).toMatch(/^[^\p{Cc}\u2028\u2029]*$/u);
  }
});

it('no secret and no address is in any of them', () => {
  for (const [what, secret] of Object.entries(secrets)) {
    expect(secret.length, what).toBeGreaterThan(8);
    expect(written.includes(secret), what).toBe(false);
  }
});
