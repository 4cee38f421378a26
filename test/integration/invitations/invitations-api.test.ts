import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claim, markSending } from '../../../src/features/invitations/sending.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { sweepInvitations } from '../../../src/features/invitations/sweep-invitations.job.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { invited, invitedMany, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  await stored('invitations').deleteMany({});
  test.mailer.sent = [];
  test.mailer.outcomes = [];
  test.clock.set('2026-05-20T12:00:00Z');
  account = (await anAccount(test.app, { timeZone: 'Asia/Tehran' }))._id;
  api = await apiClient(test, account, 'write');
});
afterAll(async () => test.close());

const PATH = '/api/v1/invitations';

async function pagesOf(query: string): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | null = null;
  do {
    const { body }: { body: { data: { id: string }[]; nextCursor: string | null } } = await api.get(`${PATH}?${query}${cursor === null ? '' : `&cursor=${cursor}`}`);
    pages.push(body.data.map(({ id }) => id));
    cursor = body.nextCursor;
  } while (cursor !== null);
  return pages;
}

describe('the list', () => {
  it('hands out every invitation once, newest first, also where many were made at one instant', async () => {
    await aSurvey(test.app, account);
    const made: string[] = [];
    for (const hoursAgo of [24 * 300, 24 * 40, 30, 2, 0]) {
      test.clock.set(new Date(Date.parse('2026-05-20T12:00:00Z') - hoursAgo * 3_600_000));
      made.push(...(await invitedMany(test.app, account, 5)).map(({ _id }) => _id));
    }
    const all = await stored('invitations').find({}).toArray();
    const expected = all.toSorted((a, b) => Number(b['createdAt']) - Number(a['createdAt']) || (a._id < b._id ? 1 : -1)).map(({ _id }) => _id);
    for (const limit of [1, 4, 7, 25, 200]) {
      const pages = await pagesOf(`limit=${limit}`);
      expect(pages.flat(), `pages of ${limit}`).toEqual(expected);
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    }
    expect(new Set(made)).toEqual(new Set(expected));
  });

  it('filters by status, survey, touchpoint and local day', async () => {
    await aSurvey(test.app, account);
    await aSurvey(test.app, account, { metric: 'csat', touchpoint: 'support' }, 'csat');
    // 00:30 on the 20th in Tehran (UTC+3:30) is still the 19th in UTC.
    test.clock.set('2026-05-19T21:00:00Z');
    const early = await invited(test.app, account);
    await sendDue(test.app);
    test.clock.set('2026-05-20T12:00:00Z');
    const late = await invited(test.app, account, { touchpoint: 'support' });
    expect((await pagesOf('status=sent')).flat()).toEqual([early._id]);
    expect((await pagesOf('status=scheduled')).flat()).toEqual([late._id]);
    expect((await pagesOf('survey=csat')).flat()).toEqual([late._id]);
    expect((await pagesOf('touchpoint=checkout')).flat()).toEqual([early._id]);
    expect((await pagesOf('from=2026-05-20&to=2026-05-21')).flat()).toEqual([late._id, early._id]);
    expect((await pagesOf('from=2026-05-19&to=2026-05-20')).flat()).toEqual([]);
    expect((await pagesOf('status=sent&survey=csat')).flat()).toEqual([]);
  });

  it('takes only cursors of its own', async () => {
    await aSurvey(test.app, account);
    await invitedMany(test.app, account, 3);
    const { body } = await api.get(`${PATH}?limit=2`);
    expect(body.nextCursor).toMatch(/^[\w.-]+$/);
    for (const cursor of ['x', `${body.nextCursor}x`, body.nextCursor.replace(/^./, '9'), Buffer.from('["2026-01-01T00:00:00Z","a"]').toString('base64url')]) {
      expect(await api.get(`${PATH}?limit=2&cursor=${cursor}`)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/query/cursor' }] } });
    }
    // Neither of another list nor of another account.
    expect((await api.get(`/api/v1/responses?cursor=${body.nextCursor}`)).status).toBe(422);
    const other = await apiClient(test, (await anAccount(test.app))._id);
    expect((await other.get(`${PATH}?cursor=${body.nextCursor}`)).status).toBe(422);
  });

  it.each([['status=lost', '/query/status'], ['limit=201', '/query/limit'], ['from=yesterday', '/query/from'], ['state=sent', '/query/state']])('refuses %s by name', async (query, pointer) => {
    expect(await api.get(`${PATH}?${query}`)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});

describe('one invitation', () => {
  it('is shown with its history and without what is ours alone', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account, { customer: { externalId: 'c1', email: 'ada@example.com', name: 'Ada', locale: 'fa' } });
    await sendDue(test.app);
    const { body } = await api.get(`${PATH}/${invitation._id}`);
    expect(body).toMatchObject({ id: invitation._id, survey: 'nps', status: 'sent', channel: 'email', address: 'ada@example.com', language: 'fa', customerId: invitation.customerId });
    expect(body.history.map(({ status }: { status: string }) => status)).toEqual(['scheduled', 'sent']);
    for (const name of ['lease', 'phase', 'addressHash', 'accountId', 'variables']) expect(body).not.toHaveProperty(name);
    expect((await api.get(`${PATH}/unknown`)).status).toBe(404);
  });

  it('is withdrawn, once and for all, where it still can be', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account);
    expect((await api.post(`${PATH}/${invitation._id}/cancel`)).body).toMatchObject({ status: 'cancelled' });
    expect((await api.post(`${PATH}/${invitation._id}/cancel`)).status).toBe(200);
    await sendDue(test.app);
    expect(test.mailer.sent).toEqual([]);
    const refused = await invited(test.app, account);
    test.mailer.outcomes = [{ kind: 'refused', reply: '550 no such user' }];
    await sendDue(test.app);
    expect(await api.post(`${PATH}/${refused._id}/cancel`)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('bounced') } });
  });

  it('is sent again by a person where it was in doubt, with the same Message-ID', async () => {
    await aSurvey(test.app, account);
    const invitation = await invited(test.app, account);
    test.mailer.outcomes = [{ kind: 'unknown', reply: 'connection lost after DATA' }];
    await sendDue(test.app);
    expect((await api.get(`${PATH}/${invitation._id}`)).body.status).toBe('ambiguous');
    expect((await api.post(`${PATH}/${invitation._id}/retry`)).body).toMatchObject({ status: 'scheduled' });
    await sendDue(test.app);
    expect(test.mailer.sent.map(({ messageId }) => messageId)).toEqual([test.mailer.sent[0]?.messageId, test.mailer.sent[0]?.messageId]);
    expect((await api.get(`${PATH}/${invitation._id}`)).body.status).toBe('sent');
    expect(await api.post(`${PATH}/${invitation._id}/retry`)).toMatchObject({ status: 409 });
  });

  it('is not sent again after its sending deadline', async () => {
    await aSurvey(test.app, account, { maxLateness: '1h' });
    const invitation = await invited(test.app, account);
    const { lease, claimed } = await claim(test.app, [invitation._id], 'firsts');
    await markSending(test.app, claimed, lease);
    test.clock.advance(2 * 3_600_000);
    await sweepInvitations(test.app);
    expect((await api.get(`${PATH}/${invitation._id}`)).body.status).toBe('ambiguous');
    expect(await api.post(`${PATH}/${invitation._id}/retry`)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('2026-05-20T13:') } });
  });
});
