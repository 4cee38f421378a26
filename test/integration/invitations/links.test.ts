import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { sweepInvitations } from '../../../src/features/invitations/sweep-invitations.job.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { openForm, postForm, decided } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  test.mailer.sent = [];
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'write');
  await aSurvey(test.app, account, { metric: 'csat' }, 'csat');
});
afterAll(async () => test.close());

const ADA = { externalId: 'ada', email: 'ada@example.com', name: 'Ada', locale: 'ar' };
const make = (values: Record<string, unknown> = {}) => api.post('/api/v1/links', { survey: 'csat', customer: ADA, ...values });

it('makes one link per score, ready buttons in the customer’s language, and mails nothing', async () => {
  const { status, body } = await make();
  expect(status).toBe(201);
  expect(body.links.map(({ score }: { score: number }) => score)).toEqual([1, 2, 3, 4, 5]);
  for (const { score, url } of body.links) {
    expect(url).toBe(`${body.url}?score=${score}`);
    expect(body.html).toContain(`href="${url}"`);
  }
  expect(body.html).toMatch(/^<div lang="ar" dir="rtl"/);
  expect(body.html).not.toMatch(/<html|<body|<script/);
  expect(body.unsubscribeUrl).toMatch(/\/u\/[\w.-]+$/);
  await sendDue(test.app);
  expect(test.mailer.sent).toEqual([]);
  expect((await api.get(`/api/v1/invitations/${body.invitationId}`)).body).toMatchObject({ channel: 'link', status: 'sent', language: 'ar' });
});

it('gives the same links for the same survey, customer and interaction, and others otherwise', async () => {
  const first = (await make({ interaction: 'order-1' })).body;
  const again = await make({ interaction: 'order-1' });
  expect(again).toMatchObject({ status: 200, body: { invitationId: first.invitationId, url: first.url } });
  const all = await Promise.all([1, 2, 3, 4, 5, 6].map(() => make({ interaction: 'order-2' })));
  expect(new Set(all.map(({ body }) => body.invitationId)).size).toBe(1);
  expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  expect((await make()).body.invitationId).not.toBe(first.invitationId);
  expect((await make({ interaction: 'order-1', customer: { externalId: 'bob' } })).body).toMatchObject({ unsubscribeUrl: null });
});

it('leads to an answer that counts and is in no response rate', async () => {
  const { body } = await make();
  const form = await openForm(body.links[4].url);
  test.clock.advance(3000);
  expect((await postForm(body.url, { score: '5', form })).status).toBe(303);
  const { groups } = (await api.get('/api/v1/reports/scores')).body;
  expect(groups[0].total).toMatchObject({ n: 1, value: 100, responseRatePercent: null });
  expect((await api.get(`/api/v1/responses/${body.invitationId}`)).body).toMatchObject({ score: 5, channel: 'link' });
});

it('counts for the cool-down of mails, and expires', async () => {
  await aSurvey(test.app, account, { touchpoint: 'delivery', coolDown: [{ since: 'invitation', across: 'account', days: 30 }] });
  const { body } = await make();
  const { decisions } = await decided(test.app, account, { touchpoint: 'delivery', customer: ADA });
  expect(decisions).toMatchObject([{ outcome: 'skipped', reason: 'cool-down' }]);
  test.clock.advance(31 * 86_400_000);
  await sweepInvitations(test.app);
  expect((await api.get(`/api/v1/invitations/${body.invitationId}`)).body.status).toBe('expired');
});

it('takes the values of its texts and segments from the interaction it is about', async () => {
  await aSurvey(test.app, account, { touchpoint: 'delivery', question: { en: 'How was order {{properties.order}}?' } }, 'order');
  await decided(test.app, account, { id: 'order-7', touchpoint: null, properties: { order: 'A-7' }, customer: { externalId: 'ada' } });
  expect((await make({ survey: 'order', interaction: 'order-7', customer: { externalId: 'ada', locale: 'en' } })).body.html).toContain('How was order A-7?');
});

it.each([
  [{ survey: 'nope' }, '/survey'], [{ customer: {} }, '/customer'], [{ customer: { name: 'Ada' } }, '/customer'], [{ customer: { email: 'x' } }, '/customer/email'], [{ customer: { externalID: 'x' } }, '/customer/externalID'], [{ intercation: 'x' }, '/intercation'],
])('refuses %j', async (values, pointer) => {
  const { status, body } = await make(values);
  expect(status).toBe(422);
  expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
});

it('makes none for a paused survey', async () => {
  await aSurvey(test.app, account, { metric: 'csat', status: 'paused' }, 'csat');
  expect(await make()).toMatchObject({ status: 422, body: { errors: [{ pointer: '/survey', detail: expect.stringContaining('paused') }] } });
});
