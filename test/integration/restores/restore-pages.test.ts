import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { requireInvitation } from '../../../src/features/invitations/invitations.service.ts';
import { findHold, holdMail } from '../../../src/platform/mail-hold.ts';
import { tokenOn, type Agent } from '../../support/browser-agent.ts';
import { signedInAs } from '../../support/signed-in.ts';
import { invited, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let owner: Agent;
let agent: Agent;

beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
  owner = (await signedInAs(test, account, 'owner')).agent;
  agent = (await signedInAs(test, account, 'agent')).agent;
});
afterAll(() => test.close());

describe('a restored copy', () => {
  it('is nothing special without a hold', async () => {
    expect((await owner.get('/admin/reports')).body).not.toContain('class="held"');
    expect((await owner.get('/admin/restore')).body).toContain('Nothing is held');
  });

  it('says on every page that no mail goes out, and to its owner where to end that, in every language', async () => {
    await invited(test.app, account);
    await holdMail({ since: test.clock.now(), takenAt: test.clock.now() });
    for (const [lang, banner] of [['en', 'Restored copy'], ['ar', 'نسخة مستعادة'], ['fa', 'نسخهٔ بازیابی‌شده'], ['pl', 'Odtworzona kopia']]) {
      const page = (await owner.get(`/admin/reports?lang=${lang}`)).body;
      expect(page).toContain(`<p class="held" role="status">${banner}`);
      expect(page).toContain('href="/admin/restore?lang');
    }
    const seen = (await agent.get('/admin/reports')).body;
    expect(seen).toContain('class="held"');
    expect(seen).not.toContain('/admin/restore');
    expect((await agent.get('/admin/restore')).status).toBe(403);
  });

  it('is not let out by one company for another one', async () => {
    const other = (await anAccount(test.app, { name: 'Other' }))._id;
    const page = await owner.get('/admin/restore');
    expect(page.body).toContain('restore confirm');
    expect(page.body).not.toContain('<form method="post" action="/admin/restore');
    expect((await owner.post('/admin/restore', { _csrf: tokenOn(page.body) })).status).toBe(409);
    expect(await findHold()).not.toBeNull();
    await stored('accounts').deleteOne({ _id: other });
  });

  it('mails again once its owner confirms, is noted, and holds what may have gone out before', async () => {
    const [waiting] = await stored('invitations').find({ phase: 'due' }).toArray();
    expect(await sendDue(test.app)).toEqual({ sent: 0 });
    const page = await owner.get('/admin/restore');
    expect((await owner.post('/admin/restore', {})).status).toBe(403);
    const confirmed = await owner.post('/admin/restore', { _csrf: tokenOn(page.body) });
    expect([confirmed.status, confirmed.location]).toEqual([303, '/admin/restore?done=confirmed']);
    expect((await owner.get('/admin/restore?done=confirmed')).body).toContain('This copy mails again');
    expect((await owner.get('/admin/reports')).body).not.toContain('class="held"');
    expect((await requireInvitation(account, String(waiting?._id))).status).toBe('ambiguous');
    await sendDue(test.app);
    expect(test.mailer.sent).toEqual([]);
    expect((await owner.get('/admin/audit')).body).toContain('Restored copy confirmed');
  });
});
