import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factKey, type FactRow } from '../../../src/domain/facts.ts';
import { requireCustomer } from '../../../src/features/customers/customers.queries.ts';
import { withCustomer } from '../../../src/features/customers/customers.service.ts';
import { storeFacts } from '../../../src/features/facts/facts.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { inTransaction } from '../../../src/platform/mongo.ts';
import type { Agent } from '../../support/browser-agent.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { answer, decided, invited, stored, unsubscribeUrl } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let owner: Agent;
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account, { coolDown: [{ since: 'invitation', across: 'survey', days: 30 }] });
  owner = await signedInAgent(test, account, 'owner');
});
afterAll(async () => test.close());

async function pathOf(externalId: string): Promise<string> {
  return `/admin/customers/${(await requireCustomer(account, externalId))._id}`;
}

const day = (daysAgo: number): string => new Date(test.app.now().getTime() - daysAgo * 86_400_000).toISOString().slice(0, 10);

describe('customers', () => {
  it('are found by name, address and id; those who answered lately stand there before', async () => {
    expect((await owner.get('/admin/customers')).body).toContain('Nobody has answered yet');
    const invitation = await invited(test.app, account, { customer: { externalId: 'ada-1', email: 'ada@example.com', name: 'Ada <Lovelace>' } });
    await sendDue(test.app);
    await answer(test.app, test.clock.advance, invitation, { score: '3', comment: 'slow' });
    expect((await owner.get('/admin/customers')).body).toContain('Ada &lt;Lovelace&gt;');
    for (const text of ['love', 'ada', 'ADA@EX', 'ada-1']) expect((await owner.get(`/admin/customers?q=${encodeURIComponent(text)}`)).body, text).toContain('Ada &lt;Lovelace&gt;');
    const none = (await owner.get('/admin/customers?q=%3Cb%3Enobody')).body;
    expect(none).toContain('&lt;b&gt;nobody');
    expect(none).not.toContain('Lovelace');
  });

  it('show everything that happened, and what they are worth', async () => {
    await withCustomer(test.app, account, { externalId: 'ada-1', properties: { plan: 'pro', nested: { a: '<i>' } } }, async () => {});
    await decided(test.app, account, { type: 'order.placed', customer: { externalId: 'ada-1' } });
    const rows: FactRow[] = [
      { kind: 'customers', owner: 'ada-1', key: '', values: { startedOn: day(400), email: null, name: null, locale: null, timeZone: null, properties: {} } },
      { kind: 'revenue', owner: 'ada-1', key: factKey('i'), values: { invoiceId: 'i', subscriptionId: null, type: 'recurring', startsOn: day(10), endsOn: day(-19), amount: { amountMinor: 4200, currency: 'EUR' } } },
    ];
    await inTransaction((session) => storeFacts(account, rows, { at: test.app.now(), importId: 'imp', session }));
    const { body } = await owner.get(await pathOf('ada-1'));
    for (const text of ['slow', '3 of 10', 'order.placed', 'not asked: this customer was asked too recently', 'answered', '€42.00', '{&quot;a&quot;:&quot;&lt;i&gt;&quot;}', 'ada@example.com']) expect(body, text).toContain(text);
  });

  it('get no mail once it is stopped, and again when it is allowed', async () => {
    await withCustomer(test.app, account, { externalId: 'bob', email: 'bob@example.com' }, async () => {});
    const at = await pathOf('bob');
    const agent = await signedInAgent(test, account, 'agent');
    expect((await agent.get(`${at}/allow`)).location).toBe(at);
    expect((await agent.get(`${at}/suppress`)).body).toContain('bob@example.com');
    expect((await agent.submit(`${at}/suppress`, `${at}/suppress`, {})).location).toBe(`${at}?done=suppressed`);
    expect((await agent.get(at)).body).toContain('stopped by your people');
    expect((await decided(test.app, account, { customer: { externalId: 'bob' } })).decisions).toMatchObject([{ reason: 'suppressed' }]);
    expect((await agent.submit(`${at}/allow`, `${at}/allow`, {})).location).toBe(`${at}?done=allowed`);
    expect((await decided(test.app, account, { customer: { externalId: 'bob' } })).decisions).toMatchObject([{ outcome: 'invited' }]);
    const analyst = await signedInAgent(test, account, 'analyst');
    expect((await analyst.get(at)).body).not.toContain('/suppress');
    expect((await analyst.submit('/admin/reports', `${at}/suppress`, {})).status).toBe(403);
  });

  it('who unsubscribed are shown as that', async () => {
    const invitation = await invited(test.app, account, { customer: { externalId: 'carl', email: 'carl@example.com' } });
    await sendDue(test.app);
    await fetch(unsubscribeUrl(test.app, invitation), { method: 'POST' });
    const at = await pathOf('carl');
    expect((await owner.get(at)).body).toContain('unsubscribed, since');
    expect((await owner.get(`${at}/allow`)).body).toContain('must ask for it themselves');
  });

  it('get a copy of everything held', async () => {
    const at = await pathOf('ada-1');
    const { headers, body } = await owner.get(`${at}/export.json`);
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
    expect(JSON.parse(body)).toMatchObject({ customer: { externalId: 'ada-1' }, responses: [{ comment: 'slow' }] });
  });

  it('get it to read and print, too: whole in one file, in their language, without a script', async () => {
    const at = await pathOf('ada-1');
    expect((await owner.get(at)).body).toContain(`${at}/export.html`);
    const inEnglish = await owner.get(`${at}/export.html`);
    expect(inEnglish.headers.get('content-disposition')).toBe(`inline; filename="customer-${at.split('/').at(-1)}.html"`);
    expect(inEnglish.headers.get('content-security-policy')).toMatch(/^sandbox allow-modals; default-src 'none'; style-src 'sha256-[^']+';/);
    for (const text of ['Ada &lt;Lovelace&gt;', 'slow', 'order.placed', 'What you answered']) expect(inEnglish.body, text).toContain(text);
    expect(inEnglish.body).not.toMatch(/<script|<link rel="stylesheet"|src=/);
    await withCustomer(test.app, account, { externalId: 'ada-1', locale: 'ar' }, async () => {});
    expect((await owner.get(`${at}/export.html`)).body).toContain('<html lang="ar" dir="rtl">');
  });

  it('are erased by owners and admins alone, who type the address', async () => {
    const at = await pathOf('ada-1');
    for (const role of ['agent', 'analyst'] as const) {
      const person = await signedInAgent(test, account, role);
      expect((await person.get(at)).body).not.toContain('/erase');
      expect((await person.get(`${at}/erase`)).status).toBe(403);
      expect((await person.submit(at, `${at}/erase`, { confirm: 'ada@example.com' }).catch(() => ({ status: 403 }))).status).toBe(403);
    }
    const wrong = await owner.submit(`${at}/erase`, `${at}/erase`, { confirm: 'ada' });
    expect([wrong.status, wrong.body.includes('aria-invalid="true"'), wrong.body.includes('value="ada"')]).toEqual([422, true, true]);
    expect(await stored('customers').countDocuments({ accountId: account, externalId: 'ada-1' })).toBe(1);
    expect((await owner.submit(`${at}/erase`, `${at}/erase`, { confirm: ' ada@example.com ' })).location).toBe('/admin/customers?done=erased');
    expect((await owner.get('/admin/customers?done=erased')).body).toContain('The customer is erased.');
    expect((await owner.get(at)).status).toBe(404);
    expect((await owner.get('/admin/customers?q=ada')).body).not.toContain('Lovelace');
  });

  it('whose own id is another one’s id of ours are not mixed up with them', async () => {
    await withCustomer(test.app, account, { externalId: 'victim', email: 'victim@example.com' }, async () => {});
    const { _id } = await requireCustomer(account, 'victim');
    await withCustomer(test.app, account, { externalId: _id, email: 'other@example.com' }, async () => {});
    expect((await owner.get(`/admin/customers/${_id}/export.json`)).status).toBe(409);
    expect((await owner.submit(`/admin/customers/${_id}/erase`, `/admin/customers/${_id}/erase`, { confirm: 'victim@example.com' })).status).toBe(409);
    expect(await stored('customers').countDocuments({ accountId: account, email: { $in: ['victim@example.com', 'other@example.com'] } })).toBe(2);
  });
});
