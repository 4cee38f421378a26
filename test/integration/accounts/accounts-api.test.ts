import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { pauseSender } from '../../../src/features/accounts/accounts.service.ts';
import { receiveInteractions } from '../../../src/features/interactions/interactions.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
  test.workers();
});
beforeEach(async () => {
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'admin');
});
afterAll(async () => test.close());

const at = '/api/v1/account';

it('changes what is named and leaves the rest', async () => {
  const before = (await api.get(at)).body;
  const changed = await api.patch(at, { branding: { color: '#0b7a5a' }, sender: { replyTo: 'care@acme.test' }, segmentKeys: ['plan'] });
  expect(changed.status).toBe(200);
  expect(changed.body).toEqual({ ...before, branding: { ...before.branding, color: '#0b7a5a' }, sender: { ...before.sender, replyTo: 'care@acme.test' }, segmentKeys: ['plan'] });
  expect((await api.get(at)).body).toEqual(changed.body);
});

it('names what it does not accept', async () => {
  const { status, body } = await api.patch(at, { branding: { color: 'blue' }, sender: { address: 'nobody', paused: 'yes' }, timezone: 'UTC' });
  expect(status).toBe(422);
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(['/branding/color', '/sender/address', '/sender/paused', '/timezone']);
});

it('is for admins', async () => {
  const writer = await apiClient(test, account, 'write');
  expect((await writer.get(at)).status).toBe(200);
  expect((await writer.patch(at, { name: 'Mine' })).status).toBe(403);
});

it('puts name, sender and answers-to of the account on its mails', async () => {
  await aSurvey(test.app, account);
  await api.patch(at, { branding: { companyName: 'Nordwind' }, sender: { name: 'Nordwind Care', address: 'care@nordwind.test', replyTo: 'help@nordwind.test' } });
  await receiveInteractions(test.app, account, 'api', [{ id: 'o1', type: null, touchpoint: 'checkout', occurredAt: test.clock.now(), customer: { email: 'ada@example.com' }, properties: {} }]);
  const mail = await eventually('the mail is sent', async () => test.mailer.sent.at(-1));
  expect(mail.from).toEqual({ name: 'Nordwind Care', address: 'care@nordwind.test' });
  expect(mail.replyTo).toBe('help@nordwind.test');
  expect(mail.html).toContain('Nordwind');
  expect(mail.messageId).toMatch(/@nordwind\.test>$/);
});

it('resumes a sender that was paused', async () => {
  await pauseSender(test.app, account, '550 5.7.1 refused');
  expect((await api.get(at)).body.sender.paused).toMatchObject({ reason: '550 5.7.1 refused' });
  expect((await api.patch(at, { sender: { paused: false } })).body.sender.paused).toBeNull();
});
