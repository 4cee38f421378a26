import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMonths } from '../../../src/features/rollups/rollups.queries.ts';
import { receiveInteractions } from '../../../src/features/interactions/interactions.service.ts';
import { createUser } from '../../../src/features/users/users.service.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(async () => test.close());

const formOf = (html: string): string => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';

describe('the loop', () => {
  it('leads from an interaction to a mail, an answer, the counts and an alert', async () => {
    const { app, mailer, clock } = test;
    const account = await anAccount(app);
    await createUser(app, account._id, { email: 'boss@acme.test', role: 'owner' });
    await aSurvey(app, account._id, { reminders: ['3d'] });
    test.workers();
    const [receipt] = await receiveInteractions(app, account._id, 'api', [{
      id: 'order-1', type: null, touchpoint: 'checkout', occurredAt: clock.now(), customer: { externalId: 'c1', email: 'ada@example.com', name: 'Ada' }, properties: {},
    }]);
    expect(receipt?.kind).toBe('accepted');
    const mail = await eventually('the invitation is mailed', async () => mailer.sent[0]);
    expect(mail.to.address).toBe('ada@example.com');
    const link = /href="([^"]+\/s\/[^"]+score&#x3D;3|[^"]+\/s\/[^"]+score=3)"/.exec(mail.html)?.[1]?.replace('&#x3D;', '=') ?? '';
    const page = await (await fetch(link)).text();
    clock.advance(3000);
    const answer = await fetch(link.split('?')[0] ?? '', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ score: '3', comment: 'slow', form: formOf(page) }) });
    expect(answer.status).toBe(303);
    expect((await fetch(new URL(answer.headers.get('location') ?? '', test.url))).status).toBe(200);
    const today = clock.now().toISOString().slice(0, 10);
    const months = await findMonths(account._id, { from: today, to: today, segment: '' });
    expect(months).toHaveLength(0);
    const [month] = await findMonths(account._id, { from: today, to: new Date(clock.now().getTime() + 86_400_000).toISOString().slice(0, 10), segment: '' });
    expect(month?.days[today.slice(8)]).toMatchObject({ scores: { 3: 1 }, sent: 1, responded: 1 });
    const alert = await eventually('the alert is mailed', async () => mailer.sent[1]);
    expect(alert.to.address).toBe('boss@acme.test');
    expect(alert.text).toContain('slow');
  });
});
